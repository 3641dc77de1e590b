"""The simulated Cinder."""
