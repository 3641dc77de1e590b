"""Foresight by itself: a pool grows to what its next hours need, and gives that back again.

It asks for the size that the advice says and decides nothing else: floor, ceiling, quotas and
budgets are planning's. Its own are four rules. What nobody knows asks for nothing, and gives
nothing back. What an instance carries, where it was learned, counts once enough peaks have shown
it, and gives nothing back while answers are over a limit. What would need a second person is left
to people. And it gives back what it alone has asked for, at the end of an hour that is paid anyway.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from console.desk.census import tallies
from console.desk.foresight import SizeAdvice, foreseen
from console.desk.holdings import holdings
from console.desk.keeping.asker import LONGEST_S, LOOK_S, Demand, author, suspended
from console.desk.keeping.windows import upheld
from console.desk.leads import giving_back
from console.desk.session import Session
from console.desk.verdict import verdict
from console.foresight.advice import paid_until
from console.kinds import registry
from console.kinds.instances.facts import PoolFacts
from console.kinds.instances.verbs import BURST, POOL, SCALE, TO
from console.locale import Locale
from console.model.advice import Advice
from console.model.billing import BillingRule
from console.model.capacity import CAPACITY
from console.model.forecast import FORECAST
from console.model.freeze import Scope
from console.model.operation import Operation
from console.model.plan import Care
from console.model.pool import Pool
from console.model.serving import METRICS
from console.model.tally import Tally
from console.model.verb import Verb
from console.model.verdict import VerdictState
from console.ports import Journal

SLACK = timedelta(minutes=2)
"""Estate time by which giving back begins earlier than it must."""


@dataclass(slots=True)
class Foreseer:
    """Asks for what is needed soon (`console.desk.keeping.asker.Asker`)."""

    session: Session
    care: Care = Care.FORESIGHT
    refused: str = "foresight.refused"
    quiet: frozenset[str] = frozenset({"nothing", "pool.frozen", "pool.suspended"})

    def pools(self) -> tuple[Pool, ...]:
        """Those whose settings say `auto`."""
        return tuple(p for p in self.session.policy.pools.values() if p.grows_by_itself)

    def sources(self, pool: Pool) -> tuple[str, ...]:
        """The load, the forecast, what an instance carries, and what still fits."""
        known = self.session.watch.snapshot().sources
        quotas = (f"quota:{region}" for region in self.session.policy.regions_of(pool))
        return tuple(name for name in (METRICS, FORECAST, CAPACITY, *quotas) if name in known)

    def idle_s(self, pool: Pool, newest: Operation | None, journal: Journal) -> float:  # noqa: ARG002 - an asker
        """Nothing is asked for, nor looked at, while the pool or its foresight is held."""
        return LONGEST_S if suspended(self.session, pool, Scope.FORESIGHT, journal) else 0.0

    def ask(self, facts: PoolFacts, newest: Operation | None, journal: Journal) -> Demand | float:  # noqa: ARG002 - an asker
        """A burst where more is needed soon, a scaling where what it asked for is not any more."""
        policy, pool = self.session.policy, facts.pool
        counted = tallies(facts.estate, policy, pool)
        found = foreseen(facts.estate, policy, pool, counted)
        if found is None or found.advice is None or found.unsure:
            return LOOK_S
        advice = found.advice
        if advice.grows and advice.soon > facts.size:
            return self._demand(pool, BURST, _reached(found, advice), advice)
        if not advice.shrinks or (found.capacity.is_learned and _fails(facts, counted)):
            return LOOK_S
        held = holdings(facts, journal)
        level, mine = upheld(self.session, facts, held.asked_by(self.care), journal)
        size = held.course(facts, mine, level)
        if size is None or size >= held.size:
            return LOOK_S
        left_s = self._left_s(pool, journal)
        if left_s > 0:
            return min(LOOK_S, left_s)
        return self._demand(pool, SCALE, size, advice, lent=mine)

    def alike(self, demand: Demand, earlier: Operation) -> bool:
        """Say whether both grow, or both give back."""
        grew = earlier.plan.size_after > earlier.plan.size_now
        return grew is (demand.request.verb == BURST)

    def overtaken(self, operation: Operation, journal: Journal) -> bool:  # noqa: ARG002 - an asker
        """Never: what has been begun is paid for, and is needed sooner or later."""
        return False

    def _left_s(self, pool: Pool, journal: Journal) -> float:
        """Wall seconds until giving back ends no later than the hour that is paid."""
        session, now = self.session, self.session.clock.now()
        if session.policy.billing is not BillingRule.CLOCK_HOURS:
            return 0.0
        ends: datetime = paid_until(session.policy.billing, now)
        look = timedelta(seconds=LOOK_S * session.clock.speed)
        begins = ends - giving_back(journal, pool.name) - SLACK - look
        return (begins - now).total_seconds() / session.clock.speed

    def _demand(
        self,
        pool: Pool,
        asked: Verb,
        size: int,
        advice: Advice,
        *,
        lent: frozenset[str] | None = None,
    ) -> Demand:
        """The size as a person would ask for it, with the peak it stands on as its reason."""
        session, verb, peak = self.session, registry.spec(asked), advice.peak
        locale = Locale("en", session.policy.zone)
        why = f"{locale.clock(peak.at)}: {locale.compact(peak.high)} → {advice.peak_size}"
        values = verb.settled({POOL.name: pool.name, TO.name: size}, session.policy)
        who = author(session, self.care, pool.name)
        return Demand(verb.request(who, values, reason=why), lent, alone=True)


def _fails(facts: PoolFacts, counted: tuple[Tally, ...]) -> bool:
    """Say whether answers are over a limit: more was learned, then, than instances carry now."""
    return verdict(facts.estate, facts.pool, counted).state is VerdictState.FAILING


def _reached(found: SizeAdvice, advice: Advice) -> int:
    """What is needed soon, as far as it fits; where nothing does, planning is to say why."""
    if found.room is None or found.room <= 0:
        return advice.soon
    return min(advice.soon, advice.there + found.room)
