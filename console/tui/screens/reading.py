"""What the screens share whose rows are read when they are looked at: nobody watches them."""

import time
from typing import Generic, TypeVar

from console.model.error import VigieError
from console.model.notice import Notice
from console.tui.screens.split import Row, SplitScreen

Answer = TypeVar("Answer")


class ReadingScreen(SplitScreen[Row], Generic[Row, Answer]):
    """Keeps the last answer, and why there is none: what fails leaves the last one standing."""

    def __init__(self) -> None:
        super().__init__()
        self.found: Answer | None = None
        self.failure: Notice | None = None
        self._asked_at: float | None = None

    def read(self) -> Answer:
        """Read it, in a thread. Raises VigieError."""
        raise NotImplementedError

    def ask(self, within_s: float = 0.0) -> None:
        """Read it anew, unless that was asked for less than so many seconds ago."""
        now = time.monotonic()
        if self._asked_at is not None and now - self._asked_at < within_s:
            return
        self._asked_at = now
        self.vigie.background.run(self.PLACE.value, self.read, self._keep, self._failed)

    def on_screen_resume(self) -> None:
        """Read it anew for who comes back."""
        self._asked_at = None
        super().on_screen_resume()

    def _keep(self, found: Answer) -> None:
        self.found, self.failure = found, None
        self._again()

    def _failed(self, error: VigieError) -> None:
        self.failure = error.notice
        self._again()
