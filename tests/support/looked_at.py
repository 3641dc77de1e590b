"""Waiting as the faces wait: by looking again and again, and attending to what they see."""

import os
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from process import HANGS_AFTER_S, wait_until

from console.desk.session import Session
from console.model.operation import Operation, WorkerPresence

LOOK_EVERY_S = 0.2


def live_workers(session: Session) -> list[WorkerPresence]:
    """The workers that live."""
    return [worker for worker in session.journal.workers() if worker.alive]


def kill(session: Session) -> int:
    """Kill every worker with -9; how many."""
    found = live_workers(session)
    for worker in found:
        os.kill(worker.pid, signal.SIGKILL)
    wait_until(lambda: not live_workers(session), what="the workers are dead")
    return len(found)


def stop_between_writes(pid: int, state: Path) -> None:
    """Stop a process while it holds no lock of the databases in a folder.

    SQLite's locks are the process's: one that is stopped while it writes keeps all others
    from writing until it goes on. That is trouble of another sort.
    """
    databases = sorted(state.glob("*.db"))
    assert databases, state

    def stopped() -> bool:
        os.kill(pid, signal.SIGSTOP)
        if all(map(_free, databases)):
            return True
        os.kill(pid, signal.SIGCONT)
        return False

    wait_until(stopped, what=f"{pid} stands still and holds no lock")


def look_until(
    session: Session,
    condition: Callable[[], object],
    *,
    what: str,
    within_s: float = HANGS_AFTER_S,
) -> None:
    """Wait for a condition with a face open: whoever looks sees to it that somebody works."""

    def looked() -> object:
        session.attend()
        return condition()

    wait_until(looked, what=what, within_s=within_s, every_s=LOOK_EVERY_S)


def see_its_end(session: Session, operation_id: str) -> Operation:
    """Look until an operation has ended."""
    look_until(
        session,
        lambda: not session.journal.operation(operation_id).state.live,
        what=f"the end of {operation_id}",
    )
    return session.journal.operation(operation_id)


def _free(database: Path) -> bool:
    """Say whether a database could be written to now."""
    with closing(sqlite3.connect(database, timeout=0, isolation_level=None)) as opened:
        try:
            opened.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return False
        opened.execute("ROLLBACK")
        return True
