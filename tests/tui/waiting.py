"""The one way to wait for the console in tests: for what holds, never for a time."""

import time
from collections.abc import Callable

from process import HANGS_AFTER_S
from textual.pilot import Pilot


async def until(pilot: Pilot[int], condition: Callable[[], object]) -> None:
    """Wait until a condition holds; a crash of the application ends the wait."""
    deadline = time.monotonic() + HANGS_AFTER_S
    while not condition():
        if pilot.app._exception is not None:
            raise pilot.app._exception
        assert time.monotonic() < deadline, "condition never held"
        await pilot.pause(0.01)


async def settled(pilot: Pilot[int]) -> None:
    """Wait until nothing is under way: begun, no answer awaited, and the picture stands still."""
    seen: list[object] = []
    waits_for = "nothing"

    def still() -> bool:
        nonlocal waits_for
        app = pilot.app
        waits_for = "its beginning"
        if app.opened and app.session.watch.started and app.screen.is_mounted:
            app.tick()  # first: what it begins is under way
            parts = [p for p in app.screen.walk_children(with_self=True) if p._layout_required]
            waits_for = "an answer" if app.background.busy else f"the layout of {parts}"
            if not (app.background.busy or parts):
                waits_for = f"picture {len(seen)} to be like the one before"
                seen.append(app.screen._compositor.render_strips())
                return len(seen) > 1 and seen[-1] == seen[-2]
        seen.clear()
        return False

    await pilot.pause()
    try:
        await until(pilot, still)
    except AssertionError as error:
        error.add_note(f"the console waits for {waits_for}")
        raise
