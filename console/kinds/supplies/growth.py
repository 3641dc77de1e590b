"""How fast a datastore fills, from recorded samples. Too little history says nothing."""

import math
from datetime import timedelta
from statistics import median

from console.model.figure import Sample, Series
from console.model.private import Datastore

SPAN = timedelta(days=7)
LEAST = timedelta(hours=6)
DAY_S = 86_400.0
LONGEST_DAYS = 3_650.0
"""Beyond ten years a datastore does not fill: the slope is noise."""


def bytes_per_day(series: Series) -> float | None:
    """Growth over the last seven days; negative when it shrinks, None when too little is known.

    The median of the slopes between samples half the span apart (Theil's
    method): gaps, and a single clean-up or copy, hardly move it.
    """
    known = _known(series)
    if len(known) < 2 or known[-1].at - known[0].at < LEAST:  # noqa: PLR2004 - a slope needs two points
        return None
    half = len(known) // 2
    slopes = [
        (_value(later) - _value(earlier)) / seconds
        for earlier, later in zip(known[:-half], known[half:], strict=True)
        if (seconds := (later.at - earlier.at).total_seconds()) > 0
    ]
    return median(slopes) * DAY_S if slopes else None


def days_until_full(datastore: Datastore, series: Series) -> float | None:
    """Days until no space is left at that pace; None when it does not grow or nobody knows."""
    return days_at_pace(datastore, bytes_per_day(series))


def days_at_pace(datastore: Datastore, pace: float | None) -> float | None:
    """Days until no space is left at so many bytes a day; None as `days_until_full`."""
    free = datastore.free_bytes
    if free is None or datastore.used_bytes is None or pace is None or pace <= 0:
        return None
    days = max(0, free) / pace
    return days if days <= LONGEST_DAYS else None


def _known(series: Series) -> list[Sample]:
    """The samples of the span that have a value."""
    found = [s for s in series.samples if s.value is not None and math.isfinite(s.value)]
    return [s for s in found if s.at >= found[-1].at - SPAN]


def _value(sample: Sample) -> float:
    return 0.0 if sample.value is None else sample.value
