"""The guards on what is ordered and given back.

The planner and the worker ask the same ones: all changes, or those not begun.
"""

from collections.abc import Iterable

from console.kinds.supplies.facts import SOURCES, SupplyFacts
from console.kinds.supplies.offers import named, paid
from console.kinds.vdc import ground
from console.model.notice import notice
from console.model.plan import Desired, Plan, PlannedChange, RefusalReason
from console.model.policy import PrivatePolicy
from console.model.private import Datastore, Right
from console.model.resource import DATASTORE, HOST, Resource
from console.model.supply import Billing
from console.model.wanted import FOLDER, HOLDING


def guards(plan: Plan, facts: SupplyFacts) -> Iterable[RefusalReason]:
    """Everything that speaks against additions and removals."""
    yield from ground(facts.private, facts.policy, facts.estate, SOURCES)
    new = sum(change.desired is Desired.PRESENT for change in plan.changes)
    yield from at_most(plan.resource, new, facts.private)
    if new:
        yield from _unread(facts)
    gone = [change for change in plan.changes if change.desired is Desired.ABSENT]
    yield from _billing(facts, gone)
    for change in gone:
        yield from _lived_in(facts, change)


def needs(changes: Iterable[PlannedChange]) -> frozenset[Right]:
    """The rights that changes take."""
    found: set[Right] = set()
    for change in changes:
        gone = change.desired is Desired.ABSENT
        owned = paid(change.before if gone else change.wanted) is Billing.OWNED
        found.add(Right.DATASTORE if owned else Right.ORDER)
        if change.resource == DATASTORE and (gone or FOLDER in change.wanted):
            found.add(Right.DATASTORE)
    return frozenset(found)


def at_most(resource: Resource, number: int, private: PrivatePolicy) -> Iterable[RefusalReason]:
    """One operation adds so many and no more."""
    hosts = resource == HOST
    most = private.hosts_at_most if hosts else private.datastores_at_most
    if number > most:
        code = "guard.hosts_at_most" if hosts else "guard.datastores_at_most"
        remedy = notice("remedy.private_at_most", most=most)
        yield RefusalReason("at_most", notice(code, n=number, most=most), remedy)


def _unread(facts: SupplyFacts) -> Iterable[RefusalReason]:
    """Nothing is ordered beside orders that could not be read: one might pass for ours later."""
    unread = facts.supply.unreadable
    if unread:
        why = notice("guard.orders_unread", n=unread)
        yield RefusalReason("orders.unread", why, notice("remedy.refresh"), passing=True)


def _billing(facts: SupplyFacts, gone: list[PlannedChange]) -> Iterable[RefusalReason]:
    """What is paid by the month is not given back, nor what nobody knows how it is paid for."""
    held = {h.id for h in facts.supply.holdings if h.billing is Billing.MONTHLY}
    monthly = [
        c.name for c in gone if paid(c.before) is Billing.MONTHLY or c.before.get(HOLDING) in held
    ]
    if monthly:
        why = notice("guard.monthly", names=named(monthly))
        yield RefusalReason("billing.monthly", why, notice("remedy.monthly"))
    unsure = [c.name for c in gone if paid(c.before) is Billing.UNKNOWN]
    if unsure:
        why = notice("guard.billing_unknown", names=named(unsure))
        yield RefusalReason("billing.unknown", why, notice("remedy.refresh"))


def _lived_in(facts: SupplyFacts, change: PlannedChange) -> Iterable[RefusalReason]:
    """Nothing is given back that anything lives on, or of which that is not known."""
    view = facts.view
    things = view.things(change.resource)
    there = next((thing for thing in things if thing.id == change.resource_id), None)
    if there is None:
        return
    living = view.inhabitants(there)
    if living:
        why = notice("guard.lived_in", name=change.name, n=len(living), machines=named(living))
        yield RefusalReason("used", why, notice("remedy.lived_in"))
    reachable = there.accessible if isinstance(there, Datastore) else there.connected
    if not reachable or view.unreadable:
        why = notice("guard.use_unknown", name=change.name)
        yield RefusalReason("use.unknown", why, notice("remedy.refresh"), passing=True)
