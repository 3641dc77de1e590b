"""A load balancer a region behind its port: additive batches, one write at a time, members
that are checked only some time after they were made.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace

from clouds import Cloud, Server
from moments import Moments
from weather import CARRIED_OUT, Weather, error

from console.model.balancer import (
    BalancerCounts,
    BalancerPool,
    BalancerState,
    BalancerStates,
    BalancerView,
    LoadBalancer,
    Member,
    MemberSettings,
    Operating,
    Provisioning,
)
from console.model.error import BalancerBusy, NotFound
from console.model.instance import InstanceStatus
from console.model.notice import notice
from console.ports import Receipt

PORT = 443
FOREIGN_WEIGHT = 7


@dataclass(slots=True)
class Placed:
    """A member as it is: what it is told to be, when it was made, and whether it is nobody's."""

    id: str
    region: str
    settings: MemberSettings
    made_at: float
    foreign: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """A write that reaches a load balancer: a member before and after it; None: not there."""

    t: float
    process: str
    outcome: str
    member: Placed
    before: MemberSettings | None
    after: MemberSettings | None


@dataclass(slots=True)
class Balancing:
    """The port `BalancerWriter`. A write locks a region's load balancer for `busy_s`."""

    moments: Moments
    weather: Weather
    cloud: Cloud
    point: Callable[[str], None]
    process: Callable[[], str]
    busy_s: float = 2.0
    checked_s: float = 3.0
    """How long after it was made a member is first reported."""
    members: dict[str, Placed] = field(default_factory=dict)
    busy_until: dict[str, float] = field(default_factory=dict)
    seen: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    """What each process last saw in service in a region, by the members' ids."""
    read_at: dict[tuple[str, str], float] = field(default_factory=dict)
    on_write: Callable[[Written], None] = lambda _written: None
    serial: int = 0

    # The truth

    def place(self, region: str, settings: MemberSettings, *, foreign: bool = False) -> Placed:
        """Let a member be there that no call of ours made, for a while already."""
        self.serial += 1
        at = self.moments.t - 3600.0
        made = Placed(f"m-{self.serial:03}", region, settings, at, foreign)
        self.members[made.id] = made
        return made

    def furnish(self, regions: Collection[str]) -> None:
        """A member for each instance that stands, and one in each region that is nobody's."""
        for server in self.cloud.standing():
            told = MemberSettings(name=server.name, address=server.address, protocol_port=PORT)
            self.place(server.region, told)
        for n, region in enumerate(sorted(regions)):
            told = MemberSettings(
                name=f"foreign-{n}",
                address=f"10.9.9.{n + 1}",
                protocol_port=PORT,
                weight=FOREIGN_WEIGHT,
            )
            self.place(region, told, foreign=True)

    def behind(self, member: Placed) -> Server | None:
        """The instance that answers at a member's address now."""
        there = self.cloud.standing(member.region)
        return next((s for s in there if s.address == member.settings.address), None)

    def of(self, server: Server) -> list[Placed]:
        """The members at an instance's address."""
        there = self.members.values()
        return [
            m for m in there if (m.region, m.settings.address) == (server.region, server.address)
        ]

    def serves(self, member: Placed) -> bool:
        """Whether new connections come to a member, and are answered."""
        return self._operating(member) is Operating.ONLINE

    def _operating(self, member: Placed) -> Operating:
        settings, t = member.settings, self.moments.t
        if not settings.admin_state_up or t < member.made_at + self.checked_s:
            return Operating.OFFLINE
        if settings.weight == 0:
            return Operating.DRAINING
        if member.foreign:
            return Operating.ONLINE
        server = self.behind(member)
        if server is None or server.status(t) is not InstanceStatus.ACTIVE or server.sick(t):
            return Operating.ERROR
        return Operating.ONLINE

    # The port

    def balancers(self, region: str, members_of: Collection[str] | None = None) -> BalancerView:  # noqa: ARG002 - the port's signature
        self.point(f"balancers {region}")
        self.weather.read(f"octavia:{region}", "balancers")
        mine = [m for m in self.members.values() if m.region == region]
        looked = (self.process(), region)
        self.seen[looked] = frozenset(m.id for m in mine if self.serves(m))
        self.read_at[looked] = self.moments.t
        locked = self.moments.t < self.busy_until.get(region, 0.0)
        provisioning = Provisioning.PENDING_UPDATE if locked else Provisioning.ACTIVE
        active = BalancerState(Provisioning.ACTIVE, Operating.ONLINE)
        pool = BalancerPool(
            id=f"p-{region}",
            name="api",
            region=region,
            balancer_id=f"lb-{region}",
            provider="amphora",
            state=active,
            protocol="TCP",
            algorithm="ROUND_ROBIN",
            members=tuple(
                Member(m.id, m.settings, replace(active, operating=self._operating(m)))
                for m in mine
            ),
        )
        balancer = LoadBalancer(
            id=pool.balancer_id,
            name=f"api-{region}",
            region=region,
            state=replace(active, provisioning=provisioning),
            provider="amphora",
            address="10.8.8.8",
            pools=(pool,),
        )
        return BalancerView(region, (balancer,), self.moments.wall())

    def put(self, pool: BalancerPool, members: Sequence[MemberSettings]) -> Receipt:
        there = {m.settings.place: m for m in self.members.values() if m.region == pool.region}
        wanted = [(there.get(one.place) or self._new(pool.region, one), one) for one in members]
        return self._write("PUT members", pool, [*wanted])

    def weigh(self, pool: BalancerPool, member_id: str, weight: int) -> Receipt:
        found = self._found(member_id)
        return self._write("PUT weight", pool, [(found, replace(found.settings, weight=weight))])

    def switch(self, pool: BalancerPool, member_id: str, *, up: bool) -> Receipt:
        found = self._found(member_id)
        told = replace(found.settings, admin_state_up=up)
        return self._write("PUT switch", pool, [(found, told)])

    def remove(self, pool: BalancerPool, member_id: str) -> Receipt:
        return self._write("DELETE member", pool, [(self._found(member_id), None)])

    def states(self, region: str, balancer_id: str) -> BalancerStates:
        raise NotFound(notice("test.gone", id=f"{region} {balancer_id}"))

    def counts(self, region: str, balancer_id: str) -> BalancerCounts:
        raise NotFound(notice("test.gone", id=f"{region} {balancer_id}"))

    # How

    def _new(self, region: str, settings: MemberSettings) -> Placed:
        self.serial += 1
        return Placed(f"m-{self.serial:03}", region, settings, self.moments.t)

    def _found(self, member_id: str) -> Placed:
        found = self.members.get(member_id)
        if found is None:
            raise NotFound(notice("test.gone", id=member_id), request_id="req-404")
        return found

    def _write(
        self, call: str, pool: BalancerPool, wanted: list[tuple[Placed, MemberSettings | None]]
    ) -> Receipt:
        source, region = f"octavia:{pool.region}", pool.region
        self.point(f"{call} {region}")
        outcome = self.weather.outcome("member", source)
        if self.weather.spell(source, "silent"):
            outcome = "down"
        if self.moments.t < self.busy_until.get(region, 0.0):
            raise BalancerBusy(notice("test.busy"), request_id="req-409")
        t = self.moments.t
        for member, after in wanted:
            before = member.settings if member.id in self.members else None
            self.on_write(Written(t, self.process(), outcome, member, before, after))
        if outcome in CARRIED_OUT:
            self.busy_until[region] = t + self.busy_s
            for member, after in wanted:
                if after is None:
                    self.members.pop(member.id, None)
                else:
                    member.settings = after
                    self.members[member.id] = member
        self.point(f"{call} {region} answered")
        if outcome != "ok":
            raise error(outcome, source)
        return Receipt(f"req-member-{self.serial}")
