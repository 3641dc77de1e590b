from dataclasses import replace
from datetime import timedelta

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from private_modelled import (
    AUTHOR,
    GIB,
    HOSTS,
    NFS,
    PRE512,
    SILENT,
    SSD,
    SSD_MONTHLY,
    TB,
    PrivateWorld,
    database,
)

from console.kinds.machines.verbs import VM_RESIZE
from console.kinds.supplies.verbs import DATASTORE_ADD, HOST_ADD
from console.model.plan import (
    Desired,
    Plan,
    Refusal,
)
from console.model.private import Alarm, Power, Right, Severity
from console.model.supply import (
    Billing,
    OrderState,
)
from console.model.verb import ROLLBACK, TOPUP, Verb
from console.model.wanted import BILLING, HOLDING, MEMORY, OFFER, RESTART, VCPUS
from console.planning import recheck
from console.planning.digest import digest

OUTCOMES = (
    "", "refused", "cancelled", "lost", "hidden", "open", "held", "unmounted", "never",
)  # fmt: skip
STANDING = {"", "hidden", "held", "unmounted"}
rarely_not = st.sampled_from([True] * 9 + [False])
sizes = st.sampled_from([3 * TB, 3 * TB, 3 * 2**40, 1200 * 10**9, 7 * TB, None])


@st.composite
def additions(draw: st.DrawFn) -> tuple[PrivateWorld, Verb, dict[str, object]]:
    """A supply in any state, and a request for datastores or hosts: mostly sound."""
    stock = st.none() | st.integers(4, 12) if draw(rarely_not) else st.integers(0, 3)
    offers = tuple(
        replace(offer, available=draw(stock))
        for offer in (SSD, SSD_MONTHLY, NFS, SILENT, PRE512)
        if draw(rarely_not)
    )
    world = PrivateWorld(offers=offers)
    world.private(
        datastores_at_most=10 if draw(rarely_not) else draw(st.integers(1, 9)),
        confirm_above=draw(st.integers(0, 5)),
        folder=draw(st.sampled_from([None, "ssd"])),
    )
    world.hosts = tuple(replace(host, in_maintenance=draw(st.booleans())) for host in HOSTS)
    verb = draw(st.sampled_from([DATASTORE_ADD, DATASTORE_ADD, HOST_ADD]))
    count = st.integers(1, 6) if draw(rarely_not) else st.none() | st.integers(-1, 12)
    asked: dict[str, object] = {"count": draw(count), "author": AUTHOR}
    if not draw(rarely_not):
        rights = draw(st.sets(st.sampled_from([right.value for right in Right])))
        asked["author"] = replace(AUTHOR, rights=tuple(rights))
    if verb == HOST_ADD:
        return world, verb, asked | {"offer": draw(st.sampled_from([None, "PRE512", "gold"]))}
    kinds = st.sampled_from([None, None, True, False])
    names = st.sampled_from(["ssd-3000", "nfs-3000", "hpc-1200", "gold"])
    if draw(st.booleans()):
        return world, verb, asked | {"offer": draw(names), "ssd": draw(kinds)}
    return world, verb, asked | {"size_bytes": draw(sizes), "ssd": draw(kinds)}


@given(additions())
def test_never_more_than_asked_never_more_than_allowed_never_more_than_there_is(
    case: tuple[PrivateWorld, Verb, dict[str, object]],
) -> None:
    world, verb, asked = case
    plan = world.ask(verb, **asked)
    assert plan == world.ask(verb, **asked)
    if isinstance(plan, Refusal):
        assert plan.reasons
        return
    private = world.policy.private
    assert private is not None
    most = private.hosts_at_most if verb == HOST_ADD else private.datastores_at_most
    assert len(plan.changes) == asked["count"] <= most
    assert len({change.name for change in plan.changes}) == len(plan.changes)
    ((name, billing),) = {(c.wanted[OFFER], c.wanted[BILLING]) for c in plan.changes}
    (offer,) = [o for o in world.offers if (o.name, o.billing.value) == (name, billing)]
    assert offer.available is None or offer.available >= len(plan.changes)
    assert asked.get("ssd") in {None, offer.ssd}
    assert asked.get("offer") in {None, offer.name}
    (row,) = plan.rows
    assert row.after - row.now == row.change == len(plan.changes)
    assert (plan.typed_name is not None) == (len(plan.changes) > private.confirm_above)
    assert plan.digest == digest(msgspec.json.decode(msgspec.json.encode(plan), type=Plan))
    assert recheck(plan, world.estate(), world.policy) == ()


@given(
    st.lists(st.sampled_from(OUTCOMES), min_size=1, max_size=10),
    st.lists(st.lists(st.sampled_from(OUTCOMES), max_size=10), max_size=3),
)
def test_top_ups_order_what_is_missing_and_never_one_more(
    first: list[str], later: list[list[str]]
) -> None:
    world = PrivateWorld()
    plan = world.ask(DATASTORE_ADD, count=len(first), offer=SSD.name)
    assert isinstance(plan, Plan)
    before = set(world.datastores)
    root = target = world.apply(plan, *first)
    for n, outcomes in enumerate(later):
        expected = len(first) - _counted(world)
        plan = world.about(TOPUP, target, f"topup{n:03}")
        if expected == 0:
            assert isinstance(plan, Refusal)
            break
        assert isinstance(plan, Plan)
        assert len(plan.changes) == expected
        assert plan.digest == digest(msgspec.json.decode(msgspec.json.encode(plan), type=Plan))
        target = world.apply(plan, *outcomes)
    assert _counted(world) <= len(first)
    _roll_back(world, root, before)


def _counted(world: PrivateWorld) -> int:
    """What stands with the provider, and what it may still deliver."""
    return len(world.holdings) + sum(o.state.open for o in world.orders.values())


def _roll_back(world: PrivateWorld, target: object, before: set[str]) -> None:
    """Whatever happened, a rollback gives back all of it and nothing else."""
    for number, order in world.orders.items():
        if order.state.open:  # settled by the provider's staff meanwhile
            world.orders[number] = replace(order, state=OrderState.CANCELLED)
    plan = world.about(ROLLBACK, target, "r0llback")  # type: ignore[arg-type]
    if isinstance(plan, Refusal):
        assert [reason.guard for reason in plan.reasons] == ["nothing"]
        assert not world.holdings
        return
    assert {c.desired for c in plan.changes} == {Desired.ABSENT}
    assert {c.before[BILLING] for c in plan.changes} == {Billing.HOURLY.value}
    assert {c.before[HOLDING] for c in plan.changes} == set(world.holdings)
    assert {c.resource_id for c in plan.changes} - {None} == set(world.datastores) - before
    world.apply(plan)
    assert set(world.datastores) == before
    again = world.about(ROLLBACK, target, "again000")  # type: ignore[arg-type]
    assert isinstance(again, Refusal)


@st.composite
def resizes(draw: st.DrawFn) -> tuple[PrivateWorld, dict[str, object]]:
    """Databases in any state, and a request for other sizes of one of them."""
    world = PrivateWorld()
    for n in (1, 2, 3):
        sound = draw(rarely_not)
        world.machines[f"vm-{n}"] = database(
            n,
            n - 1,
            power=Power.ON if sound else draw(st.sampled_from([Power.OFF, Power.SUSPENDED])),
            guest_running=True if draw(rarely_not) else draw(st.sampled_from([None, False])),
            cpu_hot_add=draw(st.booleans()),
            memory_hot_add=draw(st.booleans()),
            memory_limit_bytes=draw(st.none() | st.integers(64, 512).map(lambda n: n * GIB)),
            memory_step_bytes=draw(st.sampled_from([None, GIB, 8 * GIB])),
        )
    used = st.integers(40, 300) if draw(rarely_not) else st.none() | st.integers(300, 512)
    world.hosts = tuple(
        replace(host, memory_used_bytes=None if (n := draw(used)) is None else n * GIB)
        for host in HOSTS
    )
    if not draw(rarely_not):
        world.extra = {"alarms": (Alarm("disk", "vm-2", Severity.CRITICAL),)}
    asked: dict[str, object] = {
        "machine": "db-1",
        "vcpus": draw(st.none() | st.integers(4, 32)),
        "memory_bytes": draw(st.none() | st.integers(1, 256).map(lambda n: n * GIB)),
        "snapshot": draw(st.booleans()),
    }
    return world, asked


@given(resizes(), st.booleans())
def test_nothing_is_shut_down_that_may_not_be(
    case: tuple[PrivateWorld, dict[str, object]],
    allowed: bool,
) -> None:
    world, asked = case
    machine = world.machines["vm-1"]
    plan = world.ask(VM_RESIZE, allow_restart=allowed, **asked)
    if isinstance(plan, Refusal):
        assert plan.reasons
        return
    (change,) = plan.changes
    vcpus, memory = int(change.wanted[VCPUS]), int(change.wanted[MEMORY])
    assert (vcpus, memory) == (
        asked["vcpus"] or machine.vcpus,
        asked["memory_bytes"] or machine.memory_bytes,
    )
    smaller = vcpus < machine.vcpus or memory < machine.memory_bytes
    running = machine.power is Power.ON
    if change.wanted[RESTART]:
        assert allowed
        assert running
        assert machine.guest_running is True
        assert plan.typed_name == "db-1"
    elif running:
        assert not smaller
        assert vcpus == machine.vcpus or machine.cpu_hot_add
        assert memory == machine.memory_bytes or machine.memory_hot_add
        assert memory == machine.memory_bytes or memory <= (machine.memory_limit_bytes or memory)
    others = [world.machines[number] for number in ("vm-2", "vm-3")]
    assert all(m.power is Power.ON and m.guest_running is True for m in others)
    assert not world.extra
    assert plan.digest == digest(msgspec.json.decode(msgspec.json.encode(plan), type=Plan))
    assert recheck(plan, world.estate(), world.policy) == ()


@given(resizes())
def test_a_rollback_of_a_resize_brings_back_the_size_that_was(
    case: tuple[PrivateWorld, dict[str, object]],
) -> None:
    world, asked = case
    before = world.machines["vm-1"]
    plan = world.ask(VM_RESIZE, allow_restart=True, **asked)
    if isinstance(plan, Refusal):
        return
    target = world.apply(plan)
    world.now += timedelta(minutes=5)
    undone = world.about(ROLLBACK, target, "r0llback")
    if isinstance(undone, Refusal):
        assert {reason.guard for reason in undone.reasons} <= {
            "resize.guest", "host.memory", "headroom", "host.unknown", "cluster.unknown",
        }  # fmt: skip
        return
    world.apply(undone)
    assert replace(world.machines["vm-1"]) == before
