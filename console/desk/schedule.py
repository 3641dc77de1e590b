"""What the windows of the settings come to: when, how large, at what price."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

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

    `begins_at` is None where nobody knows how long it takes; the cost is then that from
    `opens_at` on. Euros are None where a price is not known.
    """

    opening: Opening
    begins_at: datetime | None
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
    return tuple(_foreseen(session, one) for one in found)


def _foreseen(session: Session, opening: Opening) -> Foreseen:
    pool, lead_s = session.policy.pools[opening.window.pool], opening.window.lead_s
    begins_at = None if lead_s is None else opening.opens_at - timedelta(seconds=lead_s)
    added = 0 if opening.skipped else max(0, opening.level - pool.baseline)
    per_hour = _per_hour(session, pool, added)
    since = begins_at or opening.opens_at
    hours = billed_hours(session.policy.billing, since, opening.closes_at)
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
