"""One row that cannot be read is one warning and one operation, never a journal out of reach."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from modelled import World

from console.clock import SystemClock
from console.kinds.instances.verbs import BURST
from console.model.error import Refused, SourceError
from console.model.operation import OperationState, Phase
from console.model.plan import Plan
from console.operations.journal.ledger import SqlLedger
from console.operations.journal.reader import default_url
from console.operations.journal.rows import Unreadable

BREAK = {
    "plan": "UPDATE operations SET plan = '{\"from\": \"elsewhere\"}' WHERE id = 'aaaa1111'",
    "phase": "UPDATE changes SET phase = 'transcended' WHERE operation_id = 'aaaa1111' AND seq = 1",
    "wanted": "UPDATE changes SET wanted = '[' WHERE operation_id = 'aaaa1111' AND seq = 1",
}


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqlLedger]:
    opened = SqlLedger(default_url(tmp_path), clock=SystemClock(), state_dir=tmp_path)
    opened.register("worker-1", 1)
    opened.accept(burst("aaaa1111"))
    yield opened
    opened.close()


def burst(operation_id: str) -> Plan:
    found = World.steady().ask(BURST, operation_id=operation_id, to=40)
    assert isinstance(found, Plan)
    return found


def broken(ledger: SqlLedger, part: str) -> None:
    with ledger._writer.begin() as connection:
        connection.execute(sa.text(BREAK[part]))


def test_lists_leave_an_unreadable_operation_out_and_warn_of_it_once(ledger: SqlLedger) -> None:
    broken(ledger, "plan")
    for _ in range(2):
        assert ledger.operations() == ()
        assert ledger.operations(live=True) == ()
    assert ledger.warnings == ("journal.unreadable: aaaa1111",)
    assert ledger.busy()  # it holds its pool all the same


@pytest.mark.parametrize("part", BREAK)
def test_who_asks_for_it_is_told_which_operation_it_is(ledger: SqlLedger, part: str) -> None:
    broken(ledger, part)
    asked = ledger.operation if part == "plan" else ledger.tracked
    with pytest.raises(Unreadable) as found:
        asked("aaaa1111")
    assert found.value.operation_id == "aaaa1111"
    assert found.value.exit_code == 1


@pytest.mark.parametrize("part", BREAK)
def test_it_ends_as_failed_and_gives_its_pool_back(ledger: SqlLedger, part: str) -> None:
    broken(ledger, part)
    with pytest.raises((Refused, SourceError)) as held:
        ledger.accept(burst("bbbb2222"))
    assert held.value.notice.values["operation"] == "aaaa1111"
    claim = ledger.claim("aaaa1111", "aaaa1111")
    ledger.condemn(claim, Unreadable("aaaa1111", part).notice)
    ledger.condemn(claim, Unreadable("aaaa1111", part).notice)
    told = [e for e in ledger.events() if e.kind == "operation.unreadable"]
    assert [e.notice.values["operation"] for e in told] == ["aaaa1111"]
    assert not ledger.busy()
    assert ledger.accept(burst("bbbb2222")).state is OperationState.QUEUED
    if part != "plan":
        assert ledger.operation("aaaa1111").state is OperationState.FAILED
    with ledger._writer.begin() as connection:
        phases = sa.text("SELECT DISTINCT phase FROM changes WHERE operation_id = 'aaaa1111'")
        assert connection.execute(phases).scalars().all() == [Phase.FAILED.value]


def test_a_sentence_that_cannot_be_read_is_told_as_such_among_the_others(
    ledger: SqlLedger,
) -> None:
    with ledger._writer.begin() as connection:
        connection.execute(
            sa.text(
                "INSERT INTO events (at, operation_id, kind, notice, actor)"
                " VALUES ('2026-11-23 15:00:00', 'aaaa1111', 'x', '{', 'somebody')"
            )
        )
        connection.execute(sa.text("UPDATE changes SET why = '{' WHERE seq = 1"))
    assert [e.notice.code for e in ledger.events()] == ["operation.accepted", "journal.unreadable"]
    why = ledger.changes("aaaa1111")[0].why
    assert why is not None
    assert why.code == "journal.unreadable"
