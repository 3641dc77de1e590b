"""The load balancers that pools stand behind, and what they say is in service."""

from collections.abc import Iterable
from dataclasses import replace

from console.model.balancer import BalancerView
from console.model.estate import Estate, PoolService
from console.model.pool import Pool
from console.model.serving import METRICS, service, source_name
from console.ports import BalancerReader
from console.settings.running import WatchSettings
from console.watch.source import Cadence, Reading, Source


def sources(reader: BalancerReader, pools: Iterable[Pool], settings: WatchSettings) -> list[Source]:
    """One source for each region that has a load balancer which a pool names."""
    names: dict[str, set[str]] = {}
    for pool in pools:
        for region, named in pool.balanced.items():
            names.setdefault(region, set()).add(named.pool)
    return [_source(reader, region, names[region], settings) for region in names]


def _source(
    reader: BalancerReader, region: str, names: set[str], settings: WatchSettings
) -> Source:
    def read() -> Reading:
        view = reader.balancers(region, names)
        return Reading(lambda estate: _placed(estate, view), unreadable=view.unreadable)

    cadence = Cadence(settings.balancers_s, settings.balancers_busy_s)
    return Source(source_name(region), cadence, read, hasty=True)


def _placed(estate: Estate, view: BalancerView) -> Estate:
    return replace(estate, balancers={**estate.balancers, view.region: view})


class Serving:
    """Keeps an estate's `service` with what it follows from; what is the same stays one object.

    One thread at a time.
    """

    def __init__(self, pools: Iterable[Pool]) -> None:
        self._pools = tuple(pool for pool in pools if pool.balancers)
        self._kept: dict[str, tuple[tuple[object, ...], PoolService]] = {}

    def judged(self, estate: Estate) -> Estate:
        """The estate with what of each pool behind load balancers is in service now."""
        if not self._pools:
            return estate
        return replace(estate, service={pool.name: self._of(estate, pool) for pool in self._pools})

    def _of(self, estate: Estate, pool: Pool) -> PoolService:
        grounds = _grounds(estate, pool)
        kept = self._kept.get(pool.name)
        if kept is not None and kept[0] == grounds:
            return kept[1]
        told = service(estate, pool)
        if kept is not None and kept[1].in_service == told.in_service:
            told = replace(told, in_service=kept[1].in_service)
        self._kept[pool.name] = grounds, told
        return told


def _grounds(estate: Estate, pool: Pool) -> tuple[object, ...]:
    """All that the judgement of a pool depends on."""
    regions = tuple(pool.balanced)
    states = [estate.sources.get(name) for name in (METRICS, *map(source_name, regions))]
    return (
        estate.health.get(pool.name),
        *(None if state is None else (state.freshness, state.failure) for state in states),
        *(None if view is None else view.instances for view in map(estate.regions.get, regions)),
        *map(estate.balancers.get, regions),
    )
