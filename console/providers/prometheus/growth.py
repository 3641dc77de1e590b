"""How full datastores were: series by name out of a range query."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from console.model.figure import Sample, Series, possible
from console.providers.prometheus.totals import number

if TYPE_CHECKING:
    from console.providers.prometheus.server import RangeSample

NAME = "ds_name"


def growth_of(
    found: "Iterable[RangeSample]", *, first: datetime, step: int, count: int
) -> tuple[dict[str, Series], list[str]]:
    """Series by datastore, a sample a step from `first` on, and what was odd about them.

    A step that the server has no figure for is a gap. Two series of one name
    say nothing of either: the name is left out.
    """
    start = first.timestamp()
    times = [datetime.fromtimestamp(start + k * step, UTC) for k in range(count)]
    series: dict[str, Series] = {}
    twice: set[str] = set()
    odd: list[str] = []
    for each in found:
        name = each.metric.get(NAME)
        if not name:
            odd.append(f"datastores: a series has no label {NAME}")
            continue
        if name in series or name in twice:
            odd.append(f"datastores: more than one series for {name}")
            series.pop(name, None)
            twice.add(name)
            continue
        known = {round((at - start) / step): _bytes(text) for at, text in each.values}
        samples = tuple(Sample(at, known.get(k)) for k, at in enumerate(times))
        series[name] = Series(name, samples, float(step))
    return series, odd


def _bytes(text: str) -> float | None:
    value = number(text)
    return value if value is not None and possible("bytes", value) else None
