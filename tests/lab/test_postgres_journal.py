"""The journal and the workers on PostgreSQL: the same rules, and takeover across machines."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from asking import asking
from modelled import World
from process import wait_until
from rehearsed import Rehearsal, Rehearse

from console.bootstrap import open_session
from console.clock import SystemClock
from console.desk.session import Session
from console.kinds.instances.verbs import BURST
from console.model.entry import Entry
from console.model.error import Refused, SourceUnreachable
from console.model.notice import notice
from console.model.operation import OperationState, Phase
from console.model.plan import (
    Origin,
    Plan,
)
from console.operations.journal.ledger import Fenced, SqlLedger
from console.operations.journal.reader import SqlJournalReader
from console.operations.journal.schema import VERSION_TABLE, metadata

pytestmark = pytest.mark.lab

STARTED = Entry("operation.started", notice("operation.started"))


@pytest.fixture
def url(new_database: Callable[[str], str]) -> str:
    return new_database("journal")


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


def test_the_pool_lock_and_the_claims_hold(ledger: SqlLedger) -> None:
    plan = burst("aaaa1111")
    assert ledger.accept(plan).plan == plan
    with pytest.raises(Refused) as refused:
        ledger.accept(burst("bbbb2222"))
    assert refused.value.notice.values["operation"] == "aaaa1111"
    assert ledger.dispatch("aaaa1111")
    assert not ledger.dispatch("aaaa1111")
    old = ledger.claim("aaaa1111", "aaaa1111")
    claim = ledger.claim("aaaa1111", "aaaa1111")
    moved = [t.at(Phase.IN_SERVICE, plan.planned_at) for t in ledger.tracked("aaaa1111")]
    with pytest.raises(Fenced):
        ledger.record(old, moved)
    ledger.begin(claim, STARTED)
    ledger.record(claim, moved)
    ledger.end(claim, OperationState.SUCCEEDED, [])
    assert ledger.operation("aaaa1111").started_at is not None
    assert {c.phase for c in ledger.changes("aaaa1111")} == {Phase.IN_SERVICE}
    assert ledger.accept(burst("bbbb2222")).state is OperationState.QUEUED


@pytest.mark.parametrize(
    "statement", ["UPDATE events SET kind = 'x'", "DELETE FROM events", "TRUNCATE events"]
)
def test_the_audit_is_append_only(ledger: SqlLedger, statement: str) -> None:
    ledger.accept(burst("aaaa1111"))
    with pytest.raises(sa.exc.DBAPIError), ledger._writer.begin() as connection:
        connection.execute(sa.text(statement))
    assert len(ledger.events()) == 1


def test_a_role_that_may_only_select_reads_everything(
    ledger: SqlLedger, url: str, tmp_path: Path
) -> None:
    ledger.accept(burst("aaaa1111"))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS onlooker")
        connection.execute("CREATE ROLE onlooker LOGIN")
        connection.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO onlooker")
    reader = SqlJournalReader(url.replace("postgres@", "onlooker@"), state_dir=tmp_path)
    assert [o.id for o in reader.operations()] == ["aaaa1111"]
    assert len(reader.changes("aaaa1111")) == 10
    assert len(reader.events()) == len(reader.workers()) == 1
    with pytest.raises(sa.exc.DBAPIError), reader._engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM changes"))
    reader.close()


def test_migrations_make_the_very_tables_the_code_uses(ledger: SqlLedger) -> None:
    with ledger._writer.begin() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        assert compare_metadata(context, metadata) == []


def test_a_server_that_is_not_there_is_an_unreachable_source(tmp_path: Path) -> None:
    reader = SqlJournalReader("postgresql://u:secret@127.0.0.1:1/none", state_dir=tmp_path)
    with pytest.raises(SourceUnreachable) as failed:
        reader.operations()
    assert "secret" not in str(failed.value)


# Two machines: one database, a state directory each


def settings_of(estate: Rehearsal, url: str, home: Path) -> Path:
    text = estate.settings.read_text()
    lines = [line for line in text.splitlines() if not line.startswith("state_dir")]
    home.mkdir()
    journal = f'[journal]\nurl = "{url}"\nstate_dir = "{home / "state"}"'
    file = home / "settings.toml"
    file.write_text("\n".join(lines).replace("[journal]", journal))
    return file


def worker(settings: Path) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "console", "worker", "run", "--settings", str(settings)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@pytest.fixture
def machines(url: str, fresh_rehearsal: Rehearse, tmp_path: Path) -> Iterator[
    tuple[Rehearsal, Session, "list[subprocess.Popen[bytes]]"]
]:  # fmt: skip
    estate = fresh_rehearsal("steady", 600.0)
    files = [settings_of(estate, url, tmp_path / name) for name in ("one", "two")]
    session = open_session(files[0], read_only=False, origin=Origin.PROGRAM)
    processes = [worker(file) for file in files]
    yield estate, session, processes
    session.watch.stop()
    for process in processes:
        process.kill()
        process.wait()


def test_a_dead_workers_operation_is_taken_over_by_another_machine(
    machines: tuple[Rehearsal, Session, "list[subprocess.Popen[bytes]]"],
) -> None:
    estate, session, processes = machines
    before = {i.id for i in estate.record().owned()}
    wait_until(
        lambda: sum(w.alive for w in session.journal.workers()) == 2, what="both workers live"
    )
    session.watch.refresh()
    plan = session.plan(asking(BURST, session.author(), pool="api", to=300))
    assert isinstance(plan, Plan), plan
    assert session.operator is not None
    operation_id = session.operator.submit(plan).operation.id
    wait_until(lambda: session.journal.operation(operation_id).executor, what="who works")
    wait_until(lambda: estate.record().called("compute", "POST", 202), what="the first call")
    executor = session.journal.operation(operation_id).executor
    holder = next(w for w in session.journal.workers() if w.executor == executor)
    os.kill(holder.pid, signal.SIGKILL)
    survivor = next(p for p in processes if p.pid != holder.pid)

    def taken_over() -> bool:
        return any(
            operation_id in w.operations and w.executor != executor
            for w in session.journal.workers()
        )

    wait_until(taken_over, what="another machine takes it over")
    wait_until(lambda: not session.journal.operation(operation_id).state.live, what="its end")
    assert session.journal.operation(operation_id).state is OperationState.SUCCEEDED
    assert survivor.poll() is None
    standing = estate.record().owned()
    assert len(standing) == 300
    assert set(Counter(i.name for i in standing).values()) == {1}
    known = {c.resource_id for c in session.journal.changes(operation_id)}
    assert {i.id for i in standing} - before == known
    assert any(e.kind == "operation.resumed" for e in session.journal.events(limit=1000))
