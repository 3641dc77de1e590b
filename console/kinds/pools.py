"""What holds for a pool whatever sort of resource is changed in it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from console.kinds.draft import Facts
from console.model.freeze import Scope, holding, keeping, of_pool, settled
from console.model.notice import notice
from console.model.operation import Operation, OperationState, Phase
from console.model.plan import RefusalReason
from console.model.resource import Resource


def frozen(pool: str, facts: Facts, *, removes: bool = False) -> Iterable[RefusalReason]:
    """Nobody does what a freeze of the pool holds, whether the settings say so or a person."""
    freezes = of_pool(pool, facts.record.freezes)
    freeze = holding(facts.request, freezes) or (keeping(freezes) if removes else None)
    if freeze is not None:
        guard = "pool.frozen" if freeze.scope is Scope.EVERYTHING else "pool.suspended"
        yield RefusalReason(guard, freeze.notice, freeze.remedy, passing=True)
    said = facts.policy.frozen.get(pool)
    if said is not None:
        yield RefusalReason("pool.frozen", *settled(pool, said))


def undisturbed(pool: str, resource: Resource, facts: Facts) -> Iterable[RefusalReason]:
    """In a pool that keeps data one thing at a time: nothing of another sort is at work on it.

    Of the same sort the journal itself lets no two live.
    """
    for operation in facts.record.live:
        plan = operation.plan
        if operation.state.live and plan.pool == pool and plan.resource != resource:
            yield replace(held_by(operation, pool), passing=True)


def holder(resource: Resource, pool: str, live: Iterable[Operation]) -> RefusalReason | None:
    """One live operation a pool, of its sort of resource."""
    for operation in live:
        plan = operation.plan
        if (plan.resource, plan.pool) == (resource, pool) and operation.state.live:
            return held_by(operation, pool)
    return None


def held_by(operation: Operation, what: str) -> RefusalReason:
    """An operation has a pool, or a machine, in its hands."""
    if operation.state is OperationState.STOPPING:
        why = notice("guard.pool_stopping", pool=what, **stopping(operation))
        return RefusalReason("pool.held", why, notice("remedy.stopping"))
    who = operation.plan.request.author.user
    why = notice("guard.pool_held", pool=what, operation=operation.id, user=who)
    return RefusalReason("pool.held", why, notice("remedy.stop", operation=operation.id))


def stopping(operation: Operation) -> dict[str, str | int]:
    """What an operation that was asked to stop still waits for: how many, and in which phases."""
    waits: Counter[Phase] = Counter()
    for phases in operation.phases.values():
        waits.update({phase: n for phase, n in phases.items() if not phase.final})
    told = ", ".join(f"{phase.value} {n}" for phase, n in waits.items() if n) or "–"
    return {"operation": operation.id, "n": waits.total(), "phases": told}
