"""What can be asked for a datastore or a host."""

from dataclasses import dataclass
from enum import StrEnum


class SupplyAct(StrEnum):
    """The writes of the provider and of vCenter that a change may take."""

    ORDER = "order"
    EXTEND = "extend"
    MOVE = "move"
    RELEASE = "release"
    ENTER = "enter"
    """Into maintenance mode."""
    LEAVE = "leave"
    """Out of maintenance mode, and then fail for the reason that the step is about."""


@dataclass(frozen=True, slots=True)
class Mounting:
    """A datastore, by its name, that a host lacks."""

    datastore: str
    host_id: str
