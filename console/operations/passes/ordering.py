"""Place orders: one at a time, each written down before it is placed, none ever twice.

An order has no key of its own at the provider. So the highest order number is
read and recorded first; whatever newer order of the kind nobody claims is the
one whose answer was lost. What is not found is never ordered again.
"""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from console.model.entry import Entry
from console.model.notice import NoticeValue, notice
from console.model.operation import Phase
from console.model.supply import (
    Offer,
)
from console.model.tracked import Tracked
from console.model.wanted import BILLING, CLUSTER, OFFER
from console.operations.journal.claims import Claim
from console.operations.journal.ledger import SqlLedger
from console.operations.journal.presence import wall_now
from console.operations.passes.attempt import Attempt, Outcome, attempt
from console.operations.passes.marks import Marks
from console.operations.passes.passage import Effort
from console.operations.passes.reconcile import entries
from console.operations.passes.sighting import Ground
from console.operations.passes.step import failed, put_off, said
from console.ports import Receipt, Supply

OFFERS_FRESH = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Placed:
    """What came of one order; `certain` says that the next one may be placed."""

    tracked: Tracked
    certain: bool


@dataclass(frozen=True, slots=True)
class Preparation:
    """What an order is placed with: the offer as it is now, and the newest order before it."""

    offer: Offer | None
    mark: int


class Ordering:
    """Places the orders of one worker process."""

    def __init__(
        self,
        ledger: SqlLedger,
        supply: Supply,
        marks: Marks,
        wall: Callable[[], datetime] = wall_now,
    ) -> None:
        self._ledger = ledger
        self._supply = supply
        self._marks = marks
        self._wall = wall
        self._offers: tuple[datetime, tuple[Offer, ...]] | None = None
        self._lock = threading.Lock()

    def place(self, claim: Claim, tracked: Tracked, ground: Ground, effort: Effort) -> Placed:
        """Place one order and record what came of it."""
        with self._lock:
            prepared: list[Preparation] = []
            read = attempt(lambda: self._prepare(tracked, prepared))
            effort.calls += 1
            if not prepared:
                return self._put_off(claim, tracked, ground, read, effort)
            offer, mark = prepared[0].offer, prepared[0].mark
            if offer is None:
                why = notice("change.offer_gone", offer=str(tracked.change.wanted.get(OFFER, "–")))
                return self._record(claim, tracked, failed(tracked, ground, why).tracked)
            asked = tracked.asked(Phase.REQUESTED, ground.now, self._wall()).keeping(mark=mark)
            intended = said(asked, None)
            self._ledger.record(claim, [intended], entries([tracked], [intended]))
            done = attempt(lambda: self._order(offer, intended))
            return self._take_in(claim, tracked, intended, done, ground=ground, effort=effort)

    def _prepare(self, tracked: Tracked, found: list[Preparation]) -> Receipt | None:
        found.append(Preparation(pick(self._known(), tracked), self._marks.highest()))
        return None

    def _known(self) -> tuple[Offer, ...]:
        """What is on offer, read once for orders in a row: each look costs calls as well."""
        now = self._wall()
        if self._offers is None or not timedelta() <= now - self._offers[0] < OFFERS_FRESH:
            self._offers = (now, self._supply.view().offers)
        return self._offers[1]

    def _order(self, offer: Offer, tracked: Tracked) -> Receipt:
        cluster = tracked.change.wanted.get(CLUSTER)
        cluster_id = None if cluster is None else str(cluster)
        return self._supply.order(offer, name=tracked.change.name, cluster_id=cluster_id)

    def _take_in(
        self,
        claim: Claim,
        before: Tracked,
        intended: Tracked,
        done: Attempt,
        *,
        ground: Ground,
        effort: Effort,
    ) -> Placed:
        values: dict[str, NoticeValue] = {
            "name": intended.change.name,
            "offer": str(intended.change.wanted.get(OFFER, "–")),
        }
        if done.outcome is Outcome.PUT_OFF:
            return self._put_off(claim, before, ground, done, effort)
        if done.outcome is Outcome.UNKNOWN:
            self._marks.forget()
            effort.failed += 1
            doubtful = said(intended, None if done.error is None else done.error.notice)
            said_so = Entry("order.unknown", notice("order.unknown", **values), done.request_id)
            return self._record(claim, intended, doubtful, said_so, certain=False)
        if done.error is not None:
            self._offers = None
            refused = failed(intended.heard(done.request_id), ground, done.error.notice).tracked
            return self._record(claim, intended, refused)
        number = None if done.receipt is None else done.receipt.resource_id
        answered = intended.heard(done.request_id)
        if number is None:
            there = answered.step(Phase.BUILDING, ground.now).keeping(name=answered.change.name)
            told = Entry("order.done", notice("order.done", **values), done.request_id)
            return self._record(claim, intended, there, told)
        values["order"] = number
        told = Entry("order.placed", notice("order.placed", **values), done.request_id)
        return self._record(claim, intended, answered.keeping(order=number), told)

    def _put_off(
        self, claim: Claim, before: Tracked, ground: Ground, done: Attempt, effort: Effort
    ) -> Placed:
        """Nothing was ordered, surely: as before, with the reason."""
        effort.failed += 1
        effort.pause_s = max(effort.pause_s, done.pause_s)
        why = notice("change.never_ordered") if done.error is None else done.error.notice
        told = [] if before.change.why == why else [Entry("order.put_off", why, done.request_id)]
        return self._record(claim, before, put_off(before, ground, why), *told, certain=False)

    def _record(
        self, claim: Claim, before: Tracked, after: Tracked, *told: Entry, certain: bool = True
    ) -> Placed:
        self._ledger.record(claim, [after], [*told, *entries([before], [after])])
        return Placed(after, certain)


def pick(offers: Iterable[Offer], tracked: Tracked) -> Offer | None:
    """The offer that was previewed: of that name, and paid for in the same way."""
    wanted = tracked.change.wanted
    found = (
        offer
        for offer in offers
        if offer.resource == tracked.change.resource and offer.name == wanted.get(OFFER)
    )
    billing = wanted.get(BILLING)
    return next((o for o in found if billing is None or o.billing.value == billing), None)
