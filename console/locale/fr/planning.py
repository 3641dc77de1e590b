"""Texts of the room `planning`."""

TEXTS: dict[str, str] = {}
