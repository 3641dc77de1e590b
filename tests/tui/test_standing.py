"""How an operation stands: said once, whatever its state, on both faces and in both languages."""

import re
from dataclasses import replace

import lively
import pytest
from test_views import EN, FR, scene

from console.cli.waiting import summary
from console.locale import Locale
from console.model.estate import Activity
from console.model.operation import Operation, OperationState, Phase
from console.model.plan import Desired, Plan, PlannedChange
from console.model.resource import MACHINE
from console.tui.lines import text_of
from console.tui.view import operations, running

ONE = PlannedChange("RBX", "vcenter", "sql-01", Desired.CONFIGURED, resource=MACHINE)
ALONE = replace(lively.plan(), changes=(ONE,), resource=MACHINE, subject="sql-01")


def words(text: str) -> list[str]:
    """What stands between the dots, without marks and without how many."""
    parts = (re.sub(r"[^\w’ ]|\d", " ", part).strip() for part in re.split(r" · |: ", text))
    return [part for part in parts if part]


@pytest.mark.parametrize("locale", [EN, FR], ids=["en", "fr"])
@pytest.mark.parametrize("state", OperationState)
@pytest.mark.parametrize("phase", [Phase.PLANNED, Phase.FAILED])
@pytest.mark.parametrize("plan", [lively.plan(), ALONE], ids=["many", "one"])
def test_no_face_says_twice_how_an_operation_stands(
    locale: Locale, state: OperationState, phase: Phase, plan: Plan
) -> None:
    number = len(plan.changes)
    one = lively.burst(state, plan=plan, started_at=None, phases={"RBX": {phase: number}})
    now = scene(lively.bursting(activity=Activity(live=(one,))), locale)
    shown = [text_of(row) for row in running.block(now, one, 120)]
    head = [text_of(row).replace(one.id, "") for row in operations.details(now, one, (), (), 120)]
    said = (*shown, " · ".join(head[:2]), summary(one, locale))
    assert [text for text in said if len(set(words(text))) < len(words(text))] == []


@pytest.mark.parametrize("locale", [EN, FR], ids=["en", "fr"])
@pytest.mark.parametrize("state", [one for one in OperationState if one.live])
def test_a_running_operation_is_never_without_a_word_of_how_it_stands(
    locale: Locale, state: OperationState
) -> None:
    one: Operation = lively.burst(state, started_at=None)
    now = scene(lively.bursting(activity=Activity(live=(one,))), locale)
    shown = " ".join(text_of(row) for row in running.block(now, one, 120))
    assert locale.text(f"state.{state.value}") in shown
