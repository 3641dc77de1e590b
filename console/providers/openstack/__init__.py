"""The public cloud."""
