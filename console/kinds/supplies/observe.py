"""Read what a pass over datastores and hosts must know, no more; some of it may fail.

A provider allows few calls a minute and takes minutes to hours to deliver: the
longer ago something was ordered, the more rarely it is looked at.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from console.kinds.sources import Sources
from console.kinds.step import Ground
from console.kinds.supplies.adoption import Key, adopt
from console.kinds.supplies.observation import SupplySight
from console.kinds.vcenter import inventory, read_tasks
from console.kinds.vdc import SUPPLY
from console.model.estate import Estate, SourceState
from console.model.figure import Freshness
from console.model.operation import Phase
from console.model.plan import Desired
from console.model.supply import Order, OrderState, SupplyView
from console.model.tracked import Tracked
from console.model.wanted import ORDER
from console.ports import Supply

ORDERED = frozenset({Phase.REQUESTED, Phase.RELEASING})
LONGEST = timedelta(seconds=30)
MARK_WITHIN_S = 15.0
"""How old, in wall seconds, the newest order may be: those of ours since are claimed."""
OFFERS_WITHIN_S = 60.0


def observe(tracked: Sequence[Tracked], sources: Sources, ground: Ground) -> SupplySight:
    """Both sides, as far as these changes need them."""
    supply = sources.systems.supply
    assert supply is not None  # noqa: S101 - `lacks` has looked
    going = [t for t in tracked if not t.phase.final]
    ordered = [t for t in going if t.phase in ORDERED]
    leaving = any(t.change.desired is Desired.ABSENT for t in going)
    adding = any(t.phase is Phase.PLANNED for t in going if t.change.desired is Desired.PRESENT)
    before = len(sources.failures)
    orders = _orders(ordered, sources, supply, ground.wall, asking=leaving or adding)
    view = None
    if leaving or _unnamed(ordered, orders or ()) or _forgotten(ordered, orders):
        view = sources.read(SUPPLY, supply.view)
    elif adding or not all(t.answered for t in ordered):
        view = sources.recent(SUPPLY, (SUPPLY, "view"), OFFERS_WITHIN_S, supply.view)
    if view is not None:
        sources.recollection.put((SUPPLY, "view"), view)
    silence = sources.failures[-1][1].notice if len(sources.failures) > before else None
    looking = leaving or any(_in_vcenter(t) for t in going)
    return SupplySight(
        private=inventory(sources, ground).private if looking else None,
        supply=view,
        orders=orders,
        adopted=_adopted(ordered, orders, view, sources),
        offers=None if view is None else view.offers,
        mark=None if orders is None else max((order.number for order in orders), default=0),
        silence=silence,
        tasks=read_tasks(going, sources),
    )


def estate(sources: Sources, ground: Ground) -> Estate:
    """The part of the estate that the guards look at: both sides, read by the worker itself."""
    supply = sources.systems.supply
    assert supply is not None  # noqa: S101 - `lacks` has looked
    found = inventory(sources, ground)
    view = sources.recent(SUPPLY, (SUPPLY, "view"), OFFERS_WITHIN_S, supply.view)
    freshness = Freshness.UNKNOWN if view is None else Freshness.FRESH
    return replace(
        found, supply=view, sources={**found.sources, SUPPLY: SourceState(SUPPLY, freshness)}
    )


def _orders(
    ordered: Sequence[Tracked], sources: Sources, supply: Supply, wall: datetime, *, asking: bool
) -> tuple[Order, ...] | None:
    """The orders as they are now; as they were a while ago, where nothing else hangs on it."""
    if not ordered and not asking:
        return None
    within_s = patience(ordered, wall).total_seconds()
    if asking:
        within_s = min(within_s, MARK_WITHIN_S)
    if not all(t.answered for t in ordered):
        within_s = 0.0
    return sources.recent(SUPPLY, (SUPPLY, "orders"), within_s, supply.orders)


def patience(ordered: Iterable[Tracked], wall: datetime) -> timedelta:
    """How old what is known of orders may be: a tenth of the youngest's age, bounded."""
    ages = (wall - (t.asked_wall or wall) for t in ordered)
    return min(LONGEST, max(timedelta(), min(ages, default=LONGEST)) / 10)


def _adopted(
    ordered: Sequence[Tracked],
    orders: tuple[Order, ...] | None,
    view: SupplyView | None,
    sources: Sources,
) -> dict[Key, Order]:
    """The orders of calls that were never answered."""
    unanswered = [t.change for t in ordered if not t.answered]
    if not unanswered or orders is None:
        return {}
    account = None if view is None else view.account
    return adopt(unanswered, orders, sources.claimed(), account.user if account else "")


def _in_vcenter(tracked: Tracked) -> bool:
    return tracked.phase in {Phase.BUILDING, Phase.READY} or not tracked.answered


def _unnamed(ordered: Iterable[Tracked], orders: Iterable[Order]) -> bool:
    """Say whether an order of ours was delivered without telling its name in vCenter."""
    ours = {t.change.kept.get(ORDER) for t in ordered if t.change.desired is Desired.PRESENT}
    return any(o.id in ours and o.state is OrderState.DONE and o.name is None for o in orders)


def _forgotten(ordered: Iterable[Tracked], orders: Sequence[Order] | None) -> bool:
    """Say whether an order of ours is not listed: what is held may tell instead."""
    listed = {order.id for order in orders or ()}
    return any(t.change.kept.get(ORDER, "") not in listed for t in ordered if t.answered)
