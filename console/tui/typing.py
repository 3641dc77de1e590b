"""What is typed is done one after the other, also where much of it comes at once."""

import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.events import Event
from textual.message_pump import MessagePump
from textual.screen import Screen

if TYPE_CHECKING:
    from textual.app import App

PATIENCE_S = 30.0
"""How long what one key does keeps the next one waiting, at most: by then it hangs.

A slow machine takes seconds to open a form, and what is typed for it meanwhile is for it.
"""
LOOK_S = 0.25
"""How often it is looked whether what the next one waits for was lost."""


class Typing:
    """Hands on a key, and the next once what the last one does is done.

    Textual gives each key to the widget that has the focus, and runs what is bound to it
    when it has come from there up to the application; meanwhile the next is given to the
    same widget. Of what comes at once, as it does over a slow line, "60", Tab and "2" were
    602 in one field, and a backspace took what was typed after it.
    """

    def __init__(self, app: "App[Any]", deliver: Callable[[Event], Awaitable[None]]) -> None:
        self._app = app
        self._deliver = deliver
        self._waiting: deque[Event] = deque()
        self._turn = 0
        self._since: float | None = None
        """When what is being done was handed on; None while nothing is."""
        self._at: MessagePump = app
        """Whom it has come to on its way up to the application."""

    async def take(self, event: Event) -> None:
        """Hand a key or a paste on when its turn comes."""
        self._waiting.append(event)
        if self._since is None:
            await self._next()
        elif len(self._waiting) == 1:
            self._app.set_timer(LOOK_S, self._look)

    async def _next(self) -> None:
        self._since = None
        stack = self._app.screen_stack
        if not self._waiting or not stack:
            return
        self._turn += 1
        self._since, self._at = time.monotonic(), self._app
        first = self._app.focused or self._app.screen
        await self._deliver(self._waiting.popleft())
        self._follow(first, partial(self._done, self._turn, stack))

    def _follow(self, node: MessagePump, done: Callable[[], object]) -> None:
        """Go behind the key, from the widget that it was given to up to the application."""

        def passed() -> None:
            above = node._parent  # noqa: SLF001 - where Textual sends what bubbles
            if above is None:
                self._app.call_later(done)
            else:
                self._follow(above, done)

        self._at = node
        if not node.call_later(passed):  # it is being taken down
            self._at = self._app
            self._app.call_later(done)

    async def _done(self, turn: int, stack: Sequence[Screen[Any]]) -> None:
        """The next one; where this one has opened a screen, once that has its focus."""
        if turn != self._turn:
            return
        if self._app.screen_stack == stack:
            await self._next()
        else:
            self._app.call_after_refresh(self._app.call_later, self._next)

    async def _look(self) -> None:
        """Hand on what waits for something that hangs, or was taken down with a widget."""
        if self._since is not None:
            hangs = time.monotonic() - self._since >= PATIENCE_S
            lost = self._at._closed  # noqa: SLF001 - what came after that was dropped
            if hangs or lost:
                await self._next()
        if self._waiting:
            self._app.set_timer(LOOK_S, self._look)
