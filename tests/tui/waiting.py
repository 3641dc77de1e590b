"""The one way to wait for the console in tests: for what holds, never for a time."""

import time
from collections.abc import Callable

from textual.pilot import Pilot

PATIENCE_S = 120.0
"""After it a condition is taken to never hold. No test that passes waits so long."""


async def until(pilot: Pilot[int], condition: Callable[[], object]) -> None:
    """Wait until a condition holds; a crash of the application ends the wait."""
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        if pilot.app._exception is not None:
            raise pilot.app._exception
        assert time.monotonic() < deadline, "condition never held"
        await pilot.pause(0.01)


async def settled(pilot: Pilot[int]) -> None:
    """Wait until nothing is under way: begun, no answer awaited, and the picture stands still."""
    seen: list[object] = []

    def still() -> bool:
        app = pilot.app
        if app.session.watch.started and app.screen.is_mounted:
            app.tick()  # first: what it begins is under way
            parts = app.screen.walk_children(with_self=True)
            if not (app.background.busy or any(part._layout_required for part in parts)):
                seen.append(app.screen._compositor.render_strips())
                return len(seen) > 1 and seen[-1] == seen[-2]
        seen.clear()
        return False

    await pilot.pause()
    await until(pilot, still)
