"""The journal on SQLite: the pool lock, the audit, readers, claims."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from journalled import migrated_url
from modelled import AUTHOR, START, World

from console.clock import SystemClock
from console.kinds.instances.verbs import BURST
from console.model.entry import Entry
from console.model.error import Refused, SourceError, SourceUnreachable, UsageError
from console.model.notice import notice
from console.model.operation import OperationState, Phase
from console.model.plan import (
    Desired,
    Plan,
    PlannedChange,
)
from console.model.resource import MACHINE
from console.operations.journal import presence
from console.operations.journal.ledger import Claim, Fenced, SqlLedger
from console.operations.journal.presence import lock_path, take_lock
from console.operations.journal.reader import SqlJournalReader, default_url
from console.operations.journal.schema import VERSION_TABLE, metadata
from console.operations.journal.writer import SqlJournal

SUCCEEDED = Entry("operation.succeeded", notice("operation.succeeded", done=1, n=1))


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqlLedger]:
    opened = SqlLedger(migrated_url(tmp_path), clock=SystemClock(), state_dir=tmp_path)
    opened.register("worker-1", 1)
    yield opened
    opened.close()


def burst(operation_id: str, to: int = 40) -> Plan:
    found = World.steady().ask(BURST, operation_id=operation_id, to=to)
    assert isinstance(found, Plan)
    return found


def end(ledger: SqlLedger, operation_id: str, *, rolled_back: tuple[str, ...] = ()) -> None:
    claim = ledger.claim(operation_id, operation_id)
    ledger.begin(claim, Entry("operation.started", notice("operation.started")))
    ledger.end(claim, OperationState.SUCCEEDED, [SUCCEEDED], rolled_back)


def test_a_plan_comes_back_as_it_was_accepted(ledger: SqlLedger) -> None:
    plan = burst("aaaa1111")
    accepted = ledger.accept(plan)
    assert accepted.state is OperationState.QUEUED
    assert accepted.plan == plan
    changes = ledger.changes("aaaa1111")
    assert [(c.name, c.batch, c.desired) for c in changes] == [
        (c.name, c.batch, c.desired) for c in plan.changes
    ]
    assert sum(n for counts in accepted.phases.values() for n in counts.values()) == 10


def test_a_journal_that_is_removed_or_replaced_is_not_read_on(
    ledger: SqlLedger, tmp_path: Path
) -> None:
    ledger.accept(burst("aaaa1111"))
    reader = SqlJournalReader(default_url(tmp_path), state_dir=tmp_path)
    assert [one.id for one in reader.operations()] == ["aaaa1111"]
    file = tmp_path / "journal.db"
    ledger.close()
    file.rename(tmp_path / "aside")
    for ask in (reader.operations, lambda: ledger.accept(burst("bbbb2222"))):
        with pytest.raises(SourceUnreachable) as failed:
            ask()
        assert failed.value.notice.code == "journal.gone"
        assert not file.exists(), "an empty one is no help"
    (tmp_path / "aside").rename(file)
    assert [one.id for one in reader.operations()] == ["aaaa1111"]


def test_one_live_operation_a_pool_is_a_rule_of_the_database(ledger: SqlLedger) -> None:
    ledger.accept(burst("aaaa1111"))
    with pytest.raises(Refused) as refused:
        ledger.accept(burst("bbbb2222"))
    assert refused.value.notice.values["operation"] == "aaaa1111"
    with pytest.raises(UsageError):
        ledger.operation("bbbb2222")
    insert = "INSERT INTO operations SELECT 'cccc3333', pool, verb, state, root, target, plan,"
    insert += " digest, created_at, started_at, started_wall, ended_at, stop_requested, executor,"
    insert += " resource, accepted_wall, duration_s, change_count, phase_counts,"
    insert += " NULL, NULL, NULL, NULL, NULL"
    with pytest.raises(sa.exc.IntegrityError), ledger._writer.begin() as connection:
        connection.execute(sa.text(f"{insert} FROM operations"))
    end(ledger, "aaaa1111")
    assert ledger.accept(burst("bbbb2222")).id == "bbbb2222"


def test_the_same_operation_is_not_accepted_twice(ledger: SqlLedger) -> None:
    ledger.accept(burst("aaaa1111"))
    end(ledger, "aaaa1111")
    with pytest.raises(Refused) as refused:
        ledger.accept(burst("aaaa1111"))
    assert refused.value.notice.code == "operation.already_accepted"


@pytest.mark.parametrize("statement", ["UPDATE events SET kind = 'x'", "DELETE FROM events"])
def test_the_audit_is_append_only(ledger: SqlLedger, statement: str) -> None:
    ledger.accept(burst("aaaa1111"))
    before = ledger.events()
    with pytest.raises(sa.exc.IntegrityError), ledger._writer.begin() as connection:
        connection.execute(sa.text(statement))
    assert ledger.events() == before


def test_operations_are_found_by_a_unique_prefix(ledger: SqlLedger) -> None:
    ledger.accept(burst("abcd1111"))
    end(ledger, "abcd1111")
    ledger.accept(burst("abcd2222"))
    assert ledger.operation("abcd2").id == "abcd2222"
    for ambiguous_or_unknown in ("abcd", "zzzz", "", "%"):
        with pytest.raises(UsageError):
            ledger.operation(ambiguous_or_unknown)


def test_a_rollback_marks_what_it_undid(ledger: SqlLedger) -> None:
    ledger.accept(burst("aaaa1111"))
    end(ledger, "aaaa1111")
    ledger.accept(replace(burst("bbbb2222"), target="aaaa1111"))
    assert [o.id for o in ledger.family("bbbb2222")] == ["aaaa1111", "bbbb2222"]
    end(ledger, "bbbb2222", rolled_back=("aaaa1111",))
    assert ledger.operation("aaaa1111").state is OperationState.ROLLED_BACK
    assert ledger.operation("bbbb2222").state is OperationState.SUCCEEDED


def test_stop_is_a_message_once_and_only_for_what_lives(ledger: SqlLedger) -> None:
    ledger.accept(burst("aaaa1111"))
    stopping = ledger.request_stop("aaaa1111", AUTHOR)
    assert stopping.stop_requested
    assert stopping.state is OperationState.STOPPING
    ledger.request_stop("aaaa1111", AUTHOR)
    asked = [e for e in ledger.events() if e.kind == "operation.stop_asked"]
    assert [e.actor for e in asked] == ["oncall@bastion"]
    end(ledger, "aaaa1111")
    with pytest.raises(Refused):
        ledger.request_stop("aaaa1111", AUTHOR)


def test_a_worker_that_lost_its_claim_writes_nothing(ledger: SqlLedger) -> None:
    ledger.accept(burst("aaaa1111"))
    old = ledger.claim("aaaa1111", "aaaa1111")
    ledger.claim("aaaa1111", "aaaa1111")
    moved = [t.at(Phase.FAILED, START) for t in ledger.tracked("aaaa1111")]
    for write in (
        lambda: ledger.record(old, moved),
        lambda: ledger.begin(old, SUCCEEDED),
        lambda: ledger.end(old, OperationState.FAILED, []),
        lambda: ledger.count_failures(old, 3),
    ):
        with pytest.raises(Fenced):
            write()
    assert {c.phase for c in ledger.changes("aaaa1111")} == {Phase.PLANNED}
    assert ledger.operation("aaaa1111").state is OperationState.QUEUED


def test_an_operation_is_dispatched_by_one_worker_only(ledger: SqlLedger) -> None:
    ledger.accept(burst("aaaa1111"))
    assert ledger.unclaimed() == ("aaaa1111",)
    assert ledger.dispatch("aaaa1111")
    assert not ledger.dispatch("aaaa1111")
    assert ledger.unclaimed() == ()


def test_a_dead_workers_claims_are_taken_over_by_one(ledger: SqlLedger, tmp_path: Path) -> None:
    ledger.accept(burst("aaaa1111"))
    ledger.dispatch("aaaa1111")
    other = SqlLedger(default_url(tmp_path), clock=SystemClock(), state_dir=tmp_path)
    other.register("worker-2", 2)
    assert other.orphans() == ()
    lock = take_lock(lock_path(tmp_path, "worker-1"))
    assert lock is not None
    assert other.orphans() == ()
    lock.release()  # its process is no more, however young its heartbeat
    (orphan,) = other.orphans()
    assert orphan == Claim("aaaa1111", "aaaa1111", "worker-1", 0)
    assert other.take_over(orphan)
    assert not ledger.take_over(orphan)
    other.close()


def test_who_is_silent_for_long_is_taken_for_dead_though_its_process_lives(
    ledger: SqlLedger, tmp_path: Path
) -> None:
    ledger.accept(burst("aaaa1111"))
    ledger.dispatch("aaaa1111")
    other = SqlLedger(default_url(tmp_path), clock=SystemClock(), state_dir=tmp_path)
    lock = take_lock(lock_path(tmp_path, "worker-1"))  # stopped by a signal: it holds its lock
    assert lock is not None
    later = datetime.now(UTC) + timedelta(seconds=21)
    other._machine_clock = lambda: later
    assert [claim.executor for claim in other.orphans()] == ["worker-1"]
    assert other.unattended_s() is not None
    lock.release()
    other.close()


def test_what_no_pass_moves_is_taken_over_though_its_worker_lives(
    ledger: SqlLedger, tmp_path: Path
) -> None:
    ledger.grace_s = 6.0
    ledger.accept(burst("aaaa1111"))
    claim = ledger.claim("aaaa1111-RBX", "aaaa1111")
    whole = ledger.claim("aaaa1111", "aaaa1111")
    ledger.passed(claim, 4.0)
    other = SqlLedger(default_url(tmp_path), clock=SystemClock(), state_dir=tmp_path)
    other.grace_s, other.executor = 6.0, "worker-2"
    passed_at = datetime.now(UTC)
    moment = [passed_at + timedelta(seconds=9)]
    other._machine_clock = lambda: moment[0]
    ((one,),) = [worker.passes for worker in other.workers()]
    assert (one.datacenter, one.overdue) == ("RBX", False)
    assert one.ago_s == pytest.approx(9, abs=1.5)
    assert other.orphans() == ()
    moment[0] = passed_at + timedelta(seconds=12)
    (worker,) = other.workers()
    assert worker.alive
    assert not worker.works
    assert worker.stalled is not None
    assert worker.stalled.code == "worker.stands_still"
    waited_s = other.unattended_s()
    assert waited_s == pytest.approx(12, abs=1.5)
    (orphan,) = other.orphans()  # of the operation's own workflow no sign is due
    assert orphan.workflow_id == claim.workflow_id != whole.workflow_id
    assert other.take_over(orphan)
    assert other.orphans() == ()
    with pytest.raises(Fenced):  # it wakes up, and learns whose the work is
        ledger.passed(claim)
    other.passed(other.claim(claim.workflow_id, "aaaa1111"), None)  # its last pass: none is due
    assert not any(worker.passes for worker in other.workers())
    other.close()


def test_where_nobody_counts_no_sign_is_due(ledger: SqlLedger) -> None:
    ledger.accept(burst("aaaa1111"))
    claim = ledger.claim("aaaa1111-RBX", "aaaa1111")
    ledger.passed(claim)
    assert ledger.workers()[0].passes == ()
    assert ledger.orphans() == ()


def test_death_on_another_host_is_told_by_the_heartbeat(
    ledger: SqlLedger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presence, "host_name", lambda: "elsewhere")
    assert [w.alive for w in ledger.workers()] == [True]
    url, later = default_url(tmp_path), datetime.now(UTC) + timedelta(seconds=21)
    reader = SqlJournalReader(url, state_dir=tmp_path, machine_clock=lambda: later)
    assert [w.alive for w in reader.workers()] == [False]
    reader.close()


def test_a_reader_sees_everything_and_can_write_nothing(ledger: SqlLedger, tmp_path: Path) -> None:
    reader = SqlJournalReader(default_url(tmp_path), state_dir=tmp_path)
    assert reader.operations() == ()
    ledger.accept(burst("aaaa1111"))
    assert [o.id for o in reader.operations(pool="api", live=True)] == ["aaaa1111"]
    assert reader.operations(live=False) == ()
    assert len(reader.events()) == 1
    assert reader.events(after=reader.events()[-1].seq) == ()
    with pytest.raises(sa.exc.OperationalError), reader._engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM changes"))
    mutators = {"accept", "request_stop", "record", "claim", "end"}
    assert not mutators & set(dir(reader))
    reader.close()


def test_a_reader_of_a_journal_that_does_not_exist_makes_none(tmp_path: Path) -> None:
    reader = SqlJournalReader(default_url(tmp_path), state_dir=tmp_path)
    assert reader.operations() == reader.events() == reader.workers() == ()
    assert reader.typical_duration("burst", "api") is None
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("version", ["9999", "0000"])
def test_another_schema_version_is_a_clear_error(
    ledger: SqlLedger, tmp_path: Path, version: str
) -> None:
    with ledger._writer.begin() as connection:
        statement = sa.text(f"UPDATE {VERSION_TABLE} SET version_num = :version")  # noqa: S608 - a constant
        connection.execute(statement, {"version": version})
    reader = SqlJournalReader(default_url(tmp_path), state_dir=tmp_path)
    for use in (
        reader.operations,
        lambda: SqlJournal(default_url(tmp_path), clock=SystemClock(), state_dir=tmp_path),
    ):
        with pytest.raises(SourceError) as failed:
            use()
        assert failed.value.notice.code == "journal.newer"


def test_migrations_make_the_very_tables_the_code_uses(ledger: SqlLedger) -> None:
    with ledger._writer.begin() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        assert compare_metadata(context, metadata) == []


def test_a_file_that_is_no_database_is_an_unreachable_source(tmp_path: Path) -> None:
    (tmp_path / "journal.db").write_text("this is not a database, however long it may be" * 99)
    reader = SqlJournalReader(default_url(tmp_path), state_dir=tmp_path)
    with pytest.raises(SourceUnreachable):
        reader.operations()


@pytest.mark.parametrize("url", ["", "mysql://host/name", "nonsense"])
def test_another_database_is_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        SqlJournalReader(url, state_dir=tmp_path)


def test_the_usual_pace_is_the_median_of_what_succeeded(ledger: SqlLedger) -> None:
    for number in range(3):
        ledger.accept(burst(f"aaaa111{number}"))
        end(ledger, f"aaaa111{number}")
    assert ledger.typical_duration("burst", "api") is not None
    assert ledger.typical_duration("scale", "api") is None


def test_a_pool_and_a_machine_of_one_name_hold_two_things(ledger: SqlLedger) -> None:
    ledger.accept(burst("aaaa1111"))
    ledger.accept(replace(burst("bbbb2222"), resource=MACHINE))
    with pytest.raises(Refused) as refused:
        ledger.accept(replace(burst("cccc3333"), resource=MACHINE))
    assert refused.value.notice.values["operation"] == "bbbb2222"


def test_the_age_of_an_operation_counts_from_its_acceptance_in_real_seconds(
    tmp_path: Path,
) -> None:
    now = [datetime(2026, 11, 23, 15, 40, tzinfo=UTC)]
    ledger = SqlLedger(
        default_url(tmp_path),
        clock=SystemClock(),
        state_dir=tmp_path,
        machine_clock=lambda: now[0],
    )
    ledger.accept(burst("aaaa1111"))
    assert ledger.age_s("aaaa1111") == 0.0
    now[0] += timedelta(minutes=10)
    assert ledger.age_s("aaaa1111") == 600.0
    assert ledger.wall() == now[0]
    now[0] -= timedelta(hours=1)
    assert ledger.age_s("aaaa1111") == 0.0
    ledger.close()


def test_an_ended_operation_carries_its_counts_and_they_follow_what_is_taken_away(
    ledger: SqlLedger,
) -> None:
    ledger.accept(burst("aaaa1111"))
    claim = ledger.claim("aaaa1111", "aaaa1111")
    ledger.begin(claim, Entry("operation.started", notice("operation.started")))
    served = [
        t.at(Phase.IN_SERVICE, START).identified(f"id-{t.change.seq}")
        for t in ledger.tracked("aaaa1111")
    ]
    ledger.record(claim, served)
    counted = ledger.operation("aaaa1111").phases
    ledger.end(claim, OperationState.SUCCEEDED, [SUCCEEDED])
    assert ledger.operation("aaaa1111").phases == counted
    first = served[0].change
    taken = PlannedChange(
        first.datacenter,
        first.region,
        first.name,
        Desired.ABSENT,
        resource_id=first.resource_id,
        made_by="aaaa1111",
    )
    ledger.accept(replace(burst("bbbb2222"), changes=(taken,), target="aaaa1111"))
    other = ledger.claim("bbbb2222", "bbbb2222")
    ledger.record(other, [t.at(Phase.GONE, START) for t in ledger.tracked("bbbb2222")])
    counts = ledger.operation("aaaa1111").phases[first.datacenter]
    assert counts[Phase.GONE] == 1
    assert counts[Phase.IN_SERVICE] == counted[first.datacenter][Phase.IN_SERVICE] - 1
