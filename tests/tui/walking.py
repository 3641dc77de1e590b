"""Every screen and every dialog of the console, over one estate that has something for each."""

from collections.abc import AsyncIterator
from typing import Any

import fakes
import lively
import roubaix
import sounding
from test_costs_screen import dated
from test_leftovers_screen import FOUND
from test_schedule_screen import EVENING, NIGHT
from textual.pilot import Pilot
from waiting import settled, until

from console.kinds.screen import ScreenName
from console.model.operation import OperationState
from console.tui.actions import SCREEN_ACTIONS, Action, actions

SIZES = ((80, 24), (100, 30), (120, 40), (200, 60))
AT_ONCE = {
    "advice.take", "app.quit", "details.toggle", "pool.next", "refresh.now", "row.copy",
    "sort.next", "sort.reverse",
}  # fmt: skip
"""What asks nothing: it is done as its key is pressed."""
ENTER_DOES_IT = {"operation.stop", "operation.approve", "pool.freeze", "palette.open", "help.open"}


def furnished(**console: object) -> fakes.FakeSession:
    """A burst half way beside a private cloud; alerts, a forecast, leftovers and windows.

    What runs is another pool's, so that whatever is asked of the one that is looked at can be.
    """
    plan = lively.replace(lively.plan(), pool="web")
    ended = lively.burst(OperationState.PARTIAL, id="1b2c3d4e", plan=lively.plan("1b2c3d4e"))
    seen = lively.bursting()
    activity = lively.replace(seen.activity, live=(lively.burst(plan=plan),))
    activity = lively.replace(activity, recent=(ended, *activity.recent))
    busy = roubaix.with_private(dated(lively.replace(seen, activity=activity)))
    foretold = lively.foretold()
    seen = {**foretold.sources, **busy.sources}
    told = lively.replace(busy, forecasts=foretold.forecasts, sources=seen)
    made = fakes.session(sounding.loud(told), alertmanager=sounding.SETTINGS, **console)
    made.policy = lively.replace(made.policy, windows=(EVENING, NIGHT))
    made.found = FOUND
    return made


async def screens(pilot: Pilot[int]) -> AsyncIterator[str]:
    """Go to each screen; its name, once it stands still. The window may be changed meanwhile."""
    app: Any = pilot.app
    await settled(pilot)
    for opening, place in SCREEN_ACTIONS.items():
        await _press(pilot, app.keys.first(opening))
        await until(pilot, lambda place=place: app.on_top and app.on_top.PLACE is place)
        await settled(pilot)
        if place is ScreenName.INSTANCES:  # read once the cursor has rested for a moment
            await until(pilot, lambda: app.session.compute.asked)
            await settled(pilot)
        yield place.value


async def dialogs(pilot: Pilot[int]) -> AsyncIterator[str]:
    """Open each dialog on the first screen that has its key, and what Enter leads to."""
    app: Any = pilot.app
    done: set[str] = set()
    async for place in screens(pilot):
        for action in actions():
            if action.id in done or not _opens_something(app, action, ScreenName(place)):
                continue
            done.add(action.id)
            await _press(pilot, app.keys.first(action.id))
            yield action.id
            if app.on_top is None and action.id not in ENTER_DOES_IT:
                await _press(pilot, "enter")
                yield f"{action.id}+enter"
            for _ in range(5):
                if app.on_top is None or app.focused is not None:
                    await _press(pilot, "escape")
            assert app.on_top is not None, action.id


def _opens_something(app: Any, action: Action, place: ScreenName) -> bool:  # noqa: ANN401 - the application
    """Say whether an action's key opens a dialog on this screen, as things stand."""
    if action.id in AT_ONCE or action.id in SCREEN_ACTIONS or not app.keys.first(action.id):
        return False
    return action.here(place) and action.why_not(app.circumstances()) is None


async def _press(pilot: Pilot[int], key: str) -> None:
    await pilot.press(key)
    await settled(pilot)


def picture(app: Any) -> list[str]:  # noqa: ANN401 - the application
    """What stands in the window, row by row."""
    strips = app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip) for strip in strips]
