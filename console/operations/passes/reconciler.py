"""One pass over an operation's changes in one datacenter: safe to run again, whatever happened."""

import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from functools import cache

from console.kinds.actuator import Actuator
from console.kinds.sources import Recollection, Sources, Systems
from console.kinds.step import Call, Ground, Step, Tuning
from console.model.notice import Notice, notice
from console.model.operation import Operation, Phase
from console.model.plan import RefusalReason
from console.model.policy import Policy
from console.model.resource import Resource
from console.model.tracked import Tracked
from console.model.verb import ROLLBACK
from console.operations.journal.claims import Claim, Fenced
from console.operations.journal.ledger import SqlLedger
from console.operations.passes import breaker, frost, order
from console.operations.passes.audit import entries
from console.operations.passes.calls import Caller, Pass
from console.operations.passes.conclusion import undoes
from console.operations.passes.guards import refusals
from console.operations.passes.memory import Effort, Memory, Passed
from console.ports import Clock

LOOKS = 10
"""Passes in a row in which what has ended is looked at for leftovers before the end."""
STOPPING_PAUSE_S = 5.0
"""The longest wait between two passes once somebody asked to stop, or froze the pool."""
GUARD_PATIENCE_S = 300.0
"""How long, in estate time, a guard that may lift by itself holds a change back."""


class Reconciler:
    """Runs the passes of one worker over every operation it holds, whatever they are about."""

    def __init__(
        self,
        ledger: SqlLedger,
        systems: Systems,
        kinds: Iterable[Actuator],
        *,
        clock: Clock,
        policy: Policy,
        tuning: Tuning,
        leaving: Callable[[], bool] = lambda: False,
        sign: Callable[[Claim], None] = lambda _claim: None,
        wall: Callable[[], datetime] | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        executor: Executor | None = None,
    ) -> None:
        """`wall` is the journal's clock unless given; `executor` makes the calls.

        `sign` is told of every answer that a pass has got.
        """
        self._ledger = ledger
        self._systems = systems
        self._kinds: Mapping[Resource, Actuator] = {
            r: kind for kind in kinds for r in kind.resources
        }
        self._clock = clock
        self._policy = policy
        self._tuning = tuning
        self._wall = wall or ledger.wall
        self._monotonic = monotonic
        self._sign = sign
        self._recollection = Recollection(monotonic)
        self._executor = executor or ThreadPoolExecutor(
            tuning.parallel_calls, thread_name_prefix="call"
        )
        self._caller = Caller(
            ledger,
            self._executor,
            parallel=tuning.parallel_calls,
            leaving=leaving,
            sign=sign,
            monotonic=monotonic,
        )
        self._memories: dict[str, Memory] = {}
        self._beginning = threading.Lock()

    def run(self, claim: Claim, datacenter: str) -> Passed:
        """One pass. Raises Fenced when another worker holds the claim."""
        operation = self._ledger.live_operation(claim.operation_id)
        if operation is None:
            self._memories.pop(claim.workflow_id, None)
            return Passed(claim, done=True)
        memory = self._memories.get(claim.workflow_id)
        if memory is None:
            memory = Memory(self._clock.now(), self._wall())
            self._memories[claim.workflow_id] = memory
        try:
            passed = self._over(claim, operation, datacenter, memory)
        except Fenced:
            self._memories.pop(claim.workflow_id, None)
            raise
        if passed.done:
            self._memories.pop(claim.workflow_id, None)
        return passed

    def close(self) -> None:
        """Let the threads go."""
        self._executor.shutdown(wait=False, cancel_futures=True)

    def _over(self, claim: Claim, operation: Operation, datacenter: str, memory: Memory) -> Passed:
        """The changes of each kind in turn; done when every kind is."""
        here = self._ledger.tracked(operation.id, datacenter)
        everything = cache(lambda: self._ledger.tracked(operation.id))
        waiting = order.waiting(operation.plan, everything)
        ground = self._ground(operation, memory)
        ground = replace(ground, rest_over=order.over(operation.plan, everything))
        if not all(t.phase.final for t in here):
            memory.looks = 0
        elif operation.frozen is None:
            memory.looks += 1
        passed = Passed(claim, done=True)
        for resources in self._groups(here):
            mine = [t for t in here if t.change.resource in resources]
            one = self._pass(passed.claim, mine, waiting, ground, memory)
            if one.done:  # it says nothing of when the others are due
                passed = replace(passed, claim=one.claim)
                continue
            wait_s = one.wait_s if passed.done else min(passed.wait_s, one.wait_s)
            passed = Passed(one.claim, done=False, wait_s=wait_s)
        return passed

    def _groups(self, tracked: Sequence[Tracked]) -> list[frozenset[Resource]]:
        """The sorts of resource that are acted on together."""
        found: dict[frozenset[Resource], None] = {}
        for resource in dict.fromkeys(t.change.resource for t in tracked):
            kind = self._kinds.get(resource)
            found[kind.resources if kind else frozenset({resource})] = None
        return list(found)

    def _ground(self, operation: Operation, memory: Memory) -> Ground:
        undone: frozenset[str] = frozenset()
        if operation.plan.request.verb == ROLLBACK:
            undone = undoes(operation, self._ledger.family(operation.id))
        wall = self._wall()
        now = self._clock.now()
        if operation.stop_requested and memory.stopped_wall is None:
            memory.stopped_wall = wall
        if operation.frozen is not None:
            # Patience counts anew from the thaw: nothing was asked for meanwhile.
            memory.taken_at = now
        if operation.kept is not None:
            memory.kept_until = now
        return Ground(
            operation=operation,
            policy=self._policy,
            tuning=self._tuning,
            now=now,
            wall=wall,
            taken_at=memory.taken_at,
            kept_until=memory.kept_until,
            taken_wall=memory.taken_wall,
            speed=self._clock.speed,
            verified=self._systems.metrics is not None,
            undone=undone,
            stopped_wall=memory.stopped_wall,
        )

    def _pass(
        self,
        claim: Claim,
        before: Sequence[Tracked],
        waiting: Mapping[int, Notice | None],
        ground: Ground,
        memory: Memory,
    ) -> Passed:
        sources = Sources(
            self._systems,
            self._recollection,
            self._ledger.claimed_orders,
            heard=lambda: self._sign(claim),
            traces=self._ledger.traces,
        )
        actuator = self._kinds.get(before[0].change.resource)
        lacking = notice("change.no_kind") if actuator is None else actuator.lacks(sources, ground)
        if actuator is None or lacking is not None:
            return self._give_up(claim, before, lacking, ground)
        at = Pass(claim, actuator, sources, ground, memory)
        if all(t.phase.final for t in before):
            return self._look_again(at, before)
        held = [order.held(t, waiting, ground) for t in before]
        if all(held):  # nobody is asked about what must wait
            self._record(at, before, [step for step in held if step])
            return self._wait(at, Effort())
        free = [t for t, step in zip(before, held, strict=True) if step is None or t.phase.final]
        sight = actuator.observe(free, sources, ground)
        judged = [
            step or actuator.judge(t, sight, ground) for t, step in zip(before, held, strict=True)
        ]
        judged = frost.hold(judged, before, ground.operation)
        failures = breaker.count(judged, claim.failures)
        steps = breaker.hold(judged, failures, ground)
        self._record(at, before, steps)
        at = replace(at, claim=self._ledger.count_failures(claim, failures))
        effort = Effort()
        if memory.resume_at <= self._monotonic():
            asked = memory.free(actuator.calls(steps, sight, ground), ground.wall)
            effort = self._act(at, steps, asked)
        if all(step.tracked.phase.final for step in steps):
            return Passed(at.claim, done=False)
        return self._wait(at, effort)

    def _act(self, at: Pass, steps: Sequence[Step], calls: Sequence[Call]) -> Effort:
        """Ask the guards again before anything begins; write the intentions; make the calls."""
        beginning = [call for call in calls if call.begins]
        refused: tuple[RefusalReason, ...] = ()
        if beginning:
            estate = at.actuator.estate(at.sources, at.ground)
            with self._beginning:  # until the intentions are written: the next to count sees them
                apart = all(call.apart for call in beginning)
                mine = [s for call in beginning for s in call.steps] if apart else steps
                refused = refusals(at.ground, estate, mine, self._ledger)
                if refused:
                    calls = [call for call in calls if not call.begins]
                    self._refuse(at, beginning, refused)
                self._caller.intend(at, calls)
        else:
            self._caller.intend(at, calls)
        effort = self._caller.make(at, calls)
        if unheard := at.memory.failures(at.sources):
            self._ledger.record(at.claim, (), unheard)
        if refused:
            effort.calls, effort.failed = effort.calls + 1, effort.failed + 1
        return effort

    def _refuse(self, at: Pass, calls: Sequence[Call], refused: Sequence[RefusalReason]) -> None:
        """What a guard forbids fails; what it may allow later is put off, for a while."""
        ground, why, remedy = at.ground, refused[0].why, refused[0].remedy
        passing = all(reason.passing for reason in refused)
        before = {s.tracked.change.seq: s.tracked for call in calls for s in call.steps}
        after = [
            t.put_off(ground.now, why, remedy)
            if passing and not ground.late(t, GUARD_PATIENCE_S)
            else t.at(Phase.FAILED, ground.now, why, remedy)
            for t in before.values()
        ]
        told = entries(before.values(), after, at.actuator.moved)
        moved = [new for old, new in zip(before.values(), after, strict=True) if new != old]
        if moved:
            self._ledger.record(at.claim, moved, told)

    def _look_again(self, at: Pass, tracked: Sequence[Tracked]) -> Passed:
        """Before the end: take away what a late or doubled call left under our mark."""
        doubtful = [t for t in tracked if at.actuator.doubtful(t)]
        frozen = at.ground.operation.frozen is not None
        if not doubtful or at.memory.looks > LOOKS:
            return Passed(at.claim, done=True)
        sight = at.actuator.observe(doubtful, at.sources, at.ground)
        steps = [at.actuator.judge(t, sight, at.ground) for t in doubtful]
        calls = list(at.actuator.calls(steps, sight, at.ground))
        if calls and frozen:
            return Passed(at.claim, done=True) if at.ground.lets_go else self._wait(at, Effort())
        if calls:
            free = at.memory.free(calls, at.ground.wall)
            return self._wait(at, self._caller.make(at, free))
        unseen = at.sources.failures and not at.ground.lets_go
        return self._wait(at, Effort()) if unseen else Passed(at.claim, done=True)

    def _wait(self, at: Pass, effort: Effort) -> Passed:
        wait_s = at.memory.pause(
            effort,
            self._monotonic(),
            trouble=bool(at.sources.failures),
            interval_s=self._tuning.pass_interval_s,
        )
        if at.ground.stop or at.ground.operation.freezes:
            wait_s = min(wait_s, STOPPING_PAUSE_S)
        return Passed(at.claim, done=False, wait_s=wait_s)

    def _give_up(
        self, claim: Claim, before: Sequence[Tracked], why: Notice | None, ground: Ground
    ) -> Passed:
        """Fail every change that has not ended, with the reason."""
        after = [t if t.phase.final else t.at(Phase.FAILED, ground.now, why) for t in before]
        moved = [new for old, new in zip(before, after, strict=True) if new != old]
        if moved:
            self._ledger.record(claim, moved, entries(before, after, lambda _resource: {}))
        return Passed(claim, done=True)

    def _record(self, at: Pass, before: Sequence[Tracked], steps: Sequence[Step]) -> None:
        """Write what moved and what there is to tell of it; nothing when nothing did."""
        after = [step.tracked for step in steps]
        moved = [new for old, new in zip(before, after, strict=True) if new != old]
        told = [*entries(before, after, at.actuator.moved), *at.memory.failures(at.sources)]
        if moved or told:
            self._ledger.record(at.claim, moved, told)
