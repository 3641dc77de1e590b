"""What stands on a border: names in it come from outside, and are neither markup nor obeyed."""

from textual.markup import escape

from console.plaintext import plain


def caption(text: str) -> str:
    """The text as Textual takes it for a border's title."""
    return escape(plain(text))
