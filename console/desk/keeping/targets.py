"""Targets: what a pool lacks of its size is asked for as it comes, and at the end given back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from console.desk.holdings import holdings
from console.desk.keeping.asker import LONGEST_S, Demand, author
from console.desk.keeping.windows import upheld
from console.desk.session import Session
from console.desk.targets import facts_for
from console.kinds import registry
from console.kinds.instances.evidence import complete
from console.kinds.instances.facts import PoolFacts
from console.kinds.instances.obtainable import obtainable
from console.kinds.instances.verbs import BURST, BY, DATACENTERS, HOURS, POOL, SCALE, TO
from console.model.operation import Operation
from console.model.plan import Care
from console.model.pool import Pool
from console.model.target import PoolTarget, held_open
from console.ports import Journal
from console.watch.trials import TrialReader

LOOK = timedelta(minutes=2)
"""Estate time between two looks at lists and quotas while instances are missing."""
HELD = timedelta(minutes=10)
"""The same while the pool has its size."""
AT_LEAST_S = 1.0
"""Wall seconds between two looks, however fast the estate's time passes."""
QUIET = frozenset(
    {
        "cap",
        "ceiling",
        "hosts",
        "instances.stale",
        "instances.unknown",
        "instances.uncounted",
        "pool.elsewhere",
        "pool.frozen",
        "pool.suspended",
        "room",
    }
)
"""What the reports say each hour is not told beside them."""


@dataclass(slots=True)
class Targets:
    """Asks for what is missing and can be had (`console.desk.keeping.asker.Asker`)."""

    session: Session
    full: Callable[[str], None] = lambda _target: None
    """Told of a target whose pool has its size."""
    care: Care = Care.TARGETS
    refused: str = "target.refused"
    quiet: frozenset[str] = QUIET
    _trials: TrialReader = field(init=False)
    _due: dict[str, tuple[tuple[str, ...], datetime]] = field(default_factory=dict)
    """By pool, when its lists are to be read next, while these are its targets and operation."""
    _settled: dict[str, str] = field(default_factory=dict)
    """By pool, the last target that is over, once nothing is left of it to be given back."""

    def __post_init__(self) -> None:
        """What the regions answered lately is kept in mind, and read anew by another worker."""
        self._trials = TrialReader(self.session.journal)

    def pools(self) -> tuple[Pool, ...]:
        """Those that have an open target, or may still have something of one that is over."""
        journal, pools = self.session.journal, self.session.policy.pools
        ended = {one.pool: one.id for one in reversed(journal.ended_targets())}
        left = [pool for pool, number in ended.items() if self._settled.get(pool) != number]
        names = dict.fromkeys((*(one.pool for one in journal.targets()), *left))
        return tuple(pools[name] for name in names if name in pools)

    def sources(self, pool: Pool) -> tuple[str, ...]:
        """The quotas, and the places of server groups and volumes where there are any."""
        places = self.session.policy.places_of(pool)
        builds = {place.code: pool.build_in(place.code) for place in places}
        placed = {c for c, b in builds.items() if b.server_group or b.boot_volume}
        quotas = [f"quota:{region}" for place in places for region in place.regions]
        groups = [
            f"fixtures:{r}" for place in places if place.code in placed for r in place.regions
        ]
        return (*quotas, *groups)

    def idle_s(self, pool: Pool, newest: Operation | None, journal: Journal) -> float:
        """Until the next look, unless something has moved since the last one."""
        due = self._due.get(pool.name)
        if due is None or due[0] != _sign(self._open(pool, journal), newest):
            return 0.0
        return self._wall_s(due[1] - self.session.clock.now(), least_s=0.0)

    def ask(self, facts: PoolFacts, newest: Operation | None, journal: Journal) -> Demand | float:
        """What is missing and can be had now; without an open target, what is to be given back."""
        pool, open_ = facts.pool, self._open(facts.pool, journal)
        if not open_:
            return self._back(facts, newest, journal)
        missing = open_[0].level - facts.size
        if missing <= 0:
            self.full(open_[0].id)
            return self._look(pool, open_, newest, HELD)
        now = self.session.clock.now()
        trials = self._trials.of_pool(pool.name, now)
        asks = {region: one.asks(now) for region, one in trials.items()}
        mine = facts_for(facts.estate, self.session.policy, pool.name, asks, open_[0].datacenters)
        found = None if mine is None else obtainable(mine, missing)
        if found is None or not found.number:
            rests = [one.rests_until - now for one in trials.values() if one.rests_until > now]
            return self._look(pool, open_, newest, min([LOOK, *rests]))
        self._look(pool, open_, newest, LOOK)  # should it be refused
        values: dict[str, object] = {BY.name: found.number}
        if open_[0].datacenters:
            values[DATACENTERS.name] = open_[0].datacenters
        hours = (open_[0].until - now).total_seconds() / 3600
        values[HOURS.name] = Decimal(str(max(0.01, round(hours, 2))))
        return self._demand(pool, open_[0], values, asks=found.asks)

    def alike(self, demand: Demand, earlier: Operation) -> bool:
        """Say whether it came to nothing before anything was asked of the cloud.

        What a region refused is that region's to rest from, and no other's.
        """
        del demand
        return not any(change.attempts for change in self.session.journal.changes(earlier.id))

    def overtaken(self, operation: Operation, journal: Journal) -> bool:
        """Say whether it still makes instances for a target that is over."""
        plan = operation.plan
        open_ = {one.id for one in self._open(self.session.policy.pools[plan.pool], journal)}
        return plan.size_after > plan.size_now and plan.request.author.cause not in open_

    def _back(self, facts: PoolFacts, newest: Operation | None, journal: Journal) -> Demand | float:
        """Give back what targets that are over have asked for, and nothing holds up."""
        pool, found = facts.pool, holdings(facts, journal)
        ended = [one for one in journal.ended_targets() if one.pool == pool.name]
        owed = found.asked_by(Care.TARGETS)
        if not owed or not ended:
            seen = complete(facts)
            if seen and ended:
                self._settled[pool.name] = ended[0].id
            return LONGEST_S if seen else self._look(pool, (), newest, LOOK)
        level, owed = upheld(self.session, facts, owed, journal)
        size = found.course(facts, owed, level)
        if size is None or size >= found.size:
            return self._look(pool, (), newest, LOOK)
        self._look(pool, (), newest, LOOK)
        return self._demand(pool, ended[0], {TO.name: size}, lent=owed)

    def _demand(
        self,
        pool: Pool,
        target: PoolTarget,
        values: dict[str, object],
        *,
        asks: Mapping[str, int] | None = None,
        lent: frozenset[str] | None = None,
    ) -> Demand:
        """A burst of what can be had, or a scaling of what only the target has held up."""
        session = self.session
        verb = registry.spec(SCALE if lent is not None else BURST)
        who = author(session, self.care, target.id)
        settled = verb.settled({POOL.name: pool.name, **values}, session.policy)
        request = verb.request(who, settled, reason=target.reason or target.id)
        return Demand(request, lent, asks, until_s=self._wall_s(LOOK))

    def _open(self, pool: Pool, journal: Journal) -> tuple[PoolTarget, ...]:
        return held_open(journal.targets(), pool.name, self.session.clock.now())

    def _look(
        self,
        pool: Pool,
        open_: tuple[PoolTarget, ...],
        newest: Operation | None,
        after: timedelta,
    ) -> float:
        """Remember when the lists are to be read next; the wall seconds until then."""
        now = self.session.clock.now()
        at = min([now + after, *(one.until for one in open_)])
        self._due[pool.name] = (_sign(open_, newest), at)
        return self._wall_s(at - now)

    def _wall_s(self, left: timedelta, least_s: float = AT_LEAST_S) -> float:
        return max(least_s, left.total_seconds() / self.session.clock.speed)


def _sign(open_: tuple[PoolTarget, ...], newest: Operation | None) -> tuple[str, ...]:
    return (*(one.id for one in open_), _id(newest))


def _id(operation: Operation | None) -> str:
    return "" if operation is None else operation.id
