"""One pass over datastores or hosts: look at both sides, judge, ask, record."""

from collections.abc import Callable, Sequence
from datetime import datetime

from console.model.notice import notice
from console.model.operation import Operation, Phase
from console.model.plan import Desired
from console.model.policy import Policy
from console.operations import delivery, withdrawal
from console.operations.asking import Asking
from console.operations.claims import Claim
from console.operations.conclusion import blocking
from console.operations.ledger import SqlLedger
from console.operations.marks import Marks
from console.operations.ordering import Ordering
from console.operations.passage import Effort, GoOn, Memory, Passed, Troubles, fail_all
from console.operations.presence import wall_now
from console.operations.reconcile import entries
from console.operations.rows import Entry
from console.operations.sighting import Ground, Sighting
from console.operations.step import Act, Step, failed
from console.operations.survey import Survey
from console.operations.tracked import Tracked
from console.ports import Clock, PrivateCloud, Supply


class Supplying:
    """Runs the passes of one worker over what is ordered for the private cloud."""

    def __init__(
        self,
        ledger: SqlLedger,
        *,
        private: PrivateCloud,
        supply: Supply,
        clock: Clock,
        policy: Policy,
        settle_s: float,
        interval_s: float,
        leaving: Callable[[], bool] = lambda: False,
        wall: Callable[[], datetime] = wall_now,
    ) -> None:
        self._ledger = ledger
        self._clock = clock
        self._policy = policy
        self._settle_s = settle_s
        self._interval_s = interval_s
        self._leaving = leaving
        self._wall = wall
        marks = Marks(supply, wall)
        self._survey = Survey(ledger, private, supply)
        self._asking = Asking(ledger, private, supply, marks, wall)
        self._ordering = Ordering(ledger, supply, marks, wall)
        self._memories: dict[str, Memory] = {}

    def run(self, claim: Claim, datacenter: str) -> Passed:
        """One pass over an operation's changes."""
        operation = self._ledger.live_operation(claim.operation_id)
        if operation is None:
            return Passed(claim, done=True)
        before = self._ledger.tracked(operation.id, datacenter)
        if self._policy.private is None:
            return fail_all(self._ledger, claim, before, notice("change.no_private_cloud"))
        if all(t.phase.final for t in before):
            self._memories.pop(claim.workflow_id, None)
            self._survey.forget(operation.id)
            return Passed(claim, done=True)
        memory = self._memories.setdefault(claim.workflow_id, Memory())
        troubles = Troubles(memory)
        ground = self._ground(operation)
        open_changes = [t for t in before if not t.phase.final]
        seen = self._survey.look(operation.id, open_changes, troubles, ground.wall)
        steps = self._judge(open_changes, seen, ground)
        steps = self._allowed(operation, steps, ground)
        self._record(claim, open_changes, steps, troubles.entries)
        effort = Effort()
        if not memory.resting:
            effort = self._act(claim, operation, steps, ground, memory)
        return Passed(
            claim,
            done=False,
            wait_s=memory.pause(effort, trouble=troubles.found, interval_s=self._interval_s),
        )

    def close(self) -> None:
        """Nothing is held between passes."""

    def _ground(self, operation: Operation) -> Ground:
        assert self._policy.private is not None  # noqa: S101 - the pass has looked
        return Ground(
            private=self._policy.private,
            now=self._clock.now(),
            wall=self._wall(),
            started_at=operation.started_at or operation.created_at,
            speed=self._clock.speed,
            settle_s=self._settle_s,
            stop=operation.stop_requested,
        )

    def _judge(self, tracked: Sequence[Tracked], seen: Sighting, ground: Ground) -> list[Step]:
        """Judge each in turn: an order that one has found is no other's."""
        steps: list[Step] = []
        for item in tracked:
            present = item.change.desired is Desired.PRESENT
            judged = (delivery if present else withdrawal).judge(item, seen, ground)
            seen = seen.claiming(judged.tracked)
            steps.append(judged)
        return steps

    def _allowed(self, operation: Operation, steps: Sequence[Step], ground: Ground) -> list[Step]:
        """Check the plan again before anything begins; what has begun is brought to its end."""
        fresh = any(_begins(step) for step in steps)
        refused = blocking(operation.plan, self._policy) if fresh else ()
        if not refused:
            return list(steps)
        why = refused[0].why
        return [failed(s.tracked, ground, why) if _begins(s) else s for s in steps]

    def _record(
        self,
        claim: Claim,
        before: Sequence[Tracked],
        steps: Sequence[Step],
        troubles: Sequence[Entry],
    ) -> None:
        after = [step.tracked for step in steps]
        moved = [new for old, new in zip(before, after, strict=True) if new != old]
        told = [*entries(before, after), *troubles]
        if moved or told:
            self._ledger.record(claim, moved, told)

    def _act(
        self,
        claim: Claim,
        operation: Operation,
        steps: Sequence[Step],
        ground: Ground,
        memory: Memory,
    ) -> Effort:
        """Ask for what is under way first; then for more, while nobody asks to stop."""
        effort = Effort()

        def go_on() -> bool:
            return not self._leaving() and not self._ledger.stop_requested(operation.id)

        for step in steps:
            if step.act is None or step.act is Act.ORDER or effort.pause_s or self._leaving():
                continue
            if step.act is Act.EXTEND:
                self._asking.extend(claim, step, effort, memory)
            else:
                self._asking.ask(claim, step, ground, effort)
        self._order(claim, steps, ground, effort, go_on)
        return effort

    def _order(
        self, claim: Claim, steps: Sequence[Step], ground: Ground, effort: Effort, go_on: GoOn
    ) -> None:
        """One order after another, none while the outcome of another is not known."""
        if any(s.tracked.phase is Phase.REQUESTED and not s.tracked.answered for s in steps):
            return
        for step in steps:
            if step.act is not Act.ORDER:
                continue
            if effort.pause_s or not go_on():
                return
            if not self._ordering.place(claim, step.tracked, ground, effort).certain:
                return


def _begins(step: Step) -> bool:
    """Say whether the act is the first for its change."""
    return step.act is not None and step.tracked.phase is Phase.PLANNED
