"""The simulated Neutron."""
