"""An open dialog stops nothing beneath it, and covers none of its own words."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import fakes
import lively
import pytest
from test_actions_by_keys import to_plan
from textual.containers import VerticalScroll
from waiting import settled, until

from console.model.figure import Figure
from console.model.notice import notice
from console.tui.app import VigieApp
from console.tui.dialogs.help import Help
from console.tui.dialogs.preview import PlanDialog
from console.tui.dialogs.sizing import SizingForm
from console.tui.lines import text_of, width
from console.tui.widgets.panel import Panel


def beneath(app: VigieApp, selector: str) -> str:
    return "\n".join(text_of(one) for one in app.screen_stack[0].query_one(selector, Panel).lines)


@pytest.mark.parametrize(
    ("keys", "dialog"),
    [(["b"], SizingForm), (["question_mark"], Help), (["b", "enter"], PlanDialog)],
)
async def test_clock_and_load_move_beneath_a_dialog(
    open_app: Callable[..., Any], keys: list[str], dialog: type
) -> None:
    session = fakes.session(lively.steady())
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        for key in keys:
            await pilot.press(key)
            await settled(pilot)
        await until(pilot, lambda: isinstance(app.screen, dialog))
        footer = beneath(app, "#keys")
        session.clock.at += timedelta(minutes=2)
        estate = session.watch.estate
        load = estate.loads["api"]
        total = replace(load.total, errors=Figure(0.37, session.clock.at))
        later = replace(estate, at=session.clock.at, loads={"api": replace(load, total=total)})
        session.watch.estate = later
        await until(pilot, lambda: "Failing" in beneath(app, "#load"))
        await until(pilot, lambda: "16:44" in beneath(app, "#banner"))
        assert "37 %" in beneath(app, "#load").replace("\u00a0", " ")
        assert beneath(app, "#keys") == footer
        if dialog is not Help:  # which covers the banner
            await until(pilot, lambda: "16:44" in app.export_screenshot())
        assert isinstance(app.screen, dialog)


async def test_a_key_acts_on_nothing_beneath_a_dialog(open_app: Callable[..., Any]) -> None:
    session = fakes.session(lively.bursting())
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(app.screen, Help))
        app.action_perform("operation.stop")
        await settled(pilot)
        assert isinstance(app.screen, Help)


async def test_no_line_of_a_long_plan_ends_beneath_the_scrollbar(
    open_app: Callable[..., Any],
) -> None:
    session = fakes.session(lively.steady())
    long = notice("test.removal", name="api-gra-017 " * 200)
    session.answer = lively.plan("5n6p7q8r", warnings=(long,))
    app = open_app(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await to_plan(pilot, session)
        await until(pilot, lambda: app.screen.plan is not None)
        await settled(pilot)
        scroll = app.screen.query_one(VerticalScroll)
        assert scroll.show_vertical_scrollbar
        panel = app.screen.query_one("#plan", Panel)
        assert max(map(width, panel.lines)) <= panel.size.width
