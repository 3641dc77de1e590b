"""The simulated Nova."""
