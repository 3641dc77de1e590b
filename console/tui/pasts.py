"""The pasts that charts show: read in a thread when looked at, kept, and read anew as they move."""

from collections.abc import Callable
from datetime import datetime, timedelta

from console.desk.past import PoolPasts
from console.desk.session import Session
from console.model.error import VigieError
from console.model.notice import Notice
from console.model.past import ChartSpan, PoolPast
from console.tui.background import Background
from console.tui.scene import Scene

LEAST = timedelta(minutes=5)
"""How often it is read anew at most, in estate time; the last hour is watched anyway."""
AGAIN = timedelta(minutes=1)
"""After this it is asked again when it could not be read."""

Key = tuple[str, ChartSpan]


class ChartPasts:
    """By pool and span; `changed` is called when another one has been read."""

    def __init__(
        self, session: Session, background: Background, changed: Callable[[], None]
    ) -> None:
        self._session, self._background, self._changed = session, background, changed
        self._reader = PoolPasts(session)
        self._found: dict[Key, PoolPast | Notice] = {}
        self._due: dict[Key, datetime] = {}
        self._asked: set[Key] = set()

    def of(self, scene: Scene) -> PoolPast | Notice | None:
        """What was read last, or why it could not be; None before. Asks anew when it is time.

        What was recorded of the estate is all that is known when one looks back.
        """
        if scene.estate.recorded is not None:
            return None
        key = (scene.pool_name, scene.span)
        due = self._due.get(key)
        if key not in self._asked and (due is None or scene.now >= due):
            self._ask(key, scene)
        return self._found.get(key)

    def _ask(self, key: Key, scene: Scene) -> None:
        self._asked.add(key)
        pool, span = scene.pool, scene.span
        read = self._reader.read if span is not ChartSpan.HOUR else self._reader.unmeasured

        def done(past: PoolPast) -> None:
            self._take(key, past, max(LEAST, span.step))

        def failed(error: VigieError) -> None:
            known = self._found.get(key)
            self._take(key, error.notice if known is None else known, AGAIN)

        name = f"past:{pool.name}:{span.value}"
        self._background.run(name, lambda: read(pool, span), done, failed)

    def _take(self, key: Key, found: PoolPast | Notice, pause: timedelta) -> None:
        self._asked.discard(key)
        self._found[key] = found
        self._due[key] = self._session.clock.now() + pause
        self._changed()
