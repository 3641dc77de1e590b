"""From a key to a running operation, typed as fast as a hurried person types."""

import threading
from collections.abc import Callable
from typing import Any

import fakes
import lively
from test_actions_by_keys import text_in, to_plan, until
from textual.widgets import Input

from console.model.error import Refused
from console.model.notice import notice
from console.model.plan import Plan, Refusal, RefusalReason, Request
from console.tui.dialogs.form import RequestForm
from console.tui.dialogs.preview import PlanDialog
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
        gate.wait(10)
        return lively.plan("5n6p7q8r", request.verb, request=request)

    session = fakes.session(lively.steady())
    session.answer = slowly
    app = open_app(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("b")
        await until(pilot, lambda: isinstance(app.screen, RequestForm))
        await pilot.pause()
        await pilot.press("enter", "a", "p", "i")
        assert isinstance(app.screen, PlanDialog)
        gate.set()
        await until(pilot, lambda: app.screen.query_one("#typed", Input).value == "api")
        await until(pilot, lambda: not app.screen.query_one("#go").disabled)
        assert app.pool_name == "api"


async def test_refused_submit_returns_to_its_form_with_the_reason(
    open_app: Callable[..., Any],
) -> None:
    session = fakes.session(lively.steady())

    gate = threading.Event()

    def refuse(_: Plan) -> None:
        gate.wait(10)
        raise Refused(notice("test.quota"))

    session.operator.submit = refuse
    session.answer = lively.plan(typed_name=None)
    app = open_app(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await to_plan(pilot, session)
        await until(pilot, lambda: app.screen.plan is not None)
        await pilot.press("tab", "enter")
        await until(pilot, lambda: isinstance(app.screen, RequestForm))
        await pilot.press("enter", "enter")
        assert isinstance(app.screen, RequestForm), "one more Enter must not plan again"
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
        await until(pilot, lambda: isinstance(app.screen, RequestForm))
        assert "Ask for 230" in text_in(app, "#wrong")


async def test_nothing_is_called_read_only_before_it_is_known(
    open_app: Callable[..., Any],
) -> None:
    unknown = lively.steady(identity=None, sources={})
    session = fakes.session(unknown, blocked=notice("session.identity_unknown"))
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: text_in(app, "#banner"))
        shown = text_of(banner.banner(app.scene(), 120))
        assert "signing in" in shown
        assert "READ-ONLY" not in shown
        assert "Burst" not in text_in(app, "#keys")
