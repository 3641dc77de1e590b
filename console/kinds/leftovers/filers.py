"""Which filers were ordered by operations that are over and are in no host's use. Pure.

An order has no mark: a change has its order, or what that delivered, as its own. What the
provider holds besides is somebody else's. A filer that vCenter shows is given back by
nobody while no host can tell what lives on it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from console.kinds.vdc import VCENTER
from console.model.leftover import Leftover, LeftoverSort, Traces, Unread
from console.model.money import HOURS_A_MONTH
from console.model.notice import Notice, notice
from console.model.operation import Change, Phase
from console.model.plan import Desired
from console.model.policy import Policy
from console.model.private import Datastore, PrivateView
from console.model.resource import DATASTORE
from console.model.supply import Billing, Holding, SupplyView
from console.model.wanted import HOLDING, ORDER

UNDER_WAY = frozenset({"adding", "removing"})
"""States of what is on its way, there or back."""


@dataclass(frozen=True, slots=True)
class FilerReading:
    """What is held and what vCenter shows, None where no filer was ever ordered; or why not."""

    supply: SupplyView | None = None
    view: PrivateView | None = None
    why: Notice | None = None

    @property
    def unread(self) -> tuple[Unread, ...]:
        """That nobody knows, where so."""
        return () if self.why is None else (Unread(VCENTER, LeftoverSort.FILER, self.why),)

    @property
    def filers(self) -> tuple[Holding, ...]:
        """What is paid for and delivered, as far as both sides were read."""
        held = () if self.supply is None or self.view is None else self.supply.holdings
        mine = (one for one in held if one.resource == DATASTORE)
        return tuple(o for o in mine if o.billing is not Billing.OWNED and o.state not in UNDER_WAY)

    def orders(self, holding: Holding) -> dict[str, datetime | None]:
        """The orders that delivered something, as far as they are still listed: id → when."""
        listed = () if self.supply is None else self.supply.orders
        mine = (one for one in listed if one.holding == holding.id and not one.removal)
        return {one.id: one.placed_at for one in mine}


def ids(reading: FilerReading) -> set[str]:
    """What the journal is asked about: filers and their orders."""
    orders = (reading.orders(one) for one in reading.filers)
    return {one.id for one in reading.filers}.union(*orders)


def of_filers(reading: FilerReading, traces: Traces, policy: Policy) -> Iterable[Leftover]:
    """Those that no host can use, and that nobody is at work on."""
    for one in reading.filers:
        makers = [c for c in traces.changes if _made(c, one, reading)]
        there = None if reading.view is None else reading.view.datastore(one.name)
        if not makers or any(traces.live(change.operation_id) for change in makers):
            continue
        if there is None or not any(mount.usable for mount in there.mounts):
            maker = max(makers, key=lambda change: change.updated_at)
            yield _told(one, maker, there, reading, policy)


def _made(change: Change, one: Holding, reading: FilerReading) -> bool:
    if change.resource != DATASTORE or change.desired is not Desired.PRESENT:
        return False
    return change.kept.get(HOLDING) == one.id or change.kept.get(ORDER) in reading.orders(one)


def _told(
    one: Holding, maker: Change, there: Datastore | None, reading: FilerReading, policy: Policy
) -> Leftover:
    """One that came into service and is unmounted since may be meant to be: perhaps."""
    served = maker.phase is Phase.IN_SERVICE
    code = "leftover.filer_unmounted" if served else "leftover.filer_given_up"
    since = [at for at in reading.orders(one).values() if at is not None]
    return Leftover(
        sort=LeftoverSort.FILER,
        id=one.id,
        name=one.name,
        region=VCENTER,
        since=min(since, default=maker.updated_at),
        why=notice(code, operation=maker.operation_id),
        sure=not served,
        operation=maker.operation_id,
        euro_per_month=_month(one, reading.supply),
        held=_held(one, there, policy),
        holding=one,
    )


def _held(one: Holding, there: Datastore | None, policy: Policy) -> Notice | None:
    """Why it may not be given back now."""
    if one.billing is Billing.MONTHLY:
        return notice("leftover.filer_monthly")
    if one.billing is not Billing.HOURLY:
        return notice("leftover.filer_billing")
    if there is not None:
        return notice("leftover.filer_unreachable")
    frozen = None if policy.private is None else policy.private.frozen
    return None if frozen is None else notice("guard.private_frozen", why=frozen)


def _month(one: Holding, supply: SupplyView | None) -> Decimal | None:
    """Euros a month, by what is on offer under its name."""
    offers = () if supply is None else supply.offers
    for offer in offers:
        if (offer.resource, offer.name, offer.billing) == (DATASTORE, one.offer, one.billing):
            if offer.billing is Billing.MONTHLY or offer.euro_per_hour is None:
                return offer.euro_per_month
            return offer.euro_per_hour * HOURS_A_MONTH
    return None
