"""Whoever starts an operation and goes to the operations finds it under the cursor."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import fakes
import lively
from test_actions_by_keys import to_plan
from textual.pilot import Pilot
from waiting import settled, until

from console.kinds.screen import ScreenName
from console.model.operation import Operation, OperationState

STARTED = "5n6p7q8r"
"""The operation of the plan that the fake session makes."""


def told(session: fakes.FakeSession, *operations: Operation) -> None:
    """The journal and the estate know some more operations now, the newest first."""
    session.journal.known[:0] = operations  # type: ignore[attr-defined]
    estate = session.watch.snapshot()
    activity = replace(estate.activity, recent=(*operations, *estate.activity.recent))
    session.watch.estate = replace(estate, activity=activity)  # type: ignore[attr-defined]


def newer(operation_id: str, minutes: int) -> Operation:
    at = lively.NOW + timedelta(minutes=minutes)
    plan = replace(lively.plan(operation_id), pool="web")
    return lively.burst(OperationState.SUCCEEDED, id=operation_id, plan=plan, created_at=at)


async def operations(pilot: Pilot[int]) -> Any:  # noqa: ANN401 - the screen's own table
    app: Any = pilot.app
    await pilot.press("5")
    await until(pilot, lambda: app.on_top and app.on_top.PLACE is ScreenName.OPERATIONS)
    await settled(pilot)
    return app.screen.table


async def start(pilot: Pilot[int], session: fakes.FakeSession) -> None:
    app: Any = pilot.app
    session.answer = replace(lively.plan(STARTED), typed_name=None, planned_at=lively.NOW)
    await to_plan(pilot, session)
    await until(pilot, lambda: app.screen.plan is not None)
    await pilot.press("right", "enter")
    await until(pilot, lambda: app.started == STARTED)
    await until(pilot, lambda: app.on_top is not None)


async def test_it_is_under_the_cursor_wherever_that_was_before(
    open_app: Callable[..., Any],
) -> None:
    session = fakes.session(lively.steady())
    told(session, newer("old00002", -2), newer("old00001", -3))
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        table = await operations(pilot)
        await until(pilot, lambda: table.current is not None)
        await pilot.press("down", "1")
        await until(pilot, lambda: app.on_top and app.on_top.PLACE is ScreenName.OVERVIEW)
        await start(pilot, session)
        table = await operations(pilot)
        assert table.current.id == "old00001", "it is not in the journal's answer yet"
        told(session, newer("web00001", 2), newer(STARTED, 1))
        await until(pilot, lambda: table.current.id == STARTED)
        told(session, newer("web00002", 3))
        await until(pilot, lambda: table._rows[0].id == "web00002")
        assert table.current.id == STARTED


async def test_who_moves_the_cursor_keeps_their_row(open_app: Callable[..., Any]) -> None:
    session = fakes.session(lively.steady())
    told(session, newer("old00002", -2), newer("old00001", -3))
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await start(pilot, session)
        told(session, newer(STARTED, 1))
        table = await operations(pilot)
        await until(pilot, lambda: table.current is not None and table.current.id == STARTED)
        await pilot.press("down")
        await until(pilot, lambda: table.current.id == "old00002")
        await pilot.press("1")
        await until(pilot, lambda: app.on_top and app.on_top.PLACE is ScreenName.OVERVIEW)
        told(session, newer("web00001", 2))
        table = await operations(pilot)
        await until(pilot, lambda: table._rows[0].id == "web00001")
        assert table.current.id == "old00002"
