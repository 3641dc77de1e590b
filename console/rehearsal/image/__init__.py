"""The simulated Glance."""
