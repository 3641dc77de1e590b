"""Series in the text format that a Prometheus scrapes (version 0.0.4)."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from math import floor

from console.rehearsal.metrics_feed import Feed
from console.rehearsal.metrics_pool import SCRAPE_S
from console.rehearsal.promql.labels import NAME

MEDIA_TYPE = "text/plain; version=0.0.4"
EXPORTED = "exported_"


def exposition(
    feeds: Iterable[Feed], kinds: Mapping[str, str], target: Mapping[str, str], now: float
) -> str:
    """What a target says of itself now: the series with the labels that its scrape gives them.

    Those labels are taken off again, and what gave way to them gets its own name back.
    """
    found = sorted(
        (labels[NAME], _own(labels, target), value)
        for labels, feed in ((dict(feed.labels), feed) for feed in feeds)
        if all(labels.get(name) == said for name, said in target.items())
        for value in feed.read([floor(now / SCRAPE_S)])
        if value is not None
    )
    lines: list[str] = []
    for name, series in groupby(found, key=lambda each: each[0]):
        lines.append(f"# TYPE {name} {kinds[name]}")
        lines += [f"{name}{{{labels}}} {value:.17g}" for _, labels, value in series]
    return "".join(f"{line}\n" for line in lines)


def _own(labels: Mapping[str, str], target: Mapping[str, str]) -> str:
    kept = {name: said for name, said in labels.items() if name != NAME and name not in target}
    named = sorted((name.removeprefix(EXPORTED), said) for name, said in kept.items())
    return ",".join(f'{name}="{said}"' for name, said in named)
