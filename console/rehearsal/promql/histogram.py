"""Quantiles of classic histograms: series with an `le` label."""

from collections.abc import Sequence
from math import copysign, inf, isnan, nan

from console.rehearsal.promql.labels import NAME, without
from console.rehearsal.promql.storage import Labels, SeriesColumn


def histogram_quantile(
    shares: Sequence[float], columns: Sequence[SeriesColumn]
) -> list[SeriesColumn]:
    """One column a histogram, without `le`; series whose `le` is no number are left out."""
    groups: dict[Labels, list[tuple[float, SeriesColumn]]] = {}
    for column in columns:
        bound = _bound(dict(column.labels).get("le", ""))
        if bound is not None:
            groups.setdefault(without(column.labels, (NAME, "le")), []).append((bound, column))
    result = []
    for labels, group in groups.items():
        group.sort(key=lambda entry: entry[0])
        values = [_at(share, group, time) for time, share in enumerate(shares)]
        result.append(SeriesColumn(labels, values))
    return result


def _bound(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _at(share: float, group: Sequence[tuple[float, SeriesColumn]], time: int) -> float | None:
    buckets = [
        (bound, value) for bound, column in group if (value := column.values[time]) is not None
    ]
    return bucket_quantile(share, buckets) if buckets else None


def bucket_quantile(share: float, buckets: Sequence[tuple[float, float]]) -> float:
    """A quantile of cumulated buckets (upper bound, count), ascending.

    Straight lines inside a bucket; the highest finite bound when it lies beyond;
    NaN without observations or without a +Inf bucket.
    """
    if not 0 <= share <= 1:
        return nan if isnan(share) else copysign(inf, share)
    if len(buckets) < 2 or buckets[-1][0] != inf:  # noqa: PLR2004 - a finite bound and +Inf
        return nan
    cumulated: list[float] = []
    for _, count in buckets:
        cumulated.append(max(count, cumulated[-1]) if cumulated else count)
    total = cumulated[-1]
    if total == 0 or isnan(total):
        return nan
    rank = share * total
    place = next(index for index, count in enumerate(cumulated) if count >= rank)
    if place == len(buckets) - 1:
        return buckets[-2][0]
    upper = buckets[place][0]
    lower = buckets[place - 1][0] if place else min(0.0, upper)
    before = cumulated[place - 1] if place else 0.0
    inside = cumulated[place] - before
    return lower + (upper - lower) * ((rank - before) / inside) if inside else lower
