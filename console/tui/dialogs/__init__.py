"""Modal dialogs: ask, preview, confirm."""
