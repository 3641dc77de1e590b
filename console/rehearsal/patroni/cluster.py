"""The cluster itself: who leads, who follows, what a switchover and a restart do to it."""

from dataclasses import dataclass
from typing import Literal

from console.rehearsal.patroni.scenario import PatroniScenario
from console.rehearsal.private.inventory import SimulatedInventory

NAMES = "db-"
LAG_AT_MOST = 1024**2
"""Patroni's `maximum_lag_on_failover`."""
LAG, LAG_PER_S = 48 * 1024**2, 1024**2
HANGS_S = 30.0
Sickness = Literal["broken", "crashed", "lagging", "silent"]
Conduct = Literal["works", "fails", "hangs"]


@dataclass(slots=True, eq=False)
class PatroniNode:
    """A member. `postgres` is the state of its server, `lost_at` since when nobody hears of it."""

    name: str
    timeline: int
    postgres: str = "running"
    sickness: Sickness | None = None
    sick_since: float = 0.0
    lost_at: float | None = None
    restart_pending: bool = False
    started_at: float = 0.0
    eligible: bool = True

    def lag(self, at: float) -> int | None:
        """Bytes behind the leader; None while its server does not run."""
        if self.postgres != "running":
            return None
        return LAG + int(LAG_PER_S * (at - self.sick_since)) if self.sickness == "lagging" else 0


class SimulatedCluster:
    """One cluster. Call `now` first: it lets happen what is due, then read."""

    def __init__(self, inventory: SimulatedInventory, settings: PatroniScenario) -> None:
        self._inventory = inventory
        self.settings = settings
        names = sorted(m.name for m in inventory.machines.values() if m.name.startswith(NAMES))
        self.timeline = 1
        began = inventory.clock.now()
        self.members = {name: PatroniNode(name, self.timeline, started_at=began) for name in names}
        self.leader: str | None = names[0] if names else None
        self.free_since: float | None = None
        self.quorum = True
        self.paused = False
        self.conduct: Conduct = "works"
        self.ordered: tuple[str, str | None] | None = None
        """The switchover under way: from whom, to whom."""

    def now(self) -> float:
        """Let happen what is due; estate time in seconds since 1970."""
        at = self._inventory.now()
        for member in self.members.values():
            if self.hears(member):
                member.lost_at = None
                if member.postgres == "running":
                    member.timeline = self.timeline
            elif member.lost_at is None:
                member.lost_at = at
        if self.leader is not None and self.dropped(self.members[self.leader], at):
            self._free(at)
        self._elect(at)
        return at

    def hears(self, member: PatroniNode) -> bool:
        """Whether a member answers and renews its key: its machine runs, and it is not silent."""
        machines = self._inventory.machines.values()
        machine = next((one for one in machines if one.name == member.name), None)
        if machine is None or machine.hangs is not None or member.sickness == "silent":
            return False
        return (machine.power, machine.guest) == ("poweredOn", "running")

    def dropped(self, member: PatroniNode, at: float) -> bool:
        """Whether nothing was heard of a member for so long that its key is gone."""
        return member.lost_at is not None and at - member.lost_at >= self.settings.ttl_s

    def listed(self, at: float) -> list[PatroniNode]:
        """The members that the store still tells of."""
        return [one for one in self.members.values() if not self.dropped(one, at)]

    def impossible(self, leader: str, candidate: str | None) -> str | None:
        """Why a switchover cannot be (`is_failover_possible`); None where somebody may lead."""
        at = self.now()
        if self.leader != leader:
            return "leader name does not match"
        listed = self.listed(at)
        if candidate is not None:
            followers = [one for one in listed if one.name == candidate]
            if not followers:
                return "candidate does not exists"
        else:
            followers = [one for one in listed if one.name != leader]
            if not followers:
                return "switchover is not possible: cluster does not have members except leader"
        if any(self.hears(one) and one.eligible for one in followers):
            return None
        return "switchover is not possible: no good candidates have been found"

    def order(self, leader: str, candidate: str | None) -> bool:
        """Begin a switchover; False where the store does not take it."""
        if self.ordered is not None:
            return False
        self.ordered = (leader, candidate)
        delay_s = HANGS_S if self.conduct == "hangs" else self.settings.demotion_s
        self._inventory.later(self.now() + delay_s, self._demote)
        return True

    def _demote(self, at: float) -> None:
        if self.ordered is None:
            return
        leader, candidate = self.ordered
        heir = self._heir(at, candidate, leader)
        if heir is None or self.conduct == "fails" or self.leader != leader:
            self.ordered = None
            return
        former = self.members[leader]
        former.postgres = "starting"
        self._free(at)
        self._inventory.later(at + self.settings.election_s, lambda _: self._lead(heir))
        self._inventory.later(at + self.settings.rejoin_s, lambda when: self._rejoin(former, when))

    def restart(self, member: PatroniNode) -> bool:
        """Begin a restart of a member's server; False where one is under way."""
        if member.postgres == "restarting":
            return False
        member.postgres = "restarting"
        at = self.now() + self.settings.restart_s
        self._inventory.later(at, lambda when: self._restarted(member, when))
        return True

    def _restarted(self, member: PatroniNode, at: float) -> None:
        if member.sickness == "broken":
            member.postgres = "restart failed"
            return
        if member.sickness != "silent":
            member.sickness = None
        member.postgres, member.restart_pending = "running", False
        member.started_at = at

    def _free(self, at: float) -> None:
        self.leader, self.free_since = None, at

    def _elect(self, at: float) -> None:
        """Somebody takes a lock that is free, unless the cluster is paused or has no quorum."""
        if self.leader is not None or self.ordered is not None or self.free_since is None:
            return
        ready = at - self.free_since >= self.settings.election_s
        heir = self._heir(at, None, None) if ready and self.quorum and not self.paused else None
        if heir is not None:
            self._lead(heir)

    def _heir(self, at: float, candidate: str | None, former: str | None) -> PatroniNode | None:
        """Who may lead next: it is heard, its server runs, and it is not too far behind."""
        for one in self.listed(at):
            lag = one.lag(at)
            fit = self.hears(one) and one.eligible and lag is not None and lag <= LAG_AT_MOST
            if fit and one.name != former and candidate in {None, one.name}:
                return one
        return None

    def _lead(self, heir: PatroniNode) -> None:
        self.timeline += 1
        self.leader, self.free_since, self.ordered = heir.name, None, None

    @staticmethod
    def _rejoin(former: PatroniNode, at: float) -> None:
        if former.sickness in {None, "lagging"}:
            former.postgres, former.started_at = "running", at
