"""One pass over instances: observe in bulk, compare, act, record. Safe to run again."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from console.model.error import SourceError
from console.model.notice import notice
from console.model.operation import Operation, Phase
from console.model.plan import (
    Desired,
)
from console.model.policy import Policy
from console.model.pool import Pool
from console.model.tracked import Tracked
from console.model.verb import ROLLBACK
from console.operations.journal.claims import Claim
from console.operations.journal.ledger import SqlLedger
from console.operations.journal.presence import wall_now
from console.operations.passes.acting import Acted, Actor
from console.operations.passes.conclusion import WAITABLE, blocking, ceiling, undoes
from console.operations.passes.observing import Observer
from console.operations.passes.orders import creations
from console.operations.passes.passage import Effort, GoOn, Memory, Passed, Troubles, fail_all
from console.operations.passes.reconcile import Decisions, Removal, compare, entries
from console.operations.passes.shortage import deliver
from console.operations.passes.sight import DELETING, look, standing
from console.operations.passes.terms import Terms
from console.ports import Clock, ComputeCloud, MetricsSource

PATIENCE = 10
"""Passes in a row that a full ceiling may hold creations back before they fail."""


@dataclass(frozen=True, slots=True)
class Tuning:
    """The worker's numbers. Wall seconds."""

    pass_interval_s: float = 2.0
    settle_s: float = 20.0
    create_attempts: int = 3
    breaker_after: int = 5
    parallel_calls: int = 8


@dataclass(slots=True)
class Recollection(Memory):
    """What a workflow over instances remembers besides.

    `alone` are the names of batches that a quota refused and that still fit in part.
    """

    blocked: int = 0
    sweeps: int = 0
    alone: frozenset[str] = frozenset()


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
        self._verified = metrics is not None
        self._clock = clock
        self._policy = policy
        self._tuning = tuning
        self._leaving = leaving
        self._actor = Actor(compute, ledger, clock, parallel=tuning.parallel_calls)
        self._observer = Observer(compute, metrics)
        self._memories: dict[str, Recollection] = {}
        self._creating = threading.Lock()

    def run(self, claim: Claim, datacenter: str) -> Passed:
        """One pass over an operation's changes in one datacenter."""
        operation = self._ledger.live_operation(claim.operation_id)
        if operation is None:
            return Passed(claim, done=True)
        memory = self._memories.setdefault(claim.workflow_id, Recollection())
        before = self._ledger.tracked(operation.id, datacenter)
        pool = self._policy.pools.get(operation.plan.pool)
        if pool is None:
            return fail_all(self._ledger, claim, before, notice("change.pool_gone"))
        if all(t.phase.final for t in before):
            return self._sweep(claim, before, memory)
        troubles = Troubles(memory)
        terms = self._terms(operation, pool, claim)
        open_changes = [t for t in before if not t.phase.final]
        views = self._observer.regions(open_changes, troubles)
        health = self._observer.health(pool, open_changes, troubles)
        decisions = compare(before, look(views, health), terms)
        noted = [*entries(before, decisions.tracked), *troubles.entries]
        if decisions.moved or noted:
            self._ledger.record(claim, decisions.moved, noted)
        claim = self._ledger.count_failures(claim, decisions.failures)
        acted = self._act(claim, operation, pool, decisions, memory)
        if not decisions.unfinished:
            return Passed(claim, done=False)
        return self._waiting(claim, memory, acted, trouble=troubles.found)

    def close(self) -> None:
        """Let the threads go."""
        self._actor.close()

    def _sweep(self, claim: Claim, tracked: Sequence[Tracked], memory: Recollection) -> Passed:
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
            views = [self._observer.view(region, full=True) for region in sorted(regions)]
        except SourceError:
            return self._waiting(claim, memory, Effort(), trouble=True)
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
        return self._waiting(claim, memory, acted, trouble=False)

    def _terms(self, operation: Operation, pool: Pool, claim: Claim) -> Terms:
        family: frozenset[str] = frozenset()
        if operation.plan.request.verb == ROLLBACK:
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
            health_known=self._verified,
            family=family,
            failures=claim.failures,
        )

    def _act(
        self,
        claim: Claim,
        operation: Operation,
        pool: Pool,
        decisions: Decisions,
        memory: Recollection,
    ) -> Acted:
        acted = Acted()
        if memory.resting:
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
        memory: Recollection,
        go_on: GoOn,
    ) -> Acted:
        creates = decisions.creates
        with self._creating:  # until the intentions are written: the next to count sees them
            owned = self._owned(pool, creates)
            refused = blocking(operation.plan, self._policy) or ceiling(
                operation.plan, self._policy, owned, len(creates)
            )
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

    def _deliver_in_part(
        self, claim: Claim, pool: Pool, acted: Acted, memory: Recollection
    ) -> None:
        """A quota refused creations: what still fits is asked for in the next pass."""
        now = self._clock.now()
        delivery = deliver(
            acted.short,
            acted.back,
            memory.alone,
            lambda region: self._observer.fits(pool, region),
            now,
        )
        memory.alone |= delivery.alone
        before = [t.at(Phase.PLANNED, now) for t in delivery.failed]
        self._ledger.record(claim, delivery.failed, entries(before, delivery.failed))

    def _owned(self, pool: Pool, creates: Sequence[Tracked]) -> int | None:
        """Instances of the pool that are not gone, over all regions, and those on their way."""
        regions = {r for place in self._policy.datacenters for r in place.regions}
        count = self._observer.standing(pool, regions)
        again = sum(item.phase is Phase.REQUESTED for item in creates)
        if count is None:
            return None
        return count + max(0, self._ledger.unseen(pool.name) - again)

    def _waiting(
        self, claim: Claim, memory: Recollection, effort: Effort, *, trouble: bool
    ) -> Passed:
        interval_s = self._tuning.pass_interval_s
        wait_s = memory.pause(effort, trouble=trouble, interval_s=interval_s)
        return Passed(claim, done=False, wait_s=wait_s)


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
