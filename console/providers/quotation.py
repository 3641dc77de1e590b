"""What a source said, as a piece of a sentence of ours."""

import re

from console.redaction import hide

LONGEST = 300
REFERENCE = 128
MARKS = re.compile(r"<(style|script|title)\b.*?</\1>|<[^>]*>", re.IGNORECASE | re.DOTALL)
PIECE = 8_000
"""Letters of an answer that are looked at: more than any secret that may stand across an end."""


def quoted(text: str, longest: int = LONGEST) -> str:
    """On one line, without secrets and its full stops, cut after so many characters."""
    flat = hide(" ".join(text[:PIECE].split())).rstrip(". ")
    return flat if len(flat) <= longest else flat[: longest - 1] + "…"


def reference(*told: str | None) -> str | None:
    """The first request id that a source tells, as far as one may be kept: 128 letters."""
    return next((quoted(one, REFERENCE) for one in told if one), None)


def unmarked(body: bytes) -> str:
    """The words of a web page, `quoted`."""
    return quoted(MARKS.sub(" ", body[:PIECE].decode("utf-8", "replace")))
