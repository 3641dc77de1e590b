"""Forms at three in the morning: nothing cut, nothing asked twice, Enter always goes on."""

from collections.abc import Callable
from typing import Any

import fakes
import lively
import pytest
from rich.cells import cell_len
from test_actions_by_keys import text_in
from textual.widgets import Button, Input
from waiting import settled, until
from walking import furnished, picture

from console.kinds import registry
from console.kinds.instances.verbs import HEAL, TARGETING
from console.kinds.verb import Target
from console.model.plan import Request
from console.tui.dialogs.form import HINT_LINES, PlanForm
from console.tui.dialogs.preview import PlanDialog
from console.tui.lines import ELLIPSIS
from console.tui.requests import Requests
from console.tui.widgets.tick import Tick

Opens = Callable[..., Any]
LOW = (80, 24)


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_in_the_smallest_window_every_form_explains_every_field_whole(
    open_app: Opens, language: str
) -> None:
    app = open_app(furnished(), language)
    async with app.run_test(size=LOW) as pilot:
        await settled(pilot)
        seen = 0
        for spec in registry.verbs():
            if spec.target in {Target.LIVE, Target.UNDOABLE}:
                continue
            Requests(app).start(spec.action)
            await until(pilot, lambda: isinstance(app.screen, PlanForm))
            await settled(pilot)
            form = app.screen
            for name, key in form._hints.items():
                form.query_one(f"#{name}").focus()
                whole = app.locale.text(key).split()
                await until(pilot, lambda whole=whole: said(app)[-len(whole) :] == whole)
                assert len(form.query_one("#hint").lines) == HINT_LINES, (spec.action, name)
                seen += 1
            await settled(pilot)
            assert [row for row in picture(app) if ELLIPSIS in inner(row)] == [], spec.action
            answers = form.query(Button)
            assert all(each.region.bottom < LOW[1] for each in answers), spec.action
            for each in form.query(Tick):
                room = form.query_one(".dialog").content_region
                assert each.region.right <= room.right, (spec.action, each.label)
            for each in form.query(".label"):
                assert cell_len(str(each.render())) <= each.size.width, (spec.action, each)
            form.dismiss(None)
            await until(pilot, lambda: app.on_top is not None)
        assert seen > len(registry.verbs())


def said(app: Any) -> list[str]:  # noqa: ANN401 - the application
    return text_in(app, "#hint").split()


def inner(row: str) -> str:
    """What stands in the dialog, which is in the middle."""
    return row[3:-3]


async def test_enter_goes_on_from_a_box_too_and_space_ticks_it(open_app: Opens) -> None:
    session = fakes.session(lively.steady())
    app = open_app(session)
    async with app.run_test(size=LOW) as pilot:
        await settled(pilot)
        await pilot.press("h")
        await until(pilot, lambda: isinstance(app.screen, PlanForm))
        box = app.screen.query_one("#quarantine", Tick)
        box.focus()
        await pilot.press("space")
        await until(pilot, lambda: box.value)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, PlanDialog) and session.planned)
        request: Request = session.planned[0]
        assert request.verb == HEAL
        assert request.parameters["quarantine"] is True


async def test_a_target_is_asked_its_size_once_with_what_is_usual_in_place(open_app: Opens) -> None:
    session = fakes.session(lively.steady())
    app = open_app(session)
    async with app.run_test(size=LOW) as pilot:
        await settled(pilot)
        await pilot.press("B")
        await until(pilot, lambda: isinstance(app.screen, PlanForm))
        await settled(pilot)
        assert app.focused.id == "to"
        assert not app.screen.query("#by")
        assert app.screen.query_one("#open_for", Input).value == "72h"
        app.screen.query_one("#open_for", Input).value = ""
        await pilot.press("enter")
        await until(pilot, lambda: "Stays open for" in text_in(app, "#wrong"))
        assert "--" not in text_in(app, "#wrong"), "a form speaks of its fields"
        app.screen.query_one("#open_for", Input).value = "3j"
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, PlanDialog) and session.planned)
        request: Request = session.planned[0]
        assert (request.verb, request.parameters["to"]) == (TARGETING, 300)
        assert request.duration_h == 72
