"""Keys, what they do, and why some do nothing."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import fakes
import lively
import pytest
import roubaix
from textual.pilot import Pilot
from textual.widgets import Button, Input
from waiting import settled, until

from console.kinds.instances.verbs import BURST, TARGETING
from console.model.error import SourceUnreachable, UsageError
from console.model.estate import Activity
from console.model.freeze import Scope
from console.model.notice import notice
from console.model.operation import OperationState
from console.model.plan import (
    Refusal,
    RefusalReason,
    Request,
)
from console.model.verb import HEAL
from console.tui.app import VigieApp
from console.tui.dialogs.help import Help
from console.tui.dialogs.preview import PlanDialog
from console.tui.dialogs.question import Question
from console.tui.dialogs.reason import ReasonForm
from console.tui.dialogs.request import RequestForm
from console.tui.dialogs.sizing import SizingForm
from console.tui.lines import Role, text_of
from console.tui.view import datacenters, history, storage
from console.tui.widgets.field import Field
from console.tui.widgets.panel import Panel
from console.tui.widgets.rows import Rows
from console.tui.widgets.tick import Tick


def text_in(app: VigieApp, selector: str) -> str:
    return "\n".join(text_of(item) for item in app.screen.query_one(selector, Panel).lines)


def said(app: VigieApp) -> list[str]:
    return [n.message for n in app._notifications]


async def to_plan(pilot: Pilot[int], session: fakes.FakeSession) -> None:
    await pilot.press("b")
    await until(pilot, lambda: isinstance(pilot.app.screen, SizingForm))
    await settled(pilot)
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, PlanDialog))
    await until(pilot, lambda: session.planned)
    await settled(pilot)


async def test_burst_proposes_the_burst_size_and_previews_with_cancel_focused(
    open_app: Callable[..., Any],
) -> None:
    session = fakes.session(lively.steady())
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await to_plan(pilot, session)
        await until(pilot, lambda: app.screen.plan is not None)
        request = session.planned[0]
        assert (request.verb, request.pool, request.parameters.get("to")) == (BURST, "api", 300)
        assert app.focused.id == "cancel"
        await pilot.press("enter")
        await settled(pilot)
        assert not session.operator.submitted


async def test_one_key_plans_what_is_advised_with_its_reason(
    open_app: Callable[..., Any],
) -> None:
    session = fakes.session(lively.foretold())
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, PlanDialog) and session.planned)
        request = session.planned[0]
        assert (request.verb, request.pool, request.parameters.get("to")) == (BURST, "api", 74)
        assert "1.15" in request.reason
        assert "need 74" in request.reason


@pytest.mark.parametrize(
    ("estate", "words"),
    [
        (lively.foretold(*[450e3] * 6), "nothing is advised for api"),
        (lively.foretold(loads={}), "connections unknown"),
    ],
    ids=["enough", "unknown"],
)
async def test_where_nothing_is_advised_the_key_says_so(
    open_app: Callable[..., Any], estate: lively.Estate, words: str
) -> None:
    session = fakes.session(estate)
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("n")
        await until(pilot, lambda: any(words in m for m in said(app)))
        assert not session.planned


async def test_what_is_advised_is_not_planned_by_who_may_only_look(
    open_app: Callable[..., Any],
) -> None:
    session = fakes.session(lively.foretold(), blocked=notice("test.reader"))
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("n")
        await until(pilot, lambda: said(app))
        assert not session.planned


async def test_name_must_be_typed_above_the_configured_size(open_app: Callable[..., Any]) -> None:
    session = fakes.session(lively.steady())
    app = open_app(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await to_plan(pilot, session)
        await until(pilot, lambda: app.screen.plan is not None)
        go = app.screen.query_one("#go", Button)
        assert go.disabled
        app.screen.query_one("#typed", Input).focus()
        await pilot.press("a", "p", "enter")
        assert go.disabled
        await pilot.press("i", "enter")
        await until(pilot, lambda: app.focused is go)
        assert not session.operator.submitted
        asked_by_the_form = session.watch.hastened
        assert asked_by_the_form == 1
        await pilot.press("enter")
        await until(pilot, lambda: session.operator.submitted)
        assert session.operator.submitted[0].operation_id == "5n6p7q8r"
        await until(pilot, lambda: session.watch.hastened > asked_by_the_form)


async def test_refusal_shows_every_reason_with_its_remedy_and_nothing_to_confirm(
    open_app: Callable[..., Any],
) -> None:
    def refuse(request: Request) -> Refusal:
        reason = RefusalReason("quota", notice("test.quota"), notice("test.remedy"))
        return Refusal(request, (reason,))

    session = fakes.session(lively.steady())
    session.answer = refuse
    app = open_app(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await to_plan(pilot, session)
        await until(pilot, lambda: "Gravelines has room" in text_in(app, "#plan"))
        assert "Ask for 230" in text_in(app, "#plan")
        assert not app.screen.query_one("#go").display


async def test_failure_while_planning_is_a_notice_and_no_traceback(
    open_app: Callable[..., Any],
) -> None:
    def fail(_: Request) -> Refusal:
        raise SourceUnreachable(notice("test.lost"), request_id="req-9")

    session = fakes.session(lively.steady())
    session.answer = fail
    app = open_app(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("b")
        await until(pilot, lambda: isinstance(app.screen, SizingForm))
        await pilot.press("enter")
        await until(pilot, lambda: any("did not answer" in m for m in said(app)))
        assert any("req-9" in m for m in said(app))
        assert not isinstance(app.screen, PlanDialog)


async def test_rollback_pins_its_operation_when_the_dialog_opens(
    open_app: Callable[..., Any],
) -> None:
    ended = lively.burst(OperationState.PARTIAL)
    session = fakes.session(lively.steady(activity=lively.Activity(recent=(ended,))))
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("r")
        await until(pilot, lambda: isinstance(app.screen, RequestForm))
        other = lively.burst(OperationState.SUCCEEDED, id="zzzzzzzz")
        session.watch.estate = lively.steady(activity=lively.Activity(recent=(other,)))
        app.tick()
        await pilot.press("enter")
        await until(pilot, lambda: session.planned)
        assert session.planned[0].operation == "7k3m9qwd"


async def test_read_only_disables_with_the_reason_and_hides_from_the_footer(
    open_app: Callable[..., Any],
) -> None:
    session = fakes.session(lively.steady(), blocked=notice("test.reader"))
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: text_in(app, "#keys"))
        assert "Burst" not in text_in(app, "#keys")
        assert "READ-ONLY" in text_in(app, "#banner")
        for key in ("b", "s", "r"):
            await pilot.press(key)
            await settled(pilot)
            assert len(app.screen_stack) == 1
        assert any("only the role reader" in m for m in said(app))
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(app.screen, Help))
        await settled(pilot)
        shown = " ".join(text_in(app, "#help").split())
        assert "the credentials hold only the role reader." in shown


async def test_stop_asks_first_with_cancel_focused(open_app: Callable[..., Any]) -> None:
    session = fakes.session(lively.bursting())
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("x")
        await settled(pilot)
        assert app.focused.id == "cancel"
        await pilot.press("enter")
        await settled(pilot)
        assert not session.operator.stopped
        await pilot.press("x")
        await settled(pilot)
        await pilot.press("tab", "enter")
        await until(pilot, lambda: session.operator.stopped == ["7k3m9qwd"])


async def test_f_freezes_only_for_a_reason(open_app: Callable[..., Any]) -> None:
    session = fakes.session(lively.bursting())
    app = open_app(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("f")
        await until(pilot, lambda: isinstance(app.screen, ReasonForm))
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert "Say why" in text_in(app, "#wrong")
        await pilot.press("escape")
        await settled(pilot)
        assert not session.operator.asked
        await pilot.press("f")
        await until(pilot, lambda: isinstance(app.screen, ReasonForm))
        await settled(pilot)
        await pilot.press(*"cut", "enter")
        await until(pilot, lambda: session.operator.asked)
        assert session.operator.asked == [
            ("freeze", "api", "cut", roubaix.AUTHOR.user, Scope.EVERYTHING)
        ]


async def test_a_frozen_pool_is_told_on_every_screen_and_thawed_after_a_question(
    open_app: Callable[..., Any],
) -> None:
    session = fakes.session(lively.frozen())
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        for key in "12345":
            await pilot.press(key)
            await settled(pilot)
            told = text_in(app, "#frozen")
            assert "api frozen by lea since" in told
            assert "incident 4711" in told
            assert "FROZEN" in text_in(app, "#banner")
        await pilot.press("1")
        await settled(pilot)
        running = " ".join(text_of(row) for panel in app.screen.query(Panel) for row in panel.lines)
        assert "Frozen by lea: incident 4711" in running
        assert "ETA" not in running
        await pilot.press("b")
        await settled(pilot)
        assert any("frozen by lea" in message for message in said(app))
        await pilot.press("f")
        await until(pilot, lambda: isinstance(app.screen, Question))
        await settled(pilot)
        assert app.focused.id == "cancel"
        await pilot.press("enter")
        await settled(pilot)
        assert not session.operator.asked
        await pilot.press("f")
        await until(pilot, lambda: isinstance(app.screen, Question))
        await settled(pilot)
        await pilot.press("tab", "enter")
        await until(pilot, lambda: session.operator.asked)
        assert session.operator.asked == [
            ("thaw", "api", "", roubaix.AUTHOR.user, Scope.EVERYTHING)
        ]


async def test_f_suspends_a_part_and_thaws_it(open_app: Callable[..., Any]) -> None:
    session = fakes.session(lively.bursting())
    app = open_app(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("f")
        await until(pilot, lambda: isinstance(app.screen, ReasonForm))
        await settled(pilot)
        assert "Nothing more is written" in text_in(app, "#about")
        await pilot.press("up", "left")
        await settled(pilot)
        assert "Shrinking only" in text_in(app, "#deed")
        assert "Nothing is removed from the pool" in text_in(app, "#about")
        await pilot.press("enter", *"count", "enter")
        await until(pilot, lambda: session.operator.asked)
        user = roubaix.AUTHOR.user
        assert session.operator.asked == [("freeze", "api", "count", user, Scope.SHRINKING)]


async def test_what_is_suspended_is_told_on_every_screen_and_thawed_by_itself(
    open_app: Callable[..., Any],
) -> None:
    session = fakes.session(lively.frozen(Scope.HEALING, Scope.SHRINKING))
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        for key in "12345":
            await pilot.press(key)
            await settled(pilot)
            told = text_in(app, "#frozen")
            assert "api: healing suspended by lea since" in told
            assert "api: removals suspended by lea since" in told
            assert "SUSPENDED" in text_in(app, "#banner")
        await pilot.press("f")
        await until(pilot, lambda: isinstance(app.screen, ReasonForm))
        await pilot.press("up", "right")
        await settled(pilot)
        assert "Healing only · suspended" in text_in(app, "#deed")
        assert "healing suspended by lea" in text_in(app, "#about")
        await pilot.press("enter", "enter")
        await until(pilot, lambda: session.operator.asked)
        user = roubaix.AUTHOR.user
        assert session.operator.asked == [("thaw", "api", "", user, Scope.HEALING)]


async def test_healing_that_stopped_itself_says_why_and_how_it_goes_on(
    open_app: Callable[..., Any],
) -> None:
    estate = lively.frozen(Scope.HEALING)
    stopped = tuple(
        lively.replace(one, author="heal:api", reason="aaaa1111, bbbb2222")
        for one in estate.activity.freezes
    )
    session = fakes.session(
        lively.replace(estate, activity=lively.replace(estate.activity, freezes=stopped, live=()))
    )
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        told = " ".join(text_in(app, "#frozen").split())
        assert "automatic healing stopped at" in told
        assert "aaaa1111, bbbb2222 did not help: vigie pool thaw api --only healing" in told


async def test_who_may_only_look_freezes_nothing(open_app: Callable[..., Any]) -> None:
    session = fakes.session(lively.steady(), blocked=notice("session.read_only"))
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("f")
        await until(pilot, lambda: said(app))
        assert "Read-only" in said(app)[-1]
        assert not isinstance(app.screen, ReasonForm)


async def test_upper_y_approves_what_awaits_after_a_question(open_app: Callable[..., Any]) -> None:
    waits = lively.burst(
        OperationState.AWAITING_APPROVAL,
        approval_until=lively.NOW + timedelta(minutes=30),
        started_at=None,
        executor=None,
    )
    estate = lively.bursting(activity=lively.Activity((waits,), ()))
    session = fakes.session(estate)
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("5")
        await settled(pilot)
        shown = " ".join(text_of(row) for each in app.screen.query(Panel) for row in each.lines)
        assert "awaits approval" in shown
        await pilot.press("Y")
        await until(pilot, lambda: isinstance(app.screen, ReasonForm))
        await settled(pilot)
        assert app.focused.id == "cancel"
        await pilot.press("tab", "enter")
        await until(pilot, lambda: session.operator.asked)
        assert session.operator.asked == [("approve", waits.id, "", roubaix.AUTHOR.user)]


async def test_who_approves_may_say_why(open_app: Callable[..., Any]) -> None:
    waits = lively.burst(
        OperationState.AWAITING_APPROVAL, approval_until=lively.NOW + timedelta(minutes=30)
    )
    session = fakes.session(lively.bursting(activity=lively.Activity((waits,), ())))
    app = open_app(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("5")
        await settled(pilot)
        await pilot.press("Y")
        await until(pilot, lambda: isinstance(app.screen, ReasonForm))
        await settled(pilot)
        await pilot.press("up", *"peak", "enter")
        await until(pilot, lambda: session.operator.asked)
        assert session.operator.asked == [("approve", waits.id, "peak", roubaix.AUTHOR.user)]


async def test_digits_change_screens_and_palette_finds_by_name(
    open_app: Callable[..., Any],
) -> None:
    app = open_app(fakes.session())
    async with app.run_test(size=(120, 40)) as pilot:
        for key, mode in (("2", "instances"), ("5", "operations"), ("1", "overview")):
            await pilot.press(key)
            await until(pilot, lambda mode=mode: app.current_mode == mode)
            await settled(pilot)
        await pilot.press("colon")
        await settled(pilot)
        await pilot.press(*"instan", "enter")
        await until(pilot, lambda: app.current_mode == "instances")


async def test_cursor_stays_on_its_instance_when_rows_come_and_go(
    open_app: Callable[..., Any],
) -> None:
    session = fakes.session(lively.crowd(60), keymap={})
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("2")
        await until(pilot, lambda: app.current_mode == "instances")
        await settled(pilot)
        table = app.screen.query_one("#table", Rows)
        await pilot.press("down")
        while table.current.instance.region != "SBG5":
            await pilot.press("down")
        name, at = table.current.instance.name, table._at
        regions = dict(session.watch.estate.regions)
        regions["RBX-A"] = lively.replace(regions["RBX-A"], instances=())
        session.watch.estate = lively.replace(session.watch.estate, regions=regions)
        app.tick()
        await until(pilot, lambda: len(table._rows) == 40)
        assert table.current.instance.name == name
        assert table._at < at


async def test_filter_shows_matching_rows_only_and_escape_clears(
    open_app: Callable[..., Any],
) -> None:
    app = open_app(fakes.session(lively.bursting()))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("2")
        await until(pilot, lambda: app.current_mode == "instances")
        await settled(pilot)
        await pilot.press("slash")
        await pilot.press(*"error")
        table = app.screen.query_one("#table", Rows)
        await until(pilot, lambda: len(table._rows) == 1)
        assert table.current.instance.fault == "No valid host was found."
        await pilot.press(*"zzz")
        await until(pilot, lambda: "esc clears it" in text_in(app, "#detail"))
        await pilot.press("escape")
        await until(pilot, lambda: len(table._rows) == 300)


async def test_where_nothing_was_done_yet_the_list_of_operations_says_so(
    open_app: Callable[..., Any],
) -> None:
    app = open_app(fakes.session(lively.steady(activity=Activity())))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("5")
        await until(pilot, lambda: app.current_mode == "operations")
        await settled(pilot)
        await until(pilot, lambda: "Nothing has happened yet." in text_in(app, "#detail"))


async def test_hanging_source_blocks_neither_keys_nor_quitting(
    open_app: Callable[..., Any],
) -> None:
    gate = threading.Event()
    session = fakes.session(lively.bursting())
    session.compute.hang = lambda: gate.wait(30) and None
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("2")
        await until(pilot, lambda: session.compute.asked)
        await pilot.press("1")
        await until(pilot, lambda: app.current_mode == "overview")
        await pilot.press("q")
        await until(pilot, lambda: app._exit)
    gate.set()
    assert all(t.daemon for t in threading.enumerate() if t.name.startswith("work:"))


async def test_users_keymap_moves_an_action(open_app: Callable[..., Any]) -> None:
    session = fakes.session(lively.steady(), keymap={"burst.start": "f5", "nope": "z"})
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("b")
        await settled(pilot)
        assert len(app.screen_stack) == 1
        assert any("nope" in m for m in said(app))
        await pilot.press("f5")
        await until(pilot, lambda: isinstance(app.screen, SizingForm))


async def test_a_key_that_a_wish_took_no_longer_means_what_it_did(
    open_app: Callable[..., Any],
) -> None:
    app = open_app(fakes.session(lively.steady(), keymap={"help.open": "b"}))
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("b")
        await until(pilot, lambda: isinstance(app.screen, Help))
        await pilot.press("escape", "question_mark")
        await settled(pilot)
        assert len(app.screen_stack) == 1


async def test_nothing_is_repainted_when_nothing_changed(
    open_app: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app(fakes.session())
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        app.tick()
        await settled(pilot)
        painted = []
        monkeypatch.setattr(Panel, "refresh", lambda self, *_, **__: painted.append(self.id))
        app._drawn = None
        app.tick()
        assert painted == []


@pytest.mark.parametrize("size", [(40, 10), (80, 24), (99, 31), (200, 60)])
async def test_any_size_paints(open_app: Callable[..., Any], size: tuple[int, int]) -> None:
    app = open_app(fakes.session(lively.bursting()))
    async with app.run_test(size=size) as pilot:
        for key in ("2", "3", "4", "5", "6", "7", "8", "1"):
            await pilot.press(key)
            await settled(pilot)
        await pilot.resize_terminal(120, 40)
        await settled(pilot)
        await until(pilot, lambda: "ecoledirecte" in text_in(app, "#banner"))


@pytest.mark.parametrize("theme", ["ansi-16", "high-contrast", "colour-blind-red-green"])
async def test_every_theme_paints_screens_and_dialogs(
    open_app: Callable[..., Any], theme: str
) -> None:
    app = open_app(fakes.session(lively.steady(), theme=theme))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: text_in(app, "#banner"))
        await pilot.press("b")
        await until(pilot, lambda: isinstance(app.screen, SizingForm))
        assert app.theme == theme


async def test_no_color_keeps_shapes_and_words(
    open_app: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = open_app(fakes.session(lively.bursting(), environment="production"))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: " PRODUCTION " in text_in(app, "#banner"))
        assert app.looks[Role.LOUD].reverse
        assert app.looks[Role.LOUD].color is None


async def test_a_key_typed_before_the_estate_is_open_is_kept(
    open_app: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.tui.app.BEGINS_WITHIN_S", 3600.0)
    app = open_app(fakes.session(lively.steady()))
    app.call_after_refresh = lambda *_: False  # the first paint, as long as one likes
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("2")
        assert not app.opened
        assert app.current_mode == "overview"
        assert "Opening the estate…" in text_in(app, "#banner"), "no blank frame meanwhile"
        app._begin()
        await until(pilot, lambda: app.current_mode == "instances")


async def test_an_estate_that_cannot_be_opened_ends_the_console_with_its_reason(
    open_app: Callable[..., Any],
) -> None:
    app = open_app(fakes.session(lively.steady()))
    refused = UsageError(notice("test.quota"))

    def refuse() -> None:
        raise refused

    app._open_session = refuse
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: app.failure is refused)
    assert app.return_code == 1


async def test_h_offers_a_quarantine_and_says_by_its_labels_what_makes_no_sense(
    open_app: Callable[..., Any],
) -> None:
    session = fakes.session(lively.steady())
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("h")
        await until(pilot, lambda: isinstance(app.screen, RequestForm) and app.screen.is_mounted)
        form = app.screen
        form.query_one("#keeping", Field).value = "24h"
        await pilot.press("enter")
        await settled(pilot)
        assert "For how long says how long a quarantine lasts" in text_in(app, "#wrong")
        assert not session.planned
        form.query_one("#quarantine", Tick).value = True
        await pilot.press("enter")
        await until(pilot, lambda: session.planned)
        (asked,) = session.planned
        assert (asked.verb, asked.parameters.get("quarantine")) == (HEAL, True)
        assert asked.duration_h == 24


async def test_a_burst_that_stays_open_is_asked_for_as_a_target(
    open_app: Callable[..., Any],
) -> None:
    session = fakes.session(lively.steady())
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("b")
        await until(pilot, lambda: isinstance(app.screen, SizingForm) and app.screen.is_mounted)
        form = app.screen
        form.query_one("#open", Field).value = "soon"
        await pilot.press("enter")
        await settled(pilot)
        assert "such as 12h or 3d" in text_in(app, "#wrong")
        assert not session.planned
        form.query_one("#open", Field).value = "3d"
        await pilot.press("enter")
        await until(pilot, lambda: session.planned)
        (asked,) = session.planned
        assert (asked.verb, asked.duration_h) == (TARGETING, 72)


async def test_only_ages_are_written_anew_while_nothing_but_time_passes(
    open_app: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    session = fakes.session(roubaix.steady())
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        made = []
        for view, name in ((history, "draw"), (datacenters, "column"), (storage, "panel")):
            real = getattr(view, name)
            monkeypatch.setattr(view, name, lambda *a, r=real, n=name: (made.append(n), r(*a))[1])
        before = text_in(app, "#sources")
        estate = session.watch.estate
        read = {
            name: replace(state, succeeded_at=lively.NOW + timedelta(seconds=1))
            for name, state in estate.sources.items()
        }
        session.clock.at += timedelta(seconds=26)
        session.watch.estate = replace(estate, at=session.clock.at, sources=read)
        await until(pilot, lambda: text_in(app, "#sources") != before)
        await settled(pilot)
        assert made == []
        fuller = replace(estate.private, datastores=estate.private.datastores[:1])
        session.watch.estate = replace(session.watch.estate, private=fuller)
        await until(pilot, lambda: made == ["panel"])


async def test_a_field_says_why_a_character_is_not_taken_and_hours_take_a_comma(
    open_app: Callable[..., Any],
) -> None:
    session = fakes.session(lively.steady())
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("b")
        await until(pilot, lambda: isinstance(app.screen, SizingForm))
        await settled(pilot)
        before = app.screen.value("to")
        await pilot.press("x")
        await until(pilot, lambda: "Only digits" in text_in(app, "#wrong"))
        assert app.screen.value("to") == before
        app.screen.query_one("#duration", Input).value = ""
        app.screen.query_one("#duration", Input).focus()
        await pilot.press("1", "comma", "5", "enter")
        await until(pilot, lambda: session.planned)
        assert session.planned[0].duration_h == Decimal("1.5")
