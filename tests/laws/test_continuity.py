"""Law 9: work in flight survives an upgrade. Each journal here was written by a released version.

A release adds its own: a journal with an operation under way, as SQL.
"""

from pathlib import Path

import pytest
from night import Fall
from worker import SHELVES, url_of

from console.model.operation import OperationState
from console.model.verb import ROLLBACK
from console.operations.journal.database import parse_url

RELEASED = sorted((Path(__file__).parent / "released").glob("journal-*.sql"))


@pytest.mark.parametrize("journal", RELEASED, ids=[each.stem for each in RELEASED])
@pytest.mark.parametrize("made", [True, False], ids=["answer lost", "call lost"])
def test_an_operation_that_an_earlier_version_began_is_finished_and_can_be_undone(
    fall: Fall,
    journal: Path,
    made: bool,
) -> None:
    """A burst by three: one creation was asked for when its worker was stopped for the upgrade."""
    night = fall()
    SHELVES.lay(str(parse_url(url_of("main")).database), journal.read_text())
    desk, engine = night.desk(), night.engine("main")
    [begun] = desk.journal.operations(live=True)
    night.laws.accepted(desk, begun.plan)
    night.live.add(begun.id)
    engine.start(begun.id, begun.id)
    engine.start(f"{begun.id}-RBX", begun.id)
    engine.steps[begun.id, "begin"] = ["RBX", "GRA", "SBG"]
    if made:
        night.cloud.put("api-rbx-old00001-1", "RBX-A", operation=begun.id, by="vigie")
    night.run(until=5.0)
    night.work()
    night.run_out()
    assert desk.operation(begun.id).state is OperationState.SUCCEEDED
    assert len(night.cloud.standing()) == 6
    undo = desk.ask(ROLLBACK, operation=begun.id)
    night.run_out()
    assert desk.operation(undo.id).state is OperationState.SUCCEEDED
    assert len(night.cloud.standing()) == 3
    night.laws.look_back()
