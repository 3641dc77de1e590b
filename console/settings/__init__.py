"""Typed configuration, file locations, secrets."""
