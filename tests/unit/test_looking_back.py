"""The estate as it stood: what was recorded, and what journal and metrics tell of then."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from kept import Kept
from modelled import World

from console.desk.census import tallies, total
from console.desk.recording.file import RecordFile
from console.desk.recording.moment import moment
from console.desk.recording.past import look_back
from console.desk.recording.recorder import Recorder
from console.desk.verdict import verdict
from console.kinds.instances.verbs import BURST
from console.model.entry import Entry
from console.model.error import SourceUnreachable, UsageError
from console.model.estate import Estate, SourceState
from console.model.figure import Freshness, Sample, Series
from console.model.notice import notice
from console.model.operation import OperationState, Phase
from console.model.plan import Plan
from console.model.pool import Pool
from console.model.verb import ROLLBACK

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)


# Times as people write them ---------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-11-26 21:14", datetime(2026, 11, 26, 20, 14, tzinfo=UTC)),
        ("2026-07-26 21:14:30", datetime(2026, 7, 26, 19, 14, 30, tzinfo=UTC)),
        ("2026-11-26T21:14+00:00", datetime(2026, 11, 26, 21, 14, tzinfo=UTC)),
        ("2026-11-26T21:14Z", datetime(2026, 11, 26, 21, 14, tzinfo=UTC)),
        (" 03:30 ", datetime(2026, 11, 27, 2, 30, tzinfo=UTC)),
        ("21:14", datetime(2026, 11, 26, 20, 14, tzinfo=UTC)),
        ("21h14", datetime(2026, 11, 26, 20, 14, tzinfo=UTC)),
        ("yesterday 21:14", datetime(2026, 11, 26, 20, 14, tzinfo=UTC)),
        ("Hier  03h30", datetime(2026, 11, 26, 2, 30, tzinfo=UTC)),
    ],
)
def test_a_moment_is_read_as_the_estates_local_time_or_iso(written: str, meant: datetime) -> None:
    assert moment(written, PARIS, NOW) == meant


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("yesterday", "past.no_time"),
        ("", "past.no_time"),
        ("tomorrow 21:14", "past.no_time"),
        ("yesterday 25:14", "past.no_time"),
        ("2026-11-27 09:00", "past.ahead"),
        ("2026-10-25 02:30", "past.twice"),
        ("2026-03-29 02:30", "past.skipped"),
    ],
)
def test_what_is_no_moment_is_refused_with_what_to_write(written: str, code: str) -> None:
    with pytest.raises(UsageError) as refused:
        moment(written, PARIS, NOW)
    assert refused.value.notice.code == code


def test_both_moments_that_the_clocks_said_twice_can_be_asked_for() -> None:
    with pytest.raises(UsageError) as refused:
        moment("2026-10-25 02:30", PARIS, NOW)
    said = refused.value.notice.values
    found = [moment(str(said[name]), PARIS, NOW) for name in ("first", "second")]
    assert [one.hour for one in found] == [0, 1]


# The estate of then -------------------------------------------------------------------


@dataclass
class Metrics:
    """A load that grows by one a minute; or nothing."""

    silent: bool = False
    asked: list[datetime] = field(default_factory=list)

    def past(
        self,
        pool: Pool,  # noqa: ARG002 - the port's signature
        start: datetime,
        end: datetime,
        step: timedelta,
        names: Collection[str],
    ) -> dict[str, Series]:
        if self.silent:
            raise SourceUnreachable(notice("journal.locked"))
        self.asked.append(end)
        count = int((end - start) / step) + 1
        times = [start + n * step for n in range(count)]
        samples = tuple(Sample(at, at.timestamp() // 60) for at in times)
        return {name: Series(name, samples, step.total_seconds()) for name in names}

    def ages(self, promql: str, label: str) -> dict[str, float | None]:
        raise NotImplementedError

    def growth(self, start: datetime, end: datetime, points: int) -> dict[str, Series]:
        raise NotImplementedError


@dataclass
class Bench:
    kept: Kept
    recorder: Recorder
    metrics: Metrics

    def passes(self, minutes: float) -> datetime:
        """Let time pass, and record what is then there."""
        self.kept.world.now += timedelta(minutes=minutes)
        self.kept.watch.refresh(())
        self.recorder.look()
        return self.kept.world.now

    def at(self, when: datetime) -> Estate:
        return look_back(self.kept.session, when)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    kept = Kept.open(tmp_path, World.steady())
    file = RecordFile(tmp_path / "recorder.db", 7 * 86_400.0, 1 << 22)
    kept.session.recording = lambda: file
    kept.session.metrics = metrics = Metrics()
    return Bench(kept, Recorder(kept.session, file), metrics)


def test_counts_are_those_of_then_and_unknown_where_nobody_watched(bench: Bench) -> None:
    policy = bench.kept.session.policy
    pool = policy.pools["api"]
    before = bench.passes(1)
    estate = bench.kept.watch.snapshot()
    shown = tallies(estate, policy, pool)
    judged = verdict(estate, pool, shown)
    thirty = shown[0].size + shown[1].size + shown[2].size
    for n in range(5):
        bench.kept.world.add(f"api-gra-x{n}", "GRA11")
    after = bench.passes(1)
    then, later = bench.at(before), bench.at(after)
    assert tallies(then, policy, pool) == shown
    grown = total(tallies(later, policy, pool))
    assert grown is not None
    assert grown.size == thirty + 5
    assert verdict(then, pool, ()) == judged

    nobody = bench.at(before - timedelta(hours=1))
    assert nobody.recorded is not None
    assert nobody.recorded.at is None
    unknown = tallies(nobody, policy, pool)
    assert len(unknown) == len(policy.datacenters)
    assert not any(one.known for one in unknown)
    assert total(unknown) is None
    assert (nobody.private, nobody.alerts) == (None, None)


def test_the_load_is_what_metrics_say_of_then(bench: Bench) -> None:
    then = bench.passes(1)
    bench.passes(30)
    load = bench.at(then).loads["api"]
    assert bench.metrics.asked == [then]
    assert load.total.connections.value == then.timestamp() // 60
    bench.metrics.silent = True
    silent = bench.at(then).loads["api"]
    assert silent.total.connections.value is None
    assert silent.reasons["connections"].code == "journal.locked"


def test_a_source_that_was_silent_is_told_as_silent(bench: Bench) -> None:
    at = bench.passes(1)
    shown = bench.kept.watch.snapshot()
    down = SourceState("vcenter", Freshness.STALE, at, failure=notice("journal.locked"))
    shown.sources["vcenter"] = down
    bench.kept.world.now += timedelta(minutes=1)
    bench.recorder.look()
    then = bench.at(bench.kept.world.now)
    assert then.sources["vcenter"] == down
    assert then.sources["journal"].freshness is Freshness.FRESH


def test_an_operation_is_told_as_it_stood(bench: Bench) -> None:
    """Before it was asked for, while it ran, once it had ended, and after it was rolled back."""
    kept, ledger = bench.kept, bench.kept.ledger
    before = bench.passes(1)
    kept.world.now += timedelta(minutes=1)
    plan = kept.world.ask(BURST, to=40)
    assert isinstance(plan, Plan)
    ledger.accept(plan)
    queued = bench.passes(1)
    claim = ledger.claim(plan.operation_id, plan.operation_id)
    kept.world.now += timedelta(minutes=1)
    ledger.begin(claim, Entry("operation.started", notice("operation.started")))
    running = bench.passes(1)
    unrecorded = running + timedelta(minutes=10)
    kept.world.now = running + timedelta(minutes=20)
    tracked = ledger.tracked(plan.operation_id)
    done = [
        replace(t, change=replace(t.change, phase=Phase.IN_SERVICE, updated_at=kept.world.now))
        for t in tracked
    ]
    ledger.record(claim, done)
    ended = Entry("operation.succeeded", notice("operation.succeeded", done=10, n=10))
    ledger.end(claim, OperationState.SUCCEEDED, [ended])
    over = bench.passes(1)

    assert bench.at(before).activity.live == bench.at(before).activity.recent == ()
    [waiting] = bench.at(queued).activity.live
    assert (waiting.state, waiting.started_at) == (OperationState.QUEUED, None)
    for at in (running, unrecorded):
        [then] = bench.at(at).activity.live
        assert (then.state, then.ended_at) == (OperationState.RUNNING, None)
        phases = [phase for counts in then.phases.values() for phase in counts]
        assert set(phases) == {Phase.PLANNED}
    assert bench.at(over).activity.live == ()
    [finished] = bench.at(over).activity.recent
    assert finished.state is OperationState.SUCCEEDED

    kinds = [one.kind for one in bench.at(running).activity.events]
    assert kinds == ["operation.accepted", "operation.started"]


def test_what_was_rolled_back_since_had_only_ended_by_then(bench: Bench) -> None:
    kept, ledger = bench.kept, bench.kept.ledger
    plan = kept.world.ask(BURST, to=40)
    assert isinstance(plan, Plan)
    ledger.accept(plan)
    kept.world.now += timedelta(minutes=5)
    claim = ledger.claim(plan.operation_id, plan.operation_id)
    ledger.begin(claim, Entry("operation.started", notice("operation.started")))
    partly = Entry("operation.partial", notice("operation.partial", done=3, n=10))
    ledger.end(claim, OperationState.PARTIAL, [partly])
    ended = bench.passes(5)
    undo = replace(plan, operation_id="undoes", target=plan.operation_id)
    undo = replace(undo, request=replace(plan.request, verb=ROLLBACK, operation=plan.operation_id))
    ledger.accept(undo)
    kept.world.now += timedelta(minutes=5)
    claim = ledger.claim("undoes", "undoes")
    ledger.begin(claim, Entry("operation.started", notice("operation.started")))
    gone = Entry("operation.succeeded", notice("operation.succeeded", done=10, n=10))
    ledger.end(claim, OperationState.SUCCEEDED, [gone], [plan.operation_id])
    undone = bench.passes(5)

    def state_of(at: datetime) -> OperationState:
        found = bench.at(at).activity.recent
        return next(one.state for one in found if one.id == plan.operation_id)

    assert state_of(ended) is OperationState.PARTIAL
    assert state_of(undone) is OperationState.ROLLED_BACK
