"""Collectors that keep the live estate."""
