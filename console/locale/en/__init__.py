"""Texts of one language."""
