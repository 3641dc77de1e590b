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
from console.kinds.instances.replacing import replacing
from console.kinds.instances.standins import (
    Place,
    coming_for,
    lost,
    missed,
    needed,
    places,
    silent,
    stand_ins,
    vacant,
)
from console.model.instance import Instance, InstanceStatus
from console.model.notice import Notice, notice
from console.model.operation import Change
from console.model.place import Datacenter
from console.model.plan import Plan, PlannedChange, RefusalReason
from console.model.pool import PoolKind
from console.model.resource import INSTANCE
from console.model.wanted import HELD_BY, HOME, PLACE, STANDS_FOR


def draft(facts: PoolFacts) -> Draft:
    """What stands in for datacenters that are lost; else what moves back to those that are not."""
    empty = Draft(INSTANCE, facts.pool.name)
    if facts.pool.kind is not PoolKind.STATELESS:
        return empty  # its guard says why
    gone, standing = lost(facts), stand_ins(facts)
    needs = needed(facts, gone, standing)
    if needs:
        return _stand_up(facts, gone, needs, standing, facts.places)
    away = {place.code for place in gone}
    ready = {code: some for code, some in standing.items() if code not in away}
    if ready:
        return _move_back(facts, ready)
    return replace(empty, reasons=(_nothing(facts, gone, standing),))


def again(facts: PoolFacts, missing: int, among: Sequence[Datacenter]) -> Draft:
    """What an operation that stood in for datacenters has not made, while these are lost.

    It is made `among` some datacenters, as far as these are there.
    """
    wanted = {change.wanted.get(STANDS_FOR) for change in facts.record.target_changes}
    gone = tuple(place for place in lost(facts) if place.code in wanted)
    standing, left = stand_ins(facts), missing
    needs: dict[str, int] = {}
    for code, number in needed(facts, gone, standing).items():
        needs[code] = min(number, left)
        left -= needs[code]
    if not any(needs.values()):
        reason = _nothing(facts, gone, standing)
        return Draft(INSTANCE, facts.pool.name, reasons=(reason,))
    return _stand_up(facts, gone, needs, standing, among)


def _stand_up(
    facts: PoolFacts,
    gone: Sequence[Datacenter],
    needs: Mapping[str, int],
    standing: Mapping[str, Sequence[Instance]],
    among: Sequence[Datacenter],
) -> Draft:
    """As many elsewhere as are needed, as far as there is room below the ceiling."""
    others = tuple(place for place in among if place not in gone)
    if not others:
        why = notice("guard.repair_nowhere", pool=facts.pool.name)
        return Draft(INSTANCE, facts.pool.name, reasons=(RefusalReason("repair.nowhere", why),))
    elsewhere = replace(facts, chosen=others)
    found = obtainable(elsewhere, sum(needs.values()))
    if not found.number:
        return Draft(INSTANCE, facts.pool.name, reasons=found.short)
    homes: list[tuple[str, Place]] = []
    for code, number in needs.items():
        free = vacant(facts, code, standing.get(code, ()))
        homes += [(code, place) for place in free[:number]]
    made = creations(facts, found.slots)
    changes = tuple(
        replace(change, wanted={**change.wanted, STANDS_FOR: home, **place.values()})
        for change, (home, place) in zip(made, homes, strict=False)
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
    ready = {code: missed(facts, code, some) for code, some in ready.items()}
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
        reason = _stays(facts, ready, held_up=bool(free) and not loose, fits=bool(free))
        return Draft(INSTANCE, facts.pool.name, reasons=(reason,))
    changes = _swapped(facts, creations(facts, slots), leaving)
    changes += _removed(facts, going)
    weighed = bill.weigh(facts, changes)
    details = tuple(
        notice("detail.repair_back", datacenter=code, n=len(some)) for code, some in ready.items()
    )
    anew = (notice("detail.repair_again", n=len(leaving)),) if leaving else ()
    left = sum(map(len, ready.values())) - len(leaving) - len(going)
    stays = (notice("warning.repair_stays", n=left),) if left else ()
    return replace(weighed, details=(*details, *anew), warnings=(*stays, *weighed.warnings))


def _swapped(
    facts: PoolFacts, made: Sequence[PlannedChange], leaving: Sequence[tuple[str, Instance]]
) -> tuple[PlannedChange, ...]:
    """What is made, then what stood in for it, each with the datacenter that is its home.

    What is made takes the place that the other took.
    """
    known = places(facts)
    new, gone = replacing(facts, made, [one for _, one in leaving])
    taken = [known.get((one.operation or "", one.name)) for _, one in leaving]
    new = [
        replace(change, wanted={**change.wanted, **(place.values() if place else {})})
        for change, place in zip(new, taken, strict=True)
    ]
    return tuple(
        replace(change, wanted={**change.wanted, HOME: code})
        for changes in (new, gone)
        for change, (code, _) in zip(changes, leaving, strict=True)
    )


def _removed(facts: PoolFacts, going: Sequence[tuple[str, Instance]]) -> tuple[PlannedChange, ...]:
    """What goes, each with the datacenter that it stood in for, and the place that it took."""
    known = places(facts)
    gone = removals(facts, [one for _, one in going])
    taken = [known.get((one.operation or "", one.name)) for _, one in going]
    return tuple(
        replace(change, wanted={HOME: code, **(place.values() if place else {})})
        for change, (code, _), place in zip(gone, going, taken, strict=True)
    )


def restored(made: Sequence[PlannedChange], removed: Iterable[Change]) -> tuple[PlannedChange, ...]:
    """What is made in place of what was removed: what stood in for a datacenter does again."""
    left: dict[tuple[str, str], list[Change]] = {}
    for old in removed:
        left.setdefault((old.datacenter, old.region), []).append(old)
    found: list[PlannedChange] = []
    for change in made:
        old = left[change.datacenter, change.region].pop(0)
        home = old.wanted.get(HOME)
        taken = {key: old.wanted[key] for key in (HELD_BY, PLACE) if key in old.wanted}
        stands = {STANDS_FOR: home, **taken} if home else {}
        found.append(replace(change, wanted={**change.wanted, **stands}))
    return tuple(found)


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
        n = sum(len(standing.get(p.code, ())) + len(coming_for(facts, p.code)) for p in gone)
        return RefusalReason("nothing", notice("guard.repair_done", datacenters=codes, n=n))
    asked = ", ".join(facts.request.datacenters) or ", ".join(p.code for p in facts.places)
    why = notice("guard.repair_nothing", pool=pool, datacenters=asked)
    return RefusalReason("nothing", why, notice("remedy.repair_nothing", pool=pool))


def _stays(facts: PoolFacts, ready: Iterable[str], *, held_up: bool, fits: bool) -> RefusalReason:
    """Why nothing moves back: a window or target holds it up, the pool needs it, or no room."""
    if held_up:
        return held.refusal(facts)
    if fits:
        values = {"pool": facts.pool.name, "datacenters": ", ".join(ready)}
        why = notice("guard.repair_needed", **values, baseline=facts.pool.baseline)
        return RefusalReason("nothing", why)
    why = notice("guard.repair_no_room", pool=facts.pool.name)
    return RefusalReason("room", why, notice("remedy.quota"), passing=True)
