"""The watch as a whole, through its ports: refresh, live collectors, dead sources, stop."""

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Condition, Event

import msgspec
import pytest
from journalled import operation
from stocked import stocked

from console.model.build import Build, Part
from console.model.error import SourceUnreachable
from console.model.estate import Estate, Identity, PoolLoad, RegionView
from console.model.figure import Figure, Freshness, Load, Series
from console.model.fixtures import Fixtures
from console.model.instance import Flavor, Instance, InstanceAction, InstanceStatus
from console.model.notice import notice
from console.model.operation import Operation, OperationState
from console.model.place import Datacenter
from console.model.pool import Pool, PoolKind, Share
from console.model.quota import Allowance, Quota
from console.settings.running import WatchSettings
from console.watch.watch import Watch

START = datetime(2026, 11, 23, 15, 40, tzinfo=UTC)
WAIT_S = 120.0
PLACES = (
    Datacenter("RBX", "Roubaix", "FR", ("RBX-A",)),
    Datacenter("GRA", "Gravelines", "FR", ("GRA11",)),
)
POOL = Pool(
    name="api",
    kind=PoolKind.STATELESS,
    baseline=1,
    ceiling=9,
    burst_to=5,
    build=Build(Part("b2-60"), Part("windows"), (Part("private"),)),
    shares=(Share("RBX", 1), Share("GRA", 1)),
    name_pattern="^api-",
    connections_per_instance=21_000,
    confirm_above=50,
    boot_deadline_s=1800.0,
)
SLOW = WatchSettings(
    instances_s=3600.0,
    instances_busy_s=3600.0,
    quota_s=3600.0,
    quota_busy_s=3600.0,
    metrics_s=3600.0,
    journal_s=3600.0,
    journal_busy_s=3600.0,
)


class Clock:
    speed = 1.0

    def now(self) -> datetime:
        return START


class Calls:
    """Counts calls by name, and lets a test wait for one."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._changed = Condition()

    def note(self, name: str) -> None:
        with self._changed:
            self._counts[name] = self._counts.get(name, 0) + 1
            self._changed.notify_all()

    def count(self, name: str) -> int:
        with self._changed:
            return self._counts.get(name, 0)

    def wait(self, name: str, at_least: int) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: self._counts.get(name, 0) >= at_least, WAIT_S)


class Cloud:
    """A compute port; `dead` regions fail, `emptied` show nothing, `hang` holds a listing."""

    def __init__(self) -> None:
        self.calls = Calls()
        self.dead: set[str] = set()
        self.emptied: set[str] = set()
        self.hang: dict[str, Event] = {}

    def identity(self) -> Identity:
        self.calls.note("identity")
        return Identity("oncall", "vigie", ("member",))

    def instances(self, region: str, *, full: bool = False) -> RegionView:
        self.calls.note(f"instances {region}")
        assert not full
        if region in self.hang:
            self.hang[region].wait(WAIT_S)
        if region in self.dead:
            raise SourceUnreachable(notice("source.down"))
        one = Instance(f"id-{region}", "api-1", region, InstanceStatus.ACTIVE, START, START)
        return RegionView(region, () if region in self.emptied else (one,), START)

    def quota(self, region: str, networks: Sequence[str]) -> Quota:
        self.calls.note(f"quota {region}")
        assert networks == ("private",)
        some = Allowance(100, 10)
        return Quota(region, some, some, some)

    def fixtures(self, region: str, builds: Collection[Build]) -> Fixtures:
        self.calls.note(f"fixtures {region}")
        return stocked(region, builds)

    def flavors(self, region: str) -> tuple[Flavor, ...]:
        self.calls.note(f"flavors {region}")
        return (Flavor("1", "b2-60", 16, 60_000, 400),)

    def console_log(self, region: str, instance_id: str, lines: int) -> str:
        raise NotImplementedError

    def actions(self, region: str, instance_id: str) -> tuple[InstanceAction, ...]:
        raise AssertionError((region, instance_id))


class Metrics:
    warnings = ()

    def load(self, pool: Pool) -> PoolLoad:
        assert pool is POOL
        return PoolLoad(Load(connections=Figure(620_000.0, START)))

    def history(self, pool: Pool, start: datetime, end: datetime, points: int) -> dict[str, Series]:
        assert start < end
        assert points > 0
        assert pool is POOL
        return {"connections": Series("connections", (), 30.0)}

    def health(self, pool: Pool) -> dict[str, bool]:
        return {f"{pool.name}-1": True}

    def down_since(self, pool: Pool, start: datetime, end: datetime) -> dict[str, datetime]:
        raise NotImplementedError


class Journal:
    warnings: tuple[str, ...] = ()

    def __init__(self) -> None:
        self.calls = Calls()
        self.live: tuple[Operation, ...] = ()

    def operations(
        self, *, pool: str | None = None, live: bool | None = None, limit: int = 50
    ) -> tuple[Operation, ...]:
        assert pool is None
        assert limit
        if not live:
            return ()
        self.calls.note("live")
        return self.live

    def events(
        self, *, operation_id: str | None = None, after: int = 0, limit: int = 200
    ) -> tuple[()]:
        assert (operation_id, after) == (None, 0)
        assert limit
        return ()

    def workers(self) -> tuple[()]:
        return ()

    def freezes(self) -> tuple[()]:
        return ()

    def targets(self) -> tuple[()]:
        return ()


@pytest.fixture
def cloud() -> Cloud:
    return Cloud()


@pytest.fixture
def journal() -> Journal:
    return Journal()


Opened = Callable[..., Watch]


@pytest.fixture
def build(cloud: Cloud, journal: Journal) -> Opened:
    def build(
        metrics: Metrics | None = None,
        settings: WatchSettings = SLOW,
        refresh_deadline_s: float = WAIT_S,
    ) -> Watch:
        return Watch(
            compute=cloud,
            metrics=metrics,
            journal=journal,  # type: ignore[arg-type]
            datacenters=PLACES,
            pools=[POOL],
            settings=settings,
            stale_after_s=120.0,
            clock=Clock(),
            refresh_deadline_s=refresh_deadline_s,
        )

    return build


@contextmanager
def started(watch: Watch) -> Iterator[Watch]:
    watch.start()
    try:
        yield watch
    finally:
        watch.stop(WAIT_S)


def until(watch: Watch, condition: Callable[[Estate], bool]) -> Estate:
    deadline = time.monotonic() + WAIT_S
    while not condition(watch.snapshot()):
        assert time.monotonic() < deadline, watch.snapshot().sources
        time.sleep(0.002)
    return watch.snapshot()


def answered(estate: Estate) -> bool:
    return all(
        state.freshness is not Freshness.UNKNOWN or state.failure
        for state in estate.sources.values()
    )


def test_construction_asks_nothing_and_lists_every_source(build: Opened, cloud: Cloud) -> None:
    estate = build(Metrics()).snapshot()
    assert set(estate.sources) == {
        "journal",
        "identity",
        "nova:RBX-A",
        "quota:RBX-A",
        "flavors:RBX-A",
        "fixtures:RBX-A",
        "nova:GRA11",
        "quota:GRA11",
        "flavors:GRA11",
        "fixtures:GRA11",
        "prometheus",
    }
    assert cloud.calls.count("identity") == 0


def test_estate_without_metrics_has_no_such_source_and_unknown_load(build: Opened) -> None:
    estate = build(None).refresh()
    assert "prometheus" not in estate.sources
    assert estate.loads == {}


def test_refresh_fills_the_whole_estate(build: Opened) -> None:
    estate = build(Metrics()).refresh()
    assert {state.freshness for state in estate.sources.values()} == {Freshness.FRESH}
    assert estate.identity is not None
    assert {i.id for i in estate.instances()} == {"id-RBX-A", "id-GRA11"}
    assert set(estate.quotas) == set(estate.flavors) == {"RBX-A", "GRA11"}
    assert estate.loads["api"].total.connections.value == 620_000.0
    assert estate.health == {"api": {"api-1": True}}


def test_refresh_reports_a_dead_region_and_keeps_the_rest(build: Opened, cloud: Cloud) -> None:
    cloud.dead.add("RBX-A")
    estate = build(Metrics()).refresh()
    assert estate.sources["nova:RBX-A"].failure == notice("source.down")
    assert estate.sources["nova:RBX-A"].freshness is Freshness.UNKNOWN
    assert "RBX-A" not in estate.regions
    assert estate.sources["nova:GRA11"].freshness is Freshness.FRESH


def test_refresh_gives_up_on_what_hangs_and_keeps_what_was_known(
    build: Opened, cloud: Cloud
) -> None:
    watch = build(Metrics(), refresh_deadline_s=0.2)
    known = watch.refresh().regions["RBX-A"]
    cloud.hang["RBX-A"] = Event()
    estate = watch.refresh()
    failure = estate.sources["nova:RBX-A"].failure
    assert failure is not None
    assert failure.code == "watch.no_answer"
    assert estate.regions["RBX-A"] == known
    cloud.hang["RBX-A"].set()
    until(watch, lambda now: now.sources["nova:RBX-A"].failure is None)


def test_refresh_asks_all_sources_at_the_same_time(build: Opened, cloud: Cloud) -> None:
    cloud.hang = {"RBX-A": Event(), "GRA11": Event()}
    watch = build(None)
    with started(watch):
        assert cloud.calls.wait("instances RBX-A", 1)
        assert cloud.calls.wait("instances GRA11", 1)
        assert cloud.calls.wait("quota GRA11", 1)
        for gate in cloud.hang.values():
            gate.set()


def test_started_collectors_fill_the_estate(build: Opened) -> None:
    with started(build(Metrics())) as watch:
        estate = until(watch, answered)
        assert len(estate.instances()) == 2


def test_dead_source_neither_stops_others_nor_empties_the_estate(
    build: Opened, cloud: Cloud
) -> None:
    with started(build(Metrics())) as watch:
        until(watch, answered)
        cloud.dead.add("RBX-A")
        before = cloud.calls.count("instances GRA11")
        watch.hasten()
        estate = until(watch, lambda now: now.sources["nova:RBX-A"].failure is not None)
        assert cloud.calls.wait("instances GRA11", before + 1)
        assert len(estate.instances()) == 2
        assert estate.sources["nova:GRA11"].failure is None


def test_hasten_asks_what_moves_and_leaves_what_does_not(build: Opened, cloud: Cloud) -> None:
    with started(build(Metrics())) as watch:
        until(watch, answered)
        watch.hasten()
        for name in ("instances RBX-A", "instances GRA11", "quota RBX-A"):
            assert cloud.calls.wait(name, 2)
        assert cloud.calls.count("flavors RBX-A") == 1
        assert cloud.calls.count("identity") == 1


def test_a_list_that_changes_has_its_own_region_s_quota_asked_again(
    build: Opened, cloud: Cloud
) -> None:
    settings = msgspec.structs.replace(SLOW, instances_s=0.01)
    with started(build(settings=settings)) as watch:
        until(watch, answered)
        assert cloud.calls.count("quota RBX-A") == 1
        cloud.emptied.add("RBX-A")
        assert cloud.calls.wait("quota RBX-A", 2)
        assert cloud.calls.count("quota GRA11") == 1


def test_operation_that_begins_hastens_the_other_sources(
    build: Opened, cloud: Cloud, journal: Journal
) -> None:
    settings = WatchSettings(
        instances_s=3600.0, quota_s=3600.0, metrics_s=3600.0, journal_s=0.01, instances_busy_s=0.01
    )
    with started(build(Metrics(), settings)) as watch:
        until(watch, answered)
        before = cloud.calls.count("instances RBX-A")
        journal.live = (operation("abc", OperationState.RUNNING),)
        assert cloud.calls.wait("instances RBX-A", before + 5)


def test_stop_does_not_wait_for_a_source_that_hangs(build: Opened, cloud: Cloud) -> None:
    cloud.hang["RBX-A"] = Event()
    watch = build(Metrics())
    watch.start()
    assert cloud.calls.wait("instances RBX-A", 1)
    before = time.monotonic()
    watch.stop(0.1)
    assert time.monotonic() - before < WAIT_S
    cloud.hang["RBX-A"].set()


def test_stop_before_start_is_harmless(build: Opened, cloud: Cloud) -> None:
    build(None).stop()
    assert cloud.calls.count("identity") == 0
