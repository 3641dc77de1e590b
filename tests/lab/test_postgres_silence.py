"""A writer that falls silent in a transaction, or a clock that is wrong, stops nobody."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from modelled import World
from process import wait_until

from console.clock import SystemClock
from console.kinds.instances.verbs import BURST
from console.model.entry import Entry
from console.model.keep import Keep
from console.model.notice import notice
from console.model.operation import OperationState, Phase
from console.model.plan import Plan
from console.operations.journal.bell import hang
from console.operations.journal.database import POSTGRESQL_LIMITS
from console.operations.journal.ledger import SqlLedger

pytestmark = pytest.mark.lab

HELD_AT_MOST_S = 30.0
STARTED = Entry("operation.started", notice("operation.started"))
HOLDS = """
import os, sys, time
from pathlib import Path
from console.clock import SystemClock
from console.operations.journal.database import order_writers, transaction
from console.operations.journal.ledger import SqlLedger
ledger = SqlLedger(sys.argv[1], clock=SystemClock(), state_dir=Path(sys.argv[2]))
with transaction(ledger._writer) as connection:
    order_writers(connection)
    print("holds", flush=True)
    time.sleep(3600)
"""


@pytest.fixture
def url(new_database: Callable[[str], str]) -> str:
    return new_database("silence")


@pytest.fixture
def ledger(url: str, tmp_path: Path) -> Iterator[SqlLedger]:
    opened = SqlLedger(url, clock=SystemClock(), state_dir=tmp_path)
    opened.register("worker-1", 1)
    yield opened
    opened.close()


def burst(operation_id: str) -> Plan:
    found = World.steady().ask(BURST, operation_id=operation_id, to=40)
    assert isinstance(found, Plan)
    return found


def test_a_writer_that_stops_in_the_middle_of_a_transaction_holds_nobody_for_long(
    ledger: SqlLedger, url: str, tmp_path: Path
) -> None:
    command = [sys.executable, "-c", HOLDS, url, str(tmp_path)]
    holder = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "holds\n"
        os.kill(holder.pid, signal.SIGSTOP)
        began = time.monotonic()
        assert ledger.accept(burst("aaaa1111")).state is OperationState.QUEUED
        took = time.monotonic() - began
    finally:
        holder.kill()
        holder.wait()
    silence_s = POSTGRESQL_LIMITS["idle_in_transaction_session_timeout"] / 1000
    assert silence_s / 2 < took < HELD_AT_MOST_S


def test_every_session_watches_its_peer_and_bounds_its_waits(ledger: SqlLedger) -> None:
    for engine in (ledger._engine, ledger._writer):
        with engine.connect() as connection:
            for name in (*POSTGRESQL_LIMITS, "tcp_user_timeout", "tcp_keepalives_idle"):
                asked = sa.text("SELECT setting::bigint FROM pg_settings WHERE name = :name")
                found = connection.execute(asked, {"name": name})
                assert found.scalar_one() > 0, name


@pytest.mark.parametrize("wrong", [timedelta(hours=-3), timedelta(hours=3)])
def test_a_machine_whose_clock_is_wrong_is_neither_dead_nor_old(
    ledger: SqlLedger, url: str, tmp_path: Path, wrong: timedelta
) -> None:
    elsewhere = SqlLedger(
        url,
        clock=SystemClock(),
        state_dir=tmp_path / "elsewhere",
        machine_clock=lambda: datetime.now(UTC) + wrong,
    )
    elsewhere.register("worker-2", 2)
    elsewhere.accept(burst("aaaa1111"))
    assert elsewhere.dispatch("aaaa1111")
    for reader in (ledger, elsewhere):
        assert {w.executor: w.alive for w in reader.workers()} == {
            "worker-1": True,
            "worker-2": True,
        }
        assert 0 <= reader.age_s("aaaa1111") < HELD_AT_MOST_S
        assert abs(reader.wall() - datetime.now(UTC)) < timedelta(seconds=HELD_AT_MOST_S)
    assert ledger.orphans() == ()
    elsewhere.close()


def test_the_bell_rings_for_who_listens_on_another_connection(ledger: SqlLedger) -> None:
    bell = hang(ledger.url)
    assert bell.rung()  # nobody knows what was before
    assert not bell.rung()
    ledger.accept(burst("aaaa1111"))
    wait_until(bell.rung, what="it rings")
    assert not bell.rung()
    assert len(bell.descriptors()) == 1
    with ledger._writer.begin() as connection:
        ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        connection.execute(sa.text(f"{ended} WHERE application_name = 'vigie bell'"))
    wait_until(bell.rung, what="it notices that it heard nothing")
    bell.close()


def test_what_is_over_is_archived_and_brought_back_here_too(ledger: SqlLedger) -> None:
    ledger.accept(burst("aaaa1111"))
    claim = ledger.claim("aaaa1111", "aaaa1111")
    ledger.begin(claim, STARTED)
    now = SystemClock().now()
    ledger.record(claim, [t.at(Phase.GONE, now) for t in ledger.tracked("aaaa1111")])
    ledger.end(claim, OperationState.SUCCEEDED, [])
    before = ledger.operation("aaaa1111"), ledger.changes("aaaa1111"), ledger.events()
    with pytest.raises(sa.exc.DBAPIError), ledger._writer.begin() as connection:
        connection.execute(sa.text("DELETE FROM events"))
    at_once = Keep(timedelta(0), timedelta(0))
    assert [f.operations for f in ledger.archive.sweep(at_once)] == [("aaaa1111",)]
    assert ledger.operations() == ()
    with pytest.raises(sa.exc.DBAPIError), ledger._writer.begin() as connection:
        connection.execute(sa.text("DELETE FROM archived_events"))
    ledger.archive.restore("aaaa1111")
    assert (ledger.operation("aaaa1111"), ledger.changes("aaaa1111"), ledger.events()) == before
    assert ledger.take_chore("archive", timedelta(days=1))
    assert not ledger.take_chore("archive", timedelta(days=1))
