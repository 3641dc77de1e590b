"""What would help where something failed can be pressed: planned, looked for, or read."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import fakes
import lively
from test_actions_by_keys import said, text_in
from textual.pilot import Pilot
from textual.widgets import Input
from waiting import settled, until

from console.model.notice import Notice, notice
from console.model.operation import Change, OperationState, Phase
from console.model.verb import TOPUP
from console.tui.dialogs.pick import Pick
from console.tui.dialogs.preview import PlanDialog
from console.tui.dialogs.question import Question
from console.tui.dialogs.request import RequestForm
from console.tui.dialogs.scout import ScoutDialog
from console.tui.widgets.rows import Rows

FULL = notice("change.build_failed", message="No valid host was found")
UNSEEN = notice("change.outcome_unknown", name="api-rbx-7k3m9qwd-1-9")
CEILING = notice("guard.ceiling", pool="api", n=331, ceiling=330)
RAISE = notice("remedy.at_most", ceiling=330)


class FailedJournal(fakes.FakeJournal):
    """The changes of a burst, some of which failed."""

    failed: tuple[tuple[str, str, Notice, Notice | None], ...] = ()

    def changes(self, operation_id: str) -> tuple[Change, ...]:
        made = super().changes(operation_id)
        (first, *_) = made
        return tuple(
            replace(first, seq=n, datacenter=place, name=name, phase=Phase.FAILED,
                    why=why, remedy=remedy)
            for n, (name, place, why, remedy) in enumerate(self.failed, start=1)
        )  # fmt: skip


def troubled(
    *failed: tuple[str, str, Notice, Notice | None],
    state: OperationState = OperationState.PARTIAL,
    phases: dict[str, dict[Phase, int]] | None = None,
) -> fakes.FakeSession:
    counts = phases or {"GRA": {Phase.FAILED: len(failed)}}
    burst = lively.burst(state, phases=counts)
    estate = lively.steady()
    activity = replace(estate.activity, live=(), recent=(burst,))
    made = fakes.session(replace(estate, activity=activity))
    made.journal = FailedJournal((burst,))
    made.journal.failed = failed
    return made


async def pressed(pilot: Pilot[int]) -> None:
    app: Any = pilot.app
    await settled(pilot)
    await pilot.press("5")
    await until(pilot, lambda: app.current_mode == "operations" and app.on_top)
    await settled(pilot)
    await pilot.press("e")


async def test_the_only_remedy_is_planned_at_once_elsewhere(open_app: Callable[..., Any]) -> None:
    session = troubled(("api-gra-7k3m9qwd-1-95", "GRA", FULL, None))
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await pressed(pilot)
        await until(pilot, lambda: isinstance(app.screen, RequestForm))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, PlanDialog) and app.screen.plan)
        (request,) = session.planned
        assert (request.verb, request.operation) == (TOPUP, "7k3m9qwd")
        assert app.focused.id == "cancel"
        assert not session.operator.submitted


async def test_several_are_listed_with_what_failed_and_the_settings_line_is_shown(
    open_app: Callable[..., Any], tmp_path: Path
) -> None:
    session = troubled(
        ("api-gra-7k3m9qwd-1-95", "GRA", CEILING, RAISE),
        phases={"GRA": {Phase.FAILED: 1}, "RBX": {Phase.IN_SERVICE: 9}},
    )
    session.settings_path = tmp_path / "settings.toml"
    session.settings_path.write_text("[pools.api]\nbaseline = 30\nceiling = 330 # the quota\n")
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await pressed(pilot)
        await until(pilot, lambda: isinstance(app.screen, Pick))
        await settled(pilot)
        listed = text_in(app, "#picks")
        assert "Change its line in the settings: pools.api.ceiling" in listed
        assert "elsewhere than in GRA" in listed
        assert "✖ 1 GRA" in text_in(app, "#about")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, Question))
        shown = text_in(app, "#question")
        assert f"{session.settings_path}:3" in shown.replace("\n", "")
        assert "ceiling = 330 # the quota" in shown
        assert app.focused.id == "cancel"


async def test_what_may_stand_is_looked_for_by_its_name(open_app: Callable[..., Any]) -> None:
    name = "api-rbx-0003"
    session = troubled((name, "RBX", replace(UNSEEN, values={"name": name}), None))
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await pressed(pilot)
        await until(pilot, lambda: isinstance(app.screen, Pick))
        await settled(pilot)
        await pilot.press("down", "enter")
        await until(pilot, lambda: app.current_mode == "instances" and app.on_top)
        assert app.screen.query_one("#filter", Input).value == name
        await until(pilot, lambda: app.screen.needle == name)
        await until(pilot, lambda: app.focused is app.screen.query_one("#table", Rows))


async def test_the_quota_ticket_is_one_of_them(open_app: Callable[..., Any]) -> None:
    full = notice("openstack.quota", source="compute GRA11", status=403, text="Quota exceeded")
    session = troubled(("api-gra-7k3m9qwd-1-95", "GRA", full, None))
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await pressed(pilot)
        await until(pilot, lambda: isinstance(app.screen, Pick))
        await settled(pilot)
        await pilot.press("end", "enter")
        await until(pilot, lambda: isinstance(app.screen, ScoutDialog))
        assert app.screen.pool == "api"


async def test_a_remedy_that_must_wait_says_for_what(open_app: Callable[..., Any]) -> None:
    failed = ("api-gra-7k3m9qwd-1-95", "GRA", FULL, None)
    session = troubled(failed, state=OperationState.RUNNING)
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await pressed(pilot)
        await until(pilot, lambda: any("still runs" in message for message in said(app)))
        assert not session.planned


async def test_where_nothing_failed_the_key_says_so(open_app: Callable[..., Any]) -> None:
    session = troubled(state=OperationState.SUCCEEDED, phases={"GRA": {Phase.IN_SERVICE: 9}})
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await pressed(pilot)
        await until(pilot, lambda: any("failed" in message for message in said(app)))
        assert app.screen is app.on_top
