"""Instances of the public cloud."""
