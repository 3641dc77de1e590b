"""What can be asked for a member, and one write of it."""

from dataclasses import dataclass
from enum import StrEnum

from console.model.balancer import BalancerPool, MemberSettings


class MemberAct(StrEnum):
    """The writes of the load-balancing API that a change may take.

    A load balancer takes one at a time: the first of these that is wanted goes first.
    """

    RESTORE = "restore"
    REMOVE = "remove"
    JOIN = "join"
    DRAIN = "drain"
    SWITCH_OFF = "switch_off"


@dataclass(frozen=True, slots=True)
class MemberWrite:
    """One write to a pool: members to add or to set, or the id of one to switch off or remove."""

    pool: BalancerPool
    members: tuple[MemberSettings, ...] = ()
    member_id: str = ""
