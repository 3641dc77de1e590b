"""How far targets are: what stands, what could be had, what keeps back the rest, what it costs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from console.desk.costs import OperationCost, of_operations
from console.desk.session import Session
from console.desk.trials import TrialReader
from console.kinds import registry
from console.kinds.instances.facts import PoolFacts, survey
from console.kinds.instances.obtainable import Obtainable, obtainable
from console.kinds.instances.trials import RegionTrials
from console.kinds.instances.verbs import BURST, DATACENTERS, POOL
from console.model.estate import Estate
from console.model.figure import Freshness
from console.model.operation import Operation
from console.model.plan import Care
from console.model.policy import Record
from console.model.resource import INSTANCE
from console.model.target import PoolTarget
from console.ports import JournalReader


@dataclass(frozen=True, slots=True)
class TargetProgress:
    """A target beside its pool as it is. `size` and `rest` are None where nobody can count.

    `places` is the pool's size by datacenter; `rest` what of the missing could be had now;
    `trials` the regions that refused some lately; `asking` the operation that asks for it now,
    `cost` what its operations have cost until now (None: it has not asked for anything).
    """

    target: PoolTarget
    size: int | None
    places: Mapping[str, int] = field(default_factory=dict)
    rest: Obtainable | None = None
    trials: Mapping[str, RegionTrials] = field(default_factory=dict)
    asking: Operation | None = None
    cost: OperationCost | None = None

    @property
    def missing(self) -> int | None:
        """How many are still wanted."""
        return None if self.size is None else max(0, self.target.level - self.size)

    def next_at(self, now: datetime) -> datetime | None:
        """When a region that refused is asked again, the earliest; None where none rests.

        What a quota or a silent region keeps back is asked for once that has changed.
        """
        found = self.trials.values() if self.missing else ()
        return min((one.rests_until for one in found if one.rests_until > now), default=None)


def progress(
    session: Session, estate: Estate, target: PoolTarget, trials: TrialReader
) -> TargetProgress:
    """How far a target is, by an estate that was read. Raises SourceError."""
    now, journal = session.clock.now(), session.journal
    answered = trials.of_pool(target.pool, now)
    asks = {region: one.asks(now) for region, one in answered.items()}
    facts = facts_for(session, estate, target, asks)
    mine = tuple(operations_of(journal, target))
    asking = next((one for one in mine if one.state.live), None)
    ids = {one.id for one in mine}
    readings = journal.metered(target.opened_at) if ids else ()
    cost = of_operations(readings, ids, estate, session.policy)
    if facts is None or any(facts.freshness(r) is Freshness.UNKNOWN for r in facts.regions):
        return TargetProgress(target, None, trials=answered, asking=asking, cost=cost)
    places = {place.code: facts.size_in(place.code) for place in facts.places}
    rest = obtainable(facts, max(0, target.level - facts.size))
    return TargetProgress(target, facts.size, places, rest, answered, asking, cost)


def facts_for(
    session: Session,
    estate: Estate,
    target: PoolTarget,
    asks: Mapping[str, int] = MappingProxyType({}),
) -> PoolFacts | None:
    """The pool as planning would see it for a target; None where it is not declared any more.

    `asks` as in `console.model.policy.Record`.
    """
    values: dict[str, object] = {POOL.name: target.pool}
    if target.datacenters:
        values[DATACENTERS.name] = target.datacenters
    asked = registry.spec(BURST).request(session.author(INSTANCE), values)
    found = survey(asked, estate, session.policy, Record(asks=asks), "")
    return found if isinstance(found, PoolFacts) else None


def operations_of(journal: JournalReader, target: PoolTarget) -> Iterable[Operation]:
    """What a target has asked for, oldest first, and had given back. Raises SourceError."""
    for one in journal.history(target.opened_at):
        author = one.plan.request.author
        if author.care == Care.TARGETS and author.cause == target.id:
            yield one
