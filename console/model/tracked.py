"""A change as the worker follows it."""

from dataclasses import dataclass, replace
from datetime import datetime

from console.model.notice import Notice
from console.model.operation import Change, Phase


@dataclass(frozen=True, slots=True)
class Tracked:
    """A change, and when its last write call was made.

    `asked_at` is estate time, `asked_wall` wall time; `answered` is False while
    the call's answer was not read: the call is in flight, or its outcome is unknown.
    Of what is ordered, `asked_at` is also when the step under way began.
    """

    change: Change
    asked_at: datetime | None = None
    asked_wall: datetime | None = None
    answered: bool = True

    @property
    def phase(self) -> Phase:
        """The change's phase."""
        return self.change.phase

    def at(self, phase: Phase, now: datetime, why: Notice | None = None) -> "Tracked":
        """The same change in another phase; `why` replaces the explanation."""
        return replace(self, change=replace(self.change, phase=phase, updated_at=now, why=why))

    def asked(self, phase: Phase, now: datetime, wall: datetime) -> "Tracked":
        """The same change with one more call under way."""
        change = self.change
        moved = replace(change, phase=phase, updated_at=now, attempts=change.attempts + 1)
        return Tracked(moved, asked_at=now, asked_wall=wall, answered=False)

    def calling(self, wall: datetime) -> "Tracked":
        """The same change with one more call of its step under way."""
        change = replace(self.change, attempts=self.change.attempts + 1)
        return Tracked(change, asked_at=self.asked_at, asked_wall=wall, answered=False)

    def unasked(self, now: datetime, why: Notice | None) -> "Tracked":
        """The same change after a call that surely had no effect: as before it."""
        change = self.change
        moved = replace(
            change,
            phase=Phase.PLANNED,
            updated_at=now,
            attempts=max(0, change.attempts - 1),
            why=why,
        )
        return Tracked(moved, asked_at=self.asked_at, asked_wall=self.asked_wall, answered=True)

    def step(self, phase: Phase, now: datetime, why: Notice | None = None) -> "Tracked":
        """The same change in a phase whose deadline counts from now."""
        return replace(self.at(phase, now, why), asked_at=now, answered=True)

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

    def identified(self, resource_id: str) -> "Tracked":
        """The same change of a resource whose id is known; the very same when it was."""
        if self.change.resource_id == resource_id:
            return self
        return replace(self, change=replace(self.change, resource_id=resource_id))
