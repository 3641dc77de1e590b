"""The live estate: one collector a source, one published value."""

import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from threading import Lock, Thread

from console.model.estate import Estate
from console.model.notice import notice
from console.model.place import Datacenter
from console.model.pool import Pool
from console.ports import (
    AlertReader,
    BalancerReader,
    Clock,
    ClusterReader,
    ComputeReader,
    JournalReader,
    MetricsSource,
    PriceReader,
    PrivateReader,
    SupplyReader,
)
from console.settings.running import WatchSettings
from console.watch import (
    alerts as alerting,
)
from console.watch import (
    balancers as balancing,
)
from console.watch import (
    clusters as clustering,
)
from console.watch import (
    fixtures,
    flavors,
    growth,
    identity,
    instances,
    inventory,
    journal,
    metrics,
    quota,
    supply,
)
from console.watch import (
    prices as pricing,
)
from console.watch.board import Board
from console.watch.capacity import Learner, unnamed
from console.watch.capacity import source as learning
from console.watch.collector import Collector
from console.watch.forecast import Foresight, foreseen
from console.watch.forecast import source as foreseeing
from console.watch.source import Source

REFRESH_DEADLINE_S = 45.0


class Watch:
    """Keeps the estate live (`console.desk.session.EstateWatch`).

    The ports are first called in the collectors' threads, never by the
    constructor, so that an SDK's import does not delay the first paint.
    """

    def __init__(
        self,
        *,
        compute: ComputeReader,
        metrics: MetricsSource | None,
        journal: JournalReader,
        datacenters: Sequence[Datacenter],
        pools: Iterable[Pool],
        settings: WatchSettings,
        stale_after_s: float,
        clock: Clock,
        private: PrivateReader | None = None,
        supply: SupplyReader | None = None,
        balancers: BalancerReader | None = None,
        alerts: AlertReader | None = None,
        clusters: Mapping[str, ClusterReader] | None = None,
        prices: PriceReader | None = None,
        foresight: Foresight | None = None,
        learner: Learner | None = None,
        refresh_deadline_s: float = REFRESH_DEADLINE_S,
    ) -> None:
        pools = tuple(pools)
        sources = sources_of(
            compute,
            metrics,
            journal,
            datacenters=datacenters,
            pools=pools,
            settings=settings,
            clock=clock,
        )
        if balancers is not None:
            sources += balancing.sources(balancers, pools, settings)
        if alerts is not None:
            sources.append(alerting.source(alerts, settings))
        sources += clustering.sources(clusters or {}, settings)
        if prices is not None:
            regions = [region for place in datacenters for region in place.regions]
            sources.append(pricing.source(prices, regions))
        if foresight is not None and metrics is not None and foreseen(pools):
            sources.append(foreseeing(metrics, pools, foresight, settings, clock))
        if learner is not None and unnamed(pools):
            sources.append(learning(learner, unnamed(pools), settings))
        if private is not None:
            sources += private_sources(private, supply, metrics, settings=settings, clock=clock)
        self._board = Board(
            [source.name for source in sources],
            stale_after_s=stale_after_s,
            clock=clock,
            judge=balancing.Serving(pools).judged,
        )
        self._collectors = [
            Collector(source, self._board, after=self._take_notice) for source in sources
        ]
        self._refresh_deadline_s = refresh_deadline_s
        self._asked: tuple[tuple[Collector, Thread], ...] = ()
        self._noticing = Lock()
        self._was_busy = False
        self._shown: dict[str, tuple[int, int]] = {}

    def start(self) -> None:
        """Start the collectors; returns at once."""
        for collector in self._collectors:
            collector.start()

    def stop(self, timeout_s: float = 1.0) -> None:
        """Stop them; never waits longer than the timeout."""
        deadline = time.monotonic() + timeout_s
        for collector in self._collectors:
            collector.stop()
        for collector in self._collectors:
            collector.join(max(0.0, deadline - time.monotonic()))

    def snapshot(self) -> Estate:
        """The estate as last published; cheap, never blocks."""
        return self._board.snapshot()

    def refresh(self, names: Collection[str] | None = None) -> Estate:
        """Ask every source once, or those named, all at the same time, and wait for the answers.

        What has not answered by the deadline is a failure in `sources`, like any other.
        """
        started = time.monotonic()
        asked = [
            (collector, Thread(target=collector.tick, name="refresh", daemon=True))
            for collector in self._collectors
            if names is None or collector.source.name in names
        ]
        for _, thread in asked:
            thread.start()
        self._asked = tuple(asked)
        for collector, thread in asked:
            thread.join(max(0.0, started + self._refresh_deadline_s - time.monotonic()))
            if thread.is_alive():
                waited_s = time.monotonic() - started
                name = collector.source.name
                late = notice("watch.no_answer", source=name, seconds=round(waited_s))
                collector.give_up(late, waited_s=waited_s)
        self._asked = ()
        return self.snapshot()

    def awaited(self) -> tuple[str, ...]:
        """The sources that `refresh` asked and that have not answered yet, from any thread."""
        return tuple(one.source.name for one, thread in self._asked if thread.is_alive())

    def hasten(self, names: Collection[str] | None = None) -> None:
        """Ask the sources that move again soon, or those named: something has just changed."""
        self._hasten(lambda source: source.hasty if names is None else source.name in names)

    def _hasten(self, concerned: Callable[[Source], bool]) -> None:
        for collector in self._collectors:
            if concerned(collector.source):
                collector.hasten()

    def _take_notice(self) -> None:
        """Do not sleep at the old cadence through what has just been read.

        When an operation begins or ends, everything is asked again; while none
        runs, the quota is, of a region whose list has changed.
        """
        with self._noticing:
            estate = self._board.snapshot()
            busy = self._board.busy
            turned = busy is not self._was_busy
            self._was_busy = busy
            shown = {
                region: (len(view.instances), view.unreadable)
                for region, view in estate.regions.items()
            }
            moved = {r for r, found in shown.items() if self._shown.get(r, found) != found}
            self._shown = shown
        if turned:
            self.hasten()
        elif moved and not busy:
            self.hasten({quota.name(region) for region in moved})


def sources_of(
    compute: ComputeReader,
    metrics_source: MetricsSource | None,
    journal_reader: JournalReader,
    *,
    datacenters: Sequence[Datacenter],
    pools: tuple[Pool, ...],
    settings: WatchSettings,
    clock: Clock,
) -> list[Source]:
    """Every source of the estate: the journal first, since it sets the pace."""
    found = [journal.source(journal_reader, settings), identity.source(compute)]
    for datacenter in datacenters:
        builds = fixtures.builds(pools, datacenter.code)
        networks = quota.networks(builds)
        for region in datacenter.regions:
            found.append(instances.source(compute, region, settings))
            found.append(quota.source(compute, region, networks, settings))
            found.append(flavors.source(compute, region))
            if builds:
                found.append(fixtures.source(compute, region, builds))
    if metrics_source is not None:
        found.append(metrics.source(metrics_source, pools, settings, clock))
    return found


def private_sources(
    private: PrivateReader,
    supply_reader: SupplyReader | None,
    metrics_source: MetricsSource | None,
    *,
    settings: WatchSettings,
    clock: Clock,
) -> list[Source]:
    """The sources of the private cloud; growth is known where there is a metrics server."""
    found = [inventory.source(private, settings), inventory.account(private)]
    if supply_reader is not None:
        found.append(supply.source(supply_reader, settings))
    if metrics_source is not None:
        found.append(growth.source(metrics_source, settings, clock))
    return found
