"""Lock instances of a pool, so that nothing removes them, and free them again."""

from collections.abc import Iterable
from dataclasses import replace

from console.kinds.draft import Draft, Standing
from console.kinds.instances import bill, named, verbs
from console.kinds.instances.facts import PoolFacts
from console.kinds.instances.undoing import set_back
from console.model.instance import Instance
from console.model.notice import notice
from console.model.operation import Change, Operation
from console.model.plan import Desired, PlannedChange, RefusalReason
from console.model.resource import INSTANCE, LOCK
from console.model.verb import TOPUP, Verb
from console.model.wanted import LOCKED, REASON

LONGEST = 255
"""Characters of a reason that Nova keeps (2.73)."""


def draft(facts: PoolFacts) -> Draft:
    """A lock for each instance that is named, or none any more; what is so already is said."""
    empty = Draft(INSTANCE, facts.pool.name)
    locks = facts.request.verb == verbs.PROTECT
    asked = named.words(facts.request)
    reasons = [*named.unknown(facts), *_reason(facts, locks=locks)]
    if reasons:
        return replace(empty, reasons=tuple(reasons))
    meant = [i for i in named.there(facts) if named.means(asked, i)]
    left = [i for i in meant if i.locked == locks]
    if len(left) == len(meant):
        code = "guard.protected" if locks else "guard.unprotected"
        why = notice(code, n=len(left), names=_names(left))
        return replace(empty, reasons=(RefusalReason("nothing", why),))
    changes = tuple(_change(facts, i, locks=locks) for i in meant if i not in left)
    code = "detail.protect" if locks else "detail.unprotect"
    told = [notice(code, n=len(changes), names=", ".join(c.name for c in changes))]
    if left:
        told.append(notice("detail.lock_left", n=len(left), names=_names(left)))
    made = bill.weigh(facts, changes)
    undo = (notice("undo.protect" if locks else "undo.unprotect"),)
    return replace(made, details=(*told, *made.details), undo=undo)


def locks(changes: Iterable[PlannedChange]) -> bool:
    """Say whether changes are about locks, not about instances."""
    return any(change.resource == LOCK for change in changes)


def standing(facts: PoolFacts, target: Operation, verb: Verb) -> Standing:
    """The locks of an operation that are still as it left them."""
    if verb == TOPUP:
        why = notice("guard.topup_locks", operation=target.id)
        return Standing(complete=RefusalReason("nothing", why))
    return Standing(inverse=set_back(facts, target, LOCK, _as_wanted))


def _as_wanted(instance: Instance, change: Change) -> bool:
    return instance.locked == bool(change.wanted[LOCKED])


def _change(facts: PoolFacts, instance: Instance, *, locks: bool) -> PlannedChange:
    return PlannedChange(
        datacenter=facts.datacenter_of(instance.region),
        region=instance.region,
        name=instance.name,
        desired=Desired.CONFIGURED,
        resource_id=instance.id,
        resource=LOCK,
        wanted={LOCKED: 1, REASON: facts.request.reason.strip()} if locks else {LOCKED: 0},
        before={LOCKED: int(instance.locked)},
    )


def _reason(facts: PoolFacts, *, locks: bool) -> Iterable[RefusalReason]:
    """Who finds the lock must read why it is there, so far as the cloud keeps it."""
    if not locks:
        return
    said = facts.request.reason.strip()
    if not said:
        yield RefusalReason("protect.reason", notice("guard.protect_reason"))
    elif len(said) > LONGEST:
        why = notice("guard.protect_reason_long", n=len(said), most=LONGEST)
        yield RefusalReason("protect.reason", why)


def _names(instances: Iterable[Instance]) -> str:
    return ", ".join(one.name for one in instances)
