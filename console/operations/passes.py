"""One pass: observe in bulk, compare, act, record. Idempotent; safe to run again."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from console.model.error import SourceError
from console.model.estate import RegionView
from console.model.notice import Notice, notice
from console.model.operation import Operation, Phase
from console.model.plan import Desired, Verb
from console.model.policy import Policy
from console.model.pool import Pool
from console.operations.acting import Acted, Actor, GoOn
from console.operations.conclusion import WAITABLE, blocking, undoes
from console.operations.ledger import Claim, SqlLedger
from console.operations.orders import creations
from console.operations.presence import wall_now
from console.operations.reconcile import Decisions, Removal, compare, entries
from console.operations.rows import Entry
from console.operations.shortage import deliver
from console.operations.sight import DELETING, look, standing
from console.operations.terms import Terms
from console.operations.tracked import Tracked
from console.planning.guards import recheck
from console.planning.quota import fits
from console.ports import Clock, ComputeCloud, MetricsSource

QUICK_S = 0.5
LONGEST_PAUSE_S = 30.0
PATIENCE = 10
"""Passes in a row that a full ceiling may hold creations back before they fail."""
OTHERS_AGE_S = 10.0


@dataclass(frozen=True, slots=True)
class Tuning:
    """The worker's numbers. Wall seconds."""

    pass_interval_s: float = 2.0
    settle_s: float = 20.0
    create_attempts: int = 3
    breaker_after: int = 5
    parallel_calls: int = 8


@dataclass(frozen=True, slots=True)
class Passed:
    """How a pass ended: whether all is done, and how long to wait for the next one."""

    claim: Claim
    done: bool
    wait_s: float = 0.0


@dataclass(slots=True)
class Memory:
    """What one workflow remembers between passes; losing it costs nothing but a little time.

    `alone` are the names of batches that a quota refused and that still fit in part.
    """

    troubles: int = 0
    blocked: int = 0
    sweeps: int = 0
    reported: set[str] = field(default_factory=set)
    alone: frozenset[str] = frozenset()
    resume_at: float = 0.0


class Reconciler:
    """Runs the passes of one worker over every operation it holds."""

    def __init__(
        self,
        ledger: SqlLedger,
        *,
        compute: ComputeCloud,
        metrics: MetricsSource | None,
        clock: Clock,
        policy: Policy,
        tuning: Tuning,
        leaving: Callable[[], bool] = lambda: False,
    ) -> None:
        self._ledger = ledger
        self._compute = compute
        self._metrics = metrics
        self._clock = clock
        self._policy = policy
        self._tuning = tuning
        self._leaving = leaving
        self._actor = Actor(compute, ledger, clock, parallel=tuning.parallel_calls)
        self._memories: dict[str, Memory] = {}
        self._views: dict[str, tuple[float, RegionView]] = {}
        self._creating = threading.Lock()

    def run(self, claim: Claim, datacenter: str) -> Passed:
        """One pass over an operation's changes in one datacenter."""
        operation = self._ledger.live_operation(claim.operation_id)
        if operation is None:
            return Passed(claim, done=True)
        memory = self._memories.setdefault(claim.workflow_id, Memory())
        before = self._ledger.tracked(operation.id, datacenter)
        pool = self._policy.pools.get(operation.plan.pool)
        if pool is None:
            return self._fail_all(claim, before, notice("change.pool_gone"))
        if all(t.phase.final for t in before):
            return self._sweep(claim, before, memory)
        troubles = _Troubles(memory)
        terms = self._terms(operation, pool, claim)
        open_changes = [t for t in before if not t.phase.final]
        views = self._observe(open_changes, troubles)
        health = self._health(pool, open_changes, troubles)
        decisions = compare(before, look(views, health), terms)
        noted = [*entries(before, decisions.tracked), *troubles.entries]
        if decisions.moved or noted:
            self._ledger.record(claim, decisions.moved, noted)
        claim = self._ledger.count_failures(claim, decisions.failures)
        acted = self._act(claim, operation, pool, decisions, memory)
        if not decisions.unfinished:
            return Passed(claim, done=False)
        return Passed(claim, done=False, wait_s=self._pause(memory, acted, trouble=troubles.found))

    def close(self) -> None:
        """Let the threads go."""
        self._actor.close()

    def _sweep(self, claim: Claim, tracked: Sequence[Tracked], memory: Memory) -> Passed:
        """Before the end: remove what a late or doubled creation left under our mark."""
        doubtful = [t for t in tracked if _doubtful(t)]
        regions = {t.change.region for t in doubtful}
        kept = {t.change.resource_id for t in tracked}
        by_name = {t.change.name: t for t in tracked}
        memory.sweeps += 1
        if not regions or memory.sweeps > PATIENCE:
            self._memories.pop(claim.workflow_id, None)
            return Passed(claim, done=True)
        try:
            views = [self._view(region, full=True) for region in sorted(regions)]
        except SourceError:
            return Passed(claim, done=False, wait_s=self._pause(memory, Acted(), trouble=True))
        surplus = [
            Removal(by_name[i.name], i, surplus=True)
            for view in views
            for i in view.instances
            if standing(i)
            and i.operation == claim.operation_id
            and i.id not in kept
            and i.name in by_name
            and i.task_state != DELETING
        ]
        if not surplus:
            return Passed(claim, done=True)
        acted = self._actor.remove(claim, surplus, lambda: not self._leaving())
        return Passed(claim, done=False, wait_s=self._pause(memory, acted, trouble=False))

    def _terms(self, operation: Operation, pool: Pool, claim: Claim) -> Terms:
        family: frozenset[str] = frozenset()
        if operation.plan.request.verb is Verb.ROLLBACK:
            family = undoes(operation, self._ledger.family(operation.id))
        return Terms(
            pool=pool,
            now=self._clock.now(),
            wall=wall_now(),
            started_at=operation.started_at or operation.created_at,
            started_wall=self._ledger.started_wall(operation.id),
            speed=self._clock.speed,
            settle_s=self._tuning.settle_s,
            create_attempts=self._tuning.create_attempts,
            breaker_after=self._tuning.breaker_after,
            stop=operation.stop_requested,
            health_known=self._metrics is not None,
            family=family,
            failures=claim.failures,
        )

    def _observe(self, tracked: Sequence[Tracked], troubles: "_Troubles") -> dict[str, RegionView]:
        """The regions of these changes; in full where something may have to be created."""
        wanted: dict[str, bool] = {}
        for item in tracked:
            unsure = item.phase in {Phase.PLANNED, Phase.REQUESTED} or not item.answered
            region = item.change.region
            wanted[region] = wanted.get(region, False) or unsure
        views: dict[str, RegionView] = {}
        for region, full in wanted.items():
            try:
                views[region] = self._view(region, full=full)
            except SourceError as error:
                troubles.add(error, region)
        return views

    def _view(self, region: str, *, full: bool) -> RegionView:
        view = self._compute.instances(region, full=full)
        self._views[region] = (time.monotonic(), view)
        return view

    def _health(
        self, pool: Pool, tracked: Sequence[Tracked], troubles: "_Troubles"
    ) -> dict[str, bool] | None:
        wanted = any(
            t.change.desired is Desired.PRESENT and t.phase is not Phase.PLANNED for t in tracked
        )
        if self._metrics is None or not wanted:
            return None
        try:
            return self._metrics.health(pool)
        except SourceError as error:
            troubles.add(error, "metrics")
            return None

    def _act(
        self,
        claim: Claim,
        operation: Operation,
        pool: Pool,
        decisions: Decisions,
        memory: Memory,
    ) -> Acted:
        acted = Acted()
        if memory.resume_at > time.monotonic():
            return acted

        def go_on() -> bool:
            return not self._leaving() and not self._ledger.stop_requested(operation.id)

        removals = self._allowed(claim, operation, decisions.removals)
        if removals:
            acted = self._actor.remove(claim, removals, go_on)
        if decisions.creates and not acted.pause_s:
            created = self._create(
                claim, operation, pool, decisions=decisions, memory=memory, go_on=go_on
            )
            acted = _both(acted, created)
        return acted

    def _allowed(
        self, claim: Claim, operation: Operation, removals: Sequence[Removal]
    ) -> Sequence[Removal]:
        """Check the plan again before a removal begins; what has begun is brought to its end.

        The policy may have changed since the operation began: another worker with
        other settings may have taken it over.
        """
        fresh = [r for r in removals if r.tracked.phase is Phase.PLANNED]
        refused = blocking(operation.plan, self._policy) if fresh else ()
        if not refused:
            return removals
        now = self._clock.now()
        before = list({r.tracked.change.seq: r.tracked for r in fresh}.values())
        failed = [t.at(Phase.FAILED, now, refused[0].why) for t in before]
        self._ledger.record(claim, failed, entries(before, failed))
        return [r for r in removals if r.tracked.phase is not Phase.PLANNED]

    def _create(
        self,
        claim: Claim,
        operation: Operation,
        pool: Pool,
        *,
        decisions: Decisions,
        memory: Memory,
        go_on: GoOn,
    ) -> Acted:
        creates = decisions.creates
        with self._creating:  # until the intentions are written: the next to count sees them
            owned = self._owned(pool, creates)
            refused = recheck(operation.plan, self._policy, owned=owned, creating=len(creates))
            if not refused:
                memory.blocked = 0
                orders = creations(creates, decisions.tracked, pool, alone=memory.alone)
                intended = self._actor.intend(claim, orders)
        if not refused:
            acted = self._actor.create(claim, intended, go_on)
            if acted.short:
                self._deliver_in_part(claim, pool, acted, memory)
            return acted
        memory.blocked += 1
        if all(reason.guard in WAITABLE for reason in refused) and memory.blocked < PATIENCE:
            return Acted(calls=1, failed=1)
        now = self._clock.now()
        failed = [item.at(Phase.FAILED, now, refused[0].why) for item in creates]
        self._ledger.record(claim, failed, entries(creates, failed))
        return Acted()

    def _deliver_in_part(self, claim: Claim, pool: Pool, acted: Acted, memory: Memory) -> None:
        """A quota refused creations: what still fits is asked for in the next pass."""
        now = self._clock.now()
        delivery = deliver(
            acted.short, acted.back, memory.alone, lambda region: self._fits(pool, region), now
        )
        memory.alone |= delivery.alone
        before = [t.at(Phase.PLANNED, now) for t in delivery.failed]
        self._ledger.record(claim, delivery.failed, entries(before, delivery.failed))

    def _fits(self, pool: Pool, region: str) -> int | None:
        """How many more instances of the pool fit a region by its quota, None when unknown."""
        try:
            quota = self._compute.quota(region, (pool.network,))
            sizes = self._compute.flavors(region)
        except SourceError:
            return None
        return fits(quota, next((f for f in sizes if pool.flavor in (f.name, f.id)), None))

    def _owned(self, pool: Pool, creates: Sequence[Tracked]) -> int | None:
        """Instances of the pool that are not gone, over all regions, and those on their way."""
        count = 0
        for region in sorted({r for place in self._policy.datacenters for r in place.regions}):
            seen_at, view = self._views.get(region, (float("-inf"), None))
            try:
                if view is None or time.monotonic() - seen_at > OTHERS_AGE_S:
                    view = self._view(region, full=False)
            except SourceError:
                return None
            count += sum(standing(i) and pool.owns(i) for i in view.instances)
        again = sum(item.phase is Phase.REQUESTED for item in creates)
        return count + max(0, self._ledger.unseen(pool.name) - again)

    def _pause(self, memory: Memory, acted: Acted, *, trouble: bool) -> float:
        """How long to wait: short after a call, longer and longer while a source fails."""
        if acted.pause_s:
            memory.resume_at = time.monotonic() + acted.pause_s
            return min(acted.pause_s, LONGEST_PAUSE_S)
        if trouble or acted.useless:
            memory.troubles += 1
            backoff = QUICK_S * 2.0 ** min(memory.troubles, 6)
            return min(LONGEST_PAUSE_S, backoff)
        memory.troubles = 0
        return min(QUICK_S if acted.calls else LONGEST_PAUSE_S, self._tuning.pass_interval_s)

    def _fail_all(self, claim: Claim, before: Sequence[Tracked], why: Notice) -> Passed:
        now = self._clock.now()
        after = [t if t.phase.final else t.at(Phase.FAILED, now, why) for t in before]
        moved = [new for old, new in zip(before, after, strict=True) if new != old]
        self._ledger.record(claim, moved, entries(before, after))
        return Passed(claim, done=True)


class _Troubles:
    """Sources that failed in this pass; each failure is an event once, not once a pass."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self.found = False
        self.entries: list[Entry] = []

    def add(self, error: SourceError, source: str) -> None:
        """Take in one failure."""
        self.found = True
        key = f"{source}:{error.notice.code}"
        if key not in self._memory.reported:
            self._memory.reported.add(key)
            self.entries.append(Entry("source.failed", error.notice, error.request_id))


def _doubtful(tracked: Tracked) -> bool:
    """Say whether a creation may have left more than the instance it kept."""
    change = tracked.change
    if change.desired is not Desired.PRESENT or not change.attempts:
        return False
    return change.attempts > 1 or change.resource_id is None


def _both(first: Acted, second: Acted) -> Acted:
    return Acted(
        calls=first.calls + second.calls,
        pause_s=max(first.pause_s, second.pause_s),
        failed=first.failed + second.failed,
    )
