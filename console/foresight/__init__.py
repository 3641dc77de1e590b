"""What the past weeks of a pool make expect of its next hours, and what is to be done. Pure."""
