"""How an operation begins and ends."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from console.model.entry import Entry
from console.model.estate import Estate, SourceState
from console.model.figure import Freshness
from console.model.notice import notice
from console.model.operation import Operation, OperationState, Phase
from console.model.plan import (
    Desired,
    Plan,
    RefusalReason,
)
from console.model.policy import Policy
from console.model.resource import INSTANCE
from console.model.tracked import Tracked
from console.model.verb import ROLLBACK
from console.operations.journal.claims import Claim
from console.operations.journal.ledger import SqlLedger
from console.operations.passes.reconcile import entries
from console.planning import recheck

WAITABLE = frozenset({"instances.unknown", "ceiling"})
"""Guards that a later pass may find lifted."""

GOOD = frozenset({Phase.IN_SERVICE, Phase.GONE})
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
    verified: bool = True
    """Whether a metrics source says which instances are in service."""

    def begin(self, claim: Claim) -> list[str]:
        """Mark the operation as running; the datacenters to work in, none when refused."""
        operation = self.ledger.live_operation(claim.operation_id)
        if operation is None:
            return []
        refused = blocking(operation.plan, self.policy)
        started = Entry("operation.started", notice("operation.started"))
        self.ledger.begin(claim, started)
        if refused:
            now = self.ledger.clock.now()
            before = self.ledger.tracked(operation.id)
            after = [t.at(Phase.FAILED, now, refused[0].why) for t in before]
            noted = [Entry("operation.refused", reason.why) for reason in refused]
            self.ledger.record(claim, after, [*noted, *entries(before, after)])
            return []
        datacenters = list(dict.fromkeys(c.datacenter for c in operation.plan.changes))
        self.ledger.announce(claim, [f"{operation.id}-{name}" for name in datacenters])
        return datacenters

    def note_takeover(self, claim: Claim) -> None:
        """Write down that another worker goes on."""
        self.ledger.record(claim, (), [Entry("operation.resumed", notice("operation.resumed"))])

    def end(self, claim: Claim) -> str:
        """Write the end state; a rollback that succeeded marks what it undid."""
        operation = self.ledger.live_operation(claim.operation_id)
        if operation is None:
            return "ended"
        tracked = self._give_up(claim)
        state = outcome(tracked, stop=operation.stop_requested)
        good = sum(item.phase in GOOD for item in tracked)
        noted = [Entry(ENDED[state], notice(ENDED[state], done=good, n=len(tracked)))]
        if not self.verified and _creates(operation):
            noted.append(Entry("operation.unverified", notice("operation.unverified")))
        undone: list[str] = []
        if operation.plan.request.verb == ROLLBACK and state is OperationState.SUCCEEDED:
            undone = sorted(undoes(operation, self.ledger.family(operation.id)))
            if operation.plan.target:
                noted.append(
                    Entry(
                        "operation.undid",
                        notice("operation.undid", target=operation.plan.target),
                    )
                )
        self.ledger.end(claim, state, noted, undone)
        return state.value

    def _give_up(self, claim: Claim) -> list[Tracked]:
        """Fail what no pass could finish, so that nothing is left open."""
        before = list(self.ledger.tracked(claim.operation_id))
        now = self.ledger.clock.now()
        why = notice("change.internal_error")
        after = [t if t.phase.final else t.at(Phase.FAILED, now, why) for t in before]
        moved = [new for old, new in zip(before, after, strict=True) if new is not old]
        if moved:
            self.ledger.record(claim, moved, entries(before, after))
        return after


def blocking(plan: Plan, policy: Policy) -> tuple[RefusalReason, ...]:
    """The guards that say no whatever the cloud looks like; no later pass finds them lifted."""
    unseen = {"supply": SourceState("supply", Freshness.UNKNOWN)}
    refused = recheck(plan, Estate(plan.planned_at, sources=unseen), policy)
    return tuple(reason for reason in refused if not reason.passing)


def ceiling(
    plan: Plan, policy: Policy, owned: int | None, creating: int
) -> tuple[RefusalReason, ...]:
    """Nothing is created above the ceiling, or while nobody knows how many there are."""
    pool = policy.pools.get(plan.pool)
    most = plan.ceiling if pool is None else min(plan.ceiling, pool.ceiling)
    if owned is None:
        why = notice("guard.owned_unknown", pool=plan.pool)
        return (RefusalReason("instances.unknown", why, notice("remedy.refresh")),)
    if owned + creating <= most:
        return ()
    why = notice("guard.ceiling", pool=plan.pool, wanted=owned + creating, ceiling=most)
    return (RefusalReason("ceiling", why, notice("remedy.at_most", ceiling=most)),)


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


def outcome(tracked: list[Tracked], *, stop: bool) -> OperationState:
    """The end state of changes that are all in a final phase."""
    phases = Counter(item.phase for item in tracked)
    good = sum(phases[phase] for phase in GOOD)
    if good == len(tracked):
        return OperationState.SUCCEEDED
    if stop and phases[Phase.CANCELLED]:
        return OperationState.STOPPED
    return OperationState.PARTIAL if good else OperationState.FAILED


def _creates(operation: Operation) -> bool:
    """Say whether instances are created, whose health somebody should verify."""
    return any(
        change.desired is Desired.PRESENT and change.resource == INSTANCE
        for change in operation.plan.changes
    )
