"""What a pass decides about one change of the private side, and small moves they share."""

from dataclasses import dataclass, replace
from enum import StrEnum

from console.model.notice import Notice
from console.model.operation import Phase
from console.model.tracked import Tracked
from console.operations.passes.sighting import Ground


class Act(StrEnum):
    """What must be asked for a change. The first four are of what is ordered."""

    ORDER = "order"
    EXTEND = "extend"
    MOVE = "move"
    RELEASE = "release"
    ENTER = "enter"
    """Into maintenance mode."""
    LEAVE = "leave"
    """Out of maintenance mode, and then fail for `why`."""
    SNAPSHOT = "snapshot"
    SHUT_DOWN = "shut_down"
    RECONFIGURE = "reconfigure"
    POWER_ON = "power_on"


@dataclass(frozen=True, slots=True)
class Mounting:
    """A datastore, by its name, that a host lacks."""

    datastore: str
    host_id: str


@dataclass(frozen=True, slots=True)
class Step:
    """Where the change stands now, and what comes next for it."""

    tracked: Tracked
    act: Act | None = None
    why: Notice | None = None
    mountings: tuple[Mounting, ...] = ()


def said(tracked: Tracked, why: Notice | None) -> Tracked:
    """The change with another explanation; the very same when it is the same."""
    if tracked.change.why == why:
        return tracked
    return replace(tracked, change=replace(tracked.change, why=why))


def failed(tracked: Tracked, ground: Ground, why: Notice) -> Step:
    """Nothing more is done for the change."""
    return Step(tracked.at(Phase.FAILED, ground.now, why))


def put_off(tracked: Tracked, ground: Ground, why: Notice) -> Tracked:
    """The change as before a call that had no effect; its patience counts from the first."""
    if tracked.change.why == why and tracked.asked_at is not None:
        return tracked
    return replace(
        tracked.at(tracked.phase, ground.now, why), asked_at=tracked.asked_at or ground.now
    )
