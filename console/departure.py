"""Leave to send, asked for in the last moment: when the bytes of a call are about to go.

A process may be stopped between any two instructions, for minutes, and be taken for dead
meanwhile. However late whose the work is has been looked at, connecting, shaking hands and
waiting for one's turn come after it. So whoever makes calls that must not be made by somebody
who has lost the work says here what decides it, and every way to another system asks it before
each write to its socket: what is refused there was not sent, or not to its end, which is the
same to whoever would have to carry it out.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_decides: ContextVar[Callable[[], None] | None] = ContextVar("decides", default=None)


@contextmanager
def decided_by(still: Callable[[], None]) -> Iterator[None]:
    """Within it `still` is asked before anything leaves; it raises where nothing may."""
    token = _decides.set(still)
    try:
        yield
    finally:
        _decides.reset(token)


def cleared() -> None:
    """Say that something leaves now. Raises what was decided, where it must not."""
    still = _decides.get()
    if still is not None:
        still()
