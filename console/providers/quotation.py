"""What a source said, as a piece of a sentence of ours."""

LONGEST = 300


def quoted(text: str) -> str:
    """On one line, without its full stops, cut after `LONGEST` characters."""
    flat = " ".join(text.split()).rstrip(". ")
    return flat if len(flat) <= LONGEST else flat[: LONGEST - 1] + "…"
