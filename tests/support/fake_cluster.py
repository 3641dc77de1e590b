"""A cluster in memory, behind the ClusterMechanism port, that can be told to misbehave."""

from collections import deque
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from console.model.cluster import ClusterMember, ClusterPolicy, ClusterRole, ClusterView
from console.model.error import SourceUnreachable
from console.model.notice import notice
from console.ports import Receipt

AT = datetime(2026, 11, 23, 14, 40, tzinfo=UTC)
NAMES = ("db-1", "db-2", "db-3")


def member(name: str, **other: object) -> ClusterMember:
    """A member that is well and not behind."""
    first = {"state": "streaming", "well": True, "lag_bytes": 0, "timeline": 1} | other
    return ClusterMember(name, ClusterRole.REPLICA, **first)  # type: ignore[arg-type]


def leading(one: ClusterMember) -> ClusterMember:
    """The same as the leader."""
    state = "running" if one.well else one.state
    return replace(one, role=ClusterRole.LEADER, state=state, lag_bytes=None)


def view(*members: ClusterMember, expected: int = 3, **other: object) -> ClusterView:
    """A cluster as it is seen; without members, three that are well."""
    found = members or (leading(member("db-1")), member("db-2"), member("db-3"))
    return ClusterView("databases", found, expected, AT, **other)  # type: ignore[arg-type]


@dataclass
class FakeCluster:
    """Writes take effect at once. `on[call]` are consumed one a call.

    An entry is None (nothing special), an exception to raise before the call has an
    effect, ``("after", exception)`` to raise once it has, or ``("lost", exception)`` to
    raise without one, as if nobody knew. While `silent` looks remain nobody answers.
    """

    seen: ClusterView = field(default_factory=view)
    starts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(NAMES, 1))
    on: dict[str, deque[object]] = field(default_factory=dict)
    calls: list[tuple[str, ...]] = field(default_factory=list)
    silent: int = 0
    cures: bool = True
    policy: ClusterPolicy = field(
        default_factory=lambda: ClusterPolicy("databases", "databases", "RBX")
    )

    def view(self) -> ClusterView:
        if self.silent:
            self.silent -= 1
            raise SourceUnreachable(notice("outage.refused"))
        return self.seen

    def started(self, member: str) -> str | None:
        found = self.seen.member(member)
        return str(self.starts[member]) if found is not None and found.well else None

    def switch_over(self, leader: str, candidate: str) -> Receipt:
        self.calls.append(("switch_over", leader, candidate))
        return self._made("switch_over", lambda: self.lead(candidate))

    def restart(self, member: str) -> Receipt:
        self.calls.append(("restart", member))
        return self._made("restart", lambda: self._restarted(member))

    def lead(self, name: str) -> None:
        """Have a member lead."""
        followers = tuple(
            replace(one, role=ClusterRole.REPLICA, lag_bytes=0) for one in self.seen.members
        )
        found = tuple(leading(one) if one.name == name else one for one in followers)
        self.seen = replace(self.seen, members=found)

    def change(self, name: str, **what: object) -> None:
        """Have a member be otherwise."""
        members = tuple(
            replace(one, **what) if one.name == name else one  # type: ignore[arg-type]
            for one in self.seen.members
        )
        self.seen = replace(self.seen, members=members)

    def _restarted(self, name: str) -> None:
        self.starts[name] += 1
        if self.cures:
            self.change(name, state="streaming", well=True, lag_bytes=0)

    def _made(self, call: str, effect: object) -> Receipt:
        waiting = self.on.get(call)
        said = waiting.popleft() if waiting else None
        if isinstance(said, Exception):
            raise said
        if not (isinstance(said, tuple) and said[0] == "lost"):
            effect()  # type: ignore[operator]
        if isinstance(said, tuple):
            raise said[1]
        return Receipt(None)
