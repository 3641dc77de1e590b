"""What would help a plan that is refused can be pressed: planned in its place, read or copied."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import fakes
import lively
import pytest
from test_actions_by_keys import text_in
from textual.pilot import Pilot
from textual.widgets import Button
from waiting import settled, until

from console.kinds.instances.verbs import BURST, DATACENTERS, TO
from console.model.notice import notice
from console.model.plan import Plan, Refusal, RefusalReason, Request
from console.tui.dialogs.pick import Pick
from console.tui.dialogs.preview import PlanDialog
from console.tui.dialogs.question import Question
from console.tui.dialogs.scout import ScoutDialog
from console.tui.dialogs.sizing import SizingForm

MOST = 90
CEILING = RefusalReason(
    "ceiling",
    notice("guard.ceiling", pool="api", wanted=500, ceiling=MOST),
    notice("remedy.at_most", ceiling=MOST),
)
QUOTA = RefusalReason(
    "quota.instances",
    notice("guard.quota_instances", region="GRA11", left=3, fits=3),
    notice("remedy.quota"),
)
FROZEN = RefusalReason(
    "pool.frozen", notice("guard.frozen", pool="api", why="inventory"), notice("remedy.thaw")
)


def tight(*reasons: RefusalReason, most: int = MOST) -> fakes.FakeSession:
    """A session in which no size above so many is planned, for these reasons."""
    session = fakes.session(lively.steady())

    def answer(request: Request) -> Plan | Refusal:
        size = TO.of(request) or 0
        if size > most:
            return Refusal(request, reasons)
        return lively.plan("5n6p7q8r", request.verb, request=request, typed_name=None)

    session.answer = answer
    return session


async def refused(pilot: Pilot[int]) -> None:
    """Ask for a burst to five hundred, and wait until it is known what would help."""
    app: Any = pilot.app
    await settled(pilot)
    await pilot.press("b")
    await until(pilot, lambda: isinstance(app.screen, SizingForm))
    await settled(pilot)
    await pilot.press("5", "0", "0", "enter")
    await until(pilot, lambda: isinstance(app.screen, PlanDialog))
    await until(pilot, lambda: app.screen.query_one("#relief").display)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_size_that_fits_is_planned_in_its_place_and_confirmed_as_ever(
    open_app: Callable[..., Any], size: tuple[int, int]
) -> None:
    session = tight(CEILING, QUOTA)
    app = open_app(session)
    async with app.run_test(size=size) as pilot:
        await refused(pilot)
        dialog = app.screen
        button = dialog.query_one("#relief", Button)
        assert "(e)" in str(button.label)
        assert dialog.region.contains_region(button.region)
        assert app.focused.id == "cancel"
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, Pick))
        await settled(pilot)
        listed = text_in(app, "#picks")
        assert f"a size of {MOST}, which fits now" in listed
        assert "pools.api.ceiling" in listed
        assert "quota ticket" in listed
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is dialog and dialog.plan)
        assert dialog.plan.request.parameters[TO.name] == MOST
        assert dialog.plan.request.verb == BURST
        assert not dialog.query_one("#relief").display
        assert app.focused.id == "cancel"
        assert not session.operator.submitted
        await pilot.press("right", "enter")
        await until(pilot, lambda: session.operator.submitted)
        (plan,) = session.operator.submitted
        assert plan.request.parameters[TO.name] == MOST


async def test_the_line_that_holds_the_limit_is_shown_in_place_of_the_form(
    open_app: Callable[..., Any], tmp_path: Path
) -> None:
    session = tight(FROZEN, most=0)
    session.settings_path = tmp_path / "settings.toml"
    session.settings_path.write_text('[pools.api]\nfrozen = "inventory"\n')
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await refused(pilot)
        await pilot.press("right", "enter")  # the only thing is gone to at once
        await until(pilot, lambda: isinstance(app.screen, Question))
        shown = text_in(app, "#question")
        assert f"{session.settings_path}:2" in shown.replace("\n", "")
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is app.on_top)


async def test_the_ticket_is_drafted_for_the_size_that_was_asked_for(
    open_app: Callable[..., Any],
) -> None:
    app = open_app(tight(QUOTA, most=0))
    async with app.run_test(size=(120, 40)) as pilot:
        await refused(pilot)
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, ScoutDialog))
        assert (app.screen.pool, app.screen.level) == ("api", 500)


async def test_what_is_placed_elsewhere_says_where(open_app: Callable[..., Any]) -> None:
    session = fakes.session(lively.steady())

    def answer(request: Request) -> Plan | Refusal:
        if not request.datacenters:
            return Refusal(request, (replace(QUOTA, guard="hosts"),))
        return lively.plan("5n6p7q8r", request.verb, request=request)

    session.answer = answer
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await refused(pilot)
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, PlanDialog) and app.screen.plan)
        assert app.screen.plan.request.datacenters == ("RBX", "SBG")
        assert DATACENTERS.name not in app.screen.plan.request.parameters


async def test_back_goes_to_the_form_as_ever(open_app: Callable[..., Any]) -> None:
    app = open_app(tight(CEILING))
    async with app.run_test(size=(80, 24)) as pilot:
        await refused(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, SizingForm))
        assert "330" in text_in(app, "#wrong") or "90" in text_in(app, "#wrong")
