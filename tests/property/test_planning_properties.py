from collections import Counter
from dataclasses import replace

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from modelled import REGIONS, World

from console.kinds.instances.verbs import BURST, BY, SCALE, TO
from console.model.apportionment import Seat, bounded, by_weight
from console.model.instance import InstanceStatus
from console.model.operation import Operation
from console.model.place import Datacenter
from console.model.plan import (
    Desired,
    Plan,
    PlannedChange,
    Refusal,
)
from console.model.policy import Record
from console.model.pool import Share
from console.model.verb import ROLLBACK, TOPUP
from console.planning.digest import digest

CODES = tuple(REGIONS)
weights = st.integers(0, 100)
outcomes = st.sampled_from(["error", "refused", "lost", "hidden", "never"])


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Any pool over three datacenters, in any state: mostly sound, now and then not."""
    world = World()
    baseline = draw(st.integers(0, 20))
    caps = st.none() | st.integers(0, 60)
    shares = tuple(Share(code, draw(weights), draw(caps)) for code in CODES)
    ceiling = draw(st.integers(max(1, baseline), 150))
    world.pool(baseline=baseline, ceiling=ceiling, shares=shares)
    world.limits = {region: draw(st.integers(20, 120)) for region in REGIONS.values()}
    abroad = draw(st.sampled_from([None, None, None, *CODES]))
    places = tuple(
        Datacenter(code, code, "DE" if code == abroad else "FR", (REGIONS[code],)) for code in CODES
    )
    limits = replace(
        world.policy.limits,
        batch_size=draw(st.integers(1, 60)),
        shrink_at_most=draw(st.integers(5, 80)),
        shrink_ratio=draw(st.sampled_from([0.5, 1.0])),
    )
    world.policy = replace(world.policy, datacenters=places, limits=limits)
    for n in range(draw(st.integers(0, 60))):
        kind = draw(st.integers(0, 9))
        instance = world.add(
            f"api-{n:03}",
            REGIONS[draw(st.sampled_from(CODES))],
            operation="0lder000" if draw(st.booleans()) else None,
            status=InstanceStatus.ERROR if kind == 0 else InstanceStatus.ACTIVE,
        )
        if kind == 1:
            world.sick.add(instance.id)
    return world


@st.composite
def asked(draw: st.DrawFn) -> tuple[World, Plan | Refusal]:
    """A world, and what the planner makes of a request on it."""
    world = draw(worlds())
    chosen = tuple(draw(st.lists(st.sampled_from(CODES), unique=True)))
    now = len(world.standing)
    pool = world.policy.pools["api"]
    to = draw(st.integers(pool.baseline, pool.ceiling + 5) | st.integers(0, max(now, 1)))
    size: dict[str, object] = {"to": to} if draw(st.booleans()) else {"by": to - now}
    verb = BURST if to > now and draw(st.booleans()) else SCALE
    return world, world.ask(verb, datacenters=chosen, **size)


def creations(plan: Plan) -> list[PlannedChange]:
    return [change for change in plan.changes if change.desired is Desired.PRESENT]


@given(asked())
def test_no_plan_breaks_quota_ceiling_cap_country_or_baseline(
    case: tuple[World, Plan | Refusal],
) -> None:
    world, plan = case
    if isinstance(plan, Refusal):
        assert plan.reasons
        return
    pool, estate = world.policy.pools["api"], world.estate()
    new = Counter(change.region for change in creations(plan))
    for region, count in new.items():
        quota = estate.quotas[region]
        assert quota.instances.used + count <= quota.instances.limit
        assert quota.cores.used + 16 * count <= quota.cores.limit
        assert quota.ram_mib.used + 60000 * count <= quota.ram_mib.limit
    allowed = world.policy.limits.allowed_countries
    places = {place.code: place for place in world.policy.datacenters}
    for change in creations(plan):
        assert places[change.datacenter].country in allowed
        assert change.region in places[change.datacenter].regions
    standing = Counter(i.region for i in world.standing.values())
    for share in pool.shares:
        region = REGIONS[share.datacenter]
        if share.cap is not None and new[region]:
            assert standing[region] + new[region] <= share.cap
    if new:
        assert len(world.standing) + new.total() <= pool.ceiling
    going = {c.resource_id for c in plan.changes if c.desired is Desired.ABSENT}
    able = [i for i in world.standing.values() if i.status is not InstanceStatus.ERROR]
    if any(i.id in going for i in able):
        assert sum(i.id not in going for i in able) >= pool.baseline


@given(asked())
def test_a_plan_adds_up(case: tuple[World, Plan | Refusal]) -> None:
    world, plan = case
    if isinstance(plan, Refusal):
        return
    request = plan.request
    to, by = TO.of(request), BY.of(request)
    wanted = to if to is not None else plan.size_now + (by or 0)
    assert plan.size_now == len(world.standing)
    assert plan.size_after == wanted
    assert sum(row.now for row in plan.rows) == plan.size_now
    assert sum(row.after for row in plan.rows) == plan.size_after
    assert all(row.after == row.now + row.change >= 0 for row in plan.rows)
    assert len(plan.changes) == abs(plan.size_after - plan.size_now)
    if request.datacenters:
        assert {change.datacenter for change in plan.changes} <= set(request.datacenters)
    world.apply(plan)
    assert len(world.standing) == plan.size_after


@given(asked())
def test_names_are_unique_and_agree_with_their_batches(
    case: tuple[World, Plan | Refusal],
) -> None:
    world, plan = case
    if isinstance(plan, Refusal):
        return
    new = creations(plan)
    assert len({change.name for change in new}) == len(new)
    for batch in {change.batch for change in new}:
        members = [change for change in new if change.batch == batch]
        names = [change.name for change in members]
        size = len(members)
        assert 1 <= size <= world.policy.limits.batch_size
        assert names == ([batch] if size == 1 else [f"{batch}-{n}" for n in range(1, size + 1)])
        assert len({(change.datacenter, change.region) for change in members}) == 1
    removed = [c.resource_id for c in plan.changes if c.desired is Desired.ABSENT]
    assert len(set(removed)) == len(removed)
    assert set(removed) <= set(world.standing)


@given(asked())
def test_a_plan_is_the_same_every_time_and_after_the_journal(
    case: tuple[World, Plan | Refusal],
) -> None:
    world, plan = case
    if isinstance(plan, Refusal):
        return
    request = plan.request
    shuffled = World(policy=world.policy, limits=dict(reversed(world.limits.items())))
    shuffled.standing = dict(reversed(world.standing.items()))
    shuffled.sick, shuffled.now = world.sick, world.now
    again = shuffled.ask(request.verb, datacenters=request.datacenters, **request.parameters)
    assert again == plan
    back = msgspec.json.decode(msgspec.json.encode(plan), type=Plan)
    assert digest(back) == plan.digest


@given(st.data())
def test_rollback_after_burst_is_the_identity_on_ids(data: st.DataObject) -> None:
    world = World.steady()
    before = dict(world.standing)
    plan = world.ask(BURST, by=data.draw(st.integers(1, 60)))
    assert isinstance(plan, Plan)
    names = [change.name for change in plan.changes]
    wrong = data.draw(st.dictionaries(st.sampled_from(names), outcomes, max_size=8))
    target, _ = world.apply(plan, outcomes=wrong)
    if data.draw(st.booleans()):
        top_up_once(world, target)
    for attempt in range(data.draw(st.integers(1, 3))):
        back = rollback(world, target, f"r0llbac{attempt}")
        if isinstance(back, Refusal):
            assert [reason.guard for reason in back.reasons] == ["nothing"]
            break
        assert not {change.resource_id for change in back.changes} & set(before)
        left = data.draw(st.integers(0, len(back.changes))) if attempt < 2 else 0
        missed = {change.name: "never" for change in back.changes[:left]}
        world.apply(back, outcomes=missed)
    last = rollback(world, target, "r0llbac9")
    if isinstance(last, Plan):
        world.apply(last)
    assert world.standing == before


def rollback(world: World, target: Operation, operation_id: str) -> Plan | Refusal:
    record = Record(target=target, target_changes=tuple(world.changes))
    return world.ask(ROLLBACK, record=record, operation_id=operation_id)


def top_up_once(world: World, target: Operation) -> None:
    record = Record(target=target, target_changes=tuple(world.changes))
    more = world.ask(TOPUP, record=record, operation_id="t0pup000")
    if isinstance(more, Plan):
        world.apply(more)


@given(st.integers(0, 5000), st.dictionaries(st.text(max_size=3), weights, min_size=1))
def test_shares_by_weight_add_up_and_stay_within_one(total: int, given_: dict[str, int]) -> None:
    shares = by_weight(total, given_)
    whole = sum(given_.values())
    assert sum(shares.values()) == total
    if whole:
        assert all(abs(shares[key] * whole - total * w) < whole for key, w in given_.items())


@given(st.data())
def test_bounded_shares_add_up_within_their_bounds(data: st.DataObject) -> None:
    seats: dict[str, Seat] = {}
    for key in data.draw(st.lists(st.text(max_size=2), min_size=1, max_size=6, unique=True)):
        least = data.draw(st.integers(0, 50))
        most = data.draw(st.none() | st.integers(least, 90))
        seats[key] = Seat(data.draw(weights), least, most)
    least_of_all = sum(seat.least for seat in seats.values())
    most_of_all = sum(200 if seat.most is None else seat.most for seat in seats.values())
    total = data.draw(st.integers(least_of_all, most_of_all))
    shares = bounded(total, seats)
    assert sum(shares.values()) == total
    assert all(seats[key].clamp(number) == number for key, number in shares.items())
