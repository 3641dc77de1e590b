"""How a worker leaves: passes under way come to their end, nothing new begins."""

import threading
from dataclasses import dataclass, field


class Withdrawn(BaseException):
    """This worker must go no further with a workflow: another has it, or the worker leaves.

    No `Exception`, for the engine would record one as the workflow's outcome: it
    stays unfinished, and whoever has it now goes on.
    """


@dataclass(slots=True)
class Gate:
    """Lets passes in until the worker leaves; who comes later is withdrawn."""

    closed: bool = False
    inside: int = 0
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def __enter__(self) -> None:
        with self._changed:
            if self.closed:
                raise Withdrawn
            self.inside += 1

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self.inside -= 1
            self._changed.notify_all()

    def pause(self, seconds: float) -> None:
        """Wait between two passes; withdrawn at once when the worker leaves."""
        with self._changed:
            if self._changed.wait_for(lambda: self.closed, seconds):
                raise Withdrawn

    def close(self, timeout_s: float) -> bool:
        """Let nobody in any more; wait for those inside."""
        with self._changed:
            self.closed = True
            self._changed.notify_all()
            return self._changed.wait_for(lambda: self.inside == 0, timeout_s)
