"""What the worker asks again before it begins anything: planning's own guards."""

from collections.abc import Sequence
from dataclasses import replace

from console.kinds.step import Ground, Step
from console.model.estate import Estate, SourceState
from console.model.figure import Freshness
from console.model.operation import Operation, OperationState, Phase
from console.model.plan import RefusalReason
from console.model.policy import Policy, Record
from console.operations.journal.ledger import SqlLedger
from console.planning import recheck

UNSEEN = {"supply": SourceState("supply", Freshness.UNKNOWN)}


def forbidden(operation: Operation, policy: Policy, ledger: SqlLedger) -> tuple[RefusalReason, ...]:
    """What speaks against a plan whatever the sources look like: no later look lifts it.

    A plan that nobody has begun must not have grown old.
    """
    fresh = operation.state is OperationState.QUEUED
    age_s = ledger.age_s(operation.id) if fresh else None
    unseen = Estate(operation.plan.planned_at, sources=UNSEEN)
    refused = recheck(operation.plan, unseen, policy, age_s=age_s)
    return tuple(reason for reason in refused if not reason.passing)


def refusals(
    ground: Ground, estate: Estate, steps: Sequence[Step], ledger: SqlLedger
) -> tuple[RefusalReason, ...]:
    """Why nothing may begin now of what an operation has still to do by these steps.

    What is under way elsewhere counts; what has not begun there is judged there,
    by what is seen there. What is to be made anew has not begun.
    """
    mine = {step.tracked.change.seq for step in steps}
    anew = {step.tracked.change.seq for step in steps if step.begins}
    everything = [
        replace(t.change, phase=Phase.PLANNED) if t.change.seq in anew else t.change
        for t in ledger.tracked(ground.operation.id)
    ]
    concerned = [c for c in everything if c.seq in mine or c.phase is not Phase.PLANNED]
    frozen = ground.operation.frozen
    plan, policy = ground.operation.plan, ground.policy
    # Who was accepted first goes first: planning may have let two in at the same moment.
    ahead = ledger.ahead(ground.operation) if plan.pool in policy.data_pools else ()
    record = Record(freezes=() if frozen is None else (frozen,), live=ahead)
    return recheck(plan, estate, policy, record, changes=concerned)
