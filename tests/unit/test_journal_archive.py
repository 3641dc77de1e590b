"""What is over for long leaves the tables that everybody reads, whole, and can be brought back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from modelled import START, World

from console.kinds.instances.verbs import BURST
from console.model.entry import Entry
from console.model.error import UsageError
from console.model.keep import Keep
from console.model.notice import notice
from console.model.operation import OperationState, Phase
from console.model.plan import Plan
from console.operations.journal.ledger import SqlLedger
from console.operations.journal.reader import default_url

KEEP = Keep.days(400, 1100)
STARTED = Entry("operation.started", notice("operation.started"))
TABLES = ("operations", "changes", "events", "claims")
ARCHIVES = ("archived_operations", "archived_changes", "archived_events")


class Calendar:
    """A clock that is set by hand."""

    speed = 1.0

    def __init__(self) -> None:
        self.at = datetime(2026, 1, 1, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def calendar() -> Calendar:
    return Calendar()


@pytest.fixture
def ledger(tmp_path: Path, calendar: Calendar) -> Iterator[SqlLedger]:
    opened = SqlLedger(
        default_url(tmp_path), clock=calendar, state_dir=tmp_path, machine_clock=calendar.now
    )
    opened.register("worker-1", 1)
    yield opened
    opened.close()


def burst(operation_id: str, target: str | None = None) -> Plan:
    found = World.steady().ask(BURST, operation_id=operation_id, to=40)
    assert isinstance(found, Plan)
    return replace(found, target=target)


def run(ledger: SqlLedger, operation_id: str, phase: Phase, target: str | None = None) -> None:
    """An operation whose changes all ended in one phase."""
    ledger.accept(burst(operation_id, target))
    claim = ledger.claim(operation_id, operation_id)
    ledger.begin(claim, STARTED)
    ledger.record(claim, [t.at(phase, START) for t in ledger.tracked(operation_id)])
    ledger.end(claim, OperationState.SUCCEEDED, [])


def counts(ledger: SqlLedger, names: tuple[str, ...]) -> dict[str, int]:
    with ledger._writer.begin() as connection:
        return {
            name: connection.execute(sa.text(f"SELECT count(*) FROM {name}")).scalar_one()  # noqa: S608 - constants
            for name in names
        }


def swept(ledger: SqlLedger, keep: Keep = KEEP) -> list[tuple[str, ...]]:
    return [family.operations for family in ledger.archive.sweep(keep)]


def test_what_ended_long_ago_is_archived_whole_and_comes_back_as_it_was(
    ledger: SqlLedger, calendar: Calendar
) -> None:
    run(ledger, "aaaa1111", Phase.GONE)
    before = ledger.operation("aaaa1111"), ledger.changes("aaaa1111"), ledger.events()
    calendar.at += timedelta(days=401)
    assert [f.changes for f in ledger.archive.due(KEEP)] == [10]
    assert ledger.operations()  # looking moves nothing
    assert swept(ledger) == [("aaaa1111",)]
    assert counts(ledger, TABLES) == dict.fromkeys(TABLES, 0)
    assert counts(ledger, ARCHIVES) == dict(zip(ARCHIVES, (1, 10, 2), strict=True))
    with pytest.raises(UsageError) as asked:
        ledger.operation("aaaa1")
    assert asked.value.notice.code == "operation.archived"
    assert ledger.archive.restore("aaaa1").operations == ("aaaa1111",)
    assert counts(ledger, ARCHIVES) == dict.fromkeys(ARCHIVES, 0)
    assert (ledger.operation("aaaa1111"), ledger.changes("aaaa1111"), ledger.events()) == before


def test_what_was_brought_back_is_left_alone_for_a_while(
    ledger: SqlLedger, calendar: Calendar
) -> None:
    run(ledger, "aaaa1111", Phase.GONE)
    calendar.at += timedelta(days=401)
    assert len(swept(ledger)) == 1
    ledger.archive.restore("aaaa1111")
    calendar.at += timedelta(days=29)
    assert swept(ledger) == []
    calendar.at += timedelta(days=2)
    assert swept(ledger) == [("aaaa1111",)]


@pytest.mark.parametrize("phase", [Phase.IN_SERVICE, Phase.FAILED])
def test_what_a_rollback_could_undo_stays_for_longer(
    ledger: SqlLedger, calendar: Calendar, phase: Phase
) -> None:
    run(ledger, "aaaa1111", phase)
    calendar.at += timedelta(days=1099)
    assert swept(ledger) == []
    calendar.at += timedelta(days=2)
    assert swept(ledger, Keep.days(400, 0)) == []  # never
    assert swept(ledger) == [("aaaa1111",)]


def test_a_family_goes_together_when_its_last_member_is_old_enough(
    ledger: SqlLedger, calendar: Calendar
) -> None:
    run(ledger, "aaaa1111", Phase.GONE)
    calendar.at += timedelta(days=300)
    run(ledger, "bbbb2222", Phase.GONE, target="aaaa1111")
    calendar.at += timedelta(days=300)
    assert swept(ledger) == []
    calendar.at += timedelta(days=101)
    ledger.accept(burst("cccc3333", "aaaa1111"))
    assert swept(ledger) == []  # one of them is live
    ledger.end(ledger.claim("cccc3333", "cccc3333"), OperationState.FAILED, [])
    calendar.at += timedelta(days=1101)
    assert swept(ledger) == [("aaaa1111", "bbbb2222", "cccc3333")]
    assert ledger.archive.restore("bbbb").operations == ("aaaa1111", "bbbb2222", "cccc3333")


def test_nothing_is_archived_where_everything_is_kept(
    ledger: SqlLedger, calendar: Calendar
) -> None:
    run(ledger, "aaaa1111", Phase.GONE)
    calendar.at += timedelta(days=9999)
    assert swept(ledger, Keep.days(0, 1)) == []


def test_an_order_stays_claimed_whatever_is_archived(ledger: SqlLedger, calendar: Calendar) -> None:
    ledger.accept(burst("aaaa1111"))
    claim = ledger.claim("aaaa1111", "aaaa1111")
    (first, *_) = ledger.tracked("aaaa1111")
    ledger.record(claim, [first.keeping(order="42").at(Phase.GONE, START)])
    ledger.end(claim, OperationState.FAILED, [])
    calendar.at += timedelta(days=1101)
    assert len(swept(ledger)) == 1
    assert ledger.claimed_orders() == {"42"}


@pytest.mark.parametrize("table", ["events", "archived_events"])
def test_an_event_leaves_its_table_only_for_its_very_copy(
    ledger: SqlLedger, calendar: Calendar, table: str
) -> None:
    run(ledger, "aaaa1111", Phase.GONE)
    if table == "archived_events":
        calendar.at += timedelta(days=401)
        swept(ledger)
    other = "archived_events" if table == "events" else "events"
    names = "seq, at, operation_id, kind, notice, 'nobody', request_id"
    with ledger._writer.begin() as connection:  # a copy that says something else
        connection.execute(sa.text(f"INSERT INTO {other} SELECT {names} FROM {table}"))  # noqa: S608 - constants
    for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET actor = 'nobody'"):  # noqa: S608 - constants
        with pytest.raises(sa.exc.IntegrityError), ledger._writer.begin() as connection:
            connection.execute(sa.text(statement))


@pytest.mark.parametrize("asked", ["", "%", "aaaa", "zzzz"])
def test_only_what_is_archived_can_be_brought_back(ledger: SqlLedger, asked: str) -> None:
    run(ledger, "aaaa1111", Phase.GONE)
    with pytest.raises(UsageError):
        ledger.archive.restore(asked)


def test_chores_are_done_by_one_worker_of_all_and_once_in_a_while(
    ledger: SqlLedger, calendar: Calendar
) -> None:
    day = timedelta(days=1)
    assert [ledger.take_chore("archive", day) for _ in range(2)] == [True, False]
    assert ledger.take_chore("engine", day)
    calendar.at += day
    assert [ledger.take_chore("archive", day) for _ in range(2)] == [True, False]
