"""What a pass and a kind say to each other: the ground, a step, a call, what came of it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from console.model.entry import Entry
from console.model.notice import Notice, notice
from console.model.operation import Change, Operation, Phase
from console.model.plan import Desired
from console.model.policy import Policy
from console.model.tracked import Tracked

GRACE_WALL_S = 60.0
"""Calls and passes take wall time, which no rehearsal's speed shortens."""
DARKNESS = 2.0
"""How many times its patience a change waits for a source that stays silent."""
LETS_GO_S = 25.0
"""How long, in wall seconds, what is in flight is waited for after a stop was seen."""
LEFT = "change.left"
LEFT_AT = "change.left_at"
LEFT_GUEST = "change.left_guest"
LEFT_POWER = "change.left_power"
LEFT_THERE = "change.left_there"
LEFT_UNSEEN = "change.left_unseen"
LEFT_BEHIND = frozenset({LEFT, LEFT_AT, LEFT_GUEST, LEFT_POWER, LEFT_THERE, LEFT_UNSEEN})
"""Why a change ended in flight: a stop waited no longer for it."""
RECOVERED = "change.recovered"
"""Why a change was not needed: what it was for is well again by itself."""


@dataclass(frozen=True, slots=True)
class Tuning:
    """The worker's numbers. Wall seconds.

    `settle_s` is how long a write without an answer may take to show up, in a
    cloud; `supply_settle_s` the same for an order at a provider. `longest_call_s`
    bounds one call, all its attempts included.
    """

    pass_interval_s: float = 2.0
    settle_s: float = 20.0
    supply_settle_s: float = 60.0
    create_attempts: int = 3
    breaker_after: int = 5
    parallel_calls: int = 8
    longest_call_s: float = 120.0


@dataclass(frozen=True, slots=True)
class Ground:
    """All that a pass knows besides what it sees. `now` is estate time, `wall` real time.

    `taken_at` (estate) and `taken_wall` are when this worker took the work up:
    patience counts from the first asking, and anew from there, so that nothing
    is given up for what happened while nobody worked. `undone` are the operations
    whose effects a rollback takes back.
    """

    operation: Operation
    policy: Policy
    tuning: Tuning
    now: datetime
    wall: datetime
    taken_at: datetime
    taken_wall: datetime
    speed: float = 1.0
    verified: bool = True
    """Whether a metrics source says which instances are in service."""
    undone: frozenset[str] = frozenset()
    stopped_wall: datetime | None = None
    """When this worker first saw that somebody had asked to stop."""
    rest_over: bool = False
    """Whether all of the operation's changes have ended but those that last as long as it."""
    kept_until: datetime | None = None
    """Until when (estate) somebody let nothing be removed: patience with removals counts anew."""

    @property
    def stop(self) -> bool:
        """Say whether somebody asked to start nothing more."""
        return self.operation.stop_requested

    @property
    def lets_go(self) -> bool:
        """Say whether what is in flight has been waited for long enough after a stop.

        A pool must not be held by what a cloud never finishes: what is left keeps
        its mark, and a rollback or a sweep finds it.
        """
        since = self.stopped_wall
        return self.stop and since is not None and (self.wall - since).total_seconds() >= LETS_GO_S

    def late(self, tracked: Tracked, allowed_s: float) -> bool:
        """Say whether patience has run out, in estate time; never for what was never asked."""
        if tracked.asked_at is None:
            return False
        return self._passed(self._since(tracked), allowed_s)

    def forsaken(self, tracked: Tracked, allowed_s: float) -> bool:
        """Say whether a source has been silent for too long to wait for its next answer."""
        return self._passed(self._since(tracked), DARKNESS * allowed_s)

    def settled(self, tracked: Tracked, settle_s: float) -> bool:
        """Say whether what was asked for a change would be seen by now.

        It is written down before it is sent: whoever had the work before may have sent it
        as late as when this worker took it up.
        """
        asked = tracked.asked_wall
        if asked is None:
            return True
        return self.taken_for(settle_s) and (self.wall - asked).total_seconds() >= settle_s

    def taken_for(self, settle_s: float) -> bool:
        """Say whether what was sent before this worker took the work up would be seen by now."""
        return (self.wall - self.taken_wall).total_seconds() >= settle_s

    def _since(self, tracked: Tracked) -> datetime:
        """When this worker began to wait; what another wrote by a clock ahead counts for none."""
        begun, kept = self.taken_at, self.kept_until
        if kept is not None and tracked.change.desired is Desired.ABSENT:
            begun = max(begun, kept)
        asked = tracked.asked_at or begun
        return asked if begun <= asked <= self.now else begun

    def _passed(self, since: datetime, allowed_s: float) -> bool:
        elapsed = (self.now - since).total_seconds()
        return elapsed > allowed_s + GRACE_WALL_S * self.speed


class BuildResult(StrEnum):
    """How a creation came out, as far as this pass saw for the first time."""

    SUCCEEDED = "succeeded"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Step:
    """Where a change stands now, and what is to be asked for it, if anything.

    `act` is one of the kind's own; `about` what it is about where that is not the
    change itself (ids of instances, the hosts that lack a datastore, an offer).
    """

    tracked: Tracked
    act: str | None = None
    about: tuple[object, ...] = ()
    build: BuildResult | None = None
    again: bool = False
    """Whether the act makes anew what was asked for before."""

    @property
    def begins(self) -> bool:
        """Say whether the act begins something: a stop, a guard, or a breaker prevents it."""
        return self.act is not None and (self.again or self.tracked.phase is Phase.PLANNED)

    @property
    def removes(self) -> bool:
        """Say whether the act takes away what its change wants gone."""
        return self.act is not None and self.tracked.change.desired is Desired.ABSENT


def failed(tracked: Tracked, ground: Ground, why: Notice) -> Step:
    """Nothing more is done for the change."""
    return Step(tracked.at(Phase.FAILED, ground.now, why))


def left(tracked: Tracked, ground: Ground, seen: str | Notice | None) -> Step:
    """A stop waits no longer for it: what it was seen to be, or None where nothing is seen.

    A source's own word for it stands as it is; what has a word of ours is a notice.
    """
    if isinstance(seen, Notice):
        return failed(tracked, ground, seen)
    why = notice(LEFT_UNSEEN) if seen is None else notice(LEFT, state=seen)
    return failed(tracked, ground, why)


def was_left(change: Change) -> bool:
    """Say whether a stop left the change in flight."""
    why = change.why if change.phase is Phase.FAILED else None
    return why is not None and why.code in LEFT_BEHIND


def was_spared(change: Change) -> bool:
    """Say whether the change was not begun because it was not needed any more."""
    why = change.why if change.phase is Phase.CANCELLED else None
    return why is not None and why.code == RECOVERED


@dataclass(frozen=True, slots=True)
class Call:
    """One write: it covers a step or a batch of them.

    `lane` names what it is limited by: calls of one lane are made strictly one
    after another, and none after one whose outcome is not known; calls without a
    lane are made a few at a time. `apart`: what its operation has still to begin
    besides is no part of whether it may. `intended` are the changes as they stand once
    the call may have been made; they are written down before it is.
    """

    act: str
    steps: tuple[Step, ...]
    about: object = None
    lane: str = ""
    apart: bool = False
    intended: tuple[Tracked, ...] = ()
    subject: str = ""
    """What it asks for, where the same may be asked again: each time after a longer wait."""

    @property
    def begins(self) -> bool:
        """Say whether anything begins with it."""
        return any(step.begins for step in self.steps)

    @property
    def removes(self) -> bool:
        """Say whether it takes away what a plan wants gone: to clear up a failed build does not."""
        return any(step.removes for step in self.steps)


@dataclass(frozen=True, slots=True)
class Received:
    """What a call's outcome means: the changes after it, and what the audit is told."""

    tracked: tuple[Tracked, ...] = ()
    entries: tuple[Entry, ...] = field(default=())
    full: bool = False
    """Whether the source has no room for more: no further call begins in this pass."""
