"""Texts of the room `operations`."""

TEXTS: dict[str, str] = {}
