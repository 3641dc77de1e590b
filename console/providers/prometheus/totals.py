"""From the figures of datacenters to those of the pool. An unknown part makes the whole unknown.

A sum that leaves a silent datacenter out looks like a load that fell, and
would invite shrinking; so a total exists only when each datacenter that the
pool has a share in has answered.

Connections, requests and instances in service add up. Errors are weighted by requests. For p95 and
CPU, which neither add up nor average, the pool's figure is that of its worst
datacenter: the true p95 of all requests together is never above it.
"""

import math
from collections.abc import Collection, Mapping

from console.model.figure import UNKNOWN, Figure, Load

Parts = Mapping[str, float | None]


def total(name: str, expected: Collection[str], parts: Parts, requests: Parts) -> float | None:
    """The pool's figure out of those by datacenter; None when any of them is unknown.

    `parts` are the figures of the series `name`, `requests` those of the series
    ``requests``, by datacenter; `expected` are the datacenters that must be there.
    """
    places = {*expected, *parts}
    known = {place: value for place in places if (value := parts.get(place)) is not None}
    if not known or len(known) < len(places):
        return None
    if name in {"connections", "requests", "serving"}:
        return sum(known.values())
    if name == "errors":
        return _weighted(known, requests)
    return max(known.values())


def _weighted(ratios: Mapping[str, float], weights: Parts) -> float | None:
    known = {place: weight for place in ratios if (weight := weights.get(place)) is not None}
    whole = sum(known.values())
    if len(known) < len(ratios) or whole <= 0:
        return None
    return sum(ratios[place] * weight for place, weight in known.items()) / whole


def total_load(expected: Collection[str], by_name: Mapping[str, Mapping[str, Figure]]) -> Load:
    """The pool's load out of figures by series name and datacenter."""

    def figure(name: str) -> Figure:
        parts = by_name[name]
        value = total(
            name,
            expected,
            {place: part.value for place, part in parts.items()},
            {place: part.value for place, part in by_name["requests"].items()},
        )
        if value is None:
            return UNKNOWN
        return Figure(value, min((p.at for p in parts.values() if p.at is not None), default=None))

    return Load(
        connections=figure("connections"),
        requests=figure("requests"),
        errors=figure("errors"),
        p95_s=figure("p95"),
        cpu=figure("cpu"),
    )


def load_of(datacenter: str, by_name: Mapping[str, Mapping[str, Figure]]) -> Load:
    """The load of one datacenter."""
    return Load(
        connections=by_name["connections"].get(datacenter, UNKNOWN),
        requests=by_name["requests"].get(datacenter, UNKNOWN),
        errors=by_name["errors"].get(datacenter, UNKNOWN),
        p95_s=by_name["p95"].get(datacenter, UNKNOWN),
        cpu=by_name["cpu"].get(datacenter, UNKNOWN),
    )


def number(text: str) -> float | None:
    """Give a sample's value; None for NaN, an infinity, or no number at all."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def host_of(label: str) -> str:
    """The name in a target's label, without a port."""
    return label.rpartition(":")[0] or label
