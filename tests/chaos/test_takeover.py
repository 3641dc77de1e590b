"""What a worker finds when it starts: work accepted without one, and a dead one's leavings."""

import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from dbos import DBOS
from fake_cloud import FakeCloud
from journalled import migrated_url
from modelled import POLICY, World
from process import HANGS_AFTER_S, wait_until

from console.clock import SystemClock
from console.kinds.instances.verbs import BURST
from console.kinds.sources import Systems
from console.kinds.step import Tuning
from console.model.operation import OperationState
from console.model.plan import (
    Plan,
)
from console.operations.journal.database import sqlite_file
from console.operations.journal.ledger import SqlLedger
from console.operations.journal.presence import lock_path
from console.operations.worker.gate import Gate, Withdrawn
from console.operations.worker.trial import system_url
from console.operations.worker.worker import Worker
from console.settings.running import WorkerSettings

LONGEST_CALL_S = 3.0
"""Whoever gives no sign for so long hangs: a busy machine keeps no thread waiting like that."""


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqlLedger]:
    opened = SqlLedger(migrated_url(tmp_path), clock=SystemClock(), state_dir=tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def cloud() -> FakeCloud:
    found = FakeCloud()
    for instance in World.steady().standing.values():
        found.seed(instance.region, instance.name)
    return found


@pytest.fixture
def start(ledger: SqlLedger, cloud: FakeCloud) -> Iterator[Callable[..., Worker]]:
    started: list[tuple[Worker, threading.Thread]] = []

    def begin(longest_call_s: float = 120.0, **settings: object) -> Worker:
        own = SqlLedger(
            ledger.url.render_as_string(), clock=SystemClock(), state_dir=ledger.state_dir
        )
        worker = Worker(
            ledger=own,
            systems=Systems(compute=cloud),
            clock=SystemClock(),
            policy=POLICY,
            settings=WorkerSettings(**settings),
            tuning=Tuning(settle_s=0.2, longest_call_s=longest_call_s),
            detached=True,
        )
        worker.start()
        thread = threading.Thread(target=worker.work)
        thread.start()
        started.append((worker, thread))
        return worker

    yield begin
    for worker, thread in started:
        worker.ask_to_leave()
        thread.join()
        worker.leave()
        worker.close()


def burst(operation_id: str, to: int) -> Plan:
    found = World.steady().ask(BURST, operation_id=operation_id, to=to)
    assert isinstance(found, Plan)
    return found


def test_work_accepted_while_nobody_worked_is_begun(
    ledger: SqlLedger, cloud: FakeCloud, start: Callable[..., Worker]
) -> None:
    ledger.accept(burst("aaaa1111", 35))
    start()
    wait_until(lambda: not ledger.operation("aaaa1111").state.live, what="the operation's end")
    assert ledger.operation("aaaa1111").state is OperationState.SUCCEEDED
    assert len(cloud.names()) == 35
    assert any(e.kind == "operation.unverified" for e in ledger.events())


@pytest.mark.parametrize("announced", [False, True])
def test_a_worker_that_died_before_it_began_is_taken_over(
    ledger: SqlLedger, cloud: FakeCloud, start: Callable[..., Worker], *, announced: bool
) -> None:
    ledger.accept(burst("aaaa1111", 35))
    ledger.executor = "ghost-1-abc"
    assert ledger.dispatch("aaaa1111")
    if announced:
        ledger.announce(ledger.claim("aaaa1111", "aaaa1111"), ["aaaa1111-RBX", "aaaa1111-GRA"])
    start()
    wait_until(lambda: not ledger.operation("aaaa1111").state.live, what="the operation's end")
    assert ledger.operation("aaaa1111").state is OperationState.SUCCEEDED
    assert len(cloud.names()) == 35
    assert sum(len(order.names) for order in cloud.creates) == 5


def test_a_detached_worker_leaves_when_there_is_nothing_to_do(
    ledger: SqlLedger, start: Callable[..., Worker]
) -> None:
    worker = start(idle_exit_s=0.5)
    wait_until(lambda: worker.executor in {w.executor for w in ledger.workers()}, what="it lives")
    wait_until(lambda: not ledger.workers(), what="it has left")


@pytest.mark.parametrize("removed", ["journal", "state directory", "journal, replaced"])
def test_a_worker_whose_journal_is_taken_away_leaves(
    start: Callable[..., Worker], tmp_path: Path, *, removed: str
) -> None:
    worker = start()
    if removed == "state directory":
        shutil.rmtree(tmp_path)
    else:
        (tmp_path / "journal.db").unlink()
    if removed == "journal, replaced":
        (tmp_path / "journal.db").touch()
    wait_until(lambda: worker.bereft, what="it knows")
    worker.leave()  # it waits for no journal
    assert not lock_path(tmp_path, worker.executor).exists()


def test_the_gate_lets_those_inside_finish_and_withdraws_who_comes_later() -> None:
    gate, inside, release = Gate(), threading.Event(), threading.Event()

    def work() -> None:
        with gate:
            inside.set()
            release.wait(HANGS_AFTER_S)

    threading.Thread(target=work, daemon=True).start()
    assert inside.wait(HANGS_AFTER_S)
    assert not gate.close(0.01)
    with pytest.raises(Withdrawn):
        gate.__enter__()
    with pytest.raises(Withdrawn):
        gate.pause(HANGS_AFTER_S)
    release.set()
    assert gate.close(HANGS_AFTER_S)


class Once:
    """Does what it stands for, but fails the first times."""

    def __init__(self, real: Callable[..., object], failure: BaseException, times: int = 1) -> None:
        self.real, self.failure, self.times, self.calls = real, failure, times, 0

    def __call__(self, *asked: object) -> object:
        self.calls += 1
        if self.calls <= self.times:
            raise self.failure
        return self.real(*asked)


@pytest.mark.parametrize("failure", [RuntimeError("database or disk is full"), Withdrawn()])
@pytest.mark.parametrize("where", ["end", "pass"])
def test_a_workflow_that_ended_before_its_operation_is_taken_up_again(
    ledger: SqlLedger,
    cloud: FakeCloud,
    start: Callable[..., Worker],
    monkeypatch: pytest.MonkeyPatch,
    *,
    where: str,
    failure: BaseException,
) -> None:
    monkeypatch.setattr("console.operations.worker.upkeep.LOST_AFTER_S", 0.1)
    worker = start()
    engine = worker._engine
    lost = Once(engine._end if where == "end" else engine._pass, failure)
    monkeypatch.setattr(engine, f"_{where}", lost)
    ledger.accept(burst("aaaa1111", 35))
    wait_until(lambda: not ledger.operation("aaaa1111").state.live, what="it ends")
    assert lost.calls > 1
    assert ledger.operation("aaaa1111").state is OperationState.SUCCEEDED
    assert len(cloud.names()) == 35
    assert [e.kind for e in ledger.events()].count("operation.started") == 1


def test_an_operation_that_cannot_be_read_fails_alone_and_the_next_one_works(
    ledger: SqlLedger, cloud: FakeCloud, start: Callable[..., Worker]
) -> None:
    ledger.accept(burst("aaaa1111", 35))
    with ledger._writer.begin() as connection:
        connection.execute(sa.text("UPDATE changes SET phase = 'transcended' WHERE seq = 1"))
    start()
    wait_until(lambda: not ledger.busy(), what="it ends")
    assert ledger.operation("aaaa1111").state is OperationState.FAILED
    assert cloud.creates == []
    ledger.accept(burst("bbbb2222", 35))
    wait_until(lambda: not ledger.busy(), what="it ends")
    assert ledger.operation("bbbb2222").state is OperationState.SUCCEEDED


def test_a_worker_that_lost_its_claims_keeps_no_thread_for_them(
    ledger: SqlLedger, start: Callable[..., Worker], cloud: FakeCloud
) -> None:
    cloud.boot_s = 3600.0
    worker = start()
    ledger.accept(burst("aaaa1111", 35))
    wait_until(lambda: len(worker._engine.upkeep._running) > 1, what="it works")
    ledger.register("another-1-abc", 1)
    for claim in worker._ledger.mine():
        ledger.claim(claim.workflow_id, claim.operation_id)
    cloud.boot_s = 0.0  # there is something to write, which it may not any more
    wait_until(lambda: not worker._engine.upkeep._running, what="it is withdrawn")
    assert ledger.operation("aaaa1111").state.live


def test_a_worker_whose_engine_fails_for_long_leaves_for_another(
    start: Callable[..., Worker], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.operations.worker.worker.BROKEN_S", 0.1)
    worker = start()
    full = Once(worker._engine.upkeep.take_up, RuntimeError("database or disk is full"), 99)
    monkeypatch.setattr(type(worker._engine.upkeep), "take_up", full)
    wait_until(lambda: worker.bereft, what="it gives up")
    assert full.calls


def test_a_worker_whose_engine_serves_its_queue_no_more_leaves_for_another(
    ledger: SqlLedger, start: Callable[..., Worker], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, seconds in (("upkeep.LOST_AFTER_S", 0.1), ("upkeep.QUEUED_FOR_S", 0.2)):
        monkeypatch.setattr(f"console.operations.worker.{name}", seconds)
    monkeypatch.setattr("console.operations.worker.worker.BROKEN_S", 0.1)
    worker = start()
    queued = SimpleNamespace(status="ENQUEUED")
    monkeypatch.setattr(DBOS, "get_workflow_status", lambda _id: queued)
    monkeypatch.setattr(worker._engine, "start", lambda _id: None)
    ledger.accept(burst("aaaa1111", 35))
    wait_until(lambda: worker.bereft, what="it gives up")
    assert ledger.operation("aaaa1111").state.live


def test_a_worker_with_a_call_that_hangs_ends_itself_and_leaves_its_work_to_others(
    ledger: SqlLedger,
    cloud: FakeCloud,
    start: Callable[..., Worker],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    hung, released = threading.Event(), threading.Event()

    def hang(*_: object) -> None:
        hung.set()
        released.wait(HANGS_AFTER_S)

    monkeypatch.setattr(cloud, "create", hang)
    worker = start(longest_call_s=LONGEST_CALL_S, heartbeat_s=0.1)
    ledger.accept(burst("aaaa1111", 35))
    assert hung.wait(HANGS_AFTER_S)
    wait_until(lambda: worker.bereft, what="it gives up")
    worker.leave()
    released.set()
    assert "has stood still" in caplog.text
    assert {claim.operation_id for claim in ledger.orphans()} == {"aaaa1111"}


def test_a_worker_whose_calls_are_slow_and_answered_goes_on(
    ledger: SqlLedger, cloud: FakeCloud, start: Callable[..., Worker]
) -> None:
    cloud.boot_s = 2 * LONGEST_CALL_S  # its passes wait for longer than a call may take
    worker = start(longest_call_s=LONGEST_CALL_S, heartbeat_s=0.1)
    ledger.accept(burst("aaaa1111", 35))
    wait_until(lambda: not ledger.operation("aaaa1111").state.live, what="it ends")
    assert ledger.operation("aaaa1111").state is OperationState.SUCCEEDED
    assert not worker.bereft


def test_what_the_engine_remembers_of_ended_operations_is_forgotten(
    ledger: SqlLedger, start: Callable[..., Worker], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.operations.worker.upkeep.KEEP_RECORDS", timedelta(seconds=-60))
    ledger.accept(burst("aaaa1111", 35))
    worker = start()
    wait_until(lambda: not ledger.busy(), what="it ends")
    wait_until(
        lambda: worker._engine.upkeep.collect() == 0 and kept(ledger) == 0, what="it forgets"
    )


def kept(ledger: SqlLedger) -> int:
    """How many workflows the engine remembers."""
    file = sqlite_file(system_url(ledger.url))
    with closing(sqlite3.connect(str(file))) as connection:
        (count,) = connection.execute("SELECT count(*) FROM workflow_status").fetchone()
    return int(count)
