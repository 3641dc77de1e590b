"""What a worker reads of a region's instances, for whichever kind: its list, or some by name."""

from collections.abc import Iterable
from functools import partial

from console.kinds.sources import Sources
from console.model.estate import RegionView
from console.model.figure import Freshness

WITHIN_S = 10.0
"""How old, in wall seconds, what another operation's pass has read may be."""


def region_of(sources: Sources, region: str) -> tuple[RegionView | None, Freshness]:
    """A region as it is now, or as it was last seen."""
    compute = sources.systems.compute
    assert compute is not None  # noqa: S101 - `lacks` has looked
    silent = (region, Freshness.UNKNOWN)
    if sources.recollection.get(silent, WITHIN_S) is None:
        view = sources.recent(region, region, WITHIN_S, lambda: compute.instances(region))
        if view is not None:
            return view, Freshness.FRESH
        # A region that hangs must not hold up the others at every pass.
        sources.recollection.put(silent, region)
    last = sources.recollection.get(region)
    known = last if isinstance(last, RegionView) else None
    return known, Freshness.UNKNOWN if known is None else Freshness.STALE


def named(asked: Iterable[tuple[str, str, str | None]], sources: Sources) -> dict[str, RegionView]:
    """The instances of these regions, names and ids (where one is known), read anew by region.

    A region that does not answer is missing.
    """
    compute = sources.systems.compute
    assert compute is not None  # noqa: S101 - `lacks` has looked
    wanted: dict[str, list[tuple[str, str | None]]] = {}
    for region, name, number in asked:
        wanted.setdefault(region, []).append((name, number))
    views: dict[str, RegionView] = {}
    for region, those in wanted.items():
        names = sorted({name for name, _ in those})
        ids = sorted({number for _, number in those if number})
        view = sources.read(region, partial(compute.named, region, names, ids))
        if view is not None:
            views[region] = view
    return views
