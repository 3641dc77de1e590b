"""How far targets are: what stands, what could be had now, and what keeps back the rest."""

from dataclasses import dataclass

from console.desk.session import Session
from console.kinds import registry
from console.kinds.instances.facts import PoolFacts, survey
from console.kinds.instances.obtainable import Obtainable, obtainable
from console.kinds.instances.verbs import BURST, DATACENTERS, POOL
from console.model.estate import Estate
from console.model.policy import Record
from console.model.resource import INSTANCE
from console.model.target import PoolTarget


@dataclass(frozen=True, slots=True)
class TargetProgress:
    """A target beside its pool as it is. `size` and `rest` are None where nobody can count.

    `places` is the pool's size by datacenter; `rest` what of the missing could be had now.
    """

    target: PoolTarget
    size: int | None
    places: dict[str, int]
    rest: Obtainable | None

    @property
    def missing(self) -> int | None:
        """How many are still wanted."""
        return None if self.size is None else max(0, self.target.level - self.size)


def progress(session: Session, estate: Estate, target: PoolTarget) -> TargetProgress:
    """How far a target is, by an estate that was read."""
    facts = facts_for(session, estate, target)
    if not isinstance(facts, PoolFacts) or any(r not in estate.regions for r in facts.regions):
        return TargetProgress(target, None, {}, None)
    places = {place.code: facts.size_in(place.code) for place in facts.places}
    rest = obtainable(facts, max(0, target.level - facts.size))
    return TargetProgress(target, facts.size, places, rest)


def facts_for(session: Session, estate: Estate, target: PoolTarget) -> PoolFacts | None:
    """The pool as planning would see it for a target; None where it is not declared any more."""
    values: dict[str, object] = {POOL.name: target.pool}
    if target.datacenters:
        values[DATACENTERS.name] = target.datacenters
    asked = registry.spec(BURST).request(session.author(INSTANCE), values)
    found = survey(asked, estate, session.policy, Record(), "")
    return found if isinstance(found, PoolFacts) else None
