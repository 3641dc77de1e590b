"""From a key to a running operation, typed as fast as a hurried person types."""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import fakes
import lively
import pytest
from process import HANGS_AFTER_S
from test_actions_by_keys import said, text_in, to_plan
from textual.widgets import Input
from waiting import settled, until

from console.kinds.instances.verbs import TO
from console.model.error import Refused
from console.model.notice import notice
from console.model.operation import Accepted, Heard, OperationState
from console.model.plan import (
    Plan,
    Refusal,
    RefusalReason,
    Request,
)
from console.tui.dialogs.pick import Pick
from console.tui.dialogs.preview import PlanDialog
from console.tui.dialogs.request import RequestForm
from console.tui.dialogs.sizing import SizingForm
from console.tui.lines import text_of
from console.tui.view import banner


async def test_name_is_typed_from_cancel_and_enter_goes_on_to_the_marked_confirmation(
    open_app: Callable[..., Any],
) -> None:
    session = fakes.session(lively.steady())
    app = open_app(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await to_plan(pilot, session)
        await until(pilot, lambda: app.screen.plan is not None)
        assert app.focused.id == "cancel"
        await pilot.press("a", "p", "enter")
        await until(pilot, lambda: "not the name" in text_in(app, "#wrong"))
        await pilot.press("i", "enter")
        go = app.screen.query_one("#go")
        await until(pilot, lambda: app.focused is go)
        assert go.render().plain.startswith("▸ ")
        assert not app.screen.query_one("#cancel").render().plain.startswith("▸")
        assert not session.operator.submitted
        await pilot.press("enter")
        await until(pilot, lambda: session.operator.submitted)
        await until(pilot, lambda: len(app.screen_stack) == 1)


async def test_keys_typed_before_the_plan_is_there_are_kept(
    open_app: Callable[..., Any],
) -> None:
    gate = threading.Event()

    def slowly(request: Request) -> Plan:
        gate.wait(HANGS_AFTER_S)
        return lively.plan("5n6p7q8r", request.verb, request=request)

    session = fakes.session(lively.steady())
    session.answer = slowly
    app = open_app(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("b")
        await until(pilot, lambda: isinstance(app.screen, SizingForm))
        await settled(pilot)
        await pilot.press("enter", "a", "p", "i")
        assert isinstance(app.screen, PlanDialog)
        gate.set()
        await until(pilot, lambda: app.screen.query_one("#typed", Input).value == "api")
        await until(pilot, lambda: not app.screen.query_one("#go").disabled)
        assert app.pool_name == "api"


async def test_a_name_that_comes_at_once_is_taken_whole_and_in_order(
    open_app: Callable[..., Any],
) -> None:
    session = fakes.session(lively.steady())
    app = open_app(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await to_plan(pilot, session)
        await until(pilot, lambda: app.screen.plan is not None)
        for letter in "gravelines" * 3:
            app.simulate_key(letter)
            await asyncio.sleep(0)  # the focus moves while some are on their way
        field = app.screen.query_one("#typed", Input)
        await until(pilot, lambda: len(field.value) >= 30)
        assert field.value == "gravelines" * 3


async def test_refused_submit_returns_to_its_form_with_the_reason(
    open_app: Callable[..., Any],
) -> None:
    session = fakes.session(lively.steady())

    gate = threading.Event()

    def refuse(_: Plan, heard: Heard) -> None:  # noqa: ARG001 - as the operator has it
        gate.wait(HANGS_AFTER_S)
        raise Refused(notice("test.quota"))

    session.operator.submit = refuse
    session.answer = lively.plan(typed_name=None)
    app = open_app(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await to_plan(pilot, session)
        await until(pilot, lambda: app.screen.plan is not None)
        await pilot.press("tab", "enter")
        await until(pilot, lambda: isinstance(app.screen, SizingForm))
        await pilot.press("enter", "enter")
        assert isinstance(app.screen, SizingForm), "one more Enter must not plan again"
        gate.set()
        await until(pilot, lambda: "Gravelines has room" in text_in(app, "#wrong"))
        assert app.screen.query_one("#to", Input).value == "300"
        await pilot.press("escape")
        await until(pilot, lambda: len(app.screen_stack) == 1)


async def test_refused_plan_returns_to_its_form_with_the_reason(
    open_app: Callable[..., Any],
) -> None:
    session = fakes.session(lively.steady())
    session.answer = lambda request: Refusal(
        request, (RefusalReason("quota", notice("test.quota"), notice("test.remedy")),)
    )
    app = open_app(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await to_plan(pilot, session)
        await until(pilot, lambda: "Gravelines has room" in text_in(app, "#plan"))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, SizingForm))
        assert "Ask for 230" in text_in(app, "#wrong")


async def test_nothing_is_called_read_only_before_it_is_known(
    open_app: Callable[..., Any],
) -> None:
    unknown = lively.steady(identity=None, sources={})
    session = fakes.session(unknown, blocked=notice("session.identity_unknown"))
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: app.opened and "signing in" in text_in(app, "#banner"))
        shown = text_of(banner.banner(app.scene(), 120))
        assert "signing in" in shown
        assert "READ-ONLY" not in shown
        assert "Burst" not in text_in(app, "#keys")


async def test_r_undoes_what_the_command_line_would_even_when_it_is_no_longer_recent(
    open_app: Callable[..., Any],
) -> None:
    old = lively.burst(OperationState.SUCCEEDED, id="0ldburst")
    session = fakes.session(lively.steady(activity=lively.Activity()))
    session.journal.known = [old]
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("r")
        await until(pilot, lambda: isinstance(app.screen, RequestForm))
        assert app.screen.pinned.operation.id == session.undoable("api").id == "0ldburst"


async def test_r_says_that_there_is_nothing_to_undo(open_app: Callable[..., Any]) -> None:
    session = fakes.session(lively.steady(activity=lively.Activity()))
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("r")
        await until(pilot, lambda: any("no operation on this pool" in m for m in said(app)))
        assert len(app.screen_stack) == 1


async def test_second_pool_and_every_theme_are_a_key_away(
    open_app: Callable[..., Any],
) -> None:
    session = fakes.session(lively.steady())
    second = lively.pool(name="web", name_pattern="^web-", baseline=4)
    session.policy = lively.policy(pools={"api": lively.pool(), "web": second})
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "432" in text_in(app, "#load"))
        await pilot.press("p")
        await until(pilot, lambda: "No history" in text_in(app, "#load"))
        assert app.screen.query_one("#load").border_title == "Load · web · 1 h"
        await pilot.press("p")
        await until(pilot, lambda: "432" in text_in(app, "#load"))
        await pilot.press("T")
        await until(pilot, lambda: isinstance(app.screen, Pick))
        await pilot.press("home")
        worn = []
        for _ in app._themes:
            await settled(pilot)
            worn.append(app.theme)
            await pilot.press("down")
        assert worn == list(app._themes)
        await pilot.press("escape")
        await until(pilot, lambda: app.theme == "vigie-dark")


async def test_tick_after_the_screens_are_gone_does_nothing(
    open_app: Callable[..., Any],
) -> None:
    app = open_app(fakes.session())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
    assert not app.screen_stack
    app.tick()
    assert app.on_top is None


async def test_watching_begins_though_no_refresh_of_the_first_screen_comes(
    open_app: Callable[..., Any],
) -> None:
    session = fakes.session(lively.steady())
    app = open_app(session)
    app.call_after_refresh = lambda *_: False
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: session.watch.started)
        await until(pilot, lambda: "432" in text_in(app, "#load"))
        assert session.watch.started == 1


async def test_the_size_that_would_do_is_taken_by_one_key_and_planned_anew(
    open_app: Callable[..., Any],
) -> None:
    session = fakes.session(lively.steady())

    def answer(request: Request) -> Plan:
        size = TO.of(request)
        advised = 62 if size != 62 else None
        return lively.plan("5n6p7q8r", request.verb, request=request, advised=advised)

    session.answer = answer
    app = open_app(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await to_plan(pilot, session)
        await until(pilot, lambda: app.screen.plan is not None)
        assert app.screen.query_one("#instead").display
        assert "62" in app.screen.query_one("#instead").render().plain
        await pilot.press("a", "p", "ctrl+t")
        await until(pilot, lambda: app.screen.plan is not None and app.screen.plan.advised is None)
        assert TO.of(app.screen.plan.request) == 62
        assert not app.screen.query_one("#instead").display
        assert app.screen.query_one("#typed", Input).value == ""
        assert app.screen.query_one("#go").disabled


@pytest.mark.parametrize("pool", ["api", "front-of-the-schools"])
async def test_no_answer_is_cut_where_another_size_is_offered(
    open_app: Callable[..., Any], pool: str
) -> None:
    session = fakes.session(lively.steady())

    def answer(request: Request) -> Plan:
        return replace(lively.plan(request=request, advised=162, typed_name=None), pool=pool)

    session.answer = answer
    app = open_app(session, "fr")
    async with app.run_test(size=(80, 24)) as pilot:
        await to_plan(pilot, session)
        await until(pilot, lambda: app.screen.plan is not None)
        await until(pilot, lambda: app.screen.query_one("#go").display)
        await pilot.pause()
        for one in (one for one in app.screen.query("Button") if one.display):
            assert one.size.width >= len(one.render().plain), one.render().plain
            assert one.region.right <= one.parent.region.right, one.render().plain


async def test_the_key_is_answered_before_the_journal_answers(
    open_app: Callable[..., Any],
) -> None:
    session = fakes.session(lively.steady())
    session.answer = lively.plan(typed_name=None)
    journal = threading.Event()
    accept = session.operator.submit

    def late(plan: Plan, heard: Heard) -> Accepted:
        journal.wait(60)
        return accept(plan, heard)

    session.operator.submit = late
    app = open_app(session)
    try:
        async with app.run_test(size=(120, 40), notifications=True) as pilot:
            await to_plan(pilot, session)
            await until(pilot, lambda: app.screen.plan is not None)
            app.screen.query_one("#go").focus()
            await pilot.press("enter")
            await until(pilot, lambda: any("handed over" in text for text in said(app)))
            await until(pilot, lambda: "handed" in app.export_screenshot())
            assert not any("accepted" in text for text in said(app))
            journal.set()
            await until(pilot, lambda: any("accepted" in text for text in said(app)))
    finally:
        journal.set()


async def test_that_it_is_accepted_is_said_before_a_worker_came_up(
    open_app: Callable[..., Any],
) -> None:
    steady = lively.steady()
    idle = replace(steady, activity=replace(steady.activity, workers=()))
    session = fakes.session(idle)
    session.answer = lively.plan(typed_name=None)
    session.operator.worker_comes.clear()
    app = open_app(session)
    try:
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.press("b")
            await until(pilot, lambda: isinstance(app.screen, SizingForm))
            await pilot.press("enter")
            await until(pilot, lambda: getattr(app.screen, "plan", None) is not None)
            app.screen.query_one("#go").focus()
            await pilot.press("enter")
            await until(pilot, lambda: app.on_top)
            await until(pilot, lambda: any("starting a worker" in text for text in said(app)))
            assert not session.operator.worker_comes.is_set()
    finally:
        session.operator.worker_comes.set()
