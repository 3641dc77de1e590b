"""Keeps the windows: brings each pool to the size that is wanted now, by operations like any other.

It asks what is wanted at this moment, never what has been missed; so it may stop, start
and run in several workers at once. Two that ask for the same meet at the pool's lock, and
nobody acts on a list that is older than the pool's last operation.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from console.desk.holdings import Upholding, holdings, of_window
from console.desk.leads import leads
from console.desk.session import Session
from console.kinds import registry
from console.kinds.instances.evidence import dark
from console.kinds.instances.facts import PoolFacts, survey
from console.kinds.instances.verbs import BURST, HOURS, POOL, SCALE, TO
from console.model.entry import Entry
from console.model.error import Refused, VigieError
from console.model.notice import notice
from console.model.operation import Operation, OperationState
from console.model.plan import Author, Refusal, RefusalReason, Request
from console.model.policy import Record
from console.model.pool import Pool
from console.model.resource import INSTANCE
from console.model.window import Opening
from console.planning.digest import intact
from console.ports import Journal
from console.schedule.wanted import begun, course, next_change

LOOK_S = 30.0
"""How often a pool is looked at while a window is open or has something to give back."""
SOON_S = 1.0
"""How often it is looked whether an operation that holds the pool has ended."""
LONGEST_S = 60.0
REST_S = 60.0
REST_MOST_S = 900.0
"""How long nothing is asked for again after operations that did not succeed."""
MANY_FAILURES = 6
LATE_S = 60.0
"""Estate seconds after a window's start from which on it is told that it opens late."""

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Steward:
    """Implements `console.ports.Keeper`. `session` reads and plans; the journal accepts."""

    session: Session
    _settled: dict[str, str] = field(default_factory=dict)
    """By pool, its newest operation when nothing was left to be given back."""
    _refused: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By author, the guards of the last refusal; told once it is the same twice in a row."""

    def keep(self, journal: Journal, wait: Callable[[float], bool]) -> None:
        """Look at every pool that has windows, until the worker leaves."""
        pause_s = 0.0
        while not wait(pause_s):
            pause_s = min(self._looked(pool, journal) for pool in self._pools())
        self.session.watch.stop()

    def _pools(self) -> tuple[Pool, ...]:
        policy = self.session.policy
        names = dict.fromkeys(window.pool for window in policy.windows)
        return tuple(policy.pools[name] for name in names)

    def _looked(self, pool: Pool, journal: Journal) -> float:
        """Look at a pool; what fails is tried again, and ends nothing else."""
        try:
            return self.look(pool, journal)
        except VigieError as error:
            log.warning("windows of %s: %s", pool.name, error)
        except Exception:
            log.exception("windows of %s", pool.name)
        return LOOK_S

    def look(self, pool: Pool, journal: Journal) -> float:
        """Bring a pool to what is wanted now; the wall seconds after which to look again."""
        session, now = self.session, self.session.clock.now()
        windows, lead = session.policy.windows, leads(session.policy, journal)
        open_ = begun(windows, pool, now, lead, session.calendars)
        newest = _newest(pool, journal)
        if newest is not None and newest.state.live:
            self._overtaken(newest, open_, journal)
            return SOON_S
        if not open_ and self._settled.get(pool.name) == _id(newest):
            change = next_change(windows, pool, now, lead, session.calendars)
            return min(LONGEST_S, (change - now).total_seconds() / session.clock.speed)
        facts = self._facts(pool, journal)
        if not isinstance(facts, PoolFacts):
            return facts
        return self._judge(facts, open_, journal)

    def _judge(self, facts: PoolFacts, open_: tuple[Opening, ...], journal: Journal) -> float:
        """Compare what is there with what is wanted, and see to the difference."""
        session, pool, now = self.session, facts.pool, self.session.clock.now()
        found = holdings(facts, journal)
        self._settled.pop(pool.name, None)
        if not open_ and not found.lent:
            self._settled[pool.name] = _id(_newest(pool, journal))
        level = open_[0].level if open_ else 0
        size = course(found.size, len(found.lent), level, found.level)
        if size is None:
            return self._pause(pool, now, LOOK_S if open_ or found.lent else LONGEST_S, journal)
        rest_s = _rest_s(pool, journal, grows=size > found.size, session=session)
        if rest_s <= 0:
            rest_s = self._bring(pool, size, open_, found, journal)
        return self._pause(pool, now, rest_s, journal)

    def _pause(self, pool: Pool, now: datetime, most_s: float, journal: Journal) -> float:
        session = self.session
        lead = leads(session.policy, journal)
        change = next_change(session.policy.windows, pool, now, lead, session.calendars)
        left = change - session.clock.now()
        return max(0.0, min(most_s, left.total_seconds() / session.clock.speed))

    def _bring(
        self,
        pool: Pool,
        size: int,
        open_: tuple[Opening, ...],
        found: Upholding,
        journal: Journal,
    ) -> float:
        """Ask for the size as people do, and accept what planning says; when to look again."""
        session, grows = self.session, size > found.size
        session.watch.refresh(_public(session))
        about = open_[0].key if grows else _about(found)
        request = self._request(pool, size, about, open_[:1] if grows else ())
        plan = session.plan(request, None if grows else found.lent)
        if isinstance(plan, Refusal):
            return self._told(plan.reasons, request.author, journal)
        self._refused.pop(request.author.user, None)
        try:
            operation = journal.accept(intact(plan))
        except Refused as error:
            log.info("windows of %s: %s", pool.name, error)
            return SOON_S
        log.info("%s: %s is brought to %d by %s", about, pool.name, size, operation.id)
        if grows:
            self._late(operation, open_[0], journal)
        return SOON_S

    def _request(self, pool: Pool, size: int, about: str, until: tuple[Opening, ...]) -> Request:
        """A burst never shrinks, and only what was lent is given back by a scaling."""
        session = self.session
        author = self._author(about.partition(" ")[0])
        values: dict[str, object] = {POOL.name: pool.name, TO.name: size}
        for one in until:
            left = (one.closes_at - session.clock.now()).total_seconds() / 3600
            values[HOURS.name] = Decimal(str(max(0.01, round(left, 2))))
        verb = registry.spec(BURST if until else SCALE)
        return verb.request(author, verb.settled(values, session.policy), reason=about)

    def _author(self, name: str) -> Author:
        """A window asks, by the accounts of the worker."""
        return replace(self.session.author(INSTANCE), user=f"schedule:{name}")

    def _told(self, reasons: tuple[RefusalReason, ...], author: Author, journal: Journal) -> float:
        """Have people told why a window is not met, once for the same reasons."""
        guards = tuple(reason.guard for reason in reasons)
        log.warning("%s is refused: %s", author.user, ", ".join(guards))
        before, self._refused[author.user] = self._refused.get(author.user), guards
        said = Entry("window.refused", reasons[0].why)
        if before == guards and reasons[0].guard not in WAITS:
            known = ((e.kind, e.notice, e.actor) for e in journal.events(limit=RECENT))
            if (said.kind, said.notice, author.user) not in known:
                journal.note(said, None, author.user)
        return LOOK_S

    def _late(self, operation: Operation, opening: Opening, journal: Journal) -> None:
        late_s = (self.session.clock.now() - opening.opens_at).total_seconds()
        if late_s <= LATE_S:
            return
        said = notice("window.late", window=opening.window.name, minutes=round(late_s / 60))
        author = operation.plan.request.author.user
        journal.note(Entry("window.late", said), operation.id, author)

    def _overtaken(
        self, operation: Operation, open_: tuple[Opening, ...], journal: Journal
    ) -> None:
        """Stop what still makes instances for a window that has closed."""
        plan = operation.plan
        grows = of_window(operation) and plan.size_after > plan.size_now
        if grows and not open_ and not operation.stop_requested:
            journal.request_stop(operation.id, plan.request.author)

    def _lists(self, pool: Pool) -> list[str]:
        mine = {share.datacenter for share in pool.shares}
        places = (p for p in self.session.policy.datacenters if p.code in mine)
        return [f"nova:{region}" for place in places for region in place.regions]

    def _facts(self, pool: Pool, journal: Journal) -> PoolFacts | float:
        """The pool by lists that are read now, none older than what was done to it last.

        Where there are none, the wall seconds after which to look again.
        """
        session = self.session
        estate = session.watch.refresh(self._lists(pool))
        asked = registry.spec(BURST).request(session.author(INSTANCE), {POOL.name: pool.name})
        found = survey(asked, estate, session.policy, Record(), "")
        if not isinstance(found, PoolFacts):
            return LOOK_S
        if not _older(found, _newest(pool, journal)):
            return found
        unread = tuple(dark(found, found.regions))
        return self._told(unread, self._author(pool.name), journal) if unread else SOON_S


WAITS = frozenset({"pool.held"})
"""What is no news: it ends by itself."""
RECENT = 200


def _newest(pool: Pool, journal: Journal) -> Operation | None:
    """The newest operation on a pool's instances; a live one is always the newest."""
    mine = (o for o in journal.operations(pool=pool.name) if o.plan.resource == INSTANCE)
    return next(mine, None)


def _id(operation: Operation | None) -> str:
    return "" if operation is None else operation.id


def _older(facts: PoolFacts, newest: Operation | None) -> bool:
    """Say whether a list may lack what the pool's last operation did."""
    if newest is None:
        return False
    if newest.ended_at is None:
        return True
    views = (facts.estate.regions.get(region) for region in facts.regions)
    return any(view is not None and view.observed_at <= newest.ended_at for view in views)


def _public(session: Session) -> list[str]:
    """What planning looks at of the public cloud."""
    private = ("vcenter", "supply", "growth", "alertmanager")
    return [name for name in session.watch.snapshot().sources if not name.startswith(private)]


def _about(found: Upholding) -> str:
    """Which opening it is that gives back: the one whose instances were asked for last."""
    return found.lenders[-1].plan.request.reason if found.lenders else "windows"


def _rest_s(pool: Pool, journal: Journal, *, grows: bool, session: Session) -> float:
    """Wall seconds still to wait after windows' operations that did not succeed, ever more."""
    failed = 0
    for operation in journal.operations(pool=pool.name, limit=MANY_FAILURES):
        plan, good = operation.plan, operation.state is OperationState.SUCCEEDED
        if good or not of_window(operation) or (plan.size_after > plan.size_now) is not grows:
            break
        failed += 1
    newest = _newest(pool, journal)
    if not failed or newest is None or newest.ended_at is None:
        return 0.0
    passed = (session.clock.now() - newest.ended_at).total_seconds() / session.clock.speed
    return min(REST_MOST_S, REST_S * 2.0 ** (failed - 1)) - passed
