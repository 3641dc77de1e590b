"""An executor without threads: what is submitted has been done when `submit` returns."""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Inline(Executor):
    """Runs each call in the thread that asks for it, so that their order is always the same."""

    def submit(self, call: Callable[P, T], /, *args: P.args, **named: P.kwargs) -> Future[T]:
        """Do it now; an error comes out of the future, the end of the process at once."""
        done: Future[T] = Future()
        try:
            done.set_result(call(*args, **named))
        except Exception as error:  # noqa: BLE001 - handed on to who asks for the result
            done.set_exception(error)
        return done
