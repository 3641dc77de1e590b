"""Why an instance that was named for healing is left: nothing is healed because it was named."""

from collections.abc import Iterator

from console.kinds.instances import named, sickness
from console.kinds.instances.facts import PoolFacts
from console.kinds.instances.sickness import Examination
from console.model.instance import Instance
from console.model.notice import Notice, notice


def told(facts: PoolFacts, found: Examination) -> Iterator[Notice]:
    """Each that is named and not sick by evidence, or not where the request says."""
    asked = named.words(facts.request)
    sick = {one.instance.id for one in found.sick}
    suspected = {one.instance.id for one in found.suspects}
    places = {code.casefold() for code in facts.request.datacenters}
    for instance in (i for i in named.there(facts) if named.means(asked, i)):
        datacenter = facts.datacenter_of(instance.region)
        if places and datacenter.casefold() not in places:
            yield notice("guard.heal_elsewhere", name=instance.name, datacenter=datacenter)
        elif instance.id not in sick:
            yield _why(facts, instance, suspected=instance.id in suspected)


def _why(facts: PoolFacts, instance: Instance, *, suspected: bool) -> Notice:
    if instance.quarantine is not None:
        return notice("guard.heal_aside", name=instance.name)
    spared = sickness.unjudged(facts, instance)
    if spared is not None:
        return spared
    if suspected:
        return notice("guard.heal_one_source", name=instance.name)
    state = "/".join(filter(None, (instance.status.value, instance.task_state)))
    if state != sickness.WELL[0].value:
        return notice("guard.heal_busy", name=instance.name, state=state)
    well = sickness.target(facts, instance) or facts.health(instance)
    return notice("guard.heal_well" if well else "guard.heal_unknown", name=instance.name)
