"""The toy kind in the console: its key, its form, its plan, help, palette and footer."""

from collections.abc import Callable, Iterator
from typing import Any

import fakes
import lively
import pytest
from waiting import settled, until

from console.kinds import registry
from console.model.notice import notice
from console.model.plan import Plan, Refusal, Request
from console.model.policy import Record
from console.planning import plan
from console.tui.dialogs.help import Help
from console.tui.dialogs.palette import CommandPalette
from console.tui.dialogs.preview import PlanDialog
from console.tui.dialogs.request import RequestForm
from console.tui.lines import text_of
from console.tui.widgets.field import Field
from console.tui.widgets.panel import Panel
from console.tui.widgets.rows import Rows


@pytest.fixture(autouse=True)
def registered() -> Iterator[None]:
    withdraw = registry.register("buoys")
    yield
    withdraw()


def session(**more: Any) -> fakes.FakeSession:  # noqa: ANN401 - handed on
    made = fakes.session(lively.steady(), **more)

    def planned(request: Request) -> Plan | Refusal:
        return plan(request, lively.steady(), made.policy, Record(), operation_id="5n6p7q8r")

    made.answer = planned
    return made


def text_in(app: Any, selector: str) -> str:  # noqa: ANN401 - the application
    return "\n".join(text_of(item) for item in app.screen.query_one(selector, Panel).lines)


async def test_its_parameters_make_its_form_and_its_plan_is_confirmed(
    open_app: Callable[..., Any],
) -> None:
    made = session()
    app = open_app(made)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        assert "u Lay buoys" in text_in(app, "#keys")
        await pilot.press("u")
        await until(pilot, lambda: isinstance(app.screen, RequestForm))
        await settled(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: text_in(app, "#wrong"))
        assert "Fill in “Channel”." in text_in(app, "#wrong")
        app.screen.query_one("#count", Field).value = "9"
        app.screen.query_one("#name", Field).value = "north"
        app.screen.query_one("#count", Field).focus()
        await pilot.press("tab", "right", "tab", "space", "tab", "enter")
        await until(pilot, lambda: isinstance(app.screen, PlanDialog))
        await until(pilot, lambda: "9 buoys are more" in text_in(app, "#plan"))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, RequestForm))
        assert "9 buoys are more than the 5 of one operation." in text_in(app, "#wrong")
        app.screen.query_one("#count", Field).value = "3"
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, PlanDialog) and app.screen.plan)
        await settled(pilot)
        told = {"count": 3, "colour": "green", "lit": True, "name": "north"}
        assert made.planned[-1].parameters == told
        assert "Buoys cost nothing." in text_in(app, "#plan")
        await pilot.press("tab", "enter")
        await until(pilot, lambda: made.operator.submitted)
        assert len(made.operator.submitted[0].changes) == 3


async def test_a_wrong_field_is_named_by_its_label(open_app: Callable[..., Any]) -> None:
    app = open_app(session(), "fr")
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("u")
        await until(pilot, lambda: isinstance(app.screen, RequestForm))
        await settled(pilot)
        app.screen.query_one("#count", Field).value = "0"
        await pilot.press("enter")
        await until(pilot, lambda: text_in(app, "#wrong"))
        assert text_in(app, "#wrong") == "Bouées\u202f: 0 est inférieur à 1."


async def test_help_and_palette_name_it(open_app: Callable[..., Any]) -> None:
    app = open_app(session())
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(app.screen, Help))
        assert "Lay buoys in the harbour, after a preview." in text_in(app, "#help")
        await pilot.press("escape", "colon")
        await until(pilot, lambda: isinstance(app.screen, CommandPalette))
        await pilot.press(*"buoys")
        await until(pilot, lambda: len(app.screen.query_one("#entries", Rows)._rows) == 1)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, RequestForm))


async def test_read_only_holds_for_it(open_app: Callable[..., Any]) -> None:
    app = open_app(session(blocked=notice("test.reader")))
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("u")
        await until(pilot, lambda: any("reader" in n.message for n in app._notifications))
        assert len(app.screen_stack) == 1
