"""Work that may block: daemon threads, few at a time, answered on the interface's thread.

Textual's own thread workers are joined when the program ends, so one call that
hangs would keep a person from leaving. These are daemons: quitting forgets them.
"""

import threading
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any, Generic, Protocol, TypeVar

from console.model.error import VigieError

Answer = TypeVar("Answer")
Wanted = TypeVar("Wanted")
AT_ONCE = 8


class InterfaceThread(Protocol):
    """Where answers go: something that runs a callback on the interface's thread."""

    @property
    def is_running(self) -> bool:
        """Say whether there is still somebody to answer: no more once it is being taken down."""
        ...

    def call_later(self, callback: Callable[..., Any], *args: Any) -> bool:  # noqa: ANN401 - Textual's signature
        """Run a callback soon; safe from any thread."""
        ...


class Background:
    """A few daemon threads. Work with a `key` supersedes older work of the same key."""

    def __init__(self, caller: InterfaceThread, failed: Callable[[VigieError], None]) -> None:
        self._caller = caller
        self._failed = failed
        self._slots = threading.Semaphore(AT_ONCE)
        self._newest: dict[str, int] = {}
        self._awaited = 0

    @property
    def busy(self) -> bool:
        """Say whether an answer is awaited."""
        return self._awaited > 0

    def tell(self, callback: Callable[[], None]) -> None:
        """Run something on the interface's thread soon: what work in a thread has to say midway."""

        def told() -> None:
            if self._caller.is_running:
                callback()

        self._caller.call_later(told)

    def run(
        self,
        key: str,
        work: Callable[[], Answer],
        done: Callable[[Answer], None],
        failed: Callable[[VigieError], None] | None = None,
        *,
        blocks: bool = True,
    ) -> None:
        """Do `work` in a thread; then `done`, or `failed` with the error, on the interface's.

        Work that cannot hang (`blocks` false) waits for no other.
        An unexpected exception is raised there too, so that it meets the crash screen.
        """
        ticket = self._newest.get(key, 0) + 1
        self._newest[key] = ticket
        self._awaited += 1

        def answer(callback: Callable[[Any], None], value: object) -> None:
            self._awaited -= 1
            if self._newest.get(key) == ticket and self._caller.is_running:
                callback(value)

        def body() -> None:
            with self._slots if blocks else nullcontext():
                try:
                    value = work()
                except VigieError as error:
                    self._caller.call_later(answer, failed or self._failed, error)
                except BaseException as error:  # noqa: BLE001 - handed to the interface's thread, not swallowed
                    self._caller.call_later(answer, _raise, error)
                else:
                    self._caller.call_later(answer, done, value)

        threading.Thread(target=body, name=f"work:{key}", daemon=True).start()

    def forget(self, key: str) -> None:
        """Drop the answer of work that is still under way."""
        self._newest[key] = self._newest.get(key, 0) + 1


class Relay(Generic[Wanted, Answer]):
    """Work on the newest of many wishes, one at a time: those that came in between are passed over.

    `work` is only ever in one thread, and always comes to an end: however fast
    wishes follow each other, answers keep coming.
    """

    def __init__(
        self,
        background: Background,
        key: str,
        work: Callable[[Wanted], Answer],
        done: Callable[[Wanted, Answer], None],
    ) -> None:
        """`done` gets the wish and its answer, on the interface's thread."""
        self._background = background
        self._key, self._work, self._done = key, work, done
        self._next: list[Wanted] = []
        self._busy = False

    def ask(self, wish: Wanted) -> None:
        """Work on this as soon as what is under way is done."""
        self._next = [wish]
        if not self._busy:
            self._begin()

    def _begin(self) -> None:
        wish = self._next.pop()
        self._busy = True
        self._background.run(
            self._key,
            lambda: self._work(wish),
            lambda answer: self._answered(wish, answer),
            blocks=False,
        )

    def _answered(self, wish: Wanted, answer: Answer) -> None:
        self._busy = False
        if self._next:
            self._begin()
        self._done(wish, answer)


def _raise(error: BaseException) -> None:
    raise error
