"""What a worker finds when it starts: work accepted without one, and a dead one's leavings."""

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fake_cloud import FakeCloud
from modelled import POLICY, World
from process import HANGS_AFTER_S, wait_until

from console.clock import SystemClock
from console.kinds.sources import Systems
from console.kinds.step import Tuning
from console.model.operation import OperationState
from console.model.plan import (
    Plan,
)
from console.model.verb import BURST
from console.operations.journal.ledger import SqlLedger
from console.operations.journal.presence import lock_path
from console.operations.journal.reader import default_url
from console.operations.worker.engine import Gate
from console.operations.worker.worker import Worker
from console.settings.model import WorkerSettings


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqlLedger]:
    opened = SqlLedger(default_url(tmp_path), clock=SystemClock(), state_dir=tmp_path)
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

    def begin(**settings: object) -> Worker:
        own = SqlLedger(
            ledger.url.render_as_string(), clock=SystemClock(), state_dir=ledger.state_dir
        )
        worker = Worker(
            ledger=own,
            systems=Systems(compute=cloud),
            clock=SystemClock(),
            policy=POLICY,
            settings=WorkerSettings(**settings),
            tuning=Tuning(settle_s=0.2),
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


def test_the_gate_lets_those_inside_finish_and_nobody_else_in() -> None:
    gate, inside, release, late = Gate(), threading.Event(), threading.Event(), threading.Event()

    def work() -> None:
        with gate:
            inside.set()
            release.wait(HANGS_AFTER_S)

    def come_late() -> None:
        with gate:
            late.set()

    threading.Thread(target=work, daemon=True).start()
    assert inside.wait(HANGS_AFTER_S)
    assert not gate.close(0.01)
    threading.Thread(target=come_late, daemon=True).start()
    release.set()
    assert gate.close(HANGS_AFTER_S)
    assert not late.wait(0.05)
