"""The private cloud."""
