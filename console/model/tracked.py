"""A change as the worker follows it."""

from dataclasses import dataclass, replace
from datetime import datetime

from console.model.notice import Notice
from console.model.operation import Change, Phase


@dataclass(frozen=True, slots=True)
class Tracked:
    """A change, and when its last write call was made.

    `asked_at` (estate time) is when what is under way was first asked for, or
    tried: putting off and asking again do not renew it, a new round does.
    `asked_wall` (real time) is when its last call was made; `answered` is False
    while the call's answer was not read: it is in flight, or its outcome is unknown.
    """

    change: Change
    asked_at: datetime | None = None
    asked_wall: datetime | None = None
    answered: bool = True

    @property
    def phase(self) -> Phase:
        """The change's phase."""
        return self.change.phase

    def at(
        self, phase: Phase, now: datetime, why: Notice | None = None, remedy: Notice | None = None
    ) -> "Tracked":
        """The same change in another phase; `why` and `remedy` replace the explanation."""
        change = replace(self.change, phase=phase, updated_at=now, why=why, remedy=remedy)
        return replace(self, change=change)

    def moved(self, phase: Phase, now: datetime, why: Notice | None = None) -> "Tracked":
        """As `at`; the very same when nothing would change."""
        if self.phase is phase and self.change.why == why:
            return self
        return self.at(phase, now, why)

    def said(self, why: Notice | None, remedy: Notice | None = None) -> "Tracked":
        """The change with another explanation; the very same when it is the same."""
        if (self.change.why, self.change.remedy) == (why, remedy):
            return self
        return replace(self, change=replace(self.change, why=why, remedy=remedy))

    def asked(self, phase: Phase, now: datetime, wall: datetime) -> "Tracked":
        """The same change with one more call under way; patience counts anew in a new phase."""
        since = self.asked_at if self.phase is phase else None
        asking = self.at(phase, now, self.change.why)
        return replace(asking.calling(wall), asked_at=since or now)

    def calling(self, wall: datetime) -> "Tracked":
        """The same change with one more call of its step under way."""
        change = replace(self.change, attempts=self.change.attempts + 1)
        return replace(self, change=change, asked_wall=wall, answered=False)

    def put_off(self, now: datetime, why: Notice | None, remedy: Notice | None = None) -> "Tracked":
        """The change as before a call that had no effect; its patience counts from the first."""
        return replace(self.said(why, remedy), asked_at=self.asked_at or now)

    def step(self, phase: Phase, now: datetime, why: Notice | None = None) -> "Tracked":
        """The same change in a phase whose patience counts from now."""
        return replace(self.at(phase, now, why), asked_at=now, answered=True)

    def anew(self) -> "Tracked":
        """The same change before another round: its patience counts from the next asking."""
        return replace(self, asked_at=None)

    def keeping(self, **values: str | int | None) -> "Tracked":
        """The same change with more to remember; None forgets."""
        merged = {**self.change.kept, **values}
        kept = {key: value for key, value in merged.items() if value is not None}
        return replace(self, change=replace(self.change, kept=kept))

    def settling(self) -> "Tracked":
        """The same change with no call under way that something is still expected of."""
        return replace(self, asked_wall=None, answered=True)

    def heard(self, request_id: str | None) -> "Tracked":
        """The same change with its call answered."""
        request = request_id or self.change.request_id
        return replace(self, change=replace(self.change, request_id=request), answered=True)

    def identified(self, resource_id: str | None) -> "Tracked":
        """The same change of a resource whose id is known; the very same when it was."""
        if self.change.resource_id == resource_id:
            return self
        return replace(self, change=replace(self.change, resource_id=resource_id))
