"""Several questions at once, so that a slow one keeps none of the others waiting.

The threads are daemons: a process that leaves does not wait for an answer.
"""

from collections.abc import Callable, Iterable
from queue import SimpleQueue
from threading import Lock, Thread
from typing import TypeVar

from console.model.error import SourceError

T = TypeVar("T")
Job = Callable[[], None]


class Crew:
    """A few threads that are made when first needed, and kept: each has its own connection."""

    def __init__(self, size: int) -> None:
        """Start nothing yet."""
        self._size = size
        self._jobs: SimpleQueue[Job] = SimpleQueue()
        self._started = 0
        self._lock = Lock()

    def each(
        self, names: Iterable[str], ask: Callable[[str], T]
    ) -> tuple[dict[str, T], dict[str, SourceError]]:
        """Answers by name, and why the others have none; raises the first when nobody answered.

        `ask` ends by itself. What is no SourceError is a fault of ours and is raised.
        """
        wanted = tuple(names)
        done: SimpleQueue[tuple[str, T | Exception]] = SimpleQueue()

        def job(name: str) -> Job:
            def run() -> None:
                try:
                    done.put((name, ask(name)))
                except Exception as error:  # noqa: BLE001 - raised again in the thread that asked
                    done.put((name, error))

            return run

        self._staff(len(wanted))
        for name in wanted:
            self._jobs.put(job(name))
        told = dict(done.get() for _ in wanted)
        return _sorted(wanted, told)

    def _staff(self, wanted: int) -> None:
        with self._lock:
            while self._started < min(wanted, self._size):
                self._started += 1
                Thread(target=self._work, name="prometheus", daemon=True).start()

    def _work(self) -> None:
        while True:
            self._jobs.get()()


def _sorted(
    wanted: tuple[str, ...], told: dict[str, T | Exception]
) -> tuple[dict[str, T], dict[str, SourceError]]:
    answers: dict[str, T] = {}
    failed: dict[str, SourceError] = {}
    for name in wanted:
        one = told[name]
        if isinstance(one, SourceError):
            failed[name] = one
        elif isinstance(one, Exception):
            raise one
        else:
            answers[name] = one
    if failed and not answers:
        raise next(iter(failed.values()))
    return answers, failed
