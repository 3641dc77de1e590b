"""The laws, watched while a night goes on and looked at once more when it is over.

Whatever the journal says, what is judged is what the cloud and the provider
were asked for and what stands there.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn

from apart import QuarantineLaws
from clouds import Reboot, Server, doubled
from cluster_laws import ClusterLaws
from fair import PLAN_AGE_S, SLACK_S, FairWeather
from keeper_laws import KeeperLaws
from members import MemberLaws
from private_laws import PrivateLaws
from silence_laws import SilenceLaws
from sweeps import SweepLaws
from weather import CARRIED_OUT

from console.kinds.leftovers.judge import PATIENCE_S as SWEEP_PATIENCE_S
from console.kinds.turns import TURN_S
from console.model.freeze import Scope
from console.model.instance import POOL_KEY, InstanceStatus
from console.model.operation import Change, Operation, OperationState, Phase
from console.model.plan import Desired, Plan, PlannedChange
from console.model.resource import (
    CLUSTER,
    DATASTORE,
    HOST,
    INSTANCE,
    LEFTOVER,
    MACHINE,
    MEMBER,
    MEMBERSHIP,
    REBOOT,
)
from console.model.verb import HEAL, REPAIR, ROLLBACK, TOPUP
from console.model.wanted import LABEL, REPLACEMENT, REPLACES
from console.ports import CreateOrder

if TYPE_CHECKING:
    from night import Night
    from people import Desk
    from worker import Flow, Worker

SAME_MOMENT_S = 0.015
"""Turns of a night's processes are 0.01 s apart: what is nearer is one turn."""
STOPPED_WITHIN_S = 60.0
HEARD_OF_WITHIN_S = 2.0
ENOUGH_REMOVALS = 24
GOOD = frozenset({Phase.IN_SERVICE, Phase.GONE})
HELD = frozenset({"warning.target_keeps", "warning.window_keeps"})
WHOLE = Scope.EVERYTHING
BY_TIME = frozenset(
    {
        "change.still_there",
        "change.never_seen_gone",
        "change.health_unknown",
        "change.unhealthy",
        "change.outcome_unknown",
        "change.never_asked",
        "change.boot_deadline",
    }
)
"""Reasons that are about time having passed, not about what was seen."""


class Broken(AssertionError):
    """A law does not hold. The first argument is its number in design.md."""

    def __init__(self, law: int, text: str) -> None:
        super().__init__(f"law {law}: {text}")
        self.law = law


@dataclass(slots=True)
class Kept:
    """What the laws know of one operation that was accepted."""

    plan: Plan
    journal: str
    at: float
    begun_at: float | None = None
    worked_s: float = 0.0
    deaths: int = 0


@dataclass(slots=True)
class Frozen:
    """A pool that a person froze, in which journal, what of it, from when until when."""

    pool: str
    journal: str
    since: float
    scope: Scope = Scope.EVERYTHING
    until: float | None = None

    def covers(self, t: float, awake_since: float) -> bool:
        """Say whether nothing may be written at a moment: some time is for hearing of it.

        A process that stood still meanwhile has had that time only since it went on.
        """
        heard = t - max(self.since, awake_since) > HEARD_OF_WITHIN_S
        return heard and (self.until is None or t < self.until)


@dataclass(slots=True)
class Laws:
    """Watches one night."""

    night: "Night"
    operations: dict[str, Kept] = field(default_factory=dict)
    stopped: dict[str, float] = field(default_factory=dict)
    """Operations that somebody asked to stop, and when."""
    removed: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How often each process asked for each instance's removal."""
    meddled: bool = False
    frozen: list[Frozen] = field(default_factory=list)
    """Whether somebody's hand was on the estate, so that not every end is ours."""
    asked_away: set[tuple[str, str]] = field(default_factory=set)
    rebooted: set[tuple[str, str]] = field(default_factory=set)
    takes: list[tuple[float, str, str]] = field(default_factory=list)
    passes: list[tuple[float, str, str]] = field(default_factory=list)
    members: MemberLaws = field(init=False)
    apart: QuarantineLaws = field(init=False)
    sweeps: SweepLaws = field(init=False)
    private: PrivateLaws = field(init=False)
    keeper: KeeperLaws = field(init=False)
    clusters: ClusterLaws = field(init=False)
    silences: SilenceLaws = field(init=False)
    fair: FairWeather = field(init=False)

    def __post_init__(self) -> None:
        self.members, self.apart = MemberLaws(self), QuarantineLaws(self)
        self.sweeps, self.private, self.fair = SweepLaws(self), PrivateLaws(self), FairWeather(self)
        self.keeper, self.clusters = KeeperLaws(self), ClusterLaws(self)
        self.silences = SilenceLaws(self)

    # While the night goes on

    def accepted(self, desk: "Desk", plan: Plan) -> None:
        """A plan was accepted: what it says was true when it was made."""
        self.operations[plan.operation_id] = Kept(plan, desk.journal_name, self.night.moments.t)
        creates = sum(_creates(c) for c in plan.changes)
        if creates and plan.resource == INSTANCE:
            pool = self.night.policy.pools[plan.pool]
            if plan.size_after > pool.ceiling:
                self.broken(7, f"a plan to {plan.size_after}, over {pool.ceiling}")
        if plan.resource == LEFTOVER:
            self.sweeps.accepted(desk, plan)
        if plan.request.verb in {REPAIR, TOPUP}:
            self.keeper.repairs(desk, plan)

    def taken(self, worker: "Worker", workflow: str) -> None:
        """A worker took a workflow up."""
        self.takes.append((self.night.moments.t, worker.name, workflow))

    def pass_begins(self, worker: "Worker", flow: "Flow") -> None:
        """A pass is about to be made."""
        worker.running = flow.operation
        t = self.night.moments.t
        self.passes.append((t, worker.name, flow.operation))

    def begins(self, operation: str) -> None:
        """A worker is about to begin an operation, or to refuse it."""
        self.night.tell(operation)
        kept = self.operations.get(operation)
        if kept is not None and kept.begun_at is None:
            kept.begun_at = self.night.moments.t

    def pass_ended(self, worker: "Worker", flow: "Flow") -> None:  # noqa: ARG002 - told for symmetry
        """It came to its end."""
        worker.running = None

    def post(self, order: CreateOrder, outcome: str) -> None:
        """A creation reaches the cloud: laws 1, 5 and 7."""
        worker = self.night.current
        assert worker is not None
        operation = worker.running or ""
        self.may_write(operation)
        if outcome not in CARRIED_OUT or worker.zombie:
            return
        self.thawed(worker, order.metadata[POOL_KEY], f"{order.names[0]} is asked for", WHOLE)
        there = [*self.night.cloud.standing(order.region), *self.night.cloud.coming()]
        names = set(order.names)
        again = [s for s in there if s.name in names and s.operation == operation]
        again = [s for s in again if s.leaving_at > self.night.moments.t and not s.tardy]
        if again:
            self.broken(1, f"{again[0].name} is asked for again, and it is there")
        self._written_down(worker, order, operation)
        self._observed_to_lack(order, operation)
        self._under_the_ceiling(worker, order)
        self.keeper.post(worker, order, operation)

    def removal(self, server: Server) -> None:
        """A removal reaches the cloud: laws 5, 6, 7 and 10."""
        worker = self.night.current
        assert worker is not None
        operation = worker.running or ""
        last = self.night.cloud.removals[-1]
        heard = not worker.zombie and last.outcome in CARRIED_OUT
        pool = server.metadata.get(POOL_KEY, "")
        if heard:
            self.thawed(worker, pool, f"{server.name} is removed", WHOLE)
            self.members.removed(server)
            self.apart.removed(server)
        self.removed[worker.name, server.id] += last.outcome not in {"limited", "down"}
        if self.removed[worker.name, server.id] > ENOUGH_REMOVALS:
            self.broken(3, f"{server.name} is removed again and again by {worker.name}")
        kept = self.operations.get(operation)
        if kept is None:
            self.broken(6, f"{server.name} is removed by nobody's operation")
        absent = [c for c in kept.plan.changes if c.desired is Desired.ABSENT]
        pinned = [c for c in absent if c.resource_id == server.id]
        named = [c for c in absent if c.name == server.name and c.made_by == server.operation]
        if not pinned and not named:
            if server.operation != operation:
                self.broken(6, f"{server.name} of {server.operation} is removed by {operation}")
            return
        if heard:
            self.thawed(worker, pool, f"{server.name} is removed", Scope.SHRINKING)
        family = {operation, kept.plan.target}
        family |= {k for k, o in self.operations.items() if o.plan.target == kept.plan.target}
        if kept.plan.request.verb == ROLLBACK and server.operation not in family:
            self.broken(6, f"{server.name} of {server.operation} is taken back by {operation}")
        self.may_write(operation)
        if kept.plan.resource == LEFTOVER:
            self.sweeps.server(worker, server, operation)
        if (operation, server.id) not in self.asked_away:
            self.asked_away.add((operation, server.id))
            self._begins_removal(worker, server, operation, pinned)

    def _begins_removal(
        self, worker: "Worker", server: Server, operation: str, pinned: list[PlannedChange]
    ) -> None:
        """The removal of an instance is asked for the first time."""
        plan = self.operations[operation].plan
        counts = POOL_KEY in server.metadata and not server.apart
        if plan.resource != LEFTOVER or counts:
            self._may_begin_removal(worker, server, healed=plan.request.verb == HEAL)
        if plan.request.verb == HEAL:
            self.still_sick(worker, server, "removed")
            self.replaced(worker, server, pinned, operation)
        elif any(REPLACEMENT in change.wanted for change in pinned):
            self.replaced(worker, server, pinned, operation)

    def reboot(self, reboot: Reboot) -> None:
        """A hard reboot reaches the cloud: laws 1, 5, 6 and 10."""
        worker, server = self.night.current, reboot.server
        assert worker is not None
        operation = worker.running or ""
        kept = self.operations.get(operation)
        named = kept.plan.changes if kept is not None else ()
        if not any(c.resource == REBOOT and c.resource_id == server.id for c in named):
            self.broken(6, f"{server.name} is rebooted by {operation}, in no plan")
        self.may_write(operation)
        if worker.zombie or reboot.outcome not in CARRIED_OUT:
            return
        pool = server.metadata.get(POOL_KEY, "")
        self.thawed(worker, pool, f"{server.name} is rebooted", WHOLE)
        if (operation, server.id) in self.rebooted:
            self.broken(1, f"{server.name} is rebooted again by {operation}")
        self.rebooted.add((operation, server.id))
        self.still_sick(worker, server, "rebooted")

    def still_sick(self, worker: "Worker", server: Server, what: str) -> None:
        """Nothing that is well is touched by a heal: what is known is as old as the last look."""
        t = self.night.moments.t
        looks = [self.night.metrics.read_at.get(worker.name)]
        looks.append(self._last_look(worker, server.region))
        looks.append(self.night.balancing.read_at.get((worker.name, server.region)))
        known = min((look for look in looks if look is not None), default=t)
        if not server.sick(t) and server.recovered_at < known:
            self.broken(10, f"{server.name} is {what} by a heal, and it is well")

    def replaced(
        self, worker: "Worker", server: Server, pinned: list[PlannedChange], operation: str
    ) -> None:
        """What is sick goes, or is set aside, only after another is in service for it."""
        t = self.night.moments.t
        names = {c.wanted.get(REPLACEMENT) for c in pinned}
        since = self._last_look(worker, server.region) or t
        serves = any(
            s.name in names
            and s.operation == operation
            and s.well_at <= t
            and not (s.gone_at <= since or s.leaving_at <= since)
            for s in self.night.cloud.servers.values()
        )
        if not serves:
            self.broken(5, f"{server.name} goes, and nothing serves in its place")

    def thawed(self, worker: "Worker", pool: str, what: str, scope: Scope = WHOLE) -> None:
        """Nothing is written to a pool that somebody froze, as far as they froze it."""
        t = self.night.moments.t
        mine = (pool, worker.journal, scope)
        for one in self.frozen:
            if (one.pool, one.journal, one.scope) == mine and one.covers(t, worker.awake_since):
                self.broken(5, f"{what} {t - one.since:.1f} s after {pool} was frozen")

    def may_write(self, operation: str) -> None:
        kept = self.operations.get(operation)
        if kept is None or kept.begun_at is None:
            return
        age = kept.begun_at - kept.at
        if age > PLAN_AGE_S + SLACK_S:
            self.broken(5, f"{operation}, {age:.0f} s old when it began, was begun")

    def _observed_to_lack(self, order: CreateOrder, operation: str) -> None:
        for name in order.names:
            earlier = [
                p
                for p in self.night.cloud.posts[:-1]
                if name in p.names and p.operation == operation and not p.heard
            ]
            if not earlier:
                continue
            since = earlier[-1].t
            seen = any(
                look.region == order.region and look.t >= since and look.lacks(name)
                for look in self.night.cloud.looks
            )
            if not seen:
                self.broken(1, f"{name} is asked for again, and nobody has looked")

    def _written_down(self, worker: "Worker", order: CreateOrder, operation: str) -> None:
        """What is asked for is in the journal as asked and not answered, before it is asked."""
        tracked = worker.ledger.tracked(operation)
        rows = {t.change.name: t for t in tracked if t.change.resource == INSTANCE}
        for name in order.names:
            if rows[name].answered or rows[name].phase is not Phase.REQUESTED:
                self.broken(1, f"{name} is asked for, and the journal does not know")

    def _under_the_ceiling(self, worker: "Worker", order: CreateOrder) -> None:
        pool = worker.policy.pools[order.metadata[POOL_KEY]]
        t = self.night.moments.t
        planned_at = self.operations[worker.running or ""].at
        counted = 0
        for server in (*self.night.cloud.standing(), *self.night.cloud.coming()):
            if not server.of(pool.name):
                continue
            seen_at = self._last_look(worker, server.region, whole=True)
            maker = self.operations.get(server.operation or "")
            ours = maker is not None and maker.journal == worker.journal
            # A process that never saw a region goes by the list that its plan was made with.
            known = ours or server.made_at <= (planned_at if seen_at is None else seen_at)
            counted += known or (seen_at is not None and t - server.made_at > SLACK_S)
        if counted + len(order.names) > pool.ceiling:
            self.broken(
                7, f"{counted} stand and {len(order.names)} are asked for, over {pool.ceiling}"
            )

    def _may_begin_removal(self, worker: "Worker", server: Server, *, healed: bool) -> None:
        night, t = self.night, self.night.moments.t
        pool = worker.policy.pools.get(server.metadata.get(POOL_KEY, ""))
        if pool is None:
            self.broken(6, f"{server.name} is of no pool of ours")
        if pool.name in worker.policy.frozen:
            self.broken(5, f"{server.name} is removed from a frozen pool")
        if server.status(t) is not InstanceStatus.ACTIVE:
            return
        dark = ("silent", "nan")
        unlit = any(night.weather.spell("prometheus", kind) for kind in dark)
        if unlit and not night.balanced:
            self.broken(10, f"{server.name} is removed while nobody knows what serves")
        if healed:
            return  # another is in service for it
        able = 0
        for each in night.cloud.servers.values():
            seen_at = self._last_look(worker, each.region) or t
            stood = each.made_at <= t and min(each.leaving_at, each.gone_at) > seen_at
            able += stood and each.fault is None and each.of(pool.name)
        if able - 1 < pool.baseline:
            self.broken(5, f"{server.name} is removed, and {able - 1} stay of {pool.baseline}")

    def _last_look(self, worker: "Worker", region: str, *, whole: bool = False) -> float | None:
        """When a process last looked at a region, or listed it."""
        for look in reversed(self.night.cloud.looks):
            by_name = look.about is not None
            if look.region == region and look.process == worker.name and not (whole and by_name):
                return look.t
        return None

    def broken(self, law: int, text: str) -> NoReturn:
        """A law does not hold."""
        raise Broken(law, text)

    # When the night is over

    def look_back(self) -> None:
        """Everything that must be true once nothing more happens."""
        for name in dict.fromkeys(kept.journal for kept in self.operations.values()):
            desk = self.night.desk(name)
            found = desk.journal.operations(limit=500)
            for operation in found:
                changes = desk.journal.changes(operation.id)
                self._ended(operation)
                self._explained(operation, changes)
                self._asked_first(operation, changes)
                self.fair.look_back(operation)
                self._told_once(desk, operation, changes)
                if operation.plan.resource == INSTANCE:
                    self._stands(operation, changes)
                elif operation.plan.resource == MACHINE:
                    self.private.machines(changes)
                elif operation.plan.resource == CLUSTER:
                    self.clusters.look_back(operation.id, changes)
            if self.night.private:
                self.private.orders([c for o in found for c in desk.journal.changes(o.id)])
            self._marks(found)
            if self.night.balanced:
                self.members.look_back()
            if self.night.hushed:
                self.silences.look_back(desk, found)
            self._rolled_back(found)
            self._fenced(desk, found)

    def _ended(self, operation: Operation) -> None:
        if operation.state.live:
            self.broken(3, f"{operation.id} never ends: {operation.state.value}")
        kept = self.operations[operation.id]
        if operation.ended_at is None or kept.begun_at is None:
            return
        took = (operation.ended_at - operation.created_at).total_seconds() / self.night.speed
        bound = self._bound(operation)
        if took > bound:
            self.broken(3, f"{operation.id} took {took:.0f} s, and {bound:.0f} were its bound")
        self._stopped_in_time(operation)

    def _stopped_in_time(self, operation: Operation) -> None:
        """A stop holds a pool no longer than a minute, where somebody was there to work.

        That it is over nobody can write down while the journal takes nothing: it is over after.
        """
        night, asked = self.night, self.stopped.get(operation.id)
        kept = self.operations[operation.id]
        calm = not (night.deaths or night.stalls or night.idle_s or night.zombies)
        if asked is None or kept.begun_at is None or not calm or operation.ended_at is None:
            return
        if operation.plan.resource != INSTANCE:
            return
        over = (operation.ended_at - night.moments.estate(-night.moments.t)).total_seconds()
        ended, since = over / night.speed, max(asked, kept.begun_at)
        took = ended - since
        if took - night.mute_s(since, ended) > STOPPED_WITHIN_S:
            self.broken(3, f"{operation.id} ended {took:.0f} s after it was asked to stop")

    def _bound(self, operation: Operation) -> float:
        """How long an operation may take; takeovers and their waiting come on top."""
        night = self.night
        patience = 2 * night.policy.pools["api"].boot_deadline_s + 120.0
        bound = night.tuning.create_attempts * patience
        if operation.plan.resource in {DATASTORE, HOST}:
            private = night.policy.private
            assert private is not None
            patience = 2 * (private.delivery_deadline_s + private.mount_deadline_s) + 120.0
            bound = 2 * patience + 60.0 * len(operation.plan.changes)
        elif operation.plan.resource == MACHINE:
            bound = 6 * patience
        elif operation.plan.resource == LEFTOVER:
            bound = 2 * SWEEP_PATIENCE_S + 120.0 + TURN_S * len(operation.plan.changes)
        waits = night.hire_after_s + night.dead_after_s + 2 * night.heartbeat_s + night.idle_s
        held = sum((f.until or night.moments.t) - f.since for f in self.frozen) * night.speed
        if night.balanced:
            turns = sum(c.resource == MEMBER for c in operation.plan.changes)
            bound += 2 * (patience + night.policy.pools["api"].drain_s + TURN_S * turns)
        bound += held + patience * len(self.frozen)
        return bound + (night.deaths + night.stalls) * (patience + waits) + 600.0

    def _explained(self, operation: Operation, changes: tuple[Change, ...]) -> None:
        for change in changes:
            if not change.phase.final:
                self.broken(3, f"{change.name} is left in {change.phase.value}")
            if change.phase is Phase.FAILED and change.why is None:
                self.broken(3, f"{change.name} failed without a reason")
            if change.why is not None and change.why.code == "change.internal_error":
                self.broken(3, f"{change.name} of {operation.id} was given up on by nobody")

    def _asked_first(self, operation: Operation, changes: tuple[Change, ...]) -> None:
        """No verdict of time on what was not asked for by a worker that was there to ask."""
        night = self.night
        for change in changes:
            why = change.why
            if change.phase is not Phase.FAILED or why is None or why.code not in BY_TIME:
                continue
            if change.resource != INSTANCE:
                continue
            at = (change.updated_at - night.moments.estate(-night.moments.t)).total_seconds()
            at /= night.speed
            source = f"nova:{change.region}"
            attended = [t for t, _w, op in self.passes if op == operation.id and t <= at + 1.0]
            calls = [p.t for p in night.cloud.posts if change.name in p.names and p.t <= at + 1.0]
            calls += [
                r.t
                for r in night.cloud.removals
                if r.server.name == change.name and r.t <= at + 1.0
            ]
            patience = night.policy.pools["api"].boot_deadline_s
            watched = (at - attended[0]) * night.speed if attended else 0.0
            meant = change.attempts and (night.deaths or why.code == "change.outcome_unknown")
            if (
                not calls
                and not meant
                and (source not in night.weather.struck or watched < patience)
            ):
                self.broken(2, f"{change.name} failed with {why.code}, and was never asked for")
            self._looked_before(change, why.code, at)

    def _looked_before(self, change: Change, code: str, at: float) -> None:
        """After a takeover one good reading comes before any verdict, or long darkness."""
        taken = [
            (t, worker)
            for t, worker, workflow in self.takes
            if workflow == f"{change.operation_id}-{change.datacenter}" and t <= at + 0.005
        ]
        if not taken:
            return
        since, worker = taken[-1]
        if len(taken) > 1 and at - since < SAME_MOMENT_S:
            since, worker = taken[-2]  # the verdict was that of the one before, in its last pass
        patience = self.night.policy.pools["api"].boot_deadline_s
        looks = [
            look.t
            for look in self.night.cloud.looks
            if look.process == worker and look.region == change.region and since <= look.t <= at + 1
        ]
        if not looks and (at - since) * self.night.speed < patience:
            self.broken(2, f"{change.name} failed with {code} before {worker} had looked")

    def _told_once(self, desk: "Desk", operation: Operation, changes: tuple[Change, ...]) -> None:
        told: Counter[str] = Counter()
        for event in desk.journal.events(operation_id=operation.id, limit=5000):
            told[event.notice.code] += int(event.notice.values.get("n", 1) or 1)
        gone = sum(c.desired is Desired.ABSENT for c in changes)
        if told["changes.gone"] > gone:
            self.broken(3, f"{told['changes.gone']} are told to be gone, and {gone} were to go")

    def _stands(self, operation: Operation, changes: tuple[Change, ...]) -> None:
        """What an operation says that it made is there, once, and nothing else of its mark."""
        night = self.night
        ours = [s for s in night.cloud.standing() if s.by == "vigie"]
        standing = [s for s in ours if s.operation == operation.id]
        staying = [s for s in standing if s.leaving_at > night.moments.t]
        serving = {c.resource_id for c in changes if c.phase is Phase.IN_SERVICE and _creates(c)}
        says = sum(c.phase is Phase.IN_SERVICE and _creates(c) for c in changes)
        if len(serving) != says:
            self.broken(6, f"two changes of {operation.id} have one instance")
        ended = operation.ended_at
        assert ended is not None
        over_at = (ended - night.moments.estate(-night.moments.t)).total_seconds() / night.speed
        # What came that late, at the end or in a cell that shows nothing, nobody could know of.
        unknown = [s for s in staying if s.tardy and (s.made_at > over_at - SLACK_S or not s.shown)]
        staying = [s for s in staying if s not in unknown]
        if doubled(staying) and not night.zombies:
            self.broken(6, f"{doubled(staying)} stand twice")
        if operation.state is OperationState.SUCCEEDED:
            surplus = [s.name for s in staying if s.id not in serving]
            if surplus and not night.zombies:
                self.broken(6, f"{surplus} stand, and no change of {operation.id} says so")

    def _rolled_back(self, operations: tuple[Operation, ...]) -> None:
        """What a rollback took back is gone, all of it (law 6)."""
        by_id = {o.id: o for o in operations}
        for operation in operations:
            if operation.plan.request.verb != ROLLBACK or operation.plan.target not in by_id:
                continue
            if operation.state is not OperationState.SUCCEEDED:
                continue
            family = {operation.plan.target}
            family |= {
                o.id for o in operations if o.plan.request.verb == TOPUP and o.plan.target in family
            }
            there = {s.id for s in self.night.cloud.standing() if not s.apart}
            kept = {  # what took the place of what is gone stays
                c.name
                for c in by_id[operation.plan.target].plan.changes
                if REPLACES in c.wanted and c.wanted[REPLACES] not in there
            }
            left = [
                s
                for s in self.night.cloud.standing()
                if s.operation in family
                and s.by == "vigie"
                and s.leaving_at > self.night.moments.t
                and not s.tardy
                and s.name not in kept
            ]
            # An open target or window keeps what it needs, and the plan says how many.
            held = sum(int(w.values["n"]) for w in operation.plan.warnings if w.code in HELD)
            over = [s.name for s in left[held:]]
            if over and not self.night.zombies:
                self.broken(6, f"{over} stand after {operation.id} took {sorted(family)} back")
            members = self.members.left_of(family, kept, left)
            if members and not self.night.zombies:
                self.broken(6, f"members {members} stand after {operation.id} took them back")

    def _marks(self, operations: tuple[Operation, ...]) -> None:
        """Only what a plan names is marked, from what it was; a rollback leaves no mark (law 6)."""
        planned = {
            (c.resource_id, c.before[LABEL] or None, c.wanted[LABEL] or None)
            for kept in self.operations.values()
            for c in kept.plan.changes
            if c.resource == MEMBERSHIP
        }
        for mark in (m for m in self.night.cloud.relabels if m.key == POOL_KEY):
            again = mark.before == mark.after
            if not again and (mark.server.id, mark.before, mark.after) not in planned:
                self.broken(6, f"{mark.server.name} got the mark {mark.after}, in no plan")
        for operation in operations:
            target = self.operations.get(operation.plan.target or "")
            undone = operation.plan.request.verb == ROLLBACK and target is not None
            if undone and operation.state is OperationState.SUCCEEDED:
                self._unmarked(operation.id, target.plan)  # type: ignore[union-attr]

    def _unmarked(self, operation: str, plan: Plan) -> None:
        """Nothing keeps a mark that a rollback took back."""
        if self.meddled or self.night.zombies:
            return
        for change in plan.changes:
            server = self.night.cloud.servers.get(change.resource_id or "")
            if change.resource == MEMBERSHIP and server and POOL_KEY in server.metadata:
                self.broken(6, f"{server.name} keeps its mark after {operation}")

    def _fenced(self, desk: "Desk", operations: tuple[Operation, ...]) -> None:
        """Nobody writes for work that another has taken up since (law 7 rests on it)."""
        for operation in operations:
            if not self.night.zombies:
                return
            taken: dict[str, list[tuple[float, str]]] = {}
            for t, worker, workflow in self.takes:
                if workflow.partition("-")[0] == operation.id:
                    taken.setdefault(workflow, []).append((t, worker))
            for event in desk.journal.events(operation_id=operation.id, limit=5000):
                at = (event.at - self.night.moments.estate(-self.night.moments.t)).total_seconds()
                at /= self.night.speed
                holders = {
                    w for takes in taken.values() for t, w in takes if abs(t - at) < SAME_MOMENT_S
                }
                for takes in taken.values():
                    holders |= {w for t, w in [take for take in takes if take[0] < at - 0.01][-1:]}
                if event.actor.startswith("w") and holders and event.actor not in holders:
                    self.broken(1, f"{event.actor} wrote {event.kind} after {holders} took over")


def _creates(change: object) -> bool:
    return change.desired is Desired.PRESENT and change.resource == INSTANCE  # type: ignore[attr-defined,no-any-return]
