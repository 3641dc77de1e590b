"""What the journal says of marks and ids: whole families, archived ones too."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from journalled import migrated_url
from modelled import World

from console.clock import SystemClock
from console.kinds.instances.verbs import BURST
from console.model.entry import Entry
from console.model.keep import Keep
from console.model.notice import notice
from console.model.operation import OperationState, Phase
from console.model.plan import Plan
from console.model.wanted import FORMER
from console.operations.journal.ledger import SqlLedger

DONE = Entry("operation.succeeded", notice("operation.succeeded", done=1, n=1))


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqlLedger]:
    opened = SqlLedger(migrated_url(tmp_path), clock=SystemClock(), state_dir=tmp_path)
    opened.register("worker-1", 1)
    yield opened
    opened.close()


def made(ledger: SqlLedger, operation_id: str, *, ended: bool = True) -> None:
    """An operation whose first instance is `s1`, after one, `s0`, that was given up."""
    plan = World.steady().ask(BURST, operation_id=operation_id, to=32)
    assert isinstance(plan, Plan)
    ledger.accept(plan)
    claim = ledger.claim(operation_id, operation_id)
    ledger.begin(claim, Entry("operation.started", notice("operation.started")))
    first = ledger.tracked(operation_id)[0]
    seen = first.keeping(**{FORMER: "s0"}).identified("s1")
    seen = replace(seen, change=replace(seen.change, phase=Phase.IN_SERVICE))
    ledger.record(claim, [seen], [])
    if ended:
        ledger.end(claim, OperationState.PARTIAL, [DONE], ())


def test_a_mark_leads_to_the_operation_and_all_its_changes(ledger: SqlLedger) -> None:
    made(ledger, "aaaa1111")
    found = ledger.traces({"aaaa1111", "zzzz9999"}, ())
    assert {name: one.state for name, one in found.operations.items()} == {
        "aaaa1111": OperationState.PARTIAL
    }
    assert len(found.changes) == 2
    assert not found.live("aaaa1111")
    assert not found.live("zzzz9999")


@pytest.mark.parametrize("number", ["s1", "s0"])
def test_an_id_leads_to_its_change_also_where_it_was_given_up(
    ledger: SqlLedger, number: str
) -> None:
    made(ledger, "aaaa1111", ended=False)
    found = ledger.traces((), {number, "nobodys"})
    assert [(c.operation_id, c.resource_id) for c in found.changes] == [("aaaa1111", "s1")]
    assert found.live("aaaa1111")


def test_an_id_that_is_part_of_another_leads_nowhere(ledger: SqlLedger) -> None:
    made(ledger, "aaaa1111")
    assert not ledger.traces((), {"s", "0"}).changes


def test_what_was_archived_is_known_all_the_same(ledger: SqlLedger) -> None:
    made(ledger, "aaaa1111")
    keep = Keep(over=timedelta(0), undoable=timedelta(0))
    assert [family.root for family in ledger.archive.sweep(keep)] == ["aaaa1111"]
    found = ledger.traces({"aaaa1111"}, {"s0"})
    assert found.operations["aaaa1111"].state is OperationState.PARTIAL
    assert "s1" in {one.resource_id for one in found.changes}
