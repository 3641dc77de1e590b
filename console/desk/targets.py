"""How far targets are: what stands, what could be had, what keeps back the rest, what it costs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from console.desk.costs import OperationCost, of_operations
from console.desk.session import Session
from console.kinds import registry
from console.kinds.instances.facts import PoolFacts, survey
from console.kinds.instances.obtainable import Obtainable, obtainable
from console.kinds.instances.verbs import BURST, DATACENTERS, POOL
from console.locale import Locale
from console.model.estate import Estate
from console.model.figure import Freshness
from console.model.operation import Operation
from console.model.plan import NOBODY, Care, RefusalReason
from console.model.policy import Policy, Record
from console.model.target import PoolTarget
from console.model.trial import RegionTrials
from console.ports import JournalReader
from console.watch.trials import TrialReader

UNKNOWN = "–"
LACKS = (
    "addresses",
    "cap",
    "ceiling",
    "cores",
    "gigabytes",
    "group",
    "hosts",
    "instances",
    "list",
    "memory",
    "other",
    "ports",
    "unread",
    "volumes",
)
"""What a region may be short of: each has its word."""


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
    """How far a target is, by an estate that was read, with its cost. Raises SourceError."""
    journal, answered = session.journal, trials.of_pool(target.pool, session.clock.now())
    mine = tuple(operations_of(journal, target))
    ids = {one.id for one in mine}
    readings = journal.metered(target.opened_at) if ids else ()
    known = seen(estate, session.policy, target, answered)
    return replace(
        known,
        asking=next((one for one in mine if one.state.live), None),
        cost=of_operations(readings, ids, estate, session.policy),
    )


def glances(estate: Estate, policy: Policy) -> tuple[TargetProgress, ...]:
    """How far the open targets are, by what is known now: nobody is asked, no cost is counted."""
    activity = estate.activity
    return tuple(
        replace(
            seen(estate, policy, one, activity.trials.get(one.pool, {})),
            asking=next((o for o in activity.live if asked_for(o, one)), None),
        )
        for one in activity.targets
        if one.holds(estate.at)
    )


def seen(
    estate: Estate, policy: Policy, target: PoolTarget, trials: Mapping[str, RegionTrials]
) -> TargetProgress:
    """A target beside its pool; nobody can count while a region was never listed."""
    asks = {region: one.asks(estate.at) for region, one in trials.items()}
    facts = facts_for(estate, policy, target.pool, asks, target.datacenters)
    if facts is None or any(facts.freshness(r) is Freshness.UNKNOWN for r in facts.regions):
        return TargetProgress(target, None, trials=trials)
    places = {place.code: facts.size_in(place.code) for place in facts.places}
    rest = obtainable(facts, max(0, target.level - facts.size))
    return TargetProgress(target, facts.size, places, rest, trials)


def facts_for(
    estate: Estate,
    policy: Policy,
    pool: str,
    asks: Mapping[str, int],
    datacenters: tuple[str, ...] = (),
) -> PoolFacts | None:
    """The pool as planning would see it for a target; None where it is not declared any more.

    `asks` as in `console.model.policy.Record`; no `datacenters`: all of the pool's.
    """
    values: dict[str, object] = {POOL.name: pool}
    if datacenters:
        values[DATACENTERS.name] = datacenters
    asked = registry.spec(BURST).request(NOBODY, values)
    found = survey(asked, estate, policy, Record(asks=asks), "")
    return found if isinstance(found, PoolFacts) else None


def operations_of(journal: JournalReader, target: PoolTarget) -> Iterable[Operation]:
    """What a target has asked for, oldest first, and had given back. Raises SourceError."""
    return (one for one in journal.history(target.opened_at) if asked_for(one, target))


def asked_for(operation: Operation, target: PoolTarget) -> bool:
    """Say whether a target asked for an operation."""
    author = operation.plan.request.author
    return author.care == Care.TARGETS and author.cause == target.id


def line(known: TargetProgress, locale: Locale, now: datetime) -> str:
    """One line: how many of how many, what is short of what, and what comes next."""
    one = known.target
    size = UNKNOWN if known.size is None else locale.number(known.size)
    parts = [locale.text("target.line", level=locale.number(one.level), pool=one.pool, size=size)]
    lacking = ", ".join(lacks(known, locale))
    if known.missing and lacking:
        parts.append(locale.text("target.line.short", lacking=lacking))
    at = known.next_at(now)
    if known.asking is not None:
        parts.append(locale.text("target.line.asking", operation=known.asking.id))
    elif known.missing and at is not None:
        parts.append(locale.text("target.line.next", time=locale.clock(at)))
    until = f"{locale.day(one.until)} {locale.clock(one.until)}"
    return " · ".join((*parts, locale.text("target.line.until", until=until)))


def lacks(known: TargetProgress, locale: Locale) -> Iterable[str]:
    """``GRA11: cores``: what each region is short of that has no more room."""
    for reason in known.rest.short if known.rest is not None else ():
        values = reason.why.values
        where = values.get("region", values.get("datacenter", values.get("pool", "")))
        yield f"{where} {locale.text(f'target.lacks.{_lacking(reason)}')}".strip()


def _lacking(reason: RefusalReason) -> str:
    """Which of the words says it."""
    sort, _, what = reason.guard.partition(".")
    if sort == "instances":
        return "list"
    found = what if sort == "quota" else sort
    return found if found in LACKS else "other"
