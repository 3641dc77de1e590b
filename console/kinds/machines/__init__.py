"""Virtual machines of the private cloud."""
