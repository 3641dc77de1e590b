"""The client accepts and attends; the launcher never starts two workers."""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from journalled import migrated_url
from modelled import AUTHOR, World
from process import HANGS_AFTER_S, wait_until

from console.clock import SystemClock
from console.kinds.instances.verbs import BURST
from console.model.error import Refused, SourceError
from console.model.notice import notice
from console.model.operation import OperationState
from console.model.plan import (
    Plan,
)
from console.operations.client import OperationsClient
from console.operations.journal.ledger import SqlLedger
from console.operations.worker.launcher import Launcher

STAND_IN = """
import os, signal, sys
from pathlib import Path
from console.clock import SystemClock
from console.operations.journal.ledger import SqlLedger
from console.operations.journal.presence import lock_path, take_lock
state, executor = Path(sys.argv[1]), f"stand-in-{os.getpid()}"
lock = take_lock(lock_path(state, executor))
ledger = SqlLedger(f"sqlite:///{state / 'journal.db'}", clock=SystemClock(), state_dir=state)
ledger.register(executor, os.getpid())
signal.pause()
"""


@dataclass(frozen=True, slots=True)
class StandIn(Launcher):
    """Starts a process that registers as a worker would."""

    script: str = STAND_IN

    def command(self) -> list[str]:
        return [sys.executable, "-c", self.script, str(self.state_dir)]


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqlLedger]:
    opened = SqlLedger(migrated_url(tmp_path), clock=SystemClock(), state_dir=tmp_path)
    yield opened
    for worker in opened.workers():
        if worker.alive:
            os.kill(worker.pid, signal.SIGKILL)
    opened.close()


@pytest.fixture
def client(ledger: SqlLedger, tmp_path: Path) -> OperationsClient:
    return OperationsClient(ledger, StandIn(tmp_path / "settings.toml", tmp_path))


def burst(operation_id: str = "aaaa1111") -> Plan:
    found = World.steady().ask(BURST, operation_id=operation_id, to=40)
    assert isinstance(found, Plan)
    return found


def test_a_plan_is_accepted_and_a_worker_started_in_a_session_of_its_own(
    client: OperationsClient, ledger: SqlLedger
) -> None:
    accepted = client.submit(burst())
    assert accepted.operation.state is OperationState.QUEUED
    assert accepted.unattended is None
    (worker,) = ledger.workers()
    assert worker.alive
    assert os.getsid(worker.pid) == worker.pid


def test_a_plan_that_is_not_the_previewed_one_is_refused(
    client: OperationsClient, ledger: SqlLedger
) -> None:
    with pytest.raises(Refused) as refused:
        client.submit(replace(burst(), ceiling=10_000))
    assert refused.value.notice.code == "operation.changed"
    assert ledger.operations() == ()
    assert ledger.workers() == ()


def test_many_who_ask_at_once_get_one_worker(client: OperationsClient, ledger: SqlLedger) -> None:
    threads = [threading.Thread(target=client.ensure_worker) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ledger.workers()) == 1


def test_a_dead_worker_is_replaced(client: OperationsClient, ledger: SqlLedger) -> None:
    client.ensure_worker()
    (first,) = ledger.workers()
    os.kill(first.pid, signal.SIGKILL)
    while any(worker.alive for worker in ledger.workers()):
        os.sched_yield()
    client.ensure_worker()
    assert [w.alive for w in ledger.workers()] == [True, False]


def test_a_worker_that_ends_at_once_says_why(ledger: SqlLedger, tmp_path: Path) -> None:
    launcher = StandIn(tmp_path / "settings.toml", tmp_path, script="raise SystemExit('no rights')")
    with pytest.raises(SourceError) as failed:
        OperationsClient(ledger, launcher).ensure_worker()
    assert failed.value.notice == notice("worker.ended", reason="no rights")


def test_a_worker_that_never_registers_is_given_up(ledger: SqlLedger, tmp_path: Path) -> None:
    launcher = StandIn(
        tmp_path / "settings.toml", tmp_path, patience_s=0.3, script="input('waiting')"
    )
    with pytest.raises(SourceError) as failed:
        OperationsClient(ledger, launcher).ensure_worker()
    assert failed.value.notice.code in {"worker.silent", "worker.ended"}


def test_what_is_accepted_stays_accepted_where_no_worker_comes_up(
    ledger: SqlLedger, tmp_path: Path
) -> None:
    launcher = StandIn(tmp_path / "settings.toml", tmp_path, script="raise SystemExit('no rights')")
    accepted = OperationsClient(ledger, launcher).submit(burst())
    assert accepted.operation.state is OperationState.QUEUED
    assert ledger.operation("aaaa1111").state.live
    assert accepted.unattended is not None
    assert accepted.unattended.why == notice("worker.ended", reason="no rights")
    assert accepted.unattended.notice.code == "worker.none"


def test_a_state_folder_that_cannot_be_written_is_a_reason_and_no_crash(
    ledger: SqlLedger, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    launcher = StandIn(tmp_path / "settings.toml", tmp_path / "file")
    client = OperationsClient(ledger, launcher)
    with pytest.raises(SourceError) as failed:
        client.ensure_worker()
    assert failed.value.notice.code == "worker.not_started"
    accepted = client.submit(burst())
    assert accepted.unattended is not None
    assert accepted.unattended.why.code == "worker.not_started"


def test_who_looks_gets_a_dead_worker_replaced_while_an_operation_lives(
    client: OperationsClient, ledger: SqlLedger
) -> None:
    assert client.attend() is None
    assert ledger.workers() == ()  # nothing is live: nobody is started
    client.submit(burst())
    (first,) = ledger.workers()
    os.kill(first.pid, signal.SIGKILL)
    wait_until(lambda: ledger.unattended_s() is not None, what="it is dead")
    assert client.attend(HANGS_AFTER_S) is None
    assert [w.alive for w in ledger.workers()] == [True, False]
    assert ledger.unattended_s() is None


def test_stopping_is_asked_for_through_the_journal(client: OperationsClient) -> None:
    client.submit(burst())
    assert client.stop("aaaa1111", AUTHOR).operation.stop_requested
