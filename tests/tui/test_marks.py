"""Rows can be marked, and what takes several is asked about all of them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import fakes
import lively
import pytest
from test_leftovers_screen import PERHAPS, PORT, SERVER, littered
from textual.pilot import Pilot
from waiting import settled, until

from console.kinds.instances.verbs import PROTECT
from console.kinds.leftovers.verbs import NAMED, SWEEP
from console.model.verb import HEAL
from console.tui.dialogs.preview import PlanDialog
from console.tui.dialogs.request import RequestForm
from console.tui.widgets.field import Field
from console.tui.widgets.rows import Rows
from console.tui.widgets.tick import Tick


async def at(pilot: Pilot[int], key: str, mode: str) -> None:
    app: Any = pilot.app
    await settled(pilot)
    await pilot.press(key)
    await until(pilot, lambda: app.current_mode == mode and app.on_top)
    await until(pilot, lambda: app.screen.query_one("#table", Rows).current is not None)
    await settled(pilot)


def table(app: Any) -> Rows[Any]:  # noqa: ANN401 - the application
    found: Rows[Any] = app.screen.query_one("#table", Rows)
    return found


def names(app: Any) -> list[str]:  # noqa: ANN401 - the application
    return [row.instance.name for row in table(app).marked]


async def to_form(pilot: Pilot[int], key: str) -> None:
    """Open the form of a key, and wait until it stands still."""
    await pilot.press(key)
    await until(pilot, lambda: isinstance(pilot.app.screen, RequestForm))
    await settled(pilot)


async def test_marks_are_counted_survive_sorting_and_go_by_escape_or_with_their_row(
    open_app: Callable[..., Any],
) -> None:
    session = fakes.session(lively.steady())
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await at(pilot, "2", "instances")
        await pilot.press("space", "down", "space")
        marked = names(app)
        assert len(marked) == 2
        await until(pilot, lambda: "2 marked" in str(table(app).border_title))
        await pilot.press("O")
        await settled(pilot)
        assert sorted(names(app)) == sorted(marked)
        gone, stays = marked
        regions = session.watch.estate.regions
        fewer = {
            name: replace(view, instances=tuple(i for i in view.instances if i.name != gone))
            for name, view in regions.items()
        }
        session.watch.estate = replace(session.watch.estate, regions=fewer)
        await until(pilot, lambda: app.tick() or names(app) == [stays])
        await pilot.press("escape")
        assert not names(app)
        await until(pilot, lambda: "marked" not in str(table(app).border_title))


async def test_what_is_marked_is_protected_together_by_one_plan(
    open_app: Callable[..., Any],
) -> None:
    session = fakes.session(lively.steady())
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await at(pilot, "2", "instances")
        await pilot.press("space", "space")
        marked = names(app)
        await to_form(pilot, "P")
        assert app.screen.query_one("#instances", Field).value == ", ".join(marked)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, PlanDialog) and session.planned)
        (request,) = session.planned
        assert (request.verb, request.parameters["instances"]) == (PROTECT, ", ".join(marked))


async def test_a_form_is_filled_with_where_the_cursor_is(open_app: Callable[..., Any]) -> None:
    session = fakes.session(lively.steady())
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await at(pilot, "2", "instances")
        region = table(app).current.instance.region
        here = session.policy.place(region)
        await to_form(pilot, "h")
        assert app.screen.pinned.spec.id == HEAL
        ticked = {one.id for one in app.screen.query(Tick) if one.value and one.id}
        assert {one for one in ticked if one.startswith("in-")} == {f"in-{here}"}
        assert app.screen.query_one("#instances", Field).value == ""


async def test_what_is_marked_is_named_in_the_form_that_heals_and_judged_alone(
    open_app: Callable[..., Any],
) -> None:
    session = fakes.session(lively.steady())
    app = open_app(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await at(pilot, "2", "instances")
        await pilot.press("space", "space")
        marked = names(app)
        await to_form(pilot, "h")
        assert app.screen.query_one("#instances", Field).value == ", ".join(marked)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, PlanDialog) and session.planned)
        (request,) = session.planned
        assert (request.verb, request.parameters["instances"]) == (HEAL, ", ".join(marked))


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_what_is_marked_is_swept_by_its_ids_together(
    open_app: Callable[..., Any], size: tuple[int, int]
) -> None:
    session = littered()
    app = open_app(session)
    async with app.run_test(size=size) as pilot:
        await at(pilot, "7", "leftovers")
        await pilot.press("space", "space", "space")
        await until(pilot, lambda: table(app).marks == 3)
        await to_form(pilot, "w")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, PlanDialog) and session.planned)
        (request,) = session.planned
        asked = set(request.parameters[NAMED.name].split(", "))
        assert (request.verb, asked) == (SWEEP, {SERVER.id, PORT.id, PERHAPS.id})
