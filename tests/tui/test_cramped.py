"""In a window that has no room for a dialog nothing of it is half shown, nor confirmed unread."""

from collections.abc import Callable
from typing import Any

import fakes
import lively
import pytest
from test_actions_by_keys import to_plan
from textual.pilot import Pilot
from waiting import settled, until
from walking import picture

from console.tui.dialogs.preview import PlanDialog

SMALL = ((60, 16), (120, 12), (75, 40), (40, 10))


async def resized(pilot: Pilot[int], size: tuple[int, int]) -> str:
    await pilot.resize_terminal(*size)
    await settled(pilot)
    return " ".join(" ".join(picture(pilot.app)).split())


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_a_plan_that_does_not_fit_says_what_it_needs_and_comes_back_with_room(
    open_app: Callable[..., Any], language: str
) -> None:
    session = fakes.session(lively.steady())
    session.answer = lively.plan(typed_name=None)
    app = open_app(session, language)
    async with app.run_test(size=(80, 24)) as pilot:
        await to_plan(pilot, session)
        app.screen.query_one("#go").focus()
        for size in SMALL:
            shown = await resized(pilot, size)
            assert {"en": "has", "fr": "en a"}[language] + f" {size[0]} × {size[1]}" in shown
            assert "76 × 22" in shown
            assert "221" not in shown, "the price of the plan"
            await pilot.press("enter")
            await settled(pilot)
            assert not session.operator.submitted, "what is not seen is not confirmed"
        whole = await resized(pilot, (76, 22))
        assert "76 × 22" not in whole
        assert isinstance(app.screen, PlanDialog)
        go = app.screen.query_one("#go")
        assert app.focused is go
        assert app.screen.region.contains_region(go.region)
        assert "221" in whole
        await pilot.press("enter")
        await until(pilot, lambda: session.operator.submitted)


async def test_escape_leaves_what_is_not_shown(open_app: Callable[..., Any]) -> None:
    app = open_app(fakes.session(lively.steady()))
    async with app.run_test(size=(60, 16)) as pilot:
        await settled(pilot)
        await pilot.press("b")
        await settled(pilot)
        assert "This needs a window of 76 × 22 cells" in " ".join(picture(app))
        await pilot.press("escape")
        await settled(pilot)
        assert app.on_top is not None


async def test_help_is_read_in_a_low_window_too(open_app: Callable[..., Any]) -> None:
    app = open_app(fakes.session(lively.steady()))
    async with app.run_test(size=(80, 12)) as pilot:
        await settled(pilot)
        await pilot.press("question_mark")
        await settled(pilot)
        shown = " ".join(picture(app))
        assert "76 × 22" not in shown
        assert "Burst" in shown
