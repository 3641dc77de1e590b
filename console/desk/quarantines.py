"""The instances that heals keep for a post-mortem, by the pool that they were of.

They count in no pool, and go on costing: every face says which, why and until when.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from console.desk.muster import Muster, Mustered
from console.kinds.instances.price import hourly
from console.locale import Locale
from console.model.error import VigieError
from console.model.estate import Estate
from console.model.instance import Instance
from console.model.naming import natural
from console.model.operation import Operation
from console.model.policy import Policy
from console.model.pool import Pool
from console.ports import JournalReader

Find = Callable[[str], Operation | None]
"""An operation by its id; None where nobody here knows it."""


@dataclass(frozen=True, slots=True)
class Quarantined:
    """An instance in quarantine: by which operation, and why where that is known.

    `until` is estate time, None where nobody can read it; `over` says that it is past.
    `euro_per_hour` is None where the price is not known.
    """

    instance: Instance
    datacenter: str
    operation: str
    reason: str
    until: datetime | None
    over: bool
    euro_per_hour: Decimal | None


def quarantined(
    estate: Estate, policy: Policy, pool: Pool, find: Find, muster: Muster | None = None
) -> tuple[Quarantined, ...]:
    """Those of a pool, by name; with the `muster` of the time before only what differs is seen."""
    muster = muster or Muster(policy.healing.grace_s)
    rolls = (muster.roll(estate, pool, region) for region in estate.regions)
    rows = (row for roll in rolls if roll is not None for row in roll.aside.values())
    found = [one for row in rows if (one := of_row(estate, policy, row, find)) is not None]
    return tuple(sorted(found, key=lambda one: natural(one.instance.name)))


def of_row(estate: Estate, policy: Policy, row: Mustered, find: Find) -> Quarantined | None:
    """What keeps one instance; None where nothing does."""
    instance, kept = row.instance, row.instance.quarantine
    if kept is None:
        return None
    places = (place.code for place in policy.datacenters if instance.region in place.regions)
    by = find(kept.operation) if kept.operation else None
    return Quarantined(
        instance=instance,
        datacenter=next(places, instance.region),
        operation=kept.operation,
        reason="" if by is None else by.plan.request.reason,
        until=kept.until,
        over=kept.until is not None and estate.at >= kept.until,
        euro_per_hour=hourly(estate, policy, instance.flavor, instance.region),
    )


def known_to(journal: JournalReader) -> Find:
    """Look operations up in a journal; one that cannot be asked knows none."""

    def find(number: str) -> Operation | None:
        try:
            return journal.operation(number)
        except VigieError:
            return None

    return find


def lately(estate: Estate) -> Find:
    """Look operations up among those that the estate tells of: no journal is asked."""
    activity = estate.activity
    known = {one.id: one for one in (*activity.recent, *activity.live)}
    return known.get


def named(one: Quarantined, locale: Locale) -> str:
    """Which it is and where, then the same as `sentence`."""
    name, said = one.instance.name, sentence(one, locale)
    return locale.text("quarantine.named", name=name, datacenter=one.datacenter, said=said)


def sentence(one: Quarantined, locale: Locale) -> str:
    """Until when it is kept, by which operation, why, and what it costs an hour."""
    code = "quarantine.over" if one.over else "quarantine.kept"
    until = "" if one.until is None else f"{locale.day(one.until)} {locale.clock(one.until)}"
    if one.until is None:
        code = "quarantine.unread"
    said = locale.text(code, until=until, operation=one.operation)
    price = one.euro_per_hour
    cost = locale.text("quarantine.unpriced")
    if price is not None:
        cost = locale.text("quarantine.price", euro=locale.euros(price))
    return " · ".join(part for part in (said, one.reason, cost) if part)
