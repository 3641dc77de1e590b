"""Widgets, nouns all."""
