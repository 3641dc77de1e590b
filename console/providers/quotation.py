"""What a source said, as a piece of a sentence of ours."""

import re

LONGEST = 300
MARKS = re.compile(r"<(style|script|title)\b.*?</\1>|<[^>]*>", re.IGNORECASE | re.DOTALL)


def quoted(text: str) -> str:
    """On one line, without its full stops, cut after `LONGEST` characters."""
    flat = " ".join(text.split()).rstrip(". ")
    return flat if len(flat) <= LONGEST else flat[: LONGEST - 1] + "…"


def unmarked(body: bytes) -> str:
    """The words of a web page, `quoted`."""
    return quoted(MARKS.sub(" ", body[:4000].decode("utf-8", "replace")))
