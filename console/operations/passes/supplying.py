"""One pass over datastores or hosts: look at both sides, judge, ask, record."""

from collections.abc import Callable, Sequence
from datetime import datetime

from console.model.operation import Operation, Phase
from console.model.plan import (
    Desired,
)
from console.model.policy import Policy
from console.model.tracked import Tracked
from console.operations.journal.claims import Claim
from console.operations.journal.ledger import SqlLedger
from console.operations.journal.presence import wall_now
from console.operations.passes import delivery, withdrawal
from console.operations.passes.asking import Asking
from console.operations.passes.marks import Marks
from console.operations.passes.ordering import Ordering
from console.operations.passes.passage import Effort, GoOn, Memory, Troubles
from console.operations.passes.private_passes import PrivatePasses
from console.operations.passes.sighting import Ground, Sighting
from console.operations.passes.step import Act, Step
from console.operations.passes.survey import Survey
from console.ports import Clock, PrivateCloud, Supply


class Supplying(PrivatePasses):
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
        super().__init__(
            ledger,
            clock=clock,
            policy=policy,
            settle_s=settle_s,
            interval_s=interval_s,
            leaving=leaving,
            wall=wall,
        )
        marks = Marks(supply, wall)
        self._survey = Survey(ledger, private, supply)
        self._asking = Asking(ledger, private, supply, marks, wall)
        self._ordering = Ordering(ledger, supply, marks, wall)

    def _go_on(
        self,
        claim: Claim,
        operation: Operation,
        unfinished: Sequence[Tracked],
        memory: Memory,
        troubles: Troubles,
    ) -> Effort:
        """One pass over an operation's changes."""
        ground = self._ground(operation)
        seen = self._survey.look(operation.id, unfinished, troubles, ground.wall)
        steps = self._allowed(operation, self._judge(unfinished, seen, ground), ground)
        self._record(claim, unfinished, steps, troubles.entries)
        if memory.resting:
            return Effort()
        return self._act(claim, operation, steps, ground, memory)

    def _forget(self, operation_id: str) -> None:
        """Let go of what was seen for an operation that has come to its end."""
        self._survey.forget(operation_id)

    def _judge(self, tracked: Sequence[Tracked], seen: Sighting, ground: Ground) -> list[Step]:
        """Judge each in turn: an order that one has found is no other's."""
        steps: list[Step] = []
        for item in tracked:
            present = item.change.desired is Desired.PRESENT
            judged = (delivery if present else withdrawal).judge(item, seen, ground)
            seen = seen.claiming(judged.tracked)
            steps.append(judged)
        return steps

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
