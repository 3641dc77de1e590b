"""Looking back: which moment is looked at, and the estate as it stood then.

The estate of a moment is read in a thread, the newest wish alone: however fast a person steps,
what is seen is always a moment as a whole, and the banner says of which.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from console.desk.recording.past import look_back
from console.desk.session import Session
from console.model.error import VigieError
from console.model.estate import Estate
from console.tui.background import Background, Relay
from console.tui.scene import Rewound

STEPS = {
    "time.back": timedelta(minutes=-1),
    "time.forward": timedelta(minutes=1),
    "time.hour_back": timedelta(hours=-1),
    "time.hour_forward": timedelta(hours=1),
    "time.day_back": timedelta(days=-1),
    "time.day_forward": timedelta(days=1),
}
"""How far each key goes, in estate time."""


class Rewind:
    """The moment that one console looks back at; None: it looks at now."""

    def __init__(
        self,
        session: Session,
        background: Background,
        changed: Callable[[], None],
        failed: Callable[[VigieError], None],
    ) -> None:
        """`changed` is called when there is something else to be seen."""
        self._session = session
        self._changed, self._failed = changed, failed
        self.wanted: datetime | None = None
        self.estate: Estate | None = None
        self._relay = Relay(background, "past", self._read, self._answered)

    @property
    def active(self) -> bool:
        """Say whether it is looked back, or begun to."""
        return self.wanted is not None

    @property
    def _last(self) -> datetime:
        """The last full minute."""
        return self._session.clock.now().replace(second=0, microsecond=0)

    @property
    def seen(self) -> tuple[object, ...]:
        """What of it a picture is made of."""
        return self.wanted, self.estate

    def step(self, action_id: str) -> None:
        """Go on by a step; to now, where that leads there."""
        self.go((self.wanted or self._last) + STEPS[action_id])

    def go(self, at: datetime) -> None:
        """Look at a moment; of the minute that is not over yet, that is now."""
        if at >= self._last:
            self.leave()
            return
        self.wanted = at
        self._relay.ask(at)
        self._changed()

    def leave(self) -> None:
        """Look at now again."""
        self.wanted = self.estate = None
        self._changed()

    def told(self) -> Rewound | None:
        """What of it a scene says; None of now."""
        if self.wanted is None:
            return None
        return Rewound(self._session.clock.now(), self.wanted)

    def _read(self, at: datetime) -> Estate | VigieError:
        try:
            return look_back(self._session, at)
        except VigieError as error:
            return error

    def _answered(self, at: datetime, found: Estate | VigieError) -> None:
        """Show it, unless the person went back to now; what fails leaves what was seen."""
        if self.wanted is None:
            return
        if not isinstance(found, VigieError):
            self.estate = found
        elif at == self.wanted:
            self.wanted = None if self.estate is None else self.estate.at
            self._failed(found)
        self._changed()
