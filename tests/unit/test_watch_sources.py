"""What each kind of source asks, and what it changes in the estate."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from journalled import operation

from console.model.build import Build, Part
from console.model.error import SourceUnreachable
from console.model.estate import Estate, PoolLoad, RegionView
from console.model.figure import Figure, Load, Sample, Series
from console.model.instance import Instance, InstanceStatus
from console.model.notice import notice
from console.model.operation import Event, Operation, OperationState
from console.model.pool import Pool, PoolKind, Share
from console.settings.running import WatchSettings
from console.watch import fixtures, instances, quota
from console.watch.journal import RECENT_EVERY_S, JournalTail
from console.watch.metrics import PoolMetrics

START = datetime(2026, 11, 23, 15, 40, tzinfo=UTC)
SETTINGS = WatchSettings()


def pool(name: str, network: str, *datacenters: str) -> Pool:
    return Pool(
        name=name,
        kind=PoolKind.STATELESS,
        baseline=1,
        ceiling=9,
        burst_to=5,
        build=Build(Part("b2-60"), Part("windows"), (Part(network),)),
        shares=tuple(Share(code, 1) for code in datacenters),
        name_pattern=f"^{name}-",
        connections_per_instance=21_000,
        confirm_above=50,
        boot_deadline_s=1800.0,
    )


def instance(number: int) -> Instance:
    return Instance(str(number), f"api-{number}", "GRA11", InstanceStatus.ACTIVE, START, START)


class TestInstances:
    class Nova:
        def __init__(self) -> None:
            self.at = START
            self.found: tuple[Instance, ...] = ()

        def instances(self, region: str, *, full: bool = False) -> RegionView:
            assert not full
            return RegionView(region, self.found, self.at)

    def test_unchanged_list_keeps_its_identity_and_gets_its_new_age(self) -> None:
        nova = self.Nova()
        read = instances.source(nova, "GRA11", SETTINGS).read  # type: ignore[arg-type]
        nova.found = (instance(1), instance(2))
        first = read().change(Estate(START))
        nova.found, nova.at = (instance(1), instance(2)), START + timedelta(seconds=4)
        second = read().change(first)
        assert second.regions["GRA11"].instances is first.regions["GRA11"].instances
        assert second.regions["GRA11"].observed_at == nova.at

    def test_emptied_region_is_believed(self) -> None:
        nova = self.Nova()
        read = instances.source(nova, "GRA11", SETTINGS).read  # type: ignore[arg-type]
        nova.found = (instance(1),)
        estate = read().change(Estate(START))
        nova.found = ()
        assert read().change(estate).regions["GRA11"].instances == ()

    def test_other_regions_are_left_alone(self) -> None:
        other = RegionView("SBG5", (), START)
        read = instances.source(self.Nova(), "GRA11", SETTINGS).read  # type: ignore[arg-type]
        assert read().change(Estate(START, regions={"SBG5": other})).regions["SBG5"] is other


def test_networks_are_those_of_the_pools_in_that_datacenter_each_once() -> None:
    pools = [
        pool("api", "private", "RBX", "GRA"),
        pool("web", "private", "RBX"),
        pool("batch", "backstage", "GRA"),
    ]
    assert quota.networks(fixtures.builds(pools, "RBX")) == ("private",)
    assert quota.networks(fixtures.builds(pools, "GRA")) == ("backstage", "private")
    assert quota.networks(fixtures.builds(pools, "SBG")) == ()


class Clock:
    speed = 1.0

    def __init__(self) -> None:
        self.at = START

    def now(self) -> datetime:
        return self.at


@dataclass
class Prometheus:
    """A metrics port whose history can fail."""

    history_fails: bool = False
    health_fails: bool = False
    down: dict[str, datetime] = field(default_factory=dict)
    asked: int = 0
    spans: list[tuple[datetime, datetime]] = field(default_factory=list)
    connections: float = 1.0
    warnings: tuple[str, ...] = ()

    def load(self, pool: Pool) -> PoolLoad:
        assert pool.build.networks == (Part("private"),)
        return PoolLoad(Load(connections=Figure(self.connections)))

    def health(self, pool: Pool) -> dict[str, bool]:
        if self.health_fails:
            raise SourceUnreachable(notice("source.down"))
        return {f"{pool.name}-1": True} | dict.fromkeys(self.down, False)

    def down_since(self, pool: Pool, start: datetime, end: datetime) -> dict[str, datetime]:
        assert pool.name
        assert start < end
        self.asked += 1
        return dict(self.down)

    def history(self, pool: Pool, start: datetime, end: datetime, points: int) -> dict[str, Series]:
        assert points > 0
        assert pool.name == "api" or len(self.spans) > 0
        if self.history_fails:
            raise SourceUnreachable(notice("source.down"))
        self.spans.append((start, end))
        samples = (Sample(end, float(len(self.spans))),)
        return {"connections": Series("connections", samples, 30.0)}


class TestMetrics:
    @pytest.fixture
    def clock(self) -> Clock:
        return Clock()

    def test_every_pool_is_told(self, clock: Clock) -> None:
        pools = (pool("api", "private", "RBX"), pool("web", "private", "RBX"))
        estate = PoolMetrics(Prometheus(), pools, clock).read().change(Estate(START))
        assert set(estate.loads) == {"api", "web"}
        assert estate.health["web"] == {"web-1": True}

    def test_what_the_server_warned_of_is_kept(self, clock: Clock) -> None:
        prometheus = Prometheus(warnings=("partial data",))
        reading = PoolMetrics(prometheus, (pool("api", "private", "RBX"),), clock).read()
        assert reading.warnings == ("partial data",)

    def test_history_is_asked_once_a_step_and_kept_between(self, clock: Clock) -> None:
        prometheus = Prometheus()
        metrics = PoolMetrics(prometheus, (pool("api", "private", "RBX"),), clock)
        metrics.read()
        clock.at += timedelta(seconds=5)
        prometheus.connections = 2.0
        load = metrics.read().change(Estate(START)).loads["api"]
        assert load.total.connections.value == 2.0
        assert load.history["connections"].samples[0].value == 1.0
        clock.at += timedelta(seconds=30)
        load = metrics.read().change(Estate(START)).loads["api"]
        assert load.history["connections"].samples[0].value == 2.0
        assert prometheus.spans[1] == (clock.at - timedelta(hours=1), clock.at)

    def test_downtime_is_asked_once_a_step_and_only_while_something_is_down(
        self, clock: Clock
    ) -> None:
        prometheus = Prometheus()
        metrics = PoolMetrics(prometheus, (pool("api", "private", "RBX"),), clock)
        assert metrics.read().change(Estate(START)).down_since == {"api": {}}
        assert prometheus.asked == 0
        prometheus.down = {"api-2": START}
        for _ in range(2):
            told = metrics.read().change(Estate(START))
            assert told.down_since == {"api": {"api-2": START}}
        assert prometheus.asked == 1
        clock.at += timedelta(seconds=30)
        metrics.read()
        assert prometheus.asked == 2
        prometheus.down = {}  # up again, before it is asked since when others are down
        assert metrics.read().change(Estate(START)).down_since == {"api": {}}

    def test_failing_history_does_not_hide_the_figures_of_now(self, clock: Clock) -> None:
        prometheus = Prometheus()
        metrics = PoolMetrics(prometheus, (pool("api", "private", "RBX"),), clock)
        metrics.read()
        prometheus.history_fails, prometheus.connections = True, 7.0
        clock.at += timedelta(minutes=5)
        reading = metrics.read()
        load = reading.change(Estate(START)).loads["api"]
        assert load.total.connections.value == 7.0
        assert load.history["connections"].samples[0].value == 1.0
        assert reading.warnings == ("query_range api: source.down",)

    def test_health_that_fails_leaves_the_load_and_says_why(self, clock: Clock) -> None:
        prometheus = Prometheus(health_fails=True)
        estate = PoolMetrics(prometheus, (pool("api", "private", "RBX"),), clock).read()
        told = estate.change(Estate(START))
        assert told.loads["api"].total.connections.value is not None
        assert told.loads["api"].reasons["health"].code == "source.down"
        assert told.health == {"api": {}}

    def test_an_old_history_does_not_pass_for_that_of_now(self, clock: Clock) -> None:
        prometheus = Prometheus()
        metrics = PoolMetrics(prometheus, (pool("api", "private", "RBX"),), clock)
        metrics.read()
        prometheus.history_fails = True
        clock.at += timedelta(minutes=6)
        reading = metrics.read()
        assert reading.change(Estate(START)).loads["api"].history == {}
        assert reading.warnings == ("query_range api: source.down",)


class Journal:
    """A journal port that counts how often the ended operations are read."""

    warnings: tuple[str, ...] = ()

    def __init__(self) -> None:
        self.live: tuple[Operation, ...] = ()
        self.ended: tuple[Operation, ...] = ()
        self.told: list[Event] = []
        self.ended_reads = 0

    def operations(
        self, *, pool: str | None = None, live: bool | None = None, limit: int = 50
    ) -> tuple[Operation, ...]:
        assert pool is None
        if live:
            return self.live
        self.ended_reads += 1
        return self.ended[:limit]

    def events(
        self, *, operation_id: str | None = None, after: int = 0, limit: int = 200
    ) -> tuple[Event, ...]:
        assert operation_id is None
        return tuple(event for event in self.told if event.seq > after)[-limit:]

    def workers(self) -> tuple[()]:
        return ()

    def freezes(self) -> tuple[()]:
        return ()

    def targets(self) -> tuple[()]:
        return ()

    def tell(self, kind: str) -> None:
        self.told.append(Event(len(self.told) + 1, START, "abc", kind, notice("x"), "worker"))


class TestJournal:
    def activity(self, tail: JournalTail):  # noqa: ANN201 - what one reading says
        return tail.read().change(Estate(START)).activity

    def tail(self, journal: Journal, wall: list[float]) -> JournalTail:
        return JournalTail(journal, monotonic=lambda: wall[0])  # type: ignore[arg-type]

    def test_ended_operations_are_read_again_only_when_something_moved(self) -> None:
        journal, wall = Journal(), [0.0]
        journal.ended = (operation("old", OperationState.SUCCEEDED),)
        tail = self.tail(journal, wall)
        assert self.activity(tail).recent == journal.ended
        self.activity(tail)
        assert journal.ended_reads == 1
        wall[0] += RECENT_EVERY_S
        self.activity(tail)
        assert journal.ended_reads == 2

    def test_operation_that_ends_moves_from_live_to_recent(self) -> None:
        journal, wall = Journal(), [0.0]
        tail = self.tail(journal, wall)
        journal.live = (operation("new", OperationState.RUNNING),)
        assert self.activity(tail).live == journal.live
        journal.live, journal.ended = (), (operation("new", OperationState.SUCCEEDED),)
        activity = self.activity(tail)
        assert activity.live == ()
        assert activity.recent == journal.ended

    def test_what_the_journal_left_out_is_told(self) -> None:
        journal = Journal()
        journal.warnings = ("an operation whose row cannot be read",)
        assert JournalTail(journal).read().warnings == journal.warnings

    def test_events_are_read_once_and_kept_in_order(self) -> None:
        journal, wall = Journal(), [0.0]
        tail = self.tail(journal, wall)
        journal.tell("accepted")
        self.activity(tail)
        journal.tell("started")
        assert [event.kind for event in self.activity(tail).events] == ["accepted", "started"]
        assert [event.seq for event in self.activity(tail).events] == [1, 2]

    def test_equal_activity_keeps_its_identity(self) -> None:
        journal, wall = Journal(), [0.0]
        tail = self.tail(journal, wall)
        first = tail.read().change(Estate(START))
        assert tail.read().change(first) is first
