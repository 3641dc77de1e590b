"""What the windows of the settings come to: when, how large, at what price."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from console.desk.leads import leads
from console.desk.session import Session
from console.kinds.instances.apportionment import by_weight
from console.kinds.instances.price import hourly
from console.model.billing import billed_hours
from console.model.error import UsageError
from console.model.notice import notice
from console.model.pool import Pool
from console.model.window import Opening
from console.schedule.openings import upcoming


@dataclass(frozen=True, slots=True)
class Foreseen:
    """An opening, when its instances are asked for, and what it costs above the baseline.

    Euros are None where a price is not known; they count from `begins_at` on.
    """

    opening: Opening
    begins_at: datetime
    added: int
    euro_per_hour: Decimal | None
    euro: Decimal | None


def foreseen(session: Session, count: int) -> tuple[Foreseen, ...]:
    """The next openings of all windows, skipped ones too. Raises UsageError without windows."""
    policy = session.policy
    if not policy.windows:
        raise UsageError(notice("schedule.none"))
    now = session.clock.now()
    found = upcoming(policy.windows, policy.pools, now, count, session.calendars)
    lead = leads(policy, session.journal)
    return tuple(_foreseen(session, one, lead[one.window.name]) for one in found)


def _foreseen(session: Session, opening: Opening, lead: timedelta) -> Foreseen:
    pool, begins_at = session.policy.pools[opening.window.pool], opening.begins_at(lead)
    added = 0 if opening.skipped else max(0, opening.level - pool.baseline)
    per_hour = _per_hour(session, pool, added)
    hours = billed_hours(session.policy.billing, begins_at, opening.closes_at)
    euro = None if per_hour is None else per_hour * hours
    return Foreseen(opening, begins_at, added, per_hour, euro)


def _per_hour(session: Session, pool: Pool, added: int) -> Decimal | None:
    """Euros an hour of so many instances, shared out by weight; None if a price is not known."""
    parts = by_weight(added, {share.datacenter: share.weight for share in pool.shares})
    regions = {place.code: next(iter(place.regions), "") for place in session.policy.datacenters}
    estate, total = session.watch.snapshot(), Decimal(0)
    for datacenter, number in parts.items():
        region = regions.get(datacenter, "")
        price = hourly(estate, session.policy, pool.build_in(datacenter).flavor.name, region)
        if price is None:
            return None
        total += price * number
    return total
