"""How an operation begins and ends."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from console.kinds.actuator import Actuator
from console.kinds.sources import Systems
from console.kinds.step import was_left, was_spared
from console.model.entry import Entry
from console.model.notice import Notice, notice
from console.model.operation import Operation, OperationState, Phase
from console.model.plan import Plan
from console.model.policy import Policy
from console.model.resource import Resource
from console.model.tracked import Tracked
from console.model.verb import ROLLBACK
from console.operations.journal.claims import Claim
from console.operations.journal.ledger import SqlLedger
from console.operations.passes.audit import entries
from console.operations.passes.guards import forbidden
from console.operations.passes.order import GOOD

ENDED = {
    OperationState.SUCCEEDED: "operation.succeeded",
    OperationState.PARTIAL: "operation.partial",
    OperationState.FAILED: "operation.failed",
    OperationState.STOPPED: "operation.stopped",
}


@dataclass(frozen=True, slots=True)
class Conclusion:
    """Checks a plan before anything is done, and sums it up when all is done."""

    ledger: SqlLedger
    policy: Policy
    kinds: tuple[Actuator, ...] = ()
    systems: Systems = field(default_factory=Systems)

    def begin(self, claim: Claim) -> list[str]:
        """Mark the operation as running; the datacenters to work in, none when refused."""
        operation = self.ledger.live_operation(claim.operation_id)
        if operation is None:
            return []
        # What has begun is brought to its end, also when the engine lost its record of that.
        begun = operation.started_at is not None
        refused = () if begun else forbidden(operation, self.policy, self.ledger)
        started = Entry("operation.started", notice("operation.started"))
        self.ledger.begin(claim, started)
        if refused:
            noted = [Entry("operation.refused", reason.why) for reason in refused]
            self._fail(claim, refused[0].why, noted, remedy=refused[0].remedy)
            return []
        datacenters = list(dict.fromkeys(c.datacenter for c in operation.plan.changes))
        self.ledger.announce(claim, [f"{operation.id}-{name}" for name in datacenters])
        return datacenters

    def note_takeover(self, claim: Claim) -> None:
        """Write down that another worker goes on."""
        self.ledger.record(claim, (), [Entry("operation.resumed", notice("operation.resumed"))])

    def end(self, claim: Claim) -> str:
        """Write the end state; a rollback that succeeded marks what it undid as a whole."""
        operation = self.ledger.live_operation(claim.operation_id)
        if operation is None:
            return "ended"
        # What no pass could finish is not left open.
        tracked = self._fail(claim, notice("change.internal_error"))
        state = outcome(tracked, operation.plan, stop=operation.stop_requested)
        good = sum(item.phase in GOOD for item in tracked)
        noted = [Entry(ENDED[state], notice(ENDED[state], done=good, n=len(tracked)))]
        spared = sum(was_spared(item.change) for item in tracked)
        if spared:
            noted.append(Entry("operation.spared", notice("operation.spared", n=spared)))
        noted += [Entry(said.code, said) for said in self._caveats(operation)]
        undone: list[str] = []
        if operation.plan.request.verb == ROLLBACK and state is OperationState.SUCCEEDED:
            undone, said = self._undone(operation)
            noted += said
        self.ledger.end(claim, state, noted, undone)
        return state.value

    def _undone(self, operation: Operation) -> tuple[list[str], list[Entry]]:
        """What a rollback that succeeded undid, and that in words; what it left is not undone."""
        plan = operation.plan
        if plan.left and plan.target:
            left = notice("operation.undid_partly", target=plan.target, n=plan.left)
            return [], [Entry("operation.undid_partly", left)]
        undone = sorted(undoes(operation, self.ledger.family(operation.id)))
        if not plan.target:
            return undone, []
        return undone, [Entry("operation.undid", notice("operation.undid", target=plan.target))]

    def _fail(
        self,
        claim: Claim,
        why: Notice,
        noted: Sequence[Entry] = (),
        remedy: Notice | None = None,
    ) -> list[Tracked]:
        """Fail what has not ended, with the reason, and what would lift it."""
        before = list(self.ledger.tracked(claim.operation_id))
        now = self.ledger.clock.now()
        after = [t if t.phase.final else t.at(Phase.FAILED, now, why, remedy) for t in before]
        moved = [new for old, new in zip(before, after, strict=True) if new is not old]
        if moved or noted:
            told = entries(before, after, lambda _resource: {})
            self.ledger.record(claim, moved, [*noted, *told])
        return after

    def _caveats(self, operation: Operation) -> Iterable[Notice]:
        kinds: dict[Resource, Actuator] = {r: kind for kind in self.kinds for r in kind.resources}
        about = {kinds[c.resource] for c in operation.plan.changes if c.resource in kinds}
        for kind in about:
            said = kind.caveat(operation, self.systems)
            if said is not None:
                yield said


def undoes(rollback: Operation, family: Iterable[Operation]) -> frozenset[str]:
    """The operations a rollback is about: its target, and what topped that up.

    The rollback of a top-up is about the top-up alone, not about its first operation.
    """
    target = rollback.plan.target
    found = {target} if target else set()
    for member in family:  # oldest first: a top-up comes after what it tops up
        if member.plan.request.verb != ROLLBACK and member.plan.target in found:
            found.add(member.id)
    return frozenset(found)


def outcome(tracked: list[Tracked], plan: Plan, *, stop: bool) -> OperationState:
    """The end state of changes that are all in a final phase.

    What was not needed any more is well ended, unless something was made for it before.
    """
    phases = Counter(item.phase for item in tracked)
    done = {item.change.seq for item in tracked if item.phase in GOOD}
    spared = {item.change.seq for item in tracked if was_spared(item.change)}
    needless = any(done.intersection(plan.changes[seq - 1].after) for seq in spared)
    if len(done) + len(spared) == len(tracked) and not needless:
        return OperationState.SUCCEEDED
    cut_short = phases[Phase.CANCELLED] or any(was_left(item.change) for item in tracked)
    if stop and cut_short:
        return OperationState.STOPPED
    return OperationState.PARTIAL if done else OperationState.FAILED
