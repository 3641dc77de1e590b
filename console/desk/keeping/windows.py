"""Windows: a pool is at least as large as they say, and what they alone held up is given back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from console.desk.holdings import Upholding, holdings
from console.desk.keeping.asker import LONGEST_S, LOOK_S, Demand, author
from console.desk.leads import ebbs, leads
from console.desk.session import Session
from console.kinds import registry
from console.kinds.instances.enough import fits
from console.kinds.instances.evidence import METRICS, complete
from console.kinds.instances.facts import PoolFacts
from console.kinds.instances.held import loose, missing
from console.kinds.instances.placement import fitting
from console.kinds.instances.verbs import BURST, DATACENTERS, HOURS, POOL, SCALE, TO
from console.model.capacity import CAPACITY
from console.model.entry import Entry
from console.model.freeze import Scope
from console.model.notice import notice
from console.model.operation import Operation
from console.model.plan import Care, Request
from console.model.pool import Pool
from console.model.window import Opening
from console.ports import Journal
from console.schedule.spans import spill
from console.schedule.wanted import begun, levels, next_change, whole

LATE_S = 60.0
"""Estate seconds after a window's start from which on it is told that it opens late."""


@dataclass(slots=True)
class Windows:
    """Asks for the size that is wanted now (`console.desk.keeping.asker.Asker`)."""

    session: Session
    care: Care = Care.WINDOWS
    refused: str = "window.refused"
    quiet: frozenset[str] = frozenset()
    _settled: dict[str, str] = field(default_factory=dict)
    """By pool, its newest operation when nothing was left to be given back."""

    def pools(self) -> tuple[Pool, ...]:
        """Those that have windows."""
        policy = self.session.policy
        names = dict.fromkeys(window.pool for window in policy.windows)
        return tuple(policy.pools[name] for name in names)

    def sources(self, pool: Pool) -> tuple[str, ...]:
        """The load and what carries it, where a window may give back before its end."""
        windows = self.session.policy.windows
        early = any(one.end_early and one.pool == pool.name for one in windows)
        known = self.session.watch.snapshot().sources
        return tuple(name for name in (METRICS, CAPACITY) if early and name in known)

    def idle_s(self, pool: Pool, newest: Operation | None, journal: Journal) -> float:
        """Until the next change, while no window is open and nothing is to be given back."""
        settled = self._settled.get(pool.name) == _id(newest)
        if not settled or self._open(pool, journal):
            return 0.0
        return min(LONGEST_S, self._until_s(pool, journal))

    def ask(self, facts: PoolFacts, newest: Operation | None, journal: Journal) -> Demand | float:
        """Compare what is there with what is wanted."""
        pool, found = facts.pool, holdings(facts, journal)
        lent = found.lent - found.asked_by(Care.FORESIGHT)
        open_ = self._still(facts, found.level, journal)
        self._settled.pop(pool.name, None)
        if not open_ and not lent and complete(facts):
            self._settled[pool.name] = _id(newest)
        until_s = self._until_s(pool, journal)
        short = missing(facts, levels(open_))
        if short:
            return self._spread(facts, short, open_, until_s)
        level = whole(open_)
        free = missable(facts, lent, open_)
        size = found.course(facts, free, level)
        if size is None:
            return min(LOOK_S if open_ or lent else LONGEST_S, until_s)
        if size > found.size:
            opening = next(one for one in open_ if one.window.rise and one.level >= size)
            request = self._request(pool, size, opening.key, opening)
            return Demand(request, said=self._late(opening), until_s=until_s)
        return Demand(self._request(pool, size, _about(found)), free, until_s=until_s)

    def _spread(
        self,
        facts: PoolFacts,
        short: Mapping[str, int],
        open_: tuple[Opening, ...],
        until_s: float,
    ) -> Demand:
        """What datacenters lack of their levels, as far as there is room; else all, to be told."""
        fits = {code: n for code, lacks in short.items() if (n := fitting(facts, code, lacks))}
        wanted = fits or short
        opening = next(one for one in open_ if set(wanted) & set(one.levels))
        size = facts.size + sum(wanted.values())
        request = self._request(facts.pool, size, opening.key, opening, tuple(wanted))
        return Demand(request, said=self._late(opening), until_s=until_s, most=wanted)

    def alike(self, demand: Demand, earlier: Operation) -> bool:
        """Say whether both grow, or both give back."""
        grew = earlier.plan.size_after > earlier.plan.size_now
        return grew is (demand.request.verb == BURST)

    def overtaken(self, operation: Operation, journal: Journal) -> bool:
        """Say whether it still makes instances for a window that has closed."""
        plan = operation.plan
        pool = self.session.policy.pools[plan.pool]
        return plan.size_after > plan.size_now and not self._open(pool, journal)

    def _open(self, pool: Pool, journal: Journal) -> tuple[Opening, ...]:
        return _open(self.session, pool, journal)

    def _still(self, facts: PoolFacts, others: int, journal: Journal) -> tuple[Opening, ...]:
        """The openings that hold the pool up: without those that end early, the largest first.

        `others` is the level of the baseline and of people's operations. One ends early while
        its end is no further than giving back takes, that would otherwise touch another billed
        hour, and what remains carries the load.
        """
        policy, now = self.session.policy, self.session.clock.now()
        lead, ebb = leads(policy, journal), ebbs(policy, journal)
        kept = list(self._open(facts.pool, journal))
        for one in tuple(kept):
            left = max([others, *(each.level for each in kept if each is not one)])
            saves = spill(policy.billing, one, lead, ebb) > 0
            ending = now >= one.closes_at - ebb[one.window.name]
            if one.window.end_early and saves and ending and fits(facts, left):
                kept.remove(one)
        return tuple(kept)

    def _until_s(self, pool: Pool, journal: Journal) -> float:
        """Wall seconds until instances are wanted next, or no more."""
        session, policy, now = self.session, self.session.policy, self.session.clock.now()
        lead, ebb = leads(policy, journal), ebbs(policy, journal)
        change = next_change(policy.windows, pool, now, lead, session.calendars)
        early = (one.closes_at - ebb[one.window.name] for one in self._open(pool, journal))
        change = min([change, *(at for at in early if at > now)])
        return _seconds(change, now) / session.clock.speed

    def _request(
        self,
        pool: Pool,
        size: int,
        about: str,
        opening: Opening | None = None,
        places: tuple[str, ...] = (),
    ) -> Request:
        """A burst never shrinks, and only what was lent is given back by a scaling."""
        session = self.session
        values: dict[str, object] = {POOL.name: pool.name, TO.name: size}
        if opening is not None:
            hours = _seconds(opening.closes_at, session.clock.now()) / 3600
            values[HOURS.name] = Decimal(str(max(0.01, round(hours, 2))))
        if places:
            values[DATACENTERS.name] = places
        verb = registry.spec(SCALE if opening is None else BURST)
        who = author(session, self.care, about.partition(" ")[0])
        return verb.request(who, verb.settled(values, session.policy), reason=about)

    def _late(self, opening: Opening) -> Entry | None:
        late_s = _seconds(self.session.clock.now(), opening.opens_at)
        if late_s <= LATE_S:
            return None
        said = notice("window.late", window=opening.window.name, minutes=round(late_s / 60))
        return Entry("window.late", said)


def upheld(
    session: Session, facts: PoolFacts, lent: frozenset[str], journal: Journal
) -> tuple[int, frozenset[str]]:
    """What open windows hold up, and those that begin, wherever it stands; suspended ones nothing.

    And the ids of those of `lent` that they can miss where those are.
    """
    freezes, pool = journal.freezes(), facts.pool
    if any(one.pool == pool.name and one.scope is Scope.WINDOWS for one in freezes):
        return 0, lent
    found = _open(session, pool, journal)
    return whole(found), missable(facts, lent, found)


def missable(facts: PoolFacts, lent: frozenset[str], open_: Iterable[Opening]) -> frozenset[str]:
    """The ids of those of `lent` that go without a datacenter falling below its level."""
    mine = (one for one in facts.staying if one.id in lent)
    return frozenset(one.id for one in loose(facts, mine, levels(open_)))


def _open(session: Session, pool: Pool, journal: Journal) -> tuple[Opening, ...]:
    """The openings for which instances of a pool are wanted now, the largest first."""
    lead = leads(session.policy, journal)
    now, calendars = session.clock.now(), session.calendars
    return begun(session.policy.windows, pool, now, lead, calendars)


def _id(operation: Operation | None) -> str:
    return "" if operation is None else operation.id


def _seconds(later: datetime, earlier: datetime) -> float:
    return (later - earlier).total_seconds()


def _about(found: Upholding) -> str:
    """Which opening it is that gives back: the one whose instances were asked for last."""
    return found.lenders[-1].plan.request.reason if found.lenders else "windows"
