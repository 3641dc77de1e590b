"""What is learned is read by the hour, and remembered: by this process, and by the next."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from clocks import StandingClock
from modelled import POLICY

from console.foresight.capacity import BACK, KEPT, READ, STEP
from console.model.build import Part
from console.model.capacity import SeenCapacity
from console.model.error import SourceUnreachable
from console.model.estate import Estate
from console.model.figure import Sample, Series
from console.model.notice import Notice, notice
from console.model.pool import Pool
from console.settings.running import WatchSettings
from console.watch.capacity import Learner, source, unnamed
from console.watch.remembered import PastFile

START = datetime(2026, 11, 26, 9, 20, tzinfo=UTC)
POOL = replace(POLICY.pools["api"], connections_per_instance=None)
SERVING = 4.0


@dataclass
class Server:
    """A metrics server whose evenings are too much: from `knee` on answers are slow."""

    knee: float = 20_000.0
    evening: float = 30_000.0
    dark: bool = False
    silent: tuple[str, ...] = ()
    asked: list[tuple[datetime, datetime]] = field(default_factory=list)

    def past(
        self, pool: Pool, start: datetime, end: datetime, step: timedelta, names: Collection[str]
    ) -> dict[str, Series]:
        assert (pool.name, step, tuple(names)) == ("api", STEP, READ)
        if self.dark:
            raise SourceUnreachable(notice("source.down"))
        self.asked.append((start, end))
        first = start - (start - datetime(1970, 1, 1, tzinfo=UTC)) % step
        times = [first + n * step for n in range(int((end - first) / step) + 1)]
        return {
            name: Series(
                name,
                tuple(
                    Sample(at, None if name in self.silent else self._figure(name, at))
                    for at in times
                ),
                3600.0,
            )
            for name in names
        }

    def _figure(self, name: str, at: datetime) -> float:
        each = self.evening if at.hour in {19, 20} else 500.0 * at.hour
        told = {
            "connections": each * SERVING,
            "serving": SERVING,
            "p95": 3.0 if each > self.knee else 0.2,
            "errors": 0.0,
        }
        return told[name]


@dataclass
class Estates:
    """One estate's learners, a process each, on one file."""

    folder: Path
    server: Server = field(default_factory=Server)
    clock: StandingClock = field(default_factory=lambda: StandingClock(START))
    origin: str = "here"

    def learner(self, server: Server | None = None) -> Learner:
        file = PastFile(self.folder / "estate" / "capacity.json")
        return Learner(server or self.server, file, lambda _: self.origin, ("api",), self.clock)


def known(found: SeenCapacity | Notice) -> SeenCapacity:
    assert isinstance(found, SeenCapacity)
    return found


def test_two_weeks_are_read_once_and_then_an_hour_at_a_time(tmp_path: Path) -> None:
    estates = Estates(tmp_path)
    learner = estates.learner()
    first = learner.seen(POOL)
    assert (known(first).carried, known(first).peaks) == (11_500, 14)
    assert estates.server.asked == [(START - BACK, START)]
    estates.clock.at += timedelta(minutes=30)
    assert learner.seen(POOL) is first
    assert len(estates.server.asked) == 1
    estates.clock.at += timedelta(minutes=20)
    learner.seen(POOL)
    hour = START.replace(minute=0) + STEP
    assert estates.server.asked[1:] == [(hour, estates.clock.at)]


def test_the_next_process_goes_on_where_the_last_one_stopped(tmp_path: Path) -> None:
    estates = Estates(tmp_path)
    found = estates.learner().seen(POOL)
    assert estates.learner(Server(dark=True)).seen(POOL) == found
    estates.clock.at += 3 * STEP
    estates.learner().seen(POOL)
    [_, (start, _)] = estates.server.asked
    assert start == START.replace(minute=0) + STEP


def test_what_is_remembered_outlives_the_metrics_servers_own_memory(tmp_path: Path) -> None:
    estates = Estates(tmp_path)
    first = known(estates.learner().seen(POOL))
    estates.server.evening = 9_000.0
    estates.clock.at += timedelta(days=40)
    found = known(estates.learner().seen(POOL))
    assert (found.carried, found.peaks, found.over_last) == (
        first.carried, first.peaks, first.over_last,
    )  # fmt: skip


def test_it_is_bounded_and_what_is_too_old_is_forgotten(tmp_path: Path) -> None:
    estates = Estates(tmp_path)
    estates.learner().seen(POOL)
    estates.server.evening = 9_000.0
    learner = estates.learner()
    sizes = []
    for _ in range(9):
        estates.clock.at += BACK
        found = learner.seen(POOL)
        sizes.append((tmp_path / "estate" / "capacity.json").stat().st_size)
    assert known(found).over_from is None
    weeks = int(KEPT / BACK) + 1
    assert max(sizes) < weeks * sizes[0]
    assert sizes[-1] <= max(sizes[:-1]) * 1.02


def test_the_figures_of_another_server_or_query_are_of_another_load(tmp_path: Path) -> None:
    estates = Estates(tmp_path)
    estates.learner().seen(POOL)
    estates.origin = "there"
    found = estates.learner(Server(dark=True)).seen(POOL)
    assert found == notice("source.down")


def test_what_instances_of_another_flavor_carried_says_nothing_of_these(tmp_path: Path) -> None:
    estates = Estates(tmp_path)
    estates.learner().seen(POOL)
    larger = replace(POOL, build=replace(POOL.build, flavor=Part("win-b2-120")))
    told = estates.learner().seen(larger)
    assert told == notice("foresight.capacity_unknown", n=0, least=3)
    assert len(estates.server.asked) == 1
    estates.clock.at += timedelta(days=3)
    assert known(estates.learner().seen(larger)).peaks == 3
    assert estates.server.asked[-1][0] == START.replace(minute=0) + STEP


def test_without_an_answer_nothing_is_known_and_it_is_asked_again(tmp_path: Path) -> None:
    estates = Estates(tmp_path, Server(dark=True))
    learner = estates.learner()
    assert learner.seen(POOL) == notice("source.down")
    estates.server.dark = False
    assert known(learner.seen(POOL)).carried == 11_500


def test_a_figure_that_was_never_there_is_named(tmp_path: Path) -> None:
    estates = Estates(tmp_path, Server(silent=("p95",)))
    assert estates.learner().seen(POOL) == notice("foresight.capacity_lacking", figures="p95")


def test_a_folder_that_takes_no_file_stops_nobody_from_learning(tmp_path: Path) -> None:
    (tmp_path / "estate").write_text("no folder")
    assert known(Estates(tmp_path).learner().seen(POOL)).carried == 11_500


def test_a_file_that_cannot_be_read_is_none(tmp_path: Path) -> None:
    estates = Estates(tmp_path)
    estates.learner().seen(POOL)
    (tmp_path / "estate" / "capacity.json").write_bytes(b'{"api": "\xff')
    assert known(estates.learner().seen(POOL)).carried == 11_500
    assert len(estates.server.asked) == 2


def test_the_watch_learns_of_those_pools_whose_settings_say_nothing(tmp_path: Path) -> None:
    assert unnamed(POLICY.pools.values()) == ()
    assert unnamed([POOL]) == (POOL,)
    estates = Estates(tmp_path)
    learned = source(estates.learner(), [POOL], WatchSettings())
    estate = learned.read().change(Estate(START))
    assert known(estate.capacities["api"]).carried == 11_500
    assert learned.read().change(estate) is estate
