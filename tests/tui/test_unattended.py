"""Nobody works though operations wait: the console has somebody started, or says why not."""

import threading
from collections.abc import Callable
from datetime import time, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import fakes
import lively
import pytest
from test_actions_by_keys import said, text_in, to_plan
from waiting import settled, until

from console.model.error import SourceUnreachable
from console.model.estate import Activity
from console.model.notice import notice
from console.model.operation import OperationState, Phase, Unattended
from console.model.target import PoolTarget
from console.model.window import Rise, Window
from console.tui.lines import Role
from console.tui.widgets.panel import Panel

WHY = notice("worker.not_started", reason="/var/lib/vigie/worker.out: Permission denied")
LACKING = Unattended(WHY, 190.0)
SIZES = ((80, 24), (120, 40), (200, 60))


def orphaned(**changes: object) -> lively.Estate:
    """A burst in flight whose worker is dead."""
    seen = lively.bursting(**changes).activity
    dead = tuple(lively.replace(worker, alive=False) for worker in seen.workers)
    activity = Activity(seen.live, seen.recent, seen.events, dead)
    return lively.bursting(activity=activity)


@pytest.mark.parametrize("size", SIZES, ids=lambda s: f"{s[0]}x{s[1]}")
async def test_a_red_line_on_every_screen_says_since_when_and_why(
    open_app: Callable[..., Any], size: tuple[int, int]
) -> None:
    session = fakes.session(orphaned())
    session.operator.lacking = LACKING
    app = open_app(session)
    async with app.run_test(size=size) as pilot:
        for key in "12345":
            await pilot.press(key)
            await settled(pilot)
            line = app.screen.query_one("#unattended", Panel)
            shown = " ".join(text_in(app, "#unattended").split())
            assert "No worker runs, for 3 min now: operations wait" in shown
            assert "Permission denied" in shown
            assert line.region.height == len(line.lines)
            assert line.region.y == 1
            assert {role for row in line.lines for _, role in row} == {Role.LOUD}
            assert app.screen.query_one("#keys", Panel).region.bottom == size[1]


async def test_the_line_goes_when_a_worker_lives(open_app: Callable[..., Any]) -> None:
    session = fakes.session(orphaned())
    session.operator.lacking = LACKING
    app = open_app(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: text_in(app, "#unattended"))
        session.watch.estate = lively.bursting()
        await until(pilot, lambda: not text_in(app, "#unattended"))
        await settled(pilot)
        assert app.screen.query_one("#unattended", Panel).region.height == 0


@pytest.mark.parametrize("idle", [False, True], ids=["a worker lives", "nothing is live"])
async def test_nobody_is_asked_for_while_all_is_well(
    open_app: Callable[..., Any], *, idle: bool
) -> None:
    session = fakes.session(lively.steady() if idle else lively.bursting())
    asked: list[float] = []
    session.operator.attend = lambda within_s=0.0: asked.append(within_s)
    app = open_app(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.tick()
        await settled(pilot)
        assert asked == []


async def test_asking_never_holds_the_keys_up_and_is_done_under_a_dialog_too(
    open_app: Callable[..., Any],
) -> None:
    gate, asking = threading.Event(), threading.Event()

    def slowly(within_s: float = 0.0) -> Unattended:
        assert within_s == 0.0
        asking.set()
        gate.wait(300)
        return LACKING

    session = fakes.session(lively.bursting())
    session.operator.attend = slowly
    app = open_app(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("question_mark")
        await until(pilot, lambda: len(app.screen_stack) == 2)
        session.watch.estate = orphaned()
        await until(pilot, asking.is_set)
        await pilot.press("escape", "2")
        await until(pilot, lambda: app.current_mode == "instances")
        gate.set()
        await until(pilot, lambda: "No worker runs" in text_in(app, "#unattended"))


async def test_a_silent_journal_takes_back_nothing(open_app: Callable[..., Any]) -> None:
    session = fakes.session(orphaned())
    asked: list[float] = []

    def attend(within_s: float = 0.0) -> Unattended:
        asked.append(within_s)
        if len(asked) > 1:
            raise SourceUnreachable(notice("test.lost"))
        return LACKING

    session.operator.attend = attend
    app = open_app(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.duty._monotonic = count(10**12, 10).__next__
        await until(pilot, lambda: len(asked) > 3)
        assert "No worker runs" in text_in(app, "#unattended")
        assert not said(app)


async def test_reading_alone_says_it_and_starts_nobody(open_app: Callable[..., Any]) -> None:
    session = fakes.session(orphaned(), blocked=notice("session.read_only"))
    session.journal.unattended_s = lambda: 45.0
    app = open_app(session, "fr")
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "Aucun exécuteur depuis 45 s" in text_in(app, "#unattended"))
    assert session.operator is None


async def test_accepted_without_a_worker_is_accepted_with_a_warning(
    open_app: Callable[..., Any],
) -> None:
    session = fakes.session(lively.steady())
    session.operator.lacking = LACKING
    session.answer = lively.plan(typed_name=None)
    app = open_app(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await to_plan(pilot, session)
        await until(pilot, lambda: app.screen.plan is not None)
        await pilot.press("tab", "enter")
        await until(pilot, lambda: session.operator.submitted)
        await until(pilot, lambda: len(app.screen_stack) == 1)
        await until(pilot, lambda: "Permission denied" in "".join(said(app)))
        accepted, waits, why = list(app._notifications)[-3:]  # that it is handed over may go before
        assert "is accepted" in accepted.message
        assert (accepted.severity, waits.severity, why.severity) == (
            "information", "warning", "warning",
        )  # fmt: skip
        assert "Permission denied" in why.message


def test_look(snap_compare: Callable[..., bool], open_app: Callable[..., Any]) -> None:
    session = fakes.session(orphaned())
    session.operator.lacking = LACKING
    assert snap_compare(open_app(session), terminal_size=(80, 24), run_before=settled)


def waiting() -> lively.Estate:
    """A burst that a second person is to approve."""
    until = lively.NOW + timedelta(minutes=30)
    one = lively.burst(
        OperationState.AWAITING_APPROVAL,
        approval_until=until,
        started_at=None,
        executor=None,
        phases={
            "RBX": {Phase.PLANNED: 108},
            "GRA": {Phase.PLANNED: 95},
            "SBG": {Phase.PLANNED: 67},
        },
    )
    return lively.bursting(activity=Activity((one,), lively.ended()))


@pytest.mark.parametrize("size", SIZES, ids=lambda s: f"{s[0]}x{s[1]}")
async def test_a_line_on_every_screen_says_what_awaits_a_second_person(
    open_app: Callable[..., Any], size: tuple[int, int]
) -> None:
    app = open_app(fakes.session(waiting()))
    async with app.run_test(size=size) as pilot:
        for key in "12345":
            await pilot.press(key)
            await settled(pilot)
            shown = " ".join(text_in(app, "#awaiting").split())
            assert "30 → 300: Waits for another person than oncall until 17:12" in shown
            assert app.screen.query_one("#keys", Panel).region.bottom == size[1]


async def test_the_overview_says_whole_for_whom_an_operation_waits(
    open_app: Callable[..., Any],
) -> None:
    app = open_app(fakes.session(waiting()))
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        shown = " ".join(text_in(app, "#running").split())
        assert "Waits for another person than oncall until 17:12" in shown


async def test_nothing_is_said_of_approval_while_none_is_awaited(
    open_app: Callable[..., Any],
) -> None:
    app = open_app(fakes.session(lively.bursting()))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert not text_in(app, "#awaiting")


async def test_while_a_target_is_open_somebody_is_needed_though_nothing_runs(
    open_app: Callable[..., Any],
) -> None:
    now = lively.NOW
    opened = PoolTarget("target01", "api", 300, now, now + timedelta(days=3), "oncall", "cli")
    session = fakes.session(lively.steady(activity=Activity(targets=(opened,))))
    session.operator.lacking = lively.replace(LACKING, kept=True)
    app = open_app(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "(windows, targets" in text_in(app, "#unattended"))


async def test_where_windows_are_declared_somebody_is_needed_though_nothing_runs(
    open_app: Callable[..., Any],
) -> None:
    evening = Window(
        "evening",
        "api",
        frozenset({0}),
        time(16),
        time(22),
        ZoneInfo("Europe/Paris"),
        rise=Rise(120),
    )
    session = fakes.session(lively.steady(activity=Activity()))
    session.policy = lively.replace(session.policy, windows=(evening,))
    session.operator.lacking = lively.replace(LACKING, kept=True)
    app = open_app(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "(windows, targets" in text_in(app, "#unattended"))
