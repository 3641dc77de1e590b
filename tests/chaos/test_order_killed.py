"""The worker dies between an order and its recording; the provider's own record is the judge."""

import json
from functools import partial

import pytest
from asking import asking
from looked_at import kill, look_until, see_its_end
from rehearsed import Rehearsal, Rehearse

from console.desk.session import Session
from console.kinds.supplies.verbs import DATASTORE_ADD
from console.model.operation import Change, OperationState, Phase
from console.model.plan import (
    Plan,
)
from console.model.wanted import MARK, ORDER

COUNT = 3
WINDOW_S = 1.5
SIZE = 3 * 10**12


@pytest.fixture
def estate(fresh_rehearsal: Rehearse) -> Rehearsal:
    found = fresh_rehearsal("steady", 600.0)
    found.set_faults(
        {
            "mode": "slow",
            "services": ["ovhcloud"],
            "methods": ["POST"],
            "path": "orderNewFilerHourly",
            "wall_s": WINDOW_S,
        }
    )
    return found


def in_the_window(session: Session, operation_id: str, but: set[int]) -> set[int]:
    """Changes whose order is being placed, and not recorded; by their number."""
    changes: tuple[Change, ...] = session.journal.changes(operation_id)
    asked = (c for c in changes if c.phase is Phase.REQUESTED and MARK in c.kept)
    return {c.seq for c in asked if ORDER not in c.kept} - but


def additions(estate: Rehearsal) -> list[dict[str, object]]:
    """The orders of filers that the provider knows of."""
    tasks = json.loads(estate.control("private"))["tasks"]
    return [task for task in tasks if "remove" not in task["name"].lower()]


def test_kill_9_between_an_order_and_its_recording_costs_nothing(
    session: Session, estate: Rehearsal
) -> None:
    assert session.operator is not None
    before = {str(task["id"]) for task in additions(estate)}
    session.watch.refresh()
    asked = asking(
        DATASTORE_ADD, session.author(), count=COUNT, size_bytes=SIZE, ssd=True, reason="chaos"
    )
    plan = session.plan(asked)
    assert isinstance(plan, Plan), plan
    operation_id = session.operator.submit(plan).operation.id
    killed: set[int] = set()
    while len(killed) < COUNT:
        window = partial(in_the_window, session, operation_id, set(killed))
        look_until(session, window, what="an order is being placed")
        killed |= window()
        kill(session)
    see_its_end(session, operation_id)
    changes = session.journal.changes(operation_id)
    assert session.journal.operation(operation_id).state is OperationState.SUCCEEDED, [
        (change.phase, change.why) for change in changes
    ]
    placed = {str(task["id"]) for task in additions(estate)} - before
    assert {str(change.kept[ORDER]) for change in changes} == placed
    assert len(placed) == COUNT
    kinds = [event.kind for event in session.journal.events(operation_id=operation_id)]
    assert kinds.count("operation.resumed") >= COUNT
