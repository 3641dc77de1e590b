"""Open a target, with what could be had of it now, and close one. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from console.kinds.draft import Draft, Facts, Standing
from console.kinds.instances import bill, price, verbs
from console.kinds.instances.batching import creations
from console.kinds.instances.facts import PoolFacts
from console.kinds.instances.guards import above, amount
from console.kinds.instances.obtainable import Obtainable, obtainable
from console.kinds.instances.targets import PLACE
from console.model.apportionment import by_weight
from console.model.notice import Notice, notice
from console.model.operation import Operation
from console.model.plan import Desired, PlannedChange, RefusalReason
from console.model.resource import TARGET
from console.model.target import PoolTarget, held_open
from console.model.verb import TOPUP, Verb
from console.model.wanted import KEEPS, LEVEL, UNTIL

FULL = "warning.quota_full"
"""What the rest of a target is short of is said region by region."""


def draft(facts: PoolFacts) -> Draft:
    """A target, or the end of those that are open."""
    if facts.request.verb == verbs.UNTARGETING:
        return _closed(facts)
    wrong = amount(facts.request)
    if wrong is not None:
        return _refused(facts, wrong)
    size, level = facts.size, _level(facts)
    if level <= size:
        why = notice("guard.target_there", pool=facts.pool.name, now=size, wanted=level)
        return _refused(facts, RefusalReason("nothing", why, notice("remedy.target_there")))
    if level > facts.pool.ceiling:
        return _refused(facts, above(facts.pool.name, level, facts.pool.ceiling))
    return _opened(facts, level)


def standing(facts: PoolFacts, target: Operation, verb: Verb) -> Standing:
    """The target that an operation opened, while it is open: taken back, it is closed."""
    if verb == TOPUP:
        why = notice("guard.topup_target", operation=target.id)
        return Standing(complete=RefusalReason("nothing", why))
    if target.plan.request.verb == verbs.UNTARGETING:
        why = notice("guard.rollback_untarget", operation=target.id)
        again = notice("remedy.target_again")
        return Standing(reasons=(RefusalReason("target.closed", why, again),))
    mine = [one for one in _open(facts) if one.id == target.id]
    return Standing(inverse=tuple(_end(facts, one, keeps=False) for one in mine))


def weigh(facts: PoolFacts, changes: tuple[PlannedChange, ...]) -> Draft:
    """Targets that are closed: what only they held up is given back, unless it is to stay."""
    size = facts.size
    keeps = all(change.wanted.get(KEEPS) for change in changes)
    told = notice("detail.target_stays" if keeps else "detail.target_given_back")
    return Draft(
        resource=TARGET,
        pool=facts.pool.name,
        changes=changes,
        size_now=size,
        size_after=size,
        ceiling=facts.pool.ceiling,
        details=(told,),
    )


def _level(facts: PoolFacts) -> int:
    to = verbs.TO.of(facts.request)
    return to if to is not None else facts.size + (verbs.BY.of(facts.request) or 0)


def _opened(facts: PoolFacts, level: int) -> Draft:
    """The target's change, and beside it what a burst of what can be had now would be."""
    request, pool, wanted = facts.request, facts.pool, level - facts.size
    hours = request.duration_h or 0
    until = facts.estate.at + timedelta(hours=float(hours))
    keeps = bool(verbs.KEEP.of(request))
    change = PlannedChange(
        datacenter=PLACE,
        region=PLACE,
        name=f"{pool.name} {level}",
        desired=Desired.PRESENT,
        resource=TARGET,
        wanted={LEVEL: level, UNTIL: int(until.timestamp()), KEEPS: int(keeps)},
    )
    found = obtainable(facts, wanted)
    now = creations(facts, found.slots)
    burst = bill.weigh(facts, now)
    parts = by_weight(wanted, facts.weights(facts.chosen))
    per_hour = price.of_parts(facts.estate, facts.policy, pool, parts)
    return replace(
        burst,
        resource=TARGET,
        changes=(change,),
        size_after=level,
        counts={},
        builds={},
        euro_per_hour=per_hour,
        calls=0,
        call_s=0.0,
        details=tuple(_details(facts, found, until, keeps=keeps)),
        warnings=(
            *(reason.why for reason in found.short),
            *(_known(facts, one) for one in _open(facts)),
            *(said for said in burst.warnings if said.code != FULL),
        ),
        undo=(notice("undo.target", pool=pool.name),),
        typed_name=pool.name if wanted > pool.confirm_above else None,
    )


def _details(
    facts: PoolFacts, found: Obtainable, until: datetime, *, keeps: bool
) -> Iterator[Notice]:
    """What can be had now, what is waited for, and what becomes of it at the end."""
    places = ", ".join(f"{code} {n}" for code, n in found.by_datacenter.items())
    if found.number == found.wanted:
        yield notice("detail.target_all", n=found.number, places=places)
    elif found.number:
        yield notice("detail.target_some", n=found.number, wanted=found.wanted, places=places)
    else:
        yield notice("detail.target_none", wanted=found.wanted)
    code = "detail.target_until_kept" if keeps else "detail.target_until"
    yield notice(code, pool=facts.pool.name, until=facts.policy.moment(until))
    yield notice("detail.target_cost")


def _closed(facts: PoolFacts) -> Draft:
    """The end of the pool's targets, or of the one that is named."""
    named = verbs.NUMBER.of(facts.request)
    wrong = missing(facts, facts.pool.name, named)
    if wrong is not None:
        return _refused(facts, wrong)
    found = [one for one in _open(facts) if named is None or one.id.startswith(named)]
    keeps = bool(verbs.KEEP.of(facts.request))
    return weigh(facts, tuple(_end(facts, one, keeps=keeps or one.keeps) for one in found))


def missing(facts: Facts, pool: str, named: str | None) -> RefusalReason | None:
    """That no target of the pool is open, or none of that name; None where there is one."""
    open_ = held_open(facts.record.targets, pool, facts.estate.at)
    if any(named is None or one.id.startswith(named) for one in open_):
        return None
    known = ", ".join(one.id for one in open_)
    why = notice("guard.no_target", pool=pool)
    if named is not None and known:
        why = notice("guard.other_targets", pool=pool, target=named, known=known)
    return RefusalReason("target.none", why)


def _end(facts: PoolFacts, target: PoolTarget, *, keeps: bool) -> PlannedChange:
    return PlannedChange(
        datacenter=PLACE,
        region=PLACE,
        name=f"{facts.pool.name} {target.level}",
        desired=Desired.ABSENT,
        resource_id=target.id,
        resource=TARGET,
        wanted={LEVEL: target.level, KEEPS: int(keeps)},
    )


def _known(facts: PoolFacts, target: PoolTarget) -> Notice:
    """That the pool has a target already: the largest counts."""
    until = facts.policy.moment(target.until)
    return notice("warning.target_open", target=target.id, n=target.level, until=until)


def _open(facts: PoolFacts) -> Iterable[PoolTarget]:
    return held_open(facts.record.targets, facts.pool.name, facts.estate.at)


def _refused(facts: PoolFacts, *reasons: RefusalReason) -> Draft:
    return Draft(TARGET, facts.pool.name, reasons=reasons)
