"""Keeps pools as they are wanted, by operations like any other.

What is wanted askers say; here is what they share. It is asked at this moment, never what
has been missed; so it may stop, start and run in several workers at once. Two that ask for
the same meet at the pool's lock, and nobody acts on a list that is older than the pool's last
operation. Askers of one pool take turns in their order: what one is refused, or rests
from, holds up no other.
"""

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from console.desk.keeping.asker import LONGEST_S, LOOK_S, Asker, Demand, author
from console.desk.session import Session
from console.desk.unlisted import last_sizes
from console.kinds import registry
from console.kinds.instances.evidence import dark
from console.kinds.instances.facts import PoolFacts, survey
from console.kinds.instances.verbs import BURST, POOL
from console.model.entry import Entry
from console.model.error import Refused, VigieError
from console.model.estate import Estate
from console.model.notice import notice
from console.model.operation import Operation, OperationState
from console.model.plan import Author, Refusal, RefusalReason
from console.model.policy import Record
from console.model.pool import Pool
from console.model.resource import INSTANCE
from console.planning.digest import intact
from console.ports import Journal

SOON_S = 1.0
"""How often it is looked whether an operation that holds the pool has ended."""
ANEW_S = 5.0
"""How often a list is asked for that was never had."""
TAKEN_S = -1.0
"""In place of a time, once the pool is held: nobody else need be asked now."""
REST_S = 60.0
REST_MOST_S = 900.0
"""How long nothing is asked for again after operations that did not succeed."""
WAITS = frozenset({"pool.held"})
"""Guards whose refusal is no news to anybody: it ends by itself."""
REFUSED, BUDGETS = "operation.refused", "budget."
"""What a worker tells that may not begin an operation, and of which guards it cannot change."""
RECENT = 200
FEW, MANY = 3, 50
MANY_FAILURES = 12
"""After so many in a row the rest is as long as it gets."""

log = logging.getLogger(__name__)
Found = TypeVar("Found")


@dataclass(slots=True)
class PoolKeeper:
    """Implements `console.ports.Keeper`. `session` reads and plans; the journal accepts."""

    session: Session
    askers: tuple[Asker, ...]
    report: Callable[[Journal], None] = lambda _journal: None
    """Says what is due to be said, whatever holds the pools."""
    news_s: float = LONGEST_S
    """How often it is looked which pools are cared for."""
    _refused: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By author, the guards of the last refusal; told once it is the same twice in a row."""
    _looks_since: dict[str, datetime] = field(default_factory=dict)
    """By pool, when its lists were first read."""

    def keep(self, journal: Journal, wait: Callable[[float], bool]) -> None:
        """Look at every pool that somebody cares for, until the worker leaves."""
        due: dict[str, float] = {}
        none: tuple[Pool, ...] = ()
        pause_s = 0.0
        while not wait(pause_s):
            _safely("reports", partial(self.report, journal), None)
            pools = _safely("pools", self._pools, none)
            due = {pool.name: due.get(pool.name, 0.0) for pool in pools}
            for pool in pools:
                if due[pool.name] <= time.monotonic():
                    left_s = _safely(pool.name, partial(self.look, pool, journal), LOOK_S)
                    due[pool.name] = time.monotonic() + left_s
            left_s = min((at - time.monotonic() for at in due.values()), default=LONGEST_S)
            pause_s = max(0.0, min(left_s, self.news_s))
        self.session.watch.stop()

    def wanted(self) -> bool:
        """Say whether somebody cares for a pool: a window, a target that is open."""
        return bool(self._pools())

    def _pools(self) -> tuple[Pool, ...]:
        return tuple({pool.name: pool for asker in self.askers for pool in asker.pools()}.values())

    def look(self, pool: Pool, journal: Journal) -> float:
        """Bring a pool to what is wanted now; the wall seconds after which to look again."""
        askers = [a for a in self.askers if pool.name in {one.name for one in a.pools()}]
        newest = newest_of(pool, journal)
        if newest is not None and newest.state.live:
            self._overtaken(newest, askers, journal)
            return SOON_S
        idle_s = {a.care: a.idle_s(pool, newest, journal) for a in askers}
        due = [a for a in askers if idle_s[a.care] <= 0]
        left_s = min((s for s in idle_s.values() if s > 0), default=LONGEST_S)
        if not due:
            return left_s
        facts = self._facts(pool, due, newest, journal)
        if not isinstance(facts, PoolFacts):
            return facts
        return min(left_s, self._heard(facts, due, newest, journal))

    def _heard(
        self, facts: PoolFacts, askers: Iterable[Asker], newest: Operation | None, journal: Journal
    ) -> float:
        """See to the first demand that can be met; the wall seconds after which to look again."""
        left_s = LONGEST_S
        for asker in askers:
            met = partial(self._met, facts, asker, newest, journal)
            left_s = min(left_s, _safely(facts.pool.name, met, LOOK_S))
            if left_s == TAKEN_S:
                return SOON_S
        return max(0.0, left_s)

    def _met(
        self, facts: PoolFacts, asker: Asker, newest: Operation | None, journal: Journal
    ) -> float:
        """See to what one of them demands; the wall seconds after which to look again."""
        demand = asker.ask(facts, newest, journal)
        if not isinstance(demand, Demand):
            return demand
        rest_s = self._rest_s(facts.pool, asker, demand, journal)
        if rest_s <= 0:
            rest_s = self._bring(facts, asker, demand, journal)
        return min(rest_s, demand.until_s)

    def _bring(self, facts: PoolFacts, asker: Asker, demand: Demand, journal: Journal) -> float:
        """Plan a demand, and accept what planning says; when to look again.

        Planning goes by newer lists. Where these have another size, a region has answered
        that did not or the pool has moved: what was decided is decided anew.
        """
        session, pool = self.session, facts.pool
        newer = self._surveyed(pool, session.watch.refresh(_public(session)))
        if newer is None or _sizes(newer) != _sizes(facts):
            return SOON_S
        # By whom it is asked is known only now: the accounts are among what was read.
        who = replace(session.author(INSTANCE), user=demand.request.author.user)
        plan = session.plan(
            replace(demand.request, author=who), demand.lent, demand.asks, demand.most
        )
        if isinstance(plan, Refusal):
            return self._told(plan.reasons, who, asker, journal)
        if demand.alone and plan.awaits_s is not None:
            said = notice("guard.not_alone", pool=pool.name)
            return self._told((RefusalReason("approval", said),), who, asker, journal)
        self._refused.pop(who.user, None)
        try:
            operation = journal.accept(intact(plan))
        except Refused as error:
            log.info("%s of %s: %s", who.user, pool.name, error)
            return TAKEN_S
        log.info("%s of %s: %s by %s", demand.request.verb, pool.name, who.user, operation.id)
        if demand.said is not None:
            journal.note(demand.said, operation.id, who.user)
        return TAKEN_S

    def _told(
        self, reasons: tuple[RefusalReason, ...], who: Author, asker: Asker, journal: Journal
    ) -> float:
        """Have people told why a demand is not met, once for the same reasons."""
        guards = tuple(reason.guard for reason in reasons)
        log.warning("%s is refused: %s", who.user, ", ".join(guards))
        before, self._refused[who.user] = self._refused.get(who.user), guards
        said = Entry(asker.refused, reasons[0].why)
        if before == guards and reasons[0].guard not in WAITS | asker.quiet:
            known = ((e.kind, e.notice, e.actor) for e in journal.events(limit=RECENT))
            if (said.kind, said.notice, who.user) not in known:
                journal.note(said, None, who.user)
        return LOOK_S

    def _overtaken(self, operation: Operation, askers: Iterable[Asker], journal: Journal) -> None:
        """Stop what its asker does not want any more."""
        asker = next((a for a in askers if asked_by(a, operation)), None)
        if asker is None or operation.stop_requested:
            return
        if asker.overtaken(operation, journal):
            journal.request_stop(operation.id, operation.plan.request.author)

    def _facts(
        self, pool: Pool, askers: Sequence[Asker], newest: Operation | None, journal: Journal
    ) -> PoolFacts | float:
        """The pool by lists that are read now, none older than what was done to it last.

        Where there are none, the wall seconds after which to look again.
        """
        session = self.session
        more = {source for asker in askers for source in asker.sources(pool)}
        estate = session.watch.refresh([*self._lists(pool), *sorted(more)])
        found = self._surveyed(pool, estate)
        if found is None:
            return LOOK_S
        if self._guesses(found):
            return ANEW_S
        if not _older(found, newest):
            return found
        unread = tuple(dark(found, found.regions))
        if not unread:
            return SOON_S
        first = askers[0]
        return self._told(unread, author(session, first.care, pool.name), first, journal)

    def _surveyed(self, pool: Pool, estate: Estate) -> PoolFacts | None:
        """The pool as some lists have it."""
        session = self.session
        asked = registry.spec(BURST).request(session.author(INSTANCE), {POOL.name: pool.name})
        last = last_sizes(session.journal, estate, session.policy, pool)
        found = survey(asked, estate, session.policy, Record(last=last), "")
        return found if isinstance(found, PoolFacts) else None

    def _guesses(self, facts: PoolFacts) -> bool:
        """Say whether a region was never listed here, and has not been silent for long.

        What stands there is a guess until then: one good list comes before it, as it does
        after a worker has taken over.
        """
        unlisted, now = set(facts.regions) - facts.estate.regions.keys(), facts.estate.at
        since = self._looks_since.setdefault(facts.pool.name, now)
        return bool(unlisted) and now - since < timedelta(seconds=facts.policy.limits.stale_after_s)

    def _lists(self, pool: Pool) -> list[str]:
        return [f"nova:{region}" for region in self.session.policy.regions_of(pool)]

    def _rest_s(self, pool: Pool, asker: Asker, demand: Demand, journal: Journal) -> float:
        """Wall seconds still to wait after such operations that did not succeed, ever more.

        What other askers did meanwhile neither adds to it nor ends it. What another worker's
        budget has refused it will refuse again soon: that rests for the longest at once.
        """
        failed: list[Operation] = []
        for one in journal.operations(pool=pool.name, limit=MANY_FAILURES):
            if one.plan.request.author.care not in {None, asker.care}:
                continue
            good = one.state is OperationState.SUCCEEDED
            if good or not asked_by(asker, one) or not asker.alike(demand, one):
                break
            failed.append(one)
        if not failed or failed[0].ended_at is None:
            return 0.0
        clock = self.session.clock
        passed_s = (clock.now() - failed[0].ended_at).total_seconds() / clock.speed
        if _beyond_budget(failed[0], journal):
            return REST_MOST_S - passed_s
        return min(REST_MOST_S, REST_S * 2.0 ** (len(failed) - 1)) - passed_s


def newest_of(pool: Pool, journal: Journal) -> Operation | None:
    """The newest operation on a pool's instances; a live one is always the newest."""
    for limit in (FEW, MANY):  # a plan is long: as few as will do are read
        found = journal.operations(pool=pool.name, limit=limit)
        mine = next((one for one in found if one.plan.resource == INSTANCE), None)
        if mine is not None or len(found) < limit:
            return mine
    return None


def asked_by(asker: Asker, operation: Operation) -> bool:
    """Say whether an operation is one that an asker asked for."""
    return operation.plan.request.author.care == asker.care


def _beyond_budget(operation: Operation, journal: Journal) -> bool:
    """Say whether a worker has refused to begin it, by its own settings' budgets."""
    told = journal.events(operation_id=operation.id)
    return any(e.kind == REFUSED and e.notice.code.startswith(BUDGETS) for e in told)


def _safely(what: str, look: Callable[[], Found], otherwise: Found) -> Found:
    """What fails is tried again, and ends nothing else."""
    try:
        return look()
    except VigieError as error:
        log.warning("%s: %s", what, error)
    except Exception:
        log.exception("%s", what)
    return otherwise


def _older(facts: PoolFacts, newest: Operation | None) -> bool:
    """Say whether a list may lack what the pool's last operation did."""
    if newest is None:
        return False
    if newest.ended_at is None:
        return True
    views = (facts.estate.regions.get(region) for region in facts.regions)
    return any(view is not None and view.observed_at <= newest.ended_at for view in views)


def _sizes(facts: PoolFacts) -> list[int]:
    return [facts.size_in(place.code) for place in facts.places]


def _public(session: Session) -> list[str]:
    """What planning looks at of the public cloud."""
    private = ("vcenter", "supply", "growth", "alertmanager")
    return [name for name in session.watch.snapshot().sources if not name.startswith(private)]
