"""One night on an estate: everything that happens, in one thread, on a virtual clock.

The same seed gives the same night, to the last event.
"""

import heapq
import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random

from balancing import Balancing
from belongings import Belongings
from clouds import Cloud, Metrics
from clusters import Cluster
from engines import Remembered
from keeping import Keeping
from laws import Laws
from moments import Moments
from people import Desk
from privates import Provider, VCenter
from silences import AlertManager
from weather import Weather
from worker import SHELVES, STAGE, Killed, Worker, seams

from console.kinds.step import Tuning
from console.model.build import Build, Part
from console.model.error import SourceError
from console.model.place import Datacenter
from console.model.plan import Plan
from console.model.policy import Limits, MachinePool, Policy, PrivatePolicy
from console.model.pool import Pool, PoolKind, Share

REGIONS = {"RBX": "RBX-A", "GRA": "GRA11", "SBG": "SBG5"}
POOL = Pool(
    name="api",
    kind=PoolKind.STATELESS,
    baseline=3,
    ceiling=12,
    burst_to=9,
    build=Build(Part("b2-60"), Part("windows-server-2022-api"), (Part("vigie-private"),)),
    shares=(Share("RBX", 40), Share("GRA", 35), Share("SBG", 25)),
    name_pattern=r"^api-",
    connections_per_instance=21_000,
    confirm_above=50,
    boot_deadline_s=240.0,
)
PRIVATE = PrivatePolicy(
    datacenter="RBX",
    pools=(MachinePool("databases", stateful=True, name_pattern="^db-"),),
    delivery_deadline_s=900.0,
    mount_deadline_s=300.0,
    shutdown_deadline_s=120.0,
    boot_deadline_s=240.0,
)
POLICY = Policy(
    datacenters=tuple(Datacenter(code, code, "FR", (name,)) for code, name in REGIONS.items()),
    pools={"api": POOL},
    limits=Limits(("FR",), 6, 1.0, 120.0, 4, 10.0),
    private=PRIVATE,
)
ENOUGH = 2500
"""Things that may happen in a night; one that ends has some hundreds."""
LOOK_UP_S = 3.0
TUNING = Tuning(pass_interval_s=12.0, settle_s=20.0)


@dataclass(slots=True)
class Night:
    """The world, the workers and the people. `t` moves from one event to the next."""

    seed: int = 0
    policy: Policy = POLICY
    tuning: Tuning = TUNING
    private: bool = False
    clustered: bool = False
    """Whether the machines of the private cloud keep their data as a cluster."""
    hushed: bool = False
    """Whether there is an alert manager, and what is done keeps its pool's alerts silent."""
    balanced: bool = False
    """Whether the pool stands behind load balancers."""
    keeps: bool = False
    """Whether its workers see to the pool by themselves, too."""
    enough: int = ENOUGH
    keeps_until: float = 0.0
    """When they look for the last time."""
    staying: float = 0.0
    """Which share of ports and volumes stays behind when its server goes."""
    speed: float = 1.0
    hosts: int = 1
    suspicious: bool = False
    sickly: bool = False
    """Whether instances fall sick in it: only then people ask the journal for earlier heals."""
    happened: int = 0
    hire_after_s: float = 3.0
    dead_after_s: float = 20.0
    """Where there is one host no heartbeat is written: `silent` stands for it."""

    heartbeat_s: float = 5.0
    standing: int = 3
    limit: int = 30
    news: int = 0
    serial: int = 0
    moments: Moments = field(init=False)
    chance: Random = field(init=False)
    weather: Weather = field(init=False)
    cloud: Cloud = field(init=False)
    metrics: Metrics = field(init=False)
    balancing: Balancing = field(init=False)
    belongings: Belongings = field(init=False)
    vcenter: VCenter = field(init=False)
    provider: Provider = field(init=False)
    cluster: Cluster = field(init=False)
    alerts: AlertManager = field(init=False)
    laws: Laws = field(init=False)
    workers: list[Worker] = field(default_factory=list)
    current: Worker | None = None
    trace: list[str] = field(default_factory=list)
    hiring: set[str] = field(default_factory=set)
    live: set[str] = field(default_factory=set)
    """Operations that were accepted and have not ended."""
    deaths: int = 0
    stalls: int = 0
    unheard: bool = False
    """Whether a write may be there though it failed."""

    filled: bool = False
    """Whether the disk was full for a while: what a process saw then is written by nobody."""

    unwritten: list[tuple[float, float]] = field(default_factory=list)
    """From when until when no process could write to its journal."""

    zombies: bool = False
    """Whether a process went on after others took its work for a dead one's."""
    idle_s: float = 0.0
    """How long there was no worker at all, over all journals."""
    vacant_since: dict[str, float] = field(default_factory=dict)
    untold: dict[str, Callable[[], None]] = field(default_factory=dict)
    """What keepers are having accepted: another may begin it while its asker stands still."""
    watched: list[tuple[str, Callable[[], None]]] = field(default_factory=list)
    on_hire: Callable[[Worker], None] = lambda _worker: None
    _engines: dict[str, Remembered] = field(default_factory=dict)
    _agenda: list[tuple[float, int, Callable[[], None]]] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=itertools.count)
    _desks: dict[str, Desk] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.moments = Moments(speed=self.speed)
        self.chance = Random(self.seed)  # noqa: S311 - a schedule, not a secret
        self.weather = Weather(self.moments, self.chance)
        limits = dict.fromkeys(REGIONS.values(), self.limit)
        self.cloud = Cloud(self.moments, self.weather, limits, self.point, self.acting)
        self.metrics = Metrics(self.cloud, self.weather, self.point)
        self.balancing = Balancing(self.moments, self.weather, self.cloud, self.point, self.acting)
        luck = Random(self.seed * 86_028_121 + 19)  # noqa: S311 - as above
        self.belongings = Belongings(
            self.moments, self.weather, luck, self.point, self.acting, staying=self.staying
        )
        self.cloud.on_birth = self.belongings.born
        self.vcenter = VCenter(self.moments, self.weather, self.point)
        self.provider = Provider(self.moments, self.weather, self.vcenter, self.point)
        self.cluster = Cluster(self.moments, self.weather, self.vcenter, self.point, self.acting)
        self.alerts = AlertManager(self.moments, self.weather, self.point)
        self.laws = Laws(self)
        self.cloud.on_post, self.cloud.on_removal = self.laws.post, self.laws.removal
        self.cloud.on_reboot = self.laws.reboot
        self.cloud.on_relabel = self.laws.apart.written
        self.balancing.on_write = self.laws.members.written
        self.alerts.on_make = self.laws.silences.made
        self.alerts.on_end = self.laws.silences.ended
        self.cluster.on_write = self.laws.clusters.written
        if self.clustered:
            self.vcenter.on_call = self.laws.clusters.machine
        self.belongings.on_discard = self.laws.sweeps.discarded
        places = list(REGIONS.items())
        for n in range(self.standing):
            code, region = places[n % len(places)]
            self.cloud.put(f"api-{code.lower()}-{n + 1:03}", region)
        if self.balanced:
            self.balancing.furnish(REGIONS.values())
        if self.private:
            self.vcenter.furnish()

    # Who is there

    def desk(self, journal: str = "main") -> Desk:
        """The desk of whoever has settings that name this journal."""
        if journal not in self._desks:
            self._desks[journal] = Desk(self, self.policy, journal)
        return self._desks[journal]

    def engine(self, journal: str) -> Remembered:
        """What the engine remembers beside a journal."""
        return self._engines.setdefault(journal, Remembered())

    def acting(self) -> str:
        """The name of the process that runs now."""
        return "desk" if self.current is None else self.current.name

    def hire(self, policy: Policy, *, journal: str = "main") -> None:
        """Have a worker start after a while, unless one is on its way."""
        if journal in self.hiring:
            return
        self.hiring.add(journal)

        def arrive() -> None:
            self.hiring.discard(journal)
            self.work(policy, journal=journal)

        self.at(self.moments.t + self.hire_after_s, arrive)

    def work(
        self, policy: Policy | None = None, *, journal: str = "main", skew_s: float = 0.0
    ) -> Worker:
        """A worker process starts now."""
        number = len(self.workers)
        worker = Worker(
            self,
            f"w{number + 1}",
            policy or self.policy,
            host=f"host-{number % self.hosts}",
            journal=journal,
            skew_s=skew_s,
        )
        if not self.attended(journal):
            self.idle_s += self.moments.t - self.vacant_since.get(journal, 0.0)
        if self.keeps and journal == "main":
            worker.keeping = Keeping(worker)
        self.workers.append(worker)
        self.on_hire(worker)
        self.note(f"{worker.name} starts")
        try:
            self._as(worker, worker.start)
        except SourceError:
            self.note(f"{worker.name} cannot be entered into the journal")
            worker.alive = False
            self.at(self.moments.t + 5.0, lambda: self.hire(worker.policy, journal=journal))
            return worker
        self.news += 1
        self.at(self.moments.t, lambda: self._tick(worker))
        return worker

    def kill(self, worker: Worker) -> None:
        """A process is no more."""
        if not worker.alive:
            return
        self._gone(worker)
        self.deaths += 1
        self.note(f"{worker.name} is killed")
        self._stir()

    def leave(self, worker: Worker) -> None:
        """A process is asked to leave, and does between two passes."""
        if not worker.alive or worker.leaving:
            return
        if worker.busy:
            worker.leaving = True  # it will see that by itself
            return
        self.note(f"{worker.name} leaves")
        self._as(worker, worker.leave)
        self._gone(worker)
        self._stir()

    def _gone(self, worker: Worker) -> None:
        worker.alive = False
        worker.flows.clear()
        if not self.attended(worker.journal):
            self.vacant_since[worker.journal] = self.moments.t

    def attended(self, journal: str) -> bool:
        """Say whether a worker of this journal lives."""
        return any(worker.alive and worker.journal == journal for worker in self.workers)

    def holds_lock(self, executor: str, host: str) -> bool | None:
        """Say whether a process holds its lock, as that host can tell."""
        found = next((w for w in self.workers if w.name == executor), None)
        if found is None or found.host != host:
            return None
        return found.alive and not self.silent(found)

    def silent(self, worker: Worker) -> bool:
        """Say whether a process has stood still for so long that it counts as dead."""
        return worker.frozen and self.moments.t - worker.frozen_at > self.dead_after_s

    # What happens

    def at(self, t: float, what: Callable[[], None]) -> None:
        """Have something happen at a time."""
        heapq.heappush(self._agenda, (t, next(self._numbers), what))

    def note(self, text: str) -> None:
        """One line of the trace."""
        self.trace.append(f"{self.moments.t:9.2f} {text}")

    def point(self, label: str) -> None:
        """A place where a process may die, stand still, or be overtaken by others."""
        worker = self.current
        if worker is None:
            return
        worker.points += 1
        self.trace.append(f"{self.moments.t:9.2f} {worker.name} {worker.points} {label}")
        doom = worker.dooms.get(worker.points)
        if doom is not None:
            doom()
        if self.watched:
            due = next((each for each in self.watched if label.startswith(each[0])), None)
            if due is not None:
                self.watched.remove(due)
                due[1]()

    def when(self, label: str, what: Callable[[], None]) -> None:
        """Have something happen once a process first comes to such a point."""
        self.watched.append((label, what))

    def die(self) -> None:
        """A doom: the process is killed here."""
        raise Killed

    def stall(self, seconds: float, *, frozen: bool = False) -> None:
        """A doom: the process stands still while the others go on."""
        worker = self.current
        assert worker is not None
        self.note(f"{worker.name} stands still for {seconds:.0f} s")
        worker.busy, worker.frozen, worker.frozen_at = True, frozen, self.moments.t
        self.current = None
        self.stalls += 1
        if frozen:
            self._stir()
            self._stir(after=self.dead_after_s + self.heartbeat_s)
            if self.hosts == 1 and seconds > self.dead_after_s:
                # Whoever looks finds that nobody works, and has another one started.
                ripe = self.moments.t + self.dead_after_s + 0.1
                self.at(ripe, lambda: self.hire(worker.policy, journal=worker.journal))
        self.run(until=self.moments.t + seconds)
        self.current = worker
        worker.busy = worker.frozen = False
        worker.awake_since = self.moments.t
        if not worker.alive:
            raise Killed
        if frozen and seconds > self.dead_after_s:
            worker.zombie = self.zombies = True
        self.note(f"{worker.name} goes on")

    def linger(self, seconds: float) -> None:
        """A doom: this one call takes long, while the process goes on with its other work."""
        worker = self.current
        assert worker is not None
        running, worker.running = worker.running, None
        self.note(f"{worker.name} waits for an answer for {seconds:.0f} s")
        self.current = None
        self.stalls += 1
        self.at(self.moments.t + 0.01, lambda: self._tick(worker))
        worker.next_tick = self.moments.t
        self.run(until=self.moments.t + seconds)
        if not worker.alive:
            raise Killed
        self.current, worker.running = worker, running
        self.note(f"{worker.name} has its answer")

    def aside(self, what: Callable[[], None]) -> None:
        """Have people act in the middle of what a process does."""
        worker, self.current = self.current, None
        what()
        self.current = worker

    def journal_fails_until(self, t: float) -> None:
        """The journal does not answer processes until then."""
        self.unwritten.append((self.moments.t, t))
        SHELVES.failing = lambda: self.current is not None and self.moments.t < t

    def disk_is_full(self, begins: float, ends: float, *, though_written: bool = False) -> None:
        """Whatever a process writes fails in between, though it may be there; it can read."""

        def fails() -> bool:
            return self.current is not None and begins <= self.moments.t < ends

        self.filled = True
        self.unwritten.append((begins, ends))
        if though_written:
            SHELVES.unheard, self.unheard = fails, True
        else:
            SHELVES.full = fails

    def mute_s(self, since: float, until: float) -> float:
        """For how many seconds of a time no process could write to its journal."""
        total = 0.0
        for begins, ends in sorted(self.unwritten):
            total += max(0.0, min(ends, until) - max(begins, since))
            since = max(since, ends)
        return total

    def run(self, until: float) -> None:
        """Let everything happen that is due before a time."""
        while self._agenda and self._agenda[0][0] <= until:
            self._next()
        self.moments.t = max(self.moments.t, until)

    def run_out(self, limit: float = 50_000.0) -> None:
        """Until nothing more would happen while no operation is live."""
        while self._agenda and self._agenda[0][0] <= limit:
            self._next()

    def _next(self) -> None:
        t, _number, what = heapq.heappop(self._agenda)
        self.moments.t = max(self.moments.t, t)
        self.happened += not any(one.until is None for one in self.laws.frozen)  # nothing ends then
        if self.happened > self.enough:
            self.laws.broken(3, f"{self.enough} things have happened, and no end is near")
        what()

    def clear_up(self) -> None:
        """From here on nothing goes wrong any more."""
        self.weather.clear_up()
        SHELVES.failing = SHELVES.full = SHELVES.unheard = lambda: False
        self.on_hire, self.hire_after_s, self.happened = lambda _worker: None, 3.0, 0
        self.watched.clear()
        for worker in self.workers:
            worker.dooms.clear()

    # What the others tell

    def accepted(self, desk: Desk, plan: Plan) -> None:
        """A plan was accepted."""
        self.note(f"{plan.request.verb} {plan.operation_id} accepted, {len(plan.changes)} changes")
        self.live.add(plan.operation_id)
        self.laws.accepted(desk, plan)
        if not self.attended(desk.journal_name):
            self.hire(self.policy, journal=desk.journal_name)
        self._stir(after=0.1)

    def tell(self, operation: str) -> None:
        """Have an operation that a keeper asked for be known, unless it is."""
        told = self.untold.pop(operation, None)
        if told is not None:
            self.aside(told)

    def stop_asked(self, operation: str) -> None:
        """Somebody asked an operation to stop."""
        self.note(f"stop of {operation} asked")
        self.laws.stopped.setdefault(operation, self.moments.t)
        for worker in self.workers:
            for flow in worker.flows:  # a rest between two passes looks up every few seconds
                if flow.operation == operation and flow.waits_for is None:
                    flow.due = min(flow.due, self.moments.t + LOOK_UP_S)

    def finished(self, operation: str) -> None:
        """A workflow of an operation has ended."""
        for worker in self.workers:
            for flow in worker.flows:
                if flow.operation == operation and flow.datacenter is None:
                    flow.due = min(flow.due, self.moments.t)
                    if worker is not self.current:  # it asks the engine all the time
                        worker.next_tick = self.moments.t
                        self.at(self.moments.t, lambda w=worker: self._tick(w))  # type: ignore[misc]

    def wake(self) -> None:
        """Have keepers look at once; a worker comes where there is none."""
        if not self.attended("main"):
            self.work()
        for worker in self.workers:
            if worker.alive and worker.keeping is not None:
                worker.keeping.due = worker.next_tick = self.moments.t
        self._stir()

    def _stir(self, after: float = 0.0) -> None:
        """Something has changed that workers find out by looking."""

        def look() -> None:
            self.news += 1
            for worker in self.workers:
                if worker.alive:
                    self.at(self.moments.t, lambda w=worker: self._tick(w))  # type: ignore[misc]

        self.at(self.moments.t + after, look)
        if self.hosts > 1:
            self.at(self.moments.t + self.dead_after_s + self.heartbeat_s, look)

    def _tick(self, worker: Worker) -> None:
        """Let a worker do what is due, and come back when something is."""
        if not worker.alive:
            return
        if worker.next_tick > self.moments.t and worker.looked == self.news:
            return
        if worker.busy:
            if self.hosts > 1 and not worker.frozen:
                self._as(worker, worker.beat)
            self.at(self.moments.t + self.heartbeat_s, lambda: self._tick(worker))
            return
        upcoming = self._as(worker, worker.tick)
        if worker.leaving and worker.alive:
            self._gone(worker)
            self._stir()
        if worker.alive and upcoming is not None and upcoming < float("inf"):
            worker.next_tick = upcoming
            self.at(upcoming, lambda: self._tick(worker))

    def _as(self, worker: Worker, work: Callable[[], float | None]) -> float | None:
        """Run something as a process, which may die of it."""
        before, self.current = self.current, worker
        try:
            return work()
        except Killed:
            self.current = before
            self.kill(worker)
            return None
        finally:
            self.current = before


@contextmanager
def night(seed: int = 0, **values: object) -> Iterator[Night]:
    """A night to be lived through within the product's seams."""
    with seams():
        SHELVES.new_night(lambda _label: None)
        made = Night(seed, **values)  # type: ignore[arg-type]
        SHELVES.point = made.point
        STAGE.night = made
        try:
            yield made
        finally:
            STAGE.night = None


Fall = Callable[..., Night]
"""How a test begins a night: `fall(seed, …)`, see the fixture `fall`."""
