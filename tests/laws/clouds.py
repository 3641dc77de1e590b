"""A public cloud behind its port: the truth of what stands in it, and what it tells."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

from moments import START, Moments
from stocked import stocked
from weather import CARRIED_OUT, FOREVER, UNANSWERED, Weather, error

from console.foresight.forecast import STEP, on_step
from console.model.build import Build
from console.model.error import CallRefused, NotFound, QuotaExceeded
from console.model.estate import Identity, PoolLoad, RegionView
from console.model.figure import UNKNOWN, Figure, Load, Series
from console.model.fixtures import Fixtures
from console.model.forecast import Expected, Forecast, PoolForecast
from console.model.instance import (
    OPERATION_KEY,
    POOL_KEY,
    QUARANTINE_KEY,
    Flavor,
    Instance,
    InstanceAction,
    InstanceStatus,
)
from console.model.notice import notice
from console.model.pool import Pool
from console.model.quota import Allowance, Quota
from console.ports import CreateOrder, Receipt

GHOST_S = 300.0
"""How long a list that is kept shows a build request that is gone."""
B2_60 = Flavor("f-60", "b2-60", 16, 60000, 400)
STEPS = 8
LEAD = timedelta(minutes=2)
"""What is learned of how long a burst takes."""
Maker = Literal["seed", "vigie", "hand"]


@dataclass(slots=True)
class Server:
    """One instance as it is. Times are the night's seconds; `shown_at` when lists have it."""

    id: str
    name: str
    region: str
    metadata: dict[str, str]
    made_at: float
    ready_at: float
    well_at: float
    fault: str | None = None
    by: Maker = "vigie"
    tardy: bool = False
    """Whether it came later than anybody need wait for what was asked."""
    shown: bool = False
    """Whether any list had it yet."""
    shown_at: float = 0.0
    leaving_at: float = FOREVER
    gone_at: float = FOREVER
    scheduling: bool = False
    """Whether it is a build request only: no list of changes ever tells that it is gone."""
    back_at: float = FOREVER
    """When a removal that was accepted comes to ERROR."""
    hung_at: float = FOREVER
    """Since when it runs and answers nobody."""
    incurable: bool = False
    """Whether a reboot does not help it either."""
    rebooted_at: float = FOREVER
    up_at: float = 0.0
    """When the last reboot is over."""
    recovered_at: float = -FOREVER
    """When it last was well again, by itself or by a reboot."""

    def fails_to_leave(self, t: float) -> None:
        """From then on it stands in ERROR, as if nobody removed it."""
        if self.back_at <= t:
            self.back_at = self.leaving_at = FOREVER
            self.ready_at, self.fault = min(self.ready_at, t), "The hypervisor did not answer."

    def stands(self, t: float) -> bool:
        return self.made_at <= t < self.gone_at

    def status(self, t: float) -> InstanceStatus:
        if t < self.ready_at:
            return InstanceStatus.BUILD
        if self.fault is not None:
            return InstanceStatus.ERROR
        return InstanceStatus.REBOOT if self.reboots(t) else InstanceStatus.ACTIVE

    def reboots(self, t: float) -> bool:
        return self.rebooted_at <= t < self.up_at

    def sick(self, t: float) -> bool:
        """Whether it serves nobody (yet)."""
        return self.fault is not None or self.hung_at <= t or t < max(self.ready_at, self.well_at)

    @property
    def operation(self) -> str | None:
        return self.metadata.get(OPERATION_KEY)

    @property
    def apart(self) -> bool:
        """Whether it is kept for a post-mortem."""
        return QUARANTINE_KEY in self.metadata

    def of(self, pool: str) -> bool:
        """Whether it counts as one of a pool."""
        return self.metadata.get(POOL_KEY) == pool and not self.apart

    @property
    def address(self) -> str:
        number = int(self.id.removeprefix("id-"))
        return f"10.0.{number // 250}.{number % 250 + 1}"


@dataclass(slots=True)
class Post:
    """A creation that reached the cloud: by which process, for which names, how it came out.

    `heard` says that the process learned what became of it.
    """

    t: float
    process: str
    region: str
    names: tuple[str, ...]
    operation: str
    outcome: str
    heard: bool = False


@dataclass(frozen=True, slots=True)
class Removal:
    """A removal that reached the cloud."""

    t: float
    process: str
    server: Server
    outcome: str


@dataclass(frozen=True, slots=True)
class Relabel:
    """A mark that reached the cloud: what the word was before it and after it."""

    t: float
    process: str
    server: Server
    key: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Reboot:
    """A hard reboot that reached the cloud."""

    t: float
    process: str
    server: Server
    outcome: str


@dataclass(frozen=True, slots=True)
class Look:
    """A list that a process was given: the names in it, and whether all could be read."""

    t: float
    process: str
    region: str
    names: frozenset[str]
    readable: bool
    about: frozenset[str] | None = None
    """The names that were asked for; None: all."""

    def lacks(self, name: str) -> bool:
        """Say whether it shows that there is nothing of that name."""
        asked = self.about is None or name in self.about
        return asked and self.readable and name not in self.names


@dataclass(slots=True)
class Cloud:
    """Regions with quotas. `boot_s`, `well_s` and `removal_s` are how long things take."""

    moments: Moments
    weather: Weather
    limits: dict[str, int]
    point: Callable[[str], None]
    process: Callable[[], str]
    boot_s: float = 20.0
    well_s: float = 5.0
    removal_s: float = 8.0
    reboot_s: float = 10.0
    late_s: float = 12.0
    servers: dict[str, Server] = field(default_factory=dict)
    posts: list[Post] = field(default_factory=list)
    removals: list[Removal] = field(default_factory=list)
    relabels: list[Relabel] = field(default_factory=list)
    reboots: list[Reboot] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    on_post: Callable[[CreateOrder, str], None] = lambda _order, _outcome: None
    on_removal: Callable[[Server], None] = lambda _server: None
    on_relabel: Callable[[Relabel], None] = lambda _mark: None
    on_reboot: Callable[[Reboot], None] = lambda _reboot: None
    on_birth: Callable[[Server], None] = lambda _server: None
    serial: int = 0
    ahead_s: float = 0.0
    """How far its clock is ahead of the others'."""
    _before: dict[tuple[str, str], RegionView] = field(default_factory=dict)
    _known: dict[tuple[str, str], set[str]] = field(default_factory=dict)

    # The truth

    def standing(self, region: str | None = None) -> list[Server]:
        """What stands now, in a region or all, whatever any list says."""
        t = self.moments.t
        for server in self.servers.values():
            server.fails_to_leave(t)
        return [
            s
            for s in self.servers.values()
            if s.stands(t) and (region is None or s.region == region)
        ]

    def coming(self) -> list[Server]:
        """What was asked for, will stand, and does not yet."""
        t = self.moments.t
        return [s for s in self.servers.values() if s.made_at > t and not s.tardy]

    def put(
        self,
        name: str,
        region: str,
        *,
        by: Maker = "seed",
        operation: str | None = None,
        pool: str | None = "api",
        ready: bool = True,
    ) -> Server:
        """Let an instance stand that no call of ours made."""
        t = self.moments.t
        metadata = {POOL_KEY: pool} if pool else {}
        if operation:
            metadata[OPERATION_KEY] = operation
        age = 3600.0 if ready else 0.0
        return self._keep(name, region, metadata, t - age, by=by)

    def take(self, server: Server) -> None:
        """Take an instance away by another's hand."""
        server.leaving_at = server.gone_at = self.moments.t

    def sicken(self, server: Server, sickness: str) -> None:
        """``error``, ``hung``, or ``incurable``: hung whatever is done."""
        if sickness == "error":
            server.fault = "The connection to the hypervisor was lost."
        else:
            server.hung_at, server.incurable = self.moments.t - 60.0, sickness == "incurable"

    def recover(self, server: Server) -> None:
        """It is well again by itself, or by another's hand."""
        if server.sick(self.moments.t):
            server.fault, server.hung_at, server.recovered_at = None, FOREVER, self.moments.t

    # The port

    def identity(self) -> Identity:
        self.weather.read("keystone", "identity")
        return Identity("vigie", "vigie", ("member",))

    def instances(self, region: str, *, full: bool = False) -> RegionView:
        self.point(f"list {region}")
        mine = (self.process(), region)  # what lags is what this one has kept
        before = self._before.get(mine)
        self.weather.read(f"nova:{region}", "list")
        if self.weather.spell(f"nova:{region}", "stale") and before is not None and not full:
            return before
        view = self._listed(region, None)
        if not full:
            view = self._haunted(mine, view)
        self._before[mine] = view
        return view

    def _haunted(self, mine: tuple[str, str], view: RegionView) -> RegionView:
        """A process's list, with the build requests that it knew and that are gone since."""
        t = self.moments.t
        known = self._known.setdefault(mine, set())
        known |= {i.id for i in view.instances if self.servers[i.id].scheduling}
        ghosts = [self.servers[i] for i in known if self.servers[i].gone_at <= t]
        shown = [s for s in ghosts if t < s.gone_at + GHOST_S]
        return replace(view, instances=(*view.instances, *map(self._seen, shown)))

    def named(self, region: str, names: Collection[str], ids: Collection[str] = ()) -> RegionView:
        self.point(f"look in {region}")
        self.weather.read(f"nova:{region}", "list")
        if any(s.id in ids for s in self._out_of_sight(region)):
            raise error("down", f"nova:{region}")  # GET /servers/{id} of a cell that is down
        wanted = frozenset(names) | {s.name for s in self.servers.values() if s.id in ids}
        return self._listed(region, wanted)

    def _out_of_sight(self, region: str) -> list[Server]:
        """What stands in a cell that is down: every other server of its region."""
        if not self.weather.spell(f"nova:{region}", "cell down"):
            return []
        return [s for s in self.standing(region) if int(s.id.removeprefix("id-")) % 2]

    def _listed(self, region: str, about: frozenset[str] | None) -> RegionView:
        t = self.moments.t
        seen = [s for s in self.standing(region) if s.shown_at <= t]
        if about is not None:
            seen = [s for s in seen if s.name in about]
        unreadable = 0
        if self.weather.spell(f"nova:{region}", "unreadable") and seen:
            seen, unreadable = seen[:-1], 1
        away = {s.id for s in self._out_of_sight(region)}
        seen = [s for s in seen if s.id not in away]
        if away and self.weather.nameless:
            unreadable += len(away)
        names = frozenset(s.name for s in seen)
        whole = not unreadable and not away
        self.looks.append(Look(t, self.process(), region, names, whole, about))
        for server in seen:
            server.shown = True
        found = tuple(self._seen(s) for s in seen)
        return RegionView(region, found, self.moments.estate(), unreadable)

    def quota(self, region: str, networks: Sequence[str]) -> Quota:  # noqa: ARG002 - the port's signature
        self.weather.read(f"nova:{region}", "quota")
        limit, used = self.limits[region], len(self.standing(region))
        return Quota(
            region,
            Allowance(limit, used),
            Allowance(limit * 16, used * 16),
            Allowance(limit * 60000, used * 60000),
            Allowance(1000, used),
            {"vigie-private": 1000 - used},
        )

    def fixtures(self, region: str, builds: Collection[Build]) -> Fixtures:
        return stocked(region, builds)

    def flavors(self, region: str) -> tuple[Flavor, ...]:
        self.weather.read(f"nova:{region}", "flavors")
        return (B2_60,)

    def console_log(self, region: str, instance_id: str, lines: int) -> str:
        raise NotImplementedError

    def actions(self, region: str, instance_id: str) -> tuple[InstanceAction, ...]:  # noqa: ARG002 - the port's signature
        return ()

    def create(self, order: CreateOrder) -> Receipt:
        source = f"nova:{order.region}"
        self.point(f"POST {order.batch}")
        outcome = self.weather.outcome("create", source)
        if self.weather.spell(source, "silent"):
            outcome = "down"
        over = len(self.standing(order.region)) + len(order.names) > self.limits[order.region]
        if over and outcome in CARRIED_OUT:
            outcome = "quota"
        operation = order.metadata.get(OPERATION_KEY, "")
        post = Post(self.moments.t, self.process(), order.region, order.names, operation, outcome)
        self.posts.append(post)
        self.on_post(order, outcome)
        if outcome == "quota":
            post.heard = True
            raise QuotaExceeded(notice("test.quota"), request_id="req-quota")
        made: list[Server] = []
        if outcome in CARRIED_OUT:
            delay = {"late": self.late_s, "tardy": 2.5 * self.late_s}.get(outcome, 0.0)
            made = [self._create(order, name, delay) for name in order.names]
            for server in made:
                server.tardy = outcome == "tardy"
        self.point(f"POST {order.batch} answered")
        post.heard = outcome not in UNANSWERED
        if outcome != "ok":
            raise error(outcome, source)
        return Receipt(f"req-{made[0].id}", made[0].id)

    def delete(self, region: str, instance_id: str) -> Receipt:
        source = f"nova:{region}"
        self.point(f"DELETE {instance_id}")
        outcome = self.weather.outcome("delete", source)
        if self.weather.spell(source, "silent"):
            outcome = "down"
        server = self.servers.get(instance_id)
        if server is None or not server.stands(self.moments.t):
            raise NotFound(notice("test.gone", id=instance_id), request_id="req-404")
        self.removals.append(Removal(self.moments.t, self.process(), server, outcome))
        self.on_removal(server)
        if outcome == "fails":
            server.leaving_at, server.back_at = self.moments.t, self.moments.t + self.removal_s
        elif outcome in CARRIED_OUT and server.leaving_at == FOREVER:
            server.leaving_at = self.moments.t
            server.gone_at = self.moments.t + (0.0 if server.scheduling else self.removal_s)
        self.point(f"DELETE {instance_id} answered")
        if outcome not in {"ok", "fails"}:
            raise error(outcome, source)
        return Receipt(f"req-del-{instance_id}")

    def mark(self, region: str, instance_id: str, key: str, value: str) -> Receipt:
        return self._relabel("POST mark", region, instance_id, key, value)

    def unmark(self, region: str, instance_id: str, key: str) -> Receipt:
        return self._relabel("DELETE mark", region, instance_id, key, None)

    def _relabel(
        self, call: str, region: str, instance_id: str, key: str, value: str | None
    ) -> Receipt:
        source = f"nova:{region}"
        self.point(f"{call} {instance_id}")
        outcome = self.weather.outcome("mark", source)
        if self.weather.spell(source, "silent"):
            outcome = "down"
        server = self.servers.get(instance_id)
        if server is None or not server.stands(self.moments.t):
            raise NotFound(notice("test.gone", id=instance_id), request_id="req-404")
        if server.status(self.moments.t) is not InstanceStatus.ACTIVE:
            raise CallRefused(notice("test.conflict", id=instance_id), request_id="req-409")
        if value is None and key not in server.metadata:
            raise NotFound(notice("test.gone", id=instance_id), request_id="req-404")
        if outcome in CARRIED_OUT:
            before = server.metadata.get(key)
            mark = Relabel(self.moments.t, self.process(), server, key, before, value)
            self.relabels.append(mark)
            self.on_relabel(mark)
            words = {k: v for k, v in server.metadata.items() if k != key}
            server.metadata = words if value is None else {**words, key: value}
        self.point(f"{call} {instance_id} answered")
        if outcome != "ok":
            raise error(outcome, source)
        return Receipt(f"req-mark-{instance_id}", instance_id)

    def reboot(self, region: str, instance_id: str) -> Receipt:
        source = f"nova:{region}"
        self.point(f"POST reboot {instance_id}")
        outcome = self.weather.outcome("reboot", source)
        if self.weather.spell(source, "silent"):
            outcome = "down"
        t = self.moments.t
        server = self.servers.get(instance_id)
        if server is None or not server.stands(t):
            raise NotFound(notice("test.gone", id=instance_id), request_id="req-404")
        if server.status(t) is not InstanceStatus.ACTIVE or server.leaving_at <= t:
            raise CallRefused(notice("test.conflict", id=instance_id), request_id="req-409")
        self.reboots.append(Reboot(t, self.process(), server, outcome))
        self.on_reboot(self.reboots[-1])
        if outcome in CARRIED_OUT:
            server.rebooted_at, server.up_at = t, t + self.reboot_s
            server.well_at = server.up_at + self.well_s
            if not server.incurable:
                server.hung_at, server.recovered_at = FOREVER, t
        self.point(f"POST reboot {instance_id} answered")
        if outcome != "ok":
            raise error(outcome, source)
        return Receipt(f"req-reboot-{instance_id}", instance_id)

    def lock(self, region: str, instance_id: str, reason: str) -> Receipt:
        raise AssertionError(f"no night locks: {region}, {instance_id}, {reason}")

    def unlock(self, region: str, instance_id: str) -> Receipt:
        raise AssertionError(f"no night unlocks: {region}, {instance_id}")

    # How

    def _create(self, order: CreateOrder, name: str, delay: float) -> Server:
        made = self._keep(name, order.region, dict(order.metadata), self.moments.t + delay)
        fate = self.weather.outcome("build", f"nova:{order.region}")
        if fate == "error":
            made.fault = "No valid host was found."
        elif fate == "stuck":
            made.ready_at = FOREVER
        elif fate == "scheduling":
            made.ready_at, made.scheduling = FOREVER, True
        elif fate == "sick":
            made.well_at = FOREVER
        elif fate == "slow":
            made.ready_at += 4 * self.boot_s
            made.well_at += 4 * self.boot_s
        elif fate == "hidden":
            made.shown_at = made.made_at + self.late_s
        elif fate == "evicted":
            made.gone_at = made.leaving_at = made.well_at + 3.0
        return made

    def _keep(
        self, name: str, region: str, metadata: dict[str, str], at: float, *, by: Maker = "vigie"
    ) -> Server:
        self.serial += 1
        made = Server(
            f"id-{self.serial:03}",
            name,
            region,
            metadata,
            at,
            at + self.boot_s,
            at + self.boot_s + self.well_s,
            by=by,
        )
        self.servers[made.id] = made
        self.on_birth(made)
        return made

    def _seen(self, server: Server) -> Instance:
        t = self.moments.t
        status = server.status(t)
        made = when(server.made_at + self.ahead_s)
        changed = server.made_at
        if server.rebooted_at <= t:
            changed = server.rebooted_at if server.reboots(t) else server.up_at
        return Instance(
            server.id,
            server.name,
            server.region,
            status,
            made,
            when(changed + self.ahead_s),
            task_state="deleting" if server.leaving_at <= t else None,
            flavor="b2-60",
            addresses=() if status is InstanceStatus.BUILD else (server.address,),
            metadata=server.metadata,
            fault=server.fault if status is InstanceStatus.ERROR else None,
        )


@dataclass(slots=True)
class Metrics:
    """The metrics server: what is in service, and the load."""

    cloud: Cloud
    weather: Weather
    point: Callable[[str], None]
    warnings: tuple[str, ...] = ()
    read_at: dict[str, float] = field(default_factory=dict)
    course: Callable[[float], float] = lambda _t: 100_000.0
    """How many connections there are at a time of the night."""

    def load(self, pool: Pool) -> PoolLoad:  # noqa: ARG002 - the port's signature
        outcome = self.weather.read("prometheus", "load")
        moments = self.cloud.moments
        nothing = outcome == "missing" or self.weather.spell("prometheus", "nan")
        figure = UNKNOWN if nothing else Figure(self.course(moments.t), moments.wall())
        return PoolLoad(Load(connections=figure))

    def forecasts(self, pools: Iterable[Pool]) -> dict[str, PoolForecast]:
        """What past weeks make expect of the next hours: what comes, or nothing in bad weather."""
        self.weather.read("prometheus", "forecast")
        moments = self.cloud.moments
        at = on_step(moments.estate())
        nothing = self.weather.spell("prometheus", "nan")
        steps = tuple(self._expected(at + n * STEP) for n in range(1, STEPS + 1))
        told = None if nothing else Forecast(at, steps, 1.0, 4)
        why = notice("foresight.weeks", n=0, least=2) if nothing else None
        return {pool.name: PoolForecast(at, told, why, LEAD) for pool in pools}

    def _expected(self, at: datetime) -> Expected:
        found = self.course((at - START).total_seconds() / self.cloud.moments.speed)
        return Expected(at, found, found)

    def history(self, pool: Pool, start: datetime, end: datetime, points: int) -> dict[str, Series]:  # noqa: ARG002 - the port's signature
        return {}

    def health(self, pool: Pool) -> dict[str, bool]:
        self.point("health")
        outcome = self.weather.read("prometheus", "health")
        if outcome == "missing" or self.weather.spell("prometheus", "nan"):
            return {}
        t = self.cloud.moments.t
        self.read_at[self.cloud.process()] = t
        return {
            s.name: not s.sick(t)
            for s in self.cloud.standing()
            if s.metadata.get(POOL_KEY) == pool.name and s.status(t) is InstanceStatus.ACTIVE
        }

    def down_since(self, pool: Pool, start: datetime, end: datetime) -> dict[str, datetime]:  # noqa: ARG002 - the port's signature
        t = self.cloud.moments.t
        standing = (s for s in self.cloud.standing() if s.metadata.get(POOL_KEY) == pool.name)
        sick = (s for s in standing if s.sick(t))
        silent = {s.name: s.hung_at if s.hung_at <= t else s.ready_at for s in sick}
        return {name: when(since) for name, since in silent.items() if since <= t}

    def sessions(self) -> dict[str, float]:
        """Nobody tells of connections: a drain takes its whole time."""
        return {}

    def growth(self, start: datetime, end: datetime, points: int) -> dict[str, Series]:  # noqa: ARG002 - the port's signature
        return {}


def when(t: float) -> datetime:
    """A moment of the night, as clouds write it."""
    return START + timedelta(seconds=t)


def doubled(servers: Sequence[Server]) -> list[str]:
    """Names that stand more than once under one operation's mark."""
    counted = Counter((s.name, s.operation) for s in servers if s.operation)
    return sorted(name for (name, _operation), n in counted.items() if n > 1)
