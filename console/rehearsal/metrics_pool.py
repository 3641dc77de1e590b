"""The state of one pool at each scrape: who serves, and who carries what."""

from collections.abc import Sequence

from console.rehearsal.load import (
    Capacity,
    DatacenterLoad,
    Fleet,
    ServiceLife,
    SimulatedLoad,
    shares,
)
from console.rehearsal.load_service import cpu_ratio

SCRAPE_S = 15.0
_REMEMBERED = 50_000


class PoolState:
    """What monitoring sees of a pool; the past is computed once.

    Scrapes are counted: number k stands at k × `SCRAPE_S` since 1970.
    """

    def __init__(self, fleet: Fleet, load: SimulatedLoad) -> None:
        self.load = load
        self.lives: tuple[tuple[ServiceLife, ...], ...] = ()
        self._fleet = fleet
        self._generation: int | None = None
        self._capacity: tuple[Capacity, ...] = ()
        self._shares: dict[int, tuple[DatacenterLoad, ...]] = {}
        self._cpu: dict[int, tuple[float, ...]] = {}

    def refresh(self) -> bool:
        """Look at the fleet again, if it changed; whether it did."""
        if self._generation == self._fleet.generation:
            return False
        self._generation = self._fleet.generation
        places = self.load.datacenters
        self.lives = tuple(tuple(self._fleet.intervals(self.load.pool, one)) for one in places)
        starts = self.load.curve.starts_at
        self._capacity = tuple(Capacity(lives, starts) for lives in self.lives)
        return True

    def shares_at(self, time: float) -> tuple[DatacenterLoad, ...]:
        """What each datacenter carries at a unix time."""
        return shares(self.load, [capacity.at(time) for capacity in self._capacity], time)

    def connections(self, place: int, scrapes: Sequence[int]) -> list[float | None]:
        """Open connections of one datacenter at past scrapes."""
        return [float(round(self._share(scrape)[place].connections)) for scrape in scrapes]

    def cpu(self, scrape: int) -> tuple[float, ...]:
        """Mean CPU of the instances in service at a past scrape, one a datacenter."""
        known = self._cpu.get(scrape)
        if known is None:
            known = tuple(cpu_ratio(one.saturation or 0.0) for one in self._share(scrape))
            self._cpu[scrape] = known
        return known

    def _share(self, scrape: int) -> tuple[DatacenterLoad, ...]:
        known = self._shares.get(scrape)
        if known is None:
            self._trim()
            known = self._shares[scrape] = self.shares_at(scrape * SCRAPE_S)
        return known

    def _trim(self) -> None:
        """Forget everything rather than grow for ever; it is quick to compute again."""
        if len(self._shares) > _REMEMBERED:
            self._shares.clear()
            self._cpu.clear()
