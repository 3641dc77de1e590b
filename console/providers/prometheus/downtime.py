"""Since when targets have been down without a break, from samples of those that are."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime


def runs(
    tracks: Iterable[tuple[str, Sequence[tuple[float, str]]]], *, last: datetime, step: int
) -> dict[str, datetime]:
    """Name → the first moment of the unbroken run that ends at `last`.

    Each track has the moments (unix seconds, `step` apart) at which one was down; one that
    is missing breaks the run. A name of several tracks was down when any of them was.
    """
    moments: dict[str, set[int]] = {}
    for name, values in tracks:
        moments.setdefault(name, set()).update(round(at) for at, _ in values)
    end = round(last.timestamp())
    found: dict[str, datetime] = {}
    for name, down in moments.items():
        since = end
        while since - step in down:
            since -= step
        if name and end in down:
            found[name] = datetime.fromtimestamp(since, UTC)
    return found
