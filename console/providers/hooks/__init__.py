"""What people hook up to clusters that have no API of their own: commands, and URLs."""
