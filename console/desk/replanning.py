"""When a plan that somebody still reads is to be planned again, and whether that says otherwise."""

from console.desk.muster import Muster
from console.model.estate import Estate
from console.model.plan import Plan
from console.model.policy import Policy

STRAYS = 0.1
"""The part by which a load is another than the one that a plan speaks of."""
Ground = tuple[object, ...]
"""What a plan rests on and that moves by itself; equal while nothing of it has moved."""


def ground(estate: Estate, policy: Policy, name: str, muster: Muster) -> Ground:
    """What a plan about `name` rests on now: instances, what is under way, freezes, prices.

    Cheap enough to be looked at every second: nothing is asked of anybody.
    """
    pool = policy.pools.get(name)
    rolls = () if pool is None else (muster.roll(estate, pool, r) for r in estate.regions)
    return (
        tuple((roll.region, frozenset(roll.members)) for roll in rolls if roll is not None),
        tuple((one.id, one.state) for one in estate.activity.live),
        estate.activity.freezes,
        estate.tariff,
    )


def strayed(then: Estate, now: Estate, name: str) -> bool:
    """Whether the load of `name` is another than it was, and what a plan says of it untrue.

    What is not known now takes back nothing that was read.
    """
    was, found = (_connections(estate, name) for estate in (then, now))
    if was is None or found is None:
        return found is not None
    return abs(found - was) > STRAYS * was


def _connections(estate: Estate, name: str) -> float | None:
    load = estate.loads.get(name)
    return None if load is None else load.total.connections.value


def says(plan: Plan) -> Ground:
    """What a person confirms: of two plans that say the same, figures of the load may differ."""
    return (
        plan.request,
        plan.rows,
        plan.ceiling,
        plan.typed_name,
        plan.target,
        plan.awaits_s,
        plan.euro_per_hour,
        plan.euro_per_month,
        tuple(warning.code for warning in plan.warnings),
        plan.irreversible,
        plan.builds,
        tuple((c.region, c.desired, c.resource, c.resource_id, c.before) for c in plan.changes),
    )


def overdue(passed_s: float, policy: Policy) -> bool:
    """Whether nobody would accept it any more: made more real seconds ago than its limit."""
    return passed_s > policy.limits.plan_age_s
