"""Texts of the room `tui`."""

TEXTS: dict[str, str] = {}
