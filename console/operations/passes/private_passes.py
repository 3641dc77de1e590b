"""What every pass over the private cloud begins and ends with, whatever it acts on."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from datetime import datetime

from console.model.entry import Entry
from console.model.notice import notice
from console.model.operation import Operation, Phase
from console.model.policy import Policy
from console.model.tracked import Tracked
from console.operations.journal.claims import Claim
from console.operations.journal.ledger import SqlLedger
from console.operations.journal.presence import wall_now
from console.operations.passes.conclusion import blocking
from console.operations.passes.passage import Effort, Memory, Passed, Troubles, fail_all
from console.operations.passes.reconcile import entries
from console.operations.passes.sighting import Ground
from console.operations.passes.step import Step, failed
from console.ports import Clock


class PrivatePasses(ABC):
    """Runs the passes of one worker over one kind of resource of the private cloud.

    `settle_s` and `interval_s` are wall seconds; `wall` is real time.
    """

    def __init__(
        self,
        ledger: SqlLedger,
        *,
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
        self._memories: dict[str, Memory] = {}

    def run(self, claim: Claim, datacenter: str) -> Passed:
        """One pass over what an operation has still to change in one datacenter."""
        operation = self._ledger.live_operation(claim.operation_id)
        if operation is None:
            return Passed(claim, done=True)
        before = self._ledger.tracked(operation.id, datacenter)
        if self._policy.private is None:
            return fail_all(self._ledger, claim, before, notice("change.no_private_cloud"))
        unfinished = [t for t in before if not t.phase.final]
        if not unfinished:
            self._memories.pop(claim.workflow_id, None)
            self._forget(operation.id)
            return Passed(claim, done=True)
        memory = self._memories.setdefault(claim.workflow_id, Memory())
        troubles = Troubles(memory)
        effort = self._go_on(claim, operation, unfinished, memory, troubles)
        wait_s = memory.pause(effort, trouble=troubles.found, interval_s=self._interval_s)
        return Passed(claim, done=False, wait_s=wait_s)

    def close(self) -> None:  # noqa: B027 - doing nothing is right for both
        """Nothing is held between passes."""

    @abstractmethod
    def _go_on(
        self,
        claim: Claim,
        operation: Operation,
        unfinished: Sequence[Tracked],
        memory: Memory,
        troubles: Troubles,
    ) -> Effort:
        """Look, judge, record and ask; the calls that were made."""

    def _forget(self, operation_id: str) -> None:  # noqa: B027 - most keep nothing
        """Let go of what was kept for an operation that has come to its end."""

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
        """Write what moved and what there is to tell of it; nothing when nothing did."""
        after = [step.tracked for step in steps]
        moved = [new for old, new in zip(before, after, strict=True) if new != old]
        told = [*entries(before, after), *troubles]
        if moved or told:
            self._ledger.record(claim, moved, told)


def _begins(step: Step) -> bool:
    """Say whether the act is the first for its change."""
    return step.act is not None and step.tracked.phase is Phase.PLANNED
