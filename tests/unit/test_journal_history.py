"""What was done since a moment, read page by page, whether it was archived or not."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from modelled import START, World

from console.kinds.instances.verbs import BURST
from console.model.entry import Entry
from console.model.keep import Keep
from console.model.notice import notice
from console.model.operation import OperationState, Phase
from console.model.plan import Plan
from console.operations.journal import history
from console.operations.journal.ledger import SqlLedger
from console.operations.journal.reader import SqlJournalReader, default_url

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
SHORTLY = Keep.days(1, 1)


class HandClock:
    """A clock that is set by hand."""

    speed = 1.0

    def __init__(self) -> None:
        self.at = BEGIN

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def ledger(
    tmp_path: Path, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[SqlLedger]:
    monkeypatch.setattr(history, "OPERATIONS_AT_ONCE", 2)
    monkeypatch.setattr(history, "EVENTS_AT_ONCE", 2)
    opened = SqlLedger(
        default_url(tmp_path), clock=clock, state_dir=tmp_path, machine_clock=clock.now
    )
    opened.register("worker-1", 1)
    yield opened
    opened.close()


def accepted(ledger: SqlLedger, name: str) -> None:
    found = World.steady().ask(BURST, operation_id=name, to=40)
    assert isinstance(found, Plan)
    ledger.accept(replace(found, target=None))


def ended(ledger: SqlLedger, name: str) -> None:
    claim = ledger.claim(name, name)
    ledger.begin(claim, Entry("operation.started", notice("operation.started")))
    ledger.record(claim, [t.at(Phase.GONE, START) for t in ledger.tracked(name)])
    ledger.end(claim, OperationState.SUCCEEDED, [])


def many(ledger: SqlLedger, clock: HandClock, number: int) -> list[str]:
    """Operations an hour apart, each ended within the hour."""
    names = [f"aaaa{each:04d}" for each in range(number)]
    for name in names:
        accepted(ledger, name)
        ended(ledger, name)
        clock.at += HOUR
    return names


def test_pages_follow_each_other_whole_and_in_order(ledger: SqlLedger, clock: HandClock) -> None:
    names = many(ledger, clock, 5)
    assert [one.id for one in ledger.history(BEGIN)] == names
    assert [one.id for one in ledger.history(BEGIN + 3 * HOUR)] == names[3:]
    assert list(ledger.history(clock.at)) == []


def test_what_was_accepted_before_is_told_if_it_ended_since_or_is_live(
    ledger: SqlLedger, clock: HandClock
) -> None:
    accepted(ledger, "aaaa0001")
    clock.at += 10 * HOUR
    assert [one.id for one in ledger.history(clock.at)] == ["aaaa0001"]
    ended(ledger, "aaaa0001")
    assert [one.id for one in ledger.history(clock.at)] == ["aaaa0001"]
    assert list(ledger.history(clock.at + HOUR)) == []


def test_what_is_archived_meanwhile_is_told_once(ledger: SqlLedger, clock: HandClock) -> None:
    names = many(ledger, clock, 5)
    reading = ledger.history(BEGIN)
    first = next(reading)
    clock.at += 48 * HOUR
    assert list(ledger.archive.sweep(SHORTLY))
    assert [first.id, *(one.id for one in reading)] == names
    assert [one.id for one in ledger.history(BEGIN)] == names
    assert {one.state for one in ledger.history(BEGIN)} == {OperationState.SUCCEEDED}


def test_the_audit_is_told_in_its_order_with_what_was_archived(
    ledger: SqlLedger, clock: HandClock
) -> None:
    many(ledger, clock, 2)
    before = list(ledger.audit(BEGIN))
    assert [one.seq for one in before] == sorted({one.seq for one in before})
    assert len({one.operation_id for one in before}) == 2
    clock.at += 48 * HOUR
    assert list(ledger.archive.sweep(SHORTLY))
    assert list(ledger.audit(BEGIN)) == before
    later = list(ledger.audit(BEGIN + HOUR))
    assert later == [one for one in before if one.at >= BEGIN + HOUR]
    assert later


def test_a_journal_that_was_never_written_tells_nothing(tmp_path: Path) -> None:
    reader = SqlJournalReader(default_url(tmp_path), state_dir=tmp_path)
    assert list(reader.history(BEGIN)) == []
    assert list(reader.audit(BEGIN)) == []


def test_marks_are_the_operations_of_a_pool_since_a_moment_without_their_plans(
    ledger: SqlLedger, clock: HandClock
) -> None:
    names = many(ledger, clock, 5)
    marks = ledger.marks("api", BEGIN + 2 * HOUR)
    assert [one.operation_id for one in marks] == names[2:]
    assert [one.at for one in marks] == [BEGIN + n * HOUR for n in (2, 3, 4)]
    assert {(one.verb, one.state) for one in marks} == {(BURST, OperationState.SUCCEEDED)}
    assert ledger.marks("web", BEGIN) == ()
