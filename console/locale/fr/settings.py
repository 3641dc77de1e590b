"""Texts of the room `settings`."""

TEXTS: dict[str, str] = {}
