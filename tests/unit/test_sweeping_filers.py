"""Filers that were ordered and are in no host's use: whose, at what cost, and given back once."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from asking import asking
from private_bench import WRITER, PrivateBench, ordered
from private_bench import bench as opened
from private_bench import plan as of_changes
from private_modelled import AUTHOR, SSD, PrivateWorld

from console.kinds.leftovers.filers import FilerReading, ids, of_filers
from console.kinds.leftovers.verbs import SWEEP
from console.kinds.supplies.verbs import DATASTORE_ADD
from console.model.estate import Estate, SourceState
from console.model.figure import Freshness
from console.model.leftover import Findings, Leftover, LeftoverSort, TracedOperation, Traces
from console.model.money import HOURS_A_MONTH
from console.model.notice import notice
from console.model.operation import Operation, OperationState, Phase
from console.model.plan import Desired, Plan, Refusal
from console.model.policy import Policy, Record
from console.model.private import Mount, PrivateView
from console.model.resource import DATASTORE
from console.model.supply import Billing, SupplyView
from console.model.wanted import BILLING, HOLDING, OFFER, ORDER, UNUSED
from console.planning import plan

OWN = "cccc3333"
TB = 10**12


def added(world: PrivateWorld, *outcomes: str) -> Operation:
    asked = world.ask(DATASTORE_ADD, count=len(outcomes), size_bytes=3 * TB, ssd=True)
    assert isinstance(asked, Plan), asked
    return world.apply(asked, *outcomes)


def known(world: PrivateWorld, done: Operation, state: OperationState | None = None) -> Traces:
    over = TracedOperation(done.id, done.id, DATASTORE_ADD, state or done.state, world.now)
    return Traces({done.id: over}, tuple(world.changes))


def found(world: PrivateWorld, traces: Traces) -> list[Leftover]:
    estate = world.estate()
    return list(of_filers(FilerReading(estate.supply, estate.private), traces, world.policy))


def unmount(world: PrivateWorld, name: str) -> None:
    world.datastores = {n: one for n, one in world.datastores.items() if one.name != name}


def test_what_was_delivered_and_never_seen_in_vcenter_is_ours_with_price_and_since_when() -> None:
    world = PrivateWorld()
    done = added(world, "held", "")
    [left] = found(world, known(world, done))
    order = next(iter(world.orders.values()))
    assert (left.sort, left.id, left.sure, left.held) == (
        LeftoverSort.FILER, order.holding, True, None,
    )  # fmt: skip
    assert (left.since, left.operation) == (order.placed_at, done.id)
    assert SSD.euro_per_hour is not None
    assert left.euro_per_month == SSD.euro_per_hour * HOURS_A_MONTH
    assert left.why == notice("leftover.filer_given_up", operation=done.id)


def test_one_that_served_and_is_unmounted_since_is_so_perhaps() -> None:
    world = PrivateWorld()
    done = added(world, "")
    assert found(world, known(world, done)) == []
    unmount(world, str(next(iter(world.orders.values())).name))
    [left] = found(world, known(world, done))
    assert (left.why.code, left.sure) == ("leftover.filer_unmounted", False)


def test_what_no_change_has_as_its_own_or_somebody_is_at_work_on_is_not_told() -> None:
    world = PrivateWorld()
    done = added(world, "held")
    assert found(world, known(world, done, OperationState.RUNNING)) == []
    assert found(world, replace(known(world, done), changes=())) == []
    world.changes = [replace(one, kept={}) for one in world.changes]
    assert found(world, known(world, done)) == []


def test_an_order_leads_to_what_it_delivered_after_nobody_waited_any_more() -> None:
    world = PrivateWorld()
    done = added(world, "held")
    world.changes = [
        replace(one, kept={k: v for k, v in one.kept.items() if k != HOLDING})
        for one in world.changes
    ]
    estate = world.estate()
    reading = FilerReading(estate.supply, estate.private)
    assert ids(reading) == {*world.holdings, *world.orders}
    assert len(found(world, known(world, done))) == 1


@pytest.mark.parametrize(
    ("billing", "held"),
    [
        (Billing.MONTHLY, "leftover.filer_monthly"),
        (Billing.UNKNOWN, "leftover.filer_billing"),
        (Billing.HOURLY, None),
    ],
)
def test_what_is_not_paid_by_the_hour_is_told_and_given_back_by_nobody(
    billing: Billing, held: str | None
) -> None:
    world = PrivateWorld()
    done = added(world, "held")
    world.holdings = {n: replace(one, billing=billing) for n, one in world.holdings.items()}
    [left] = found(world, known(world, done))
    assert (left.held.code if left.held else None) == held
    if held:
        assert isinstance(swept(world, left), Refusal)


def test_one_that_vcenter_shows_and_no_host_can_use_is_told_and_left_alone() -> None:
    world = PrivateWorld()
    done = added(world, "")
    name = next(iter(world.orders.values())).name
    lost = (Mount("host-1", mounted=True, accessible=False, read_only=False),)
    world.datastores = {
        n: replace(one, mounts=lost, accessible=False) if one.name == name else one
        for n, one in world.datastores.items()
    }
    [left] = found(world, known(world, done))
    assert left.held == notice("leftover.filer_unreachable")


def swept(world: PrivateWorld, *left: Leftover, **asked: object) -> Plan | Refusal:
    findings = Findings(world.now, left)
    estate = replace(world.estate(), leftovers=findings)
    request = asking(SWEEP, asked.pop("author", AUTHOR), **asked)  # type: ignore[arg-type]
    return plan(request, estate, world.policy, Record(), operation_id=OWN)


def test_it_is_given_back_as_a_datastore_by_the_rights_that_this_takes() -> None:
    world = PrivateWorld()
    [left] = found(world, known(world, added(world, "held")))
    made = swept(world, left)
    assert isinstance(made, Plan), made
    [change] = made.changes
    assert (change.resource, change.desired, change.datacenter, change.resource_id) == (
        DATASTORE, Desired.ABSENT, "RBX", None,
    )  # fmt: skip
    assert change.before[HOLDING] == left.id
    assert (change.before[BILLING], change.before[OFFER]) == ("hourly", "ssd-3000")
    assert made.euro_per_hour == -Decimal("0.62")
    refused = swept(world, left, author=replace(AUTHOR, rights=("resize",)))
    assert isinstance(refused, Refusal)
    assert {one.guard for one in refused.reasons} == {"author"}


def test_who_may_not_give_it_back_sweeps_the_rest() -> None:
    world = PrivateWorld()
    [left] = found(world, known(world, added(world, "held")))
    volume = replace(
        left, sort=LeftoverSort.VOLUME, id="v1", name="data", region="RBX-A", holding=None
    )
    writer = replace(AUTHOR, rights=("resize",), roles=("member",))
    made = swept(world, left, volume, author=writer)
    assert isinstance(made, Plan), made
    assert [change.resource_id for change in made.changes] == ["v1"]
    assert "warning.leftovers_order" in {one.code for one in made.warnings}


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[PrivateBench]:
    with opened(tmp_path) as made:
        yield made


def sweep_of(bench: PrivateBench, *held: str) -> Plan:
    """The plan for what the bench's journal proves, of all that its provider holds."""
    view, supply = bench.private.inventory(), bench.supply.view()
    reading = FilerReading(supply, view)
    traces = bench.ledger.traces((), ids(reading))
    policy = bench._settled()
    left = [replace(one, sure=True) for one in of_filers(reading, traces, policy) if one.id in held]
    assert len(left) == len(held)
    return planned(bench, left, view, supply, policy)


def planned(
    bench: PrivateBench,
    left: list[Leftover],
    view: PrivateView,
    supply: SupplyView,
    policy: Policy,
) -> Plan:
    estate = Estate(
        bench.clock.now(),
        sources={name: SourceState(name, Freshness.FRESH) for name in ("vcenter", "supply")},
        private=view,
        supply=supply,
        leftovers=Findings(bench.clock.now(), tuple(left)),
    )
    made = plan(asking(SWEEP, WRITER), estate, policy, Record(), operation_id=OWN)
    assert isinstance(made, Plan), made
    assert all(change.before[UNUSED] for change in made.changes)
    return made


def test_passes_give_back_what_the_journal_proves_and_nothing_else(bench: PrivateBench) -> None:
    bench.run(of_changes(ordered(2)))
    first, second = (str(change.kept[HOLDING]) for change in bench.changes())
    for change in bench.changes():
        for number in (str(change.kept[ORDER]), str(change.kept[HOLDING])):
            about = bench.ledger.traces((), {number, "nobody's"}).changes
            assert [one.seq for one in about] == [change.seq]
    name = bench.supply.holdings[first].name
    bench.private.datastores = {
        n: one for n, one in bench.private.datastores.items() if one.name != name
    }
    bench.supply.stranger()
    ended = bench.run(sweep_of(bench, first))
    assert ended.state is OperationState.SUCCEEDED
    assert bench.supply.released == [name]
    assert first not in bench.supply.holdings
    assert second in bench.supply.holdings


def test_one_that_is_mounted_again_in_between_stays(bench: PrivateBench) -> None:
    bench.run(of_changes(ordered(1)))
    [change] = bench.changes()
    store = bench.private.datastores.pop(str(change.resource_id))
    made = sweep_of(bench, str(change.kept[HOLDING]))
    bench.private.datastores[store.id] = store
    ended = bench.run(made)
    assert ended.state is OperationState.FAILED
    assert bench.whys(OWN) == ["change.used_again"]
    assert [one.phase for one in bench.changes(OWN)] == [Phase.FAILED]
    assert bench.supply.released == []
