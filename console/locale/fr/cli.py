"""Texts of the room `cli`."""

TEXTS: dict[str, str] = {}
