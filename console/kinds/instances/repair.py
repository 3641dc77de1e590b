"""A datacenter that is lost: its share stands elsewhere until it is back. Pure.

Once the datacenter is back what it lacks is made there again, and what stood in for it goes; each
of the two is a plan.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from console.kinds.draft import Draft
from console.kinds.instances import bill, held
from console.kinds.instances.batching import creations
from console.kinds.instances.facts import PoolFacts
from console.kinds.instances.guards import removable_at_once
from console.kinds.instances.obtainable import obtainable
from console.kinds.instances.placement import Slot
from console.kinds.instances.removal import removals
from console.kinds.instances.standins import lost, needed, silent, stand_ins
from console.model.instance import Instance, InstanceStatus
from console.model.notice import Notice, notice
from console.model.place import Datacenter
from console.model.plan import Plan, PlannedChange, RefusalReason
from console.model.pool import PoolKind
from console.model.resource import INSTANCE
from console.model.wanted import HOME, REPLACEMENT, REPLACES, STANDS_FOR


def draft(facts: PoolFacts) -> Draft:
    """What stands in for datacenters that are lost; else what moves back to those that are not."""
    empty = Draft(INSTANCE, facts.pool.name)
    if facts.pool.kind is not PoolKind.STATELESS:
        return empty  # its guard says why
    gone, standing = lost(facts), stand_ins(facts)
    needs = needed(facts, gone, standing)
    if needs:
        return _stand_up(facts, gone, needs)
    away = {place.code for place in gone}
    ready = {code: some for code, some in standing.items() if code not in away}
    if ready:
        return _move_back(facts, ready)
    return replace(empty, reasons=(_nothing(facts, gone, standing),))


def _stand_up(facts: PoolFacts, gone: Sequence[Datacenter], needs: Mapping[str, int]) -> Draft:
    """As many elsewhere as are needed, as far as there is room below the ceiling."""
    others = tuple(place for place in facts.places if place not in gone)
    if not others:
        why = notice("guard.repair_nowhere", pool=facts.pool.name)
        return Draft(INSTANCE, facts.pool.name, reasons=(RefusalReason("repair.nowhere", why),))
    elsewhere = replace(facts, chosen=others)
    found = obtainable(elsewhere, sum(needs.values()))
    if not found.number:
        return Draft(INSTANCE, facts.pool.name, reasons=found.short)
    homes = [code for code, number in needs.items() for _ in range(number)]
    made = _made(facts, found.slots)
    changes = tuple(
        replace(change, wanted={**change.wanted, STANDS_FOR: home})
        for change, home in zip(made, homes, strict=False)
    )
    weighed = bill.weigh(elsewhere, changes)
    short = tuple(reason.why for reason in found.short)
    return replace(
        weighed,
        details=(*_told(facts, gone, needs), *_where(changes)),
        warnings=(*short, *weighed.warnings),
        undo=(notice("undo.repair", pool=facts.pool.name),),
    )


def _move_back(facts: PoolFacts, ready: Mapping[str, Sequence[Instance]]) -> Draft:
    """What datacenters lack is made there again, and what stood in for them goes after it."""
    slots: list[Slot] = []
    leaving: list[tuple[str, Instance]] = []
    free: list[tuple[str, Instance]] = []
    for code, some in ready.items():
        home = tuple(place for place in facts.places if place.code == code)
        lacks = min(len(some), max(0, _before(facts, code) - _able(facts, code)))
        found = obtainable(replace(facts, chosen=home), lacks) if lacks else None
        slots += found.slots if found is not None else ()
        again = found.number if found is not None else 0
        leaving += [(code, one) for one in some[:again]]
        free += [(code, one) for one in some[lacks:]]
    loose = {one.id for one in held.returnable(facts, tuple(one for _, one in free))}
    most = max(0, min(removable_at_once(facts), facts.size - facts.pool.baseline))
    going = [(code, one) for code, one in free if one.id in loose][:most]
    if not leaving and not going:
        return Draft(INSTANCE, facts.pool.name, reasons=(_stays(facts, free),))
    changes = _swapped(facts, _made(facts, slots), leaving)
    changes += _removed(facts, going)
    weighed = bill.weigh(facts, changes)
    details = tuple(
        notice("detail.repair_back", datacenter=code, n=len(some)) for code, some in ready.items()
    )
    anew = (notice("detail.repair_again", n=len(leaving)),) if leaving else ()
    left = sum(map(len, ready.values())) - len(leaving) - len(going)
    stays = (notice("warning.repair_stays", n=left),) if left else ()
    return replace(weighed, details=(*details, *anew), warnings=(*stays, *weighed.warnings))


def _made(facts: PoolFacts, slots: Sequence[Slot]) -> tuple[PlannedChange, ...]:
    return creations(
        slots,
        pool=facts.pool.name,
        operation_id=facts.operation_id,
        batch_size=facts.policy.limits.batch_size,
        singly=facts.singly,
    )


def _swapped(
    facts: PoolFacts, made: Sequence[PlannedChange], leaving: Sequence[tuple[str, Instance]]
) -> tuple[PlannedChange, ...]:
    """First all that is made, then all that goes, each after what is made for it."""
    new = [
        replace(change, wanted={REPLACES: one.id, HOME: code})
        for change, (code, one) in zip(made, leaving, strict=True)
    ]
    gone = [
        replace(
            removal,
            wanted={REPLACEMENT: change.name, HOME: code},
            after=(seq,),
        )
        for seq, (removal, change, (code, _)) in enumerate(
            zip(removals(facts, [one for _, one in leaving]), made, leaving, strict=True), start=1
        )
    ]
    return (*new, *gone)


def _removed(facts: PoolFacts, going: Sequence[tuple[str, Instance]]) -> tuple[PlannedChange, ...]:
    gone = removals(facts, [one for _, one in going])
    return tuple(
        replace(change, wanted={HOME: code}) for change, (code, _) in zip(gone, going, strict=True)
    )


def _before(facts: PoolFacts, code: str) -> int:
    """How many stood in a datacenter when others were made to stand in for them."""
    rows = (row for one in facts.record.repairs for row in one.plan.rows if _for(one.plan, code))
    return max((row.now for row in rows if row.datacenter == code), default=0)


def _for(plan: Plan, code: str) -> bool:
    return any(change.wanted.get(STANDS_FOR) == code for change in plan.changes)


def _able(facts: PoolFacts, code: str) -> int:
    return sum(i.status is not InstanceStatus.ERROR for i in facts.staying_in(code))


def _told(
    facts: PoolFacts, gone: Iterable[Datacenter], needs: Mapping[str, int]
) -> Iterator[Notice]:
    """Of each that is lost how it is known, and how many of it still serve for all that is seen."""
    for place in gone:
        code, n = place.code, facts.size_in(place.code)
        how = "detail.repair_silent" if silent(facts, place) else "detail.repair_out"
        yield notice(how, datacenter=code, n=n)
        serving = sum(facts.health(i) is True for i in facts.staying_in(code))
        if serving:
            yield notice("detail.repair_serving", datacenter=code, n=serving)
        if n > needs.get(code, 0):
            yield notice("detail.repair_partly", datacenter=code, n=n - needs.get(code, 0))


def _where(changes: Sequence[PlannedChange]) -> Iterator[Notice]:
    """How many are made in which datacenter."""
    codes = dict.fromkeys(change.datacenter for change in changes)
    places = ", ".join(f"{c} {sum(one.datacenter == c for one in changes)}" for c in codes)
    yield notice("detail.repair_where", n=len(changes), places=places)


def _nothing(
    facts: PoolFacts, gone: Sequence[Datacenter], standing: Mapping[str, Sequence[Instance]]
) -> RefusalReason:
    """Nothing is lost, or what is has been seen to."""
    pool = facts.pool.name
    if gone:
        codes = ", ".join(place.code for place in gone)
        n = sum(len(standing.get(place.code, ())) for place in gone)
        return RefusalReason("nothing", notice("guard.repair_done", datacenters=codes, n=n))
    asked = ", ".join(facts.request.datacenters) or ", ".join(p.code for p in facts.places)
    why = notice("guard.repair_nothing", pool=pool, datacenters=asked)
    return RefusalReason("nothing", why, notice("remedy.repair_nothing", pool=pool))


def _stays(facts: PoolFacts, free: Sequence[tuple[str, Instance]]) -> RefusalReason:
    """Why nothing moves back: an open window needs it, or it does not fit where it was."""
    if free:
        return held.refusal(facts)
    why = notice("guard.repair_no_room", pool=facts.pool.name)
    return RefusalReason("room", why, notice("remedy.quota"), passing=True)
