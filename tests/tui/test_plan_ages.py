"""A plan that is being read: how old it is, and that nothing is confirmed that no longer holds."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import fakes
import lively
import pytest
from test_actions_by_keys import text_in, to_plan
from textual.pilot import Pilot
from textual.widget import Widget
from waiting import settled, until

from console.model.estate import RegionView
from console.model.notice import notice
from console.model.plan import Plan, Refusal, RefusalReason, Request
from console.tui.app import VigieApp


class Planner:
    """Plans anew each time, with another id; says what `otherwise` adds, or refuses."""

    def __init__(self, session: fakes.FakeSession) -> None:
        self.session = session
        self.otherwise: dict[str, object] = {}
        self.refuses = self.passes = False
        self.made = 0

    def __call__(self, request: Request) -> Plan | Refusal:
        self.made += 1
        if self.refuses:
            what, remedy = notice("test.quota"), notice("test.remedy")
            why = RefusalReason("quota", what, remedy, passing=self.passes)
            return Refusal(request, (why,))
        now, number = self.session.clock.at, f"plan000{self.made}"
        told = {"typed_name": None, "request": request, "planned_at": now} | self.otherwise
        return replace(lively.plan("5n6p7q8r", request.verb, **told), operation_id=number)


def opened(open_app: Callable[..., Any]) -> tuple[fakes.FakeSession, Planner, VigieApp]:
    session = fakes.session(lively.steady())
    planner = Planner(session)
    session.answer = planner
    return session, planner, open_app(session)


async def read(pilot: Pilot[int], session: fakes.FakeSession) -> None:
    await to_plan(pilot, session)
    await until(pilot, lambda: pilot.app.screen.plan is not None)


async def about_to_confirm(pilot: Pilot[int], session: fakes.FakeSession) -> Widget:
    await read(pilot, session)
    go = pilot.app.screen.query_one("#go")
    go.focus()
    return go


def subtitle(app: VigieApp) -> str:
    return str(app.screen.query_one(".dialog").border_subtitle)


def shrink(session: fakes.FakeSession) -> None:
    """One instance of the pool is gone."""
    estate = session.watch.estate
    view = estate.regions["GRA11"]
    less = RegionView(view.region, view.instances[1:], session.clock.at)
    session.watch.estate = replace(estate, regions={**estate.regions, "GRA11": less})


async def test_its_age_is_said(open_app: Callable[..., Any]) -> None:
    session, planner, app = opened(open_app)
    async with app.run_test(size=(120, 40)) as pilot:
        await read(pilot, session)
        assert "ago" not in subtitle(app)
        session.clock.at += timedelta(seconds=125)
        await until(pilot, lambda: "planned 2 min ago" in subtitle(app))
        assert planner.made == 1


async def test_past_its_limit_it_is_planned_again_and_can_be_confirmed(
    open_app: Callable[..., Any],
) -> None:
    session, planner, app = opened(open_app)
    async with app.run_test(size=(120, 40)) as pilot:
        go = await about_to_confirm(pilot, session)
        session.clock.at += timedelta(seconds=session.policy.limits.plan_age_s + 1)
        await until(pilot, lambda: app.screen.plan.operation_id == "plan0002")
        assert "ago" not in subtitle(app)
        assert app.focused is go, "it says the same: who was about to confirm may"
        await pilot.press("enter")
        await until(pilot, lambda: session.operator.submitted)
        assert [plan.operation_id for plan in session.operator.submitted] == ["plan0002"]
        assert planner.made == 2


async def test_what_is_too_old_is_not_confirmed_before_it_was_planned_again(
    open_app: Callable[..., Any],
) -> None:
    session, planner, app = opened(open_app)
    async with app.run_test(size=(120, 40)) as pilot:
        await read(pilot, session)
        session.clock.at += timedelta(seconds=session.policy.limits.plan_age_s + 1)
        planner.otherwise = {"ceiling": 301}
        app.screen.confirm()
        await until(pilot, lambda: "Planned again" in text_in(app, "#plan"))
        assert not session.operator.submitted


async def test_who_confirms_while_it_is_planned_again_is_heard_once_it_says_the_same(
    open_app: Callable[..., Any],
) -> None:
    session, planner, app = opened(open_app)
    async with app.run_test(size=(120, 40)) as pilot:
        await read(pilot, session)
        session.clock.at += timedelta(seconds=session.policy.limits.plan_age_s + 1)
        app.screen.confirm()
        await until(pilot, lambda: session.operator.submitted)
        assert [plan.operation_id for plan in session.operator.submitted] == ["plan0002"]
        assert planner.made == 2


async def test_a_plan_that_is_longer_than_its_room_says_so_and_is_read_by_the_arrows(
    open_app: Callable[..., Any],
) -> None:
    session, planner, app = opened(open_app)
    planner.otherwise = {"details": tuple(notice("test.quota") for _ in range(12))}
    async with app.run_test(size=(80, 24)) as pilot:
        await read(pilot, session)
        await until(pilot, lambda: "more below" in subtitle(app))
        page, cancel = app.screen.query_one(".scroll"), app.focused
        for _ in range(40):
            await pilot.press("down")
        await until(pilot, lambda: page.scroll_offset.y == page.max_scroll_y)
        await until(pilot, lambda: "more below" not in subtitle(app))
        assert app.focused is cancel, "reading leads nobody to the confirmation"


async def test_a_plan_that_is_seen_whole_says_nothing_of_more(open_app: Callable[..., Any]) -> None:
    session, planner, app = opened(open_app)
    planner.otherwise = {"details": tuple(notice("test.quota") for _ in range(12))}
    async with app.run_test(size=(120, 60)) as pilot:
        await read(pilot, session)
        page = app.screen.query_one(".scroll")
        await until(pilot, lambda: page.virtual_size.height > 12)
        await settled(pilot)
        assert page.max_scroll_y == 0
        assert "more below" not in subtitle(app)
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: "more below" in subtitle(app))
        await pilot.resize_terminal(120, 60)
        await until(pilot, lambda: "more below" not in subtitle(app))


async def test_what_it_rests_on_has_moved_and_it_says_otherwise(
    open_app: Callable[..., Any],
) -> None:
    session, planner, app = opened(open_app)
    async with app.run_test(size=(120, 40)) as pilot:
        await read(pilot, session)
        app.screen.query_one("#go").focus()
        planner.otherwise = {"rows": lively.rows()[:2]}
        session.clock.at += timedelta(seconds=6)
        shrink(session)
        await until(pilot, lambda: "Planned again" in text_in(app, "#plan"))
        assert app.focused.id == "cancel"
        assert app.screen.plan.operation_id == "plan0002"
        assert not session.operator.submitted


async def test_what_is_refused_now_can_no_longer_be_confirmed(
    open_app: Callable[..., Any],
) -> None:
    session, planner, app = opened(open_app)
    async with app.run_test(size=(120, 40)) as pilot:
        await read(pilot, session)
        planner.refuses = True
        session.clock.at += timedelta(seconds=6)
        shrink(session)
        await until(pilot, lambda: "Gravelines has room" in text_in(app, "#plan"))
        assert not app.screen.query_one("#go").display
        app.screen.confirm()
        assert not session.operator.submitted


async def test_what_was_refused_for_what_passes_is_planned_again_by_itself(
    open_app: Callable[..., Any],
) -> None:
    session, planner, app = opened(open_app)
    planner.refuses = planner.passes = True
    async with app.run_test(size=(120, 40)) as pilot:
        await to_plan(pilot, session)
        await until(pilot, lambda: "Gravelines has room" in text_in(app, "#plan"))
        dialog = app.screen
        session.clock.at += timedelta(seconds=6)
        shrink(session)
        planner.refuses = False
        await until(pilot, lambda: dialog.plan is not None)
        assert "Planned again" in text_in(app, "#plan")
        assert str(dialog.query_one("#cancel").label) == "Cancel"
        assert dialog.query_one("#go").display
        assert app.focused.id == "cancel"


async def test_what_was_refused_for_good_stays_refused(open_app: Callable[..., Any]) -> None:
    session, planner, app = opened(open_app)
    planner.refuses = True
    async with app.run_test(size=(120, 40)) as pilot:
        await to_plan(pilot, session)
        await until(pilot, lambda: "Gravelines has room" in text_in(app, "#plan"))
        await settled(pilot)
        made = planner.made
        session.clock.at += timedelta(seconds=60)
        shrink(session)
        app.screen.look()
        await settled(pilot)
        assert planner.made == made


@pytest.mark.parametrize(
    ("part", "again"), [(1.08, False), (1.3, True), (0.7, True), (None, False)]
)
async def test_a_load_that_is_another_is_told_without_taking_the_confirmation_away(
    open_app: Callable[..., Any], part: float | None, again: bool
) -> None:
    session, planner, app = opened(open_app)
    async with app.run_test(size=(120, 40)) as pilot:
        go = await about_to_confirm(pilot, session)
        planner.otherwise = {"details": (notice("test.quota"),)}
        session.clock.at += timedelta(seconds=20)
        estate = session.watch.estate
        load = estate.loads["api"]
        was = load.total.connections
        moved = replace(was, value=None if part is None else was.value * part)
        load = replace(load, total=replace(load.total, connections=moved))
        session.watch.estate = replace(estate, loads={**estate.loads, "api": load})
        await until(pilot, lambda: app.scene().estate is session.watch.estate)
        app.screen.look()
        await settled(pilot)
        assert planner.made == 1 + again
        assert (app.focused is go, "Planned again" in text_in(app, "#plan")) == (True, False)


async def test_nothing_moved_and_nothing_is_planned_again(open_app: Callable[..., Any]) -> None:
    session, planner, app = opened(open_app)
    async with app.run_test(size=(120, 40)) as pilot:
        await read(pilot, session)
        session.watch.estate = replace(session.watch.estate, at=session.clock.at)
        session.clock.at += timedelta(seconds=20)
        await until(pilot, lambda: "planned 20 s ago" in subtitle(app))
        assert planner.made == 1
