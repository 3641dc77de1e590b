"""Clusters that keep their data themselves, as their own mechanism tells of them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ClusterKind(StrEnum):
    """Whose mechanism a cluster is."""

    PATRONI = "patroni"
    GALERA = "galera"
    SQLSERVER = "sqlserver"
    ELASTICSEARCH = "elasticsearch"

    @property
    def speaks(self) -> bool:
        """Whether it has an API that can be asked; the others have what the settings hook up."""
        return self is ClusterKind.PATRONI


class ClusterAction(StrEnum):
    """What can be asked of a cluster, by its own API or by a hook of the settings."""

    RESTART_MEMBER = "restart_member"
    SWITCHOVER = "switchover"


class ClusterRole(StrEnum):
    """What a member does: it leads (takes the writes), is about to be able to, or follows.

    Where all take the writes each is a peer.
    """

    LEADER = "leader"
    STANDBY = "standby"
    REPLICA = "replica"
    PEER = "peer"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ClusterPolicy:
    """A cluster as the settings have it. `datacenter` is where its pool stands, by code.

    A member that is more than `lag_at_most` bytes behind may not lead. `write_timeout_s` are the
    wall seconds that a write may take to be answered, `settle_s` those after it in
    which its effect must have shown. `hooks` are what can be asked of a cluster without an
    API, of the members that the settings name (`members`).
    """

    name: str
    pool: str
    datacenter: str
    kind: ClusterKind = ClusterKind.PATRONI
    lag_at_most: int = 16_000_000
    write_timeout_s: float = 60.0
    settle_s: float = 30.0
    members: tuple[str, ...] = ()
    hooks: frozenset[ClusterAction] = frozenset()

    def asks(self, action: ClusterAction) -> bool:
        """Whether that can be asked of it."""
        return self.kind.speaks or action in self.hooks

    @property
    def source(self) -> str:
        """The name of the source that reads it, and the region of every change of it."""
        return source_of(self.name)


def source_of(cluster: str) -> str:
    """The source that reads a cluster, by its name in the settings."""
    return f"cluster:{cluster}"


@dataclass(frozen=True, slots=True)
class ClusterMember:
    """One member as its cluster tells of it.

    `state` is the mechanism's own word; `well` says whether it does its work, None where
    nobody can tell. `lag_bytes` is how far it is behind its leader: None where that is
    unknown, and of the leader itself. `eligible` says that it may ever lead.
    """

    name: str
    role: ClusterRole
    state: str
    well: bool | None
    lag_bytes: int | None = None
    timeline: int | None = None
    restart_pending: bool = False
    eligible: bool = True

    @property
    def leads(self) -> bool:
        """Whether it is the leader."""
        return self.role is ClusterRole.LEADER


@dataclass(frozen=True, slots=True)
class ClusterView:
    """A cluster at one moment. `expected` is how many members it has by the settings.

    A member that is not told of is gone or cut off: fewer than `expected` are then in
    `members`. `scheduled` says that a switchover waits for its time; `unreadable` counts
    the members whose records made no sense. `led` is false where all are peers. `agreed` is
    what the mechanism itself says of its quorum: None where it does not answer that. `copied`
    is true where the mechanism tells how many copies of data should be there and are not:
    `lacking`, None where that is unknown.
    """

    name: str
    members: tuple[ClusterMember, ...]
    expected: int
    observed_at: datetime
    paused: bool = False
    scheduled: bool = False
    unreadable: int = 0
    led: bool = True
    agreed: bool | None = True
    copied: bool = False
    lacking: int | None = None

    @property
    def leader(self) -> ClusterMember | None:
        """The one member that leads; None where none does, or more than one."""
        leading = [one for one in self.members if one.leads]
        return leading[0] if len(leading) == 1 else None

    @property
    def size(self) -> int:
        """How many members there should be."""
        return max(self.expected, len(self.members) + self.unreadable)

    @property
    def well(self) -> int:
        """How many members are known to do their work."""
        return sum(one.well is True for one in self.members)

    @property
    def majority(self) -> bool:
        """Whether more than half of its members are known to be well."""
        return 2 * self.well > self.size

    @property
    def quorum(self) -> bool:
        """Whether more than half of its members are known to be well, and it is at one.

        That is: it has one leader, where it is led, and nothing else of its own says otherwise.
        """
        headed = self.leader is not None or not self.led
        return headed and self.agreed is True and self.majority

    @property
    def leader_unknown(self) -> bool:
        """Whether one may lead whose role nobody knows."""
        unknown = any(one.role is ClusterRole.UNKNOWN for one in self.members)
        return self.led and unknown and not any(one.leads for one in self.members)

    def member(self, name: str) -> ClusterMember | None:
        """A member by its name."""
        return next((one for one in self.members if one.name == name), None)
