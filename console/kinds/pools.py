"""What holds for a pool whatever sort of resource is changed in it."""

from collections.abc import Iterable

from console.kinds.draft import Facts
from console.model.freeze import Scope, holding, keeping, of_pool, settled
from console.model.notice import notice
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
            who = plan.request.author.user
            why = notice("guard.pool_held", pool=pool, operation=operation.id, user=who)
            remedy = notice("remedy.stop", operation=operation.id)
            yield RefusalReason("pool.held", why, remedy, passing=True)
