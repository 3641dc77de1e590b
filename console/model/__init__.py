"""Frozen value types and vocabulary. No I/O, no framework, no clock."""
