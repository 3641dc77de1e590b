"""What changes of instances come to: rows by datacenter, cost, calls, and what is to be said."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from console.kinds.draft import Draft
from console.kinds.instances import cautions, price, returning
from console.kinds.instances.facts import PoolFacts
from console.kinds.instances.quota import room
from console.model.instance import Instance
from console.model.notice import Notice, notice
from console.model.plan import Desired, PlannedChange, PlanRow
from console.model.resource import INSTANCE, QUARANTINE


@dataclass(frozen=True, slots=True)
class Crossing:
    """Instances that leave the pool for quarantine, and that come back from it."""

    aside: list[Instance]
    back: list[Instance]

    @property
    def added(self) -> int:
        """By how much the pool is larger for it."""
        return len(self.back) - len(self.aside)

    def within(self, inside: Callable[[str], bool]) -> "Crossing":
        """Those of some regions."""
        return Crossing(
            [i for i in self.aside if inside(i.region)], [i for i in self.back if inside(i.region)]
        )


def weigh(facts: PoolFacts, changes: tuple[PlannedChange, ...]) -> Draft:
    """The draft of changes that nothing has spoken against yet."""
    pool = facts.pool
    new = [change for change in changes if change.desired is Desired.PRESENT]
    going = _going(facts, changes)
    crossing = Crossing(_aside(facts, changes), returning.instances(facts, changes))
    rows = tuple(_rows(facts, new, going, crossing))
    per_hour = _difference(facts, new, going)
    calls = len({change.batch for change in new}) + len(changes) - len(new)
    rate = facts.policy.limits.compute_rate
    size_after = facts.size + len(new) - len(going) + crossing.added
    shedding = tuple(cautions.shrinking(facts, changes))
    return Draft(
        resource=INSTANCE,
        pool=pool.name,
        changes=changes,
        rows=rows,
        size_now=facts.size,
        size_after=size_after,
        ceiling=pool.ceiling,
        builds={region: facts.made_in(region) for region in {c.region for c in new}},
        counts={region: facts.at_most(region) for region in facts.regions},
        euro_per_hour=per_hour,
        calls=calls,
        call_s=calls / rate if rate > 0 else 0.0,
        details=tuple(returning.told(changes)),
        warnings=(
            *cautions.growing(facts, new, rows),
            *shedding,
            *cautions.general(facts, per_hour),
        ),
        irreversible=(notice("irreversible.deleted", n=len(going)),) if going else (),
        typed_name=_typed(facts, changes, size_after, shedding),
    )


def _typed(
    facts: PoolFacts,
    changes: tuple[PlannedChange, ...],
    size_after: int,
    warnings: tuple[Notice, ...],
) -> str | None:
    """The word to type: the pool's name, and with it the size that will not carry the load."""
    pool = facts.pool
    if size_after < facts.size and any(said.code in cautions.OVERLOADS for said in warnings):
        return f"{pool.name} {size_after}"
    return pool.name if len(changes) > pool.confirm_above else None


def _going(facts: PoolFacts, changes: tuple[PlannedChange, ...]) -> list[Instance]:
    """Instances that stand now and would not after."""
    ids = {change.resource_id for change in changes if change.desired is Desired.ABSENT}
    return [i for i in facts.staying if i.id in ids]


def _aside(facts: PoolFacts, changes: tuple[PlannedChange, ...]) -> list[Instance]:
    """Instances that leave the pool, and go on being there and being billed."""
    ids = {c.resource_id for c in changes if c.resource == QUARANTINE and not returning.returns(c)}
    return [i for i in facts.staying if i.id in ids]


def _rows(
    facts: PoolFacts, new: list[PlannedChange], going: list[Instance], crossing: Crossing
) -> list[PlanRow]:
    """One row for every datacenter that shares the pool or holds some of it."""
    codes = [place.code for place in facts.places]
    others = {facts.datacenter_of(region) for region in facts.by_region} - set(codes)
    return [_row(facts, code, new, going, crossing) for code in (*codes, *sorted(others))]


def _row(
    facts: PoolFacts,
    code: str,
    new: list[PlannedChange],
    going: list[Instance],
    crossing: Crossing,
) -> PlanRow:
    standing = facts.staying_in(code)
    ids = {i.id for i in going}
    kept = [i for i in standing if i.id not in ids]
    now = facts.size_in(code)
    added = [change for change in new if change.datacenter == code]
    here = crossing.within(lambda region: facts.datacenter_of(region) == code)
    paid = [*kept, *here.back]
    kept_cost = price.of_instances(facts, paid) if now == len(standing) else None
    new_cost = price.of_new(facts, added)
    used = len(added) - (len(standing) - len(kept))
    change = used + here.added
    return PlanRow(
        datacenter=code,
        now=now,
        change=change,
        after=now + change,
        quota_left_after=_left(facts, code, used),
        euro_per_hour_after=None if kept_cost is None or new_cost is None else kept_cost + new_cost,
    )


def _left(facts: PoolFacts, code: str, change: int) -> int | None:
    """Instances that would still fit a datacenter; None when a limit is not known."""
    places = (place for place in facts.policy.datacenters if place.code == code)
    regions = (region for place in places for region in place.regions)
    rooms = [room(facts.estate, facts.build_in(region), region).most for region in regions]
    known = [most for most in rooms if most is not None]
    if not known or len(known) < len(rooms):
        return None
    return max(0, sum(known) - change)


def _difference(
    facts: PoolFacts, new: list[PlannedChange], going: list[Instance]
) -> Decimal | None:
    """The change of the hourly cost; None when a price in it is not known."""
    more, less = price.of_new(facts, new), price.of_instances(facts, going)
    return None if more is None or less is None else more - less
