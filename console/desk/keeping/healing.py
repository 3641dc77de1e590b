"""Healing by itself: what is sick in a pool is healed as a person would, until that does not help.

It asks for heals and decides nothing about them: evidence, guards and budgets are planning's.
Its own are two rules. What would need a second person is left to people. And two heals in a
row that did not help end it: it suspends the pool's healing, which is in the journal, on every
face and told, until a person thaws it.
"""

from contextlib import suppress
from dataclasses import dataclass

from console.desk.heals import in_vain
from console.desk.keeping.asker import LONGEST_S, LOOK_S, Demand, author, suspended
from console.desk.session import Session
from console.kinds import registry
from console.kinds.instances.facts import PoolFacts
from console.kinds.instances.proposal import named
from console.kinds.instances.sickness import at_ease, examine
from console.kinds.instances.verbs import POOL
from console.model.error import Refused
from console.model.freeze import Scope
from console.model.operation import Operation
from console.model.plan import Author, Care
from console.model.pool import HealingMode, Pool
from console.model.serving import METRICS, source_name
from console.model.verb import HEAL
from console.ports import Journal

ENOUGH = 2
"""After so many heals in a row that did not help, a person is to look."""
NAME_AT_MOST = 63
"""The journal's column of who froze a pool."""


@dataclass(slots=True)
class Healer:
    """Asks for heals of the pools that heal by themselves (`console.desk.keeping.asker.Asker`)."""

    session: Session
    care: Care = Care.HEALING
    refused: str = "heal.refused"
    quiet: frozenset[str] = frozenset({"nothing", "heal.budget", "pool.frozen", "pool.suspended"})

    def pools(self) -> tuple[Pool, ...]:
        """Those whose settings say `auto`."""
        pools = self.session.policy.pools.values()
        return tuple(pool for pool in pools if pool.healing is HealingMode.AUTO)

    def sources(self, pool: Pool) -> tuple[str, ...]:
        """The other witnesses: metrics, and the load balancers."""
        known = self.session.watch.snapshot().sources
        wanted = (METRICS, *map(source_name, pool.balanced))
        return tuple(name for name in wanted if name in known)

    def idle_s(self, pool: Pool, newest: Operation | None, journal: Journal) -> float:  # noqa: ARG002 - an asker
        """Nothing is asked for, nor looked at, while the pool or its healing is held."""
        return LONGEST_S if suspended(self.session, pool, Scope.HEALING, journal) else 0.0

    def ask(self, facts: PoolFacts, newest: Operation | None, journal: Journal) -> Demand | float:  # noqa: ARG002 - an asker
        """A heal while one is sick, unless the last ones did not help."""
        session, pool = self.session, facts.pool
        if at_ease(facts.estate, pool):
            return LOOK_S
        sick = [one.instance for one in examine(facts).sick]
        if not sick:
            return LOOK_S
        who = author(session, self.care, pool.name)
        vain = in_vain(journal, pool.name, session.clock.now(), {one.id for one in sick})
        if len(vain) >= ENOUGH:
            return _stop(pool, vain[:ENOUGH], who, journal)
        verb = registry.spec(HEAL)
        values = verb.settled({POOL.name: pool.name}, session.policy)
        return Demand(verb.request(who, values, reason=named(sick)), alone=True)

    def alike(self, demand: Demand, earlier: Operation) -> bool:
        """Say whether it was a heal, too."""
        return earlier.plan.request.verb == demand.request.verb

    def overtaken(self, operation: Operation, journal: Journal) -> bool:  # noqa: ARG002 - an asker
        """Never: what has recovered meanwhile the heal itself leaves."""
        return False


def _stop(pool: Pool, vain: tuple[Operation, ...], who: Author, journal: Journal) -> float:
    """Suspend the pool's healing, in its own name; the heals are told oldest first."""
    by = Author(who.user[:NAME_AT_MOST], who.host, who.origin, who.cloud_user, who.roles)
    with suppress(Refused):  # another worker has, or a person
        journal.freeze(pool.name, ", ".join(one.id for one in reversed(vain)), by, Scope.HEALING)
    return LONGEST_S
