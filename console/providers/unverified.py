"""Which sources are asked without a look at their certificate, because somebody wants it so."""

_sources: set[str] = set()


def told(source: str) -> None:
    """Take note of one; for people to see."""
    _sources.add(source)


def known() -> frozenset[str]:
    """Those that were asked so far."""
    return frozenset(_sources)
