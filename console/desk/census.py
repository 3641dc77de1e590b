"""One pool counted: what each datacenter has of it, what still fits, what it costs.

Both faces show these figures. Unknown is never zero, and a part never reads as
the whole: what one region of a datacenter does not tell is unknown for all of it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from console.desk import vitals
from console.desk.muster import Muster
from console.kinds.instances import price, quota
from console.model.build import Build
from console.model.estate import Estate
from console.model.figure import Freshness
from console.model.instance import InstanceCondition
from console.model.notice import Notice, notice
from console.model.place import Datacenter
from console.model.plan import (
    PlanRow,
)
from console.model.policy import Policy
from console.model.pool import Pool
from console.model.recorded import Recorded
from console.model.tally import Tally

Number = TypeVar("Number", int, Decimal)


def tallies(
    estate: Estate, policy: Policy, pool: Pool, muster: Muster | None = None
) -> tuple[Tally, ...]:
    """One tally a datacenter, in the settings' order.

    With the `muster` of the time before, only what differs is counted. Of a moment that is
    looked back at, they are what was recorded, unknown where nothing was.
    """
    if estate.recorded is not None:
        return _recorded(estate.recorded, policy, pool)
    muster = muster or Muster(policy.healing.grace_s)
    counted = tuple(_tally(estate, policy, pool, place, muster) for place in policy.datacenters)
    measured = [tally for tally in counted if tally.balancer is None]
    why = vitals.unmeasured(estate, pool.name) or _strangers(estate, pool, measured)
    if why is None:
        return counted
    return tuple(
        replace(tally, unknown=why) if tally.balancer is None else tally for tally in counted
    )


def _recorded(recorded: Recorded, policy: Policy, pool: Pool) -> tuple[Tally, ...]:
    """As they were counted then, of the datacenters that the settings name now."""
    found = {tally.datacenter: tally for tally in recorded.tallies.get(pool.name, ())}
    why = notice("past.unrecorded")
    return tuple(
        found.get(place.code) or Tally(place.code, place.name, known=False, unknown=why)
        for place in policy.datacenters
    )


def _strangers(estate: Estate, pool: Pool, counted: Sequence[Tally]) -> Notice | None:
    """That no name of the health query is an instance of the pool, though some are active."""
    active = sum(tally.active for tally in counted)
    if not active or any(tally.named for tally in counted):
        return None
    said = sorted(estate.health[pool.name])
    return notice("metrics.strangers", pool=pool.name, n=len(said), example=said[0])


def total(counted: tuple[Tally, ...]) -> Tally | None:
    """All of them together; None where one that the pool shares is not known.

    A place that the pool has no share of is counted where it holds some of it;
    that it is silent makes nothing else unknown.
    """
    if not any(tally.shared for tally in counted):
        return None
    counted = tuple(tally for tally in counted if tally.shared or tally.owned)
    if not all(tally.known for tally in counted):
        return None
    by: Counter[InstanceCondition] = Counter()
    for tally in counted:
        by.update(tally.by)
    return Tally(
        datacenter="",
        name="",
        known=True,
        unknown=next((t.unknown for t in counted if t.unknown is not None), None),
        by=dict(by),
        unreadable=sum(tally.unreadable for tally in counted),
        target=sum(tally.target for tally in counted),
        room=_sum([tally.room for tally in counted]),
        euro_per_hour=_sum([tally.euro_per_hour for tally in counted]),
        stale=any(tally.stale for tally in counted),
    )


def capacity(estate: Estate, pool: Pool, counted: tuple[Tally, ...]) -> float | None:
    """Connections that the instances in service carry; None until all that counts is known."""
    whole, each = total(counted), estate.capacity(pool).each
    if whole is None or whole.serving is None or each is None:
        return None
    return float(whole.serving * each)


def planned_row(estate: Estate, pool: Pool, datacenter: str) -> PlanRow | None:
    """What the operation that holds the pool wants of a datacenter."""
    for operation in estate.activity.live:
        if operation.plan.pool == pool.name:
            for row in operation.plan.rows:
                if row.datacenter == datacenter:
                    return row
    return None


def _tally(estate: Estate, policy: Policy, pool: Pool, place: Datacenter, muster: Muster) -> Tally:
    views = [estate.regions[region] for region in place.regions if region in estate.regions]
    by: Counter[InstanceCondition] = Counter()
    flavors: Counter[tuple[str, str]] = Counter()
    named = False
    for view in views:
        roll = muster.roll(estate, pool, view.region)
        if roll is not None:
            by.update(roll.by)
            flavors.update({(view.region, flavor): n for flavor, n in roll.flavors.items()})
            named = named or roll.named
    row, build = planned_row(estate, pool, place.code), pool.build_in(place.code)
    behind = pool.balancers.get(place.code) if pool.name in estate.service else None
    unknown = (
        ()
        if behind is None
        else (vitals.health_unknown(estate, pool.name, region) for region in behind.regions)
    )
    return Tally(
        datacenter=place.code,
        name=place.name,
        known=len(views) == len(place.regions),
        unknown=next((why for why in unknown if why is not None), None),
        shared=any(share.datacenter == place.code for share in pool.shares),
        by=dict(by),
        named=named,
        unreadable=sum(estate.unseen(view.region) for view in views),
        target=row.after if row else sum(by.values()),
        room=_sum([quota.room(estate, build, region).most for region in place.regions]),
        euro_per_hour=_cost(estate, policy, flavors, build),
        stale=any(_stale(estate, region) for region in place.regions),
        balancer=None if behind is None else behind.pool,
    )


def _cost(
    estate: Estate, policy: Policy, flavors: Counter[tuple[str, str]], build: Build
) -> Decimal | None:
    """Euros an hour, each instance at its own flavor's price there; None if one is unknown.

    What nobody tells the flavor of is taken for one of the build.
    """
    if not flavors:
        return Decimal(0)
    each = {
        (region, name): price.hourly(estate, policy, name or build.flavor.name, region)
        for region, name in flavors
    }
    return _sum([None if euros is None else euros * flavors[n] for n, euros in each.items()])


def _stale(estate: Estate, region: str) -> bool:
    state = estate.sources.get(f"nova:{region}")
    return state is not None and state.freshness is Freshness.STALE


def _sum(parts: Sequence[Number | None]) -> Number | None:
    """The sum; None when a part is not known, for the rest would read as the whole."""
    known = [part for part in parts if part is not None]
    if not known or len(known) < len(parts):
        return None
    return sum(known[1:], known[0])
