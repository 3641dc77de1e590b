"""Top-up: what is still missing of a burst that ended short."""

from dataclasses import replace

from console.kinds.instances.facts import Draft, PoolFacts
from console.kinds.instances.standing import family
from console.model.instance import InstanceStatus
from console.model.notice import Notice, notice
from console.model.operation import Operation, Phase
from console.model.place import Datacenter
from console.model.plan import (
    Desired,
    RefusalReason,
)
from console.model.verb import TOPUP
from console.planning import guards
from console.planning.scale import grow


def draft(situation: PoolFacts) -> Draft:
    """New instances in the number that the target asked for and that do not stand."""
    wrong = guards.present(
        (
            guards.target_ended(situation.record, TOPUP),
            guards.target_pool(situation.request, situation.record),
        )
    )
    target = situation.record.target
    if wrong or target is None:
        return Draft(reasons=wrong, target=None if target is None else target.id)
    members = family(situation, target, rollback=False)
    standing = sum(i.status is not InstanceStatus.ERROR for i in members.made)
    missing = members.wanted - standing
    if missing <= 0:
        why = notice("guard.nothing_missing", operation=target.id)
        return Draft(reasons=(RefusalReason("nothing", why),), target=target.id)
    warnings: tuple[Notice, ...] = ()
    if members.unsure:
        warnings = (notice("warning.late", n=len(members.unsure)),)
    grown = _elsewhere(situation, target, missing, warnings)
    return replace(grown, target=target.id)


def _elsewhere(
    situation: PoolFacts, target: Operation, missing: int, warnings: tuple[Notice, ...]
) -> Draft:
    """Prefer the datacenters where nothing failed, unless some were named or they are full."""
    spared = _without_failure(situation, target)
    if situation.request.datacenters or not spared or len(spared) == len(situation.chosen):
        return grow(situation, missing, (), warnings)
    avoided = ", ".join(p.code for p in situation.chosen if p not in spared)
    warned = (*warnings, notice("warning.avoided", datacenters=avoided))
    elsewhere = grow(replace(situation, chosen=spared), missing, (), warned)
    return elsewhere if elsewhere.changes else grow(situation, missing, (), warnings)


def _without_failure(situation: PoolFacts, target: Operation) -> tuple[Datacenter, ...]:
    """The chosen datacenters where no creation of the target failed."""
    failed = {
        change.datacenter
        for change in situation.record.target_changes
        if change.operation_id == target.id
        and change.desired is Desired.PRESENT
        and change.phase is Phase.FAILED
    }
    return tuple(place for place in situation.chosen if place.code not in failed)
