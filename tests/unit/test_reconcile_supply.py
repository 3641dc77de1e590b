"""Datastores and hosts, pass by pass, from a provider that misbehaves in every known way."""

from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fake_private import Crash
from fake_supply import DOWN, LOST, NO_STOCK, SSD
from private_bench import MINE, PrivateBench, ordered, plan
from private_bench import bench as opened

from console.model.operation import OperationState, Phase
from console.model.plan import (
    HOSTS,
)
from console.model.private import DatastoreKind, Maintenance
from console.model.resource import HOST
from console.model.supply import (
    Billing,
    OrderState,
)
from console.model.wanted import BILLING, FOLDER, HOLDING, MARK, NAME, ORDER
from console.operations.journal.claims import Fenced


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[PrivateBench]:
    with opened(tmp_path) as made:
        yield made


def phases(bench: PrivateBench) -> list[Phase]:
    return [change.phase for change in bench.changes()]


def test_ten_datastores_are_ordered_one_by_one_and_end_in_service(bench: PrivateBench) -> None:
    ended = bench.run(plan(ordered(10)))
    assert ended.state is OperationState.SUCCEEDED
    assert len(bench.supply.all_orders) == len(set(bench.supply.asked)) == 10
    for number, change in enumerate(bench.changes(), start=1):
        found = bench.private.datastores[change.resource_id or ""]
        assert change.kept[ORDER] == str(number)
        assert int(change.kept[MARK]) < number
        assert change.kept[NAME] == found.name
        assert change.kept[HOLDING] in bench.supply.holdings
    assert "datastores.in_service" in bench.kinds()


@pytest.mark.parametrize("fault", ["lost", "late", "crash_after"])
def test_an_order_whose_answer_is_lost_is_found_and_not_placed_again(
    bench: PrivateBench, fault: str
) -> None:
    bench.supply.on_order = deque([None, fault])
    assert bench.run(plan(ordered(3))).state is OperationState.SUCCEEDED
    assert len(bench.supply.all_orders) == 3
    assert len(bench.supply.asked) == 3
    assert len({c.kept[ORDER] for c in bench.changes()}) == 3


@pytest.mark.parametrize("fault", ["dropped", "crash"])
def test_an_order_that_never_shows_fails_and_is_never_placed_again(
    bench: PrivateBench, fault: str
) -> None:
    bench.supply.on_order = deque([fault])
    assert bench.run(plan(ordered(2))).state is OperationState.PARTIAL
    assert phases(bench) == [Phase.FAILED, Phase.IN_SERVICE]
    assert bench.whys() == ["change.order_unknown"]
    assert bench.supply.asked == [c.name for c in bench.changes()]


def test_nothing_more_is_ordered_while_the_fate_of_an_order_is_not_known(
    bench: PrivateBench,
) -> None:
    bench.supply.on_order = deque(["late"])
    bench.supply.late_reads = 4
    bench.run(plan(ordered(2)))
    first, second = bench.changes()
    assert (first.kept[ORDER], second.kept[ORDER]) == ("1", "2")
    assert second.kept[MARK] == 1


def test_an_order_that_shows_late_is_not_taken_for_another(bench: PrivateBench) -> None:
    bench.supply.on_order = deque(["slow", "dropped"])
    assert bench.run(plan(ordered(2))).state is OperationState.PARTIAL
    assert phases(bench) == [Phase.IN_SERVICE, Phase.FAILED]


def test_a_worker_that_lost_its_claim_orders_nothing(bench: PrivateBench) -> None:
    place = bench.supply.orders

    def orders() -> object:
        if not bench.supply.asked:
            bench.ledger.claim(f"{MINE}-RBX", MINE)  # another worker takes it over just now
        return place()

    bench.supply.orders = orders  # type: ignore[method-assign,assignment]
    with pytest.raises(Fenced):
        bench.run(plan(ordered(1)))
    assert bench.supply.asked == []


def test_an_order_that_somebody_else_placed_is_left_alone(bench: PrivateBench) -> None:
    bench.supply.on_order = deque([None, "dropped"])
    bench.supply.order = _with_a_stranger(bench)  # type: ignore[method-assign]
    bench.run(plan(ordered(2)))
    assert phases(bench) == [Phase.IN_SERVICE, Phase.FAILED]
    assert bench.whys() == ["change.order_unknown"]


def _with_a_stranger(bench: PrivateBench) -> object:
    place = bench.supply.order

    def order(*args: object, **named: object) -> object:
        try:
            return place(*args, **named)  # type: ignore[arg-type]
        finally:
            if len(bench.supply.asked) == 2:
                bench.supply.stranger()

    return order


def test_what_surely_was_not_ordered_is_ordered_later(bench: PrivateBench) -> None:
    bench.supply.on_order = deque(["down", "limited", "down"])
    assert bench.run(plan(ordered(2))).state is OperationState.SUCCEEDED
    assert len(bench.supply.all_orders) == 2


def test_a_provider_that_stays_away_is_given_up_on(bench: PrivateBench) -> None:
    bench.supply.on_order = deque(["down"] * 400)
    bench.seconds_a_pass = 300.0
    assert bench.run(plan(ordered(2))).state is OperationState.FAILED
    assert bench.whys() == ["test.down", "test.down"]
    assert bench.supply.all_orders == []


def test_stock_that_is_gone_fails_with_the_providers_words_and_query(bench: PrivateBench) -> None:
    bench.supply.on_order = deque([None, "refused"])
    assert bench.run(plan(ordered(2))).state is OperationState.PARTIAL
    refused = bench.changes()[1]
    assert refused.why == NO_STOCK.notice
    assert refused.request_id == "query-7"


@pytest.mark.parametrize("offers", [[], [replace(SSD, billing=Billing.MONTHLY)]])
def test_what_is_not_offered_as_previewed_is_not_ordered(
    bench: PrivateBench, offers: list[object]
) -> None:
    bench.supply.offers = offers  # type: ignore[assignment]
    bench.run(plan(ordered(1)))
    assert bench.whys() == ["change.offer_gone"]
    assert bench.supply.asked == []


def test_trouble_is_not_the_end_of_an_order(bench: PrivateBench) -> None:
    troubled = [OrderState.TROUBLED] * 5
    bench.supply.default_states = (OrderState.RUNNING, *troubled, OrderState.DONE)
    assert bench.run(plan(ordered(1))).state is OperationState.SUCCEEDED
    assert bench.whys() == []


def test_a_cancelled_order_fails_its_change_alone(bench: PrivateBench) -> None:
    bench.supply.states["1"] = [OrderState.RUNNING, OrderState.CANCELLED]
    assert bench.run(plan(ordered(2))).state is OperationState.PARTIAL
    assert bench.whys() == ["change.order_cancelled"]


def test_an_order_past_its_deadline_says_what_goes_on_and_is_billed(bench: PrivateBench) -> None:
    bench.supply.default_states = (OrderState.RUNNING,)
    bench.seconds_a_pass = 600.0
    bench.run(plan(ordered(1)))
    (change,) = bench.changes()
    assert change.why is not None
    assert change.why.code == "change.delivery_deadline"
    assert change.why.values["order"] == "1"


def test_a_host_that_does_not_mount_is_named(bench: PrivateBench) -> None:
    bench.supply.mounted_at_first = ("host-1", "host-3")
    bench.seconds_a_pass = 120.0
    bench.run(plan(ordered(1)))
    (change,) = bench.changes()
    assert change.why is not None
    assert change.why.code == "change.mounts_deadline"
    assert change.why.values["hosts"] == "esx-2"
    assert change.resource_id is not None


def test_hosts_that_are_out_of_service_need_no_mount(bench: PrivateBench) -> None:
    bench.supply.mounted_at_first = ("host-1",)
    bench.private.change("host-2", connected=False)
    bench.private.change("host-3", in_maintenance=True)
    assert bench.run(plan(ordered(1))).state is OperationState.SUCCEEDED


def test_where_we_mount_ourselves_the_other_hosts_get_it(bench: PrivateBench) -> None:
    bench.supply.mounted_at_first = ("host-1",)
    bench.supply.mounts_itself = True
    assert bench.run(plan(ordered(1))).state is OperationState.SUCCEEDED
    assert bench.supply.extended == [("ssd-1", "host-2"), ("ssd-1", "host-3")]


def test_a_datastore_is_moved_to_its_folder_before_it_is_in_service(bench: PrivateBench) -> None:
    bench.private.task_reads = 3
    assert bench.run(plan(ordered(2, **{FOLDER: "ssd"}))).state is OperationState.SUCCEEDED
    assert {d.folder for d in bench.private.datastores.values()} == {"ssd"}
    assert bench.private.called("move_datastore") == 2


def test_a_move_whose_answer_is_lost_is_looked_at_first(bench: PrivateBench) -> None:
    bench.private.on["move_datastore"] = deque([("after", LOST)])
    assert bench.run(plan(ordered(1, **{FOLDER: "ssd"}))).state is OperationState.SUCCEEDED
    assert bench.private.called("move_datastore") == 1


def test_a_folder_that_is_not_there_fails_the_change_and_leaves_the_datastore(
    bench: PrivateBench,
) -> None:
    bench.run(plan(ordered(1, **{FOLDER: "nowhere"})))
    (change,) = bench.changes()
    assert change.phase is Phase.FAILED
    assert change.why is not None
    assert change.why.code == "test.no_folder"
    assert change.resource_id in bench.private.datastores


def test_a_stop_orders_nothing_more_and_follows_what_is_ordered(bench: PrivateBench) -> None:
    bench.supply.on_order = deque([None, "late"])
    ended = bench.run(plan(ordered(5)), stop_after=2)
    assert ended.state is OperationState.STOPPED
    assert phases(bench) == [Phase.IN_SERVICE] * 2 + [Phase.CANCELLED] * 3
    assert len(bench.supply.all_orders) == 2


def test_vcenter_that_is_silent_for_a_while_only_delays(bench: PrivateBench) -> None:
    bench.private.on["inventory"] = deque([DOWN] * 5)
    assert bench.run(plan(ordered(2))).state is OperationState.SUCCEEDED
    assert bench.kinds().count("test.down") == 1


def test_hosts_are_in_service_with_every_shared_datastore(bench: PrivateBench) -> None:
    bench.private.add_datastore("nfs-1")
    bench.supply.mounts_itself = True
    local = bench.private.add_datastore("local-1", mounted=("host-1",))
    bench.private.change(local.id, kind=DatastoreKind.VMFS)
    ended = bench.run(plan(ordered(1, HOST), HOST, pool=HOSTS))
    assert ended.state is OperationState.SUCCEEDED
    assert bench.supply.extended == [("nfs-1", "host-new-1")]


def test_a_rollback_gives_back_exactly_what_was_added(bench: PrivateBench) -> None:
    bench.private.add_datastore("old-1")
    bench.run(plan(ordered(2)))
    assert bench.run(bench.undo()).state is OperationState.SUCCEEDED
    assert [d.name for d in bench.private.datastores.values()] == ["old-1"]
    assert bench.supply.holdings == {}
    assert bench.ledger.operation(MINE).state is OperationState.ROLLED_BACK
    assert phases(bench) == [Phase.GONE] * 2
    assert bench.private.called("enter_maintenance") == 2


def test_nothing_is_given_back_that_something_lives_on(bench: PrivateBench) -> None:
    bench.run(plan(ordered(1)))
    (made,) = bench.changes()
    bench.private.add_machine("db-1", on=made.resource_id or "")
    assert bench.run(bench.undo()).state is OperationState.FAILED
    (change,) = bench.changes("bbbb2222")
    assert change.why is not None
    assert change.why.values["what"] == "db-1"
    assert bench.private.called("enter_maintenance") == 0
    assert bench.supply.released == []


def test_what_moves_in_meanwhile_stops_the_removal_and_ends_maintenance(
    bench: PrivateBench,
) -> None:
    bench.run(plan(ordered(1)))
    (made,) = bench.changes()
    bench.private.task_reads = 2
    undo = bench.undo()
    entered = bench.private.enter_maintenance

    def enter(number: str) -> object:
        bench.private.add_machine("late-1", on=number)
        return entered(number)

    bench.private.enter_maintenance = enter  # type: ignore[method-assign,assignment]
    assert bench.run(undo).state is OperationState.FAILED
    assert bench.whys("bbbb2222") == ["change.used"]
    assert bench.supply.released == []
    bench.private.task_reads = 0
    for _ in range(4):
        bench.private.inventory()
    assert bench.private.datastores[made.resource_id or ""].maintenance is Maintenance.NORMAL


def test_an_inaccessible_datastore_is_never_given_back(bench: PrivateBench) -> None:
    bench.run(plan(ordered(1)))
    (made,) = bench.changes()
    bench.private.change(made.resource_id or "", accessible=False)
    bench.seconds_a_pass = 300.0
    assert bench.run(bench.undo()).state is OperationState.FAILED
    assert bench.whys("bbbb2222") == ["change.use_unknown"]
    assert bench.supply.released == []


def test_a_monthly_datastore_is_not_given_back_whatever_the_plan_says(bench: PrivateBench) -> None:
    bench.run(plan(ordered(1)))
    for number, holding in list(bench.supply.holdings.items()):
        bench.supply.holdings[number] = replace(holding, billing=Billing.MONTHLY)
    assert bench.run(bench.undo()).state is OperationState.FAILED
    assert bench.whys("bbbb2222") == ["change.monthly"]
    assert bench.private.called("enter_maintenance") == 0


@pytest.mark.parametrize("due", [DOWN, LOST, "lost", Crash()])
def test_a_removal_whose_answer_is_lost_is_followed_to_its_end(
    bench: PrivateBench, due: object
) -> None:
    bench.run(plan(ordered(1)))
    bench.supply.on_release = deque([due])
    assert bench.run(bench.undo()).state is OperationState.SUCCEEDED
    assert bench.supply.holdings == {}
    assert sum(order.removal for order in bench.supply.all_orders) == 1


def test_a_refused_removal_brings_the_datastore_back_into_use(bench: PrivateBench) -> None:
    bench.run(plan(ordered(1)))
    (made,) = bench.changes()
    bench.supply.on_release = deque([NO_STOCK])
    assert bench.run(bench.undo()).state is OperationState.FAILED
    assert bench.whys("bbbb2222") == ["test.no_stock"]
    for _ in range(3):
        bench.private.inventory()
    assert bench.private.datastores[made.resource_id or ""].maintenance is Maintenance.NORMAL
    assert bench.ledger.operation(MINE).state is OperationState.SUCCEEDED


def test_a_removal_in_trouble_is_polled_on(bench: PrivateBench) -> None:
    bench.run(plan(ordered(1)))
    bench.supply.default_states = (OrderState.TROUBLED, OrderState.TROUBLED, OrderState.DONE)
    assert bench.run(bench.undo()).state is OperationState.SUCCEEDED


def test_a_host_with_machines_is_not_given_back(bench: PrivateBench) -> None:
    bench.run(plan(ordered(1, HOST), HOST, pool=HOSTS))
    (made,) = bench.changes()
    machine = bench.private.add_machine("api-vm-1")
    bench.private.change(machine.id, host_id=made.resource_id)
    assert bench.run(bench.undo()).state is OperationState.FAILED
    assert bench.whys("bbbb2222") == ["change.used"]
    bench.private.change(machine.id, host_id="host-2")
    assert bench.run(bench.undo(by="cccc3333")).state is OperationState.SUCCEEDED
    assert made.resource_id not in bench.private.hosts


def test_without_a_private_cloud_nothing_is_tried(bench: PrivateBench) -> None:
    changes = ordered(1, **{BILLING: Billing.OWNED.value})
    bench.policy = replace(bench.policy, frozen="audit")
    assert bench.run(plan(changes)).state is OperationState.FAILED
    assert bench.supply.asked == []
