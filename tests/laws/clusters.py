"""A cluster that keeps its data itself, behind the ports of its mechanism: the truth, and its word.

Its members run on the machines that bear their names. It gets another leader by itself where
the one that led is down and more than half of its members are well.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from moments import Moments
from privates import VCenter
from weather import CARRIED_OUT, Weather, error

from console.model.cluster import ClusterMember, ClusterPolicy, ClusterRole, ClusterView
from console.model.private import Power
from console.ports import Receipt

NAME = "databases"
CLUSTER = ClusterPolicy(NAME, NAME, "RBX", write_timeout_s=30.0, settle_s=15.0)
BEHIND = 10**9
"""Bytes that are too many for who is to lead."""
FAILOVER_S = 10.0


@dataclass(slots=True)
class Server:
    """One member: since when it is as it is. Its number of starts is what it says of its start."""

    name: str
    sick: str | None = None
    back_at: float = float("inf")
    """When it is well again by itself, where it is sick."""
    starts: int = 1
    behind: int = 0
    powered: bool = True
    told: bool = True
    """Whether the cluster tells of it at all."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One write that reached the mechanism, and who made it."""

    t: float
    what: str
    name: str
    leader: str
    outcome: str
    process: str
    was_sick: bool


@dataclass(slots=True)
class Cluster:
    """Three members. A restart takes `restart_s`, a switchover `switch_s` without a leader."""

    moments: Moments
    weather: Weather
    vcenter: VCenter
    point: Callable[[str], None]
    process: Callable[[], str]
    restart_s: float = 8.0
    switch_s: float = 3.0
    late_s: float = 15.0
    servers: dict[str, Server] = field(default_factory=dict)
    leader: str | None = "db-1"
    leads_next: tuple[float, str] | None = None
    """When and who, while nobody leads."""
    paused: bool = False
    asked: list[Asked] = field(default_factory=list)
    led: list[tuple[float, str]] = field(default_factory=lambda: [(0.0, "db-1")])
    views: dict[str, tuple[float, ClusterView]] = field(default_factory=dict)
    """What each process saw last, and when."""
    on_write: Callable[[Asked], None] = lambda _asked: None
    _coming: list[tuple[float, Callable[[], None]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.servers = {name: Server(name) for name in ("db-1", "db-2", "db-3")}

    # The truth

    def pass_time(self) -> None:
        """Bring about what has happened since anybody looked, machines first."""
        self.vcenter.pass_time()
        t = self.moments.t
        for machine in self.vcenter.machines.values():
            server = self.servers.get(machine.name)
            runs = machine.power is Power.ON and machine.guest_running is True
            if server is not None and server.powered != runs:
                server.powered = runs
                server.starts += runs
                server.sick = None if runs else "stopped"
                server.back_at = float("inf")
        due = [effect for at, effect in self._coming if at <= t]
        self._coming = [one for one in self._coming if one[0] > t]
        for effect in due:
            effect()
        for server in self.servers.values():
            if server.sick is not None and server.back_at <= t:
                server.sick, server.back_at = None, float("inf")
                server.starts += 1
        self._elect()

    def _elect(self) -> None:
        t = self.moments.t
        if self.leader is not None and self.servers[self.leader].sick is not None:
            self.leader, self.leads_next = None, None
        able = [one for one in self.servers.values() if one.sick is None]
        if self.leader is None and self.leads_next is None and not self.paused:
            first = min(able, key=lambda one: one.behind, default=None)
            if first is not None and 2 * len(able) > len(self.servers):
                self.leads_next = (t + FAILOVER_S, first.name)
        if self.leads_next is not None and self.leads_next[0] <= t:
            at, name = self.leads_next
            self.leads_next = None
            if self.servers[name].sick is None:
                self.leader = name
                self.led.append((at, name))

    def fall(self, name: str, until: float = float("inf")) -> None:
        """A member crashes; until when, where it comes back by itself."""
        self.pass_time()
        self.servers[name].sick, self.servers[name].back_at = "crashed", until
        self._elect()

    def seen(self) -> ClusterView:
        """The cluster as it is now."""
        members = tuple(self._member(one) for one in self.servers.values() if one.told)
        return ClusterView(NAME, members, 3, self.moments.estate(), paused=self.paused)

    def _member(self, one: Server) -> ClusterMember:
        leads, well = one.name == self.leader, one.sick is None
        role = ClusterRole.LEADER if leads else ClusterRole.REPLICA
        state = one.sick or ("running" if leads else "streaming")
        return ClusterMember(one.name, role, state, well, None if leads else one.behind, 1)

    # The ports

    def view(self) -> ClusterView:
        self.point("cluster")
        self.weather.read(CLUSTER.source, "cluster")
        self.pass_time()
        found = self.seen()
        self.views[self.process()] = (self.moments.t, found)
        return found

    def started(self, member: str) -> str | None:
        self.weather.read(CLUSTER.source, "cluster")
        self.pass_time()
        server = self.servers[member]
        return str(server.starts) if server.sick is None else None

    def switch_over(self, leader: str, candidate: str) -> Receipt:
        def effect() -> None:
            self.pass_time()
            if self.leader == leader and self.servers[candidate].sick is None:
                self.leader = None
                self.leads_next = (self.moments.t + self.switch_s, candidate)

        return self._write("switch_over", candidate, leader, effect)

    def restart(self, member: str) -> Receipt:
        def effect() -> None:
            if self.servers[member].powered:
                self.servers[member].sick = "restarting"
                self.servers[member].back_at = self.moments.t + self.restart_s
                self._elect()

        return self._write("restart", member, "", effect)

    def _write(self, what: str, name: str, leader: str, effect: Callable[[], None]) -> Receipt:
        self.point(what)
        outcome = self.weather.outcome(what, CLUSTER.source)
        if self.weather.spell(CLUSTER.source, "silent"):
            outcome = "down"
        self.pass_time()
        sick = self.servers[name].sick is not None
        asked = Asked(self.moments.t, what, name, leader, outcome, self.process(), sick)
        self.on_write(asked)
        self.asked.append(asked)
        if outcome == "late":
            self._coming.append((self.moments.t + self.late_s, effect))
        elif outcome in CARRIED_OUT:
            effect()
        self.point(f"{what} answered")
        if outcome != "ok":
            raise error(outcome, CLUSTER.source)
        return Receipt(None)
