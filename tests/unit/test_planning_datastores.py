from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import msgspec
import pytest
from outcomes import guards, planned
from private_modelled import AUTHOR, HOSTS, NFS, PRE512, SSD, SSD_MONTHLY, TB, PrivateWorld, store

from console.kinds.supplies.verbs import DATASTORE_ADD, HOST_ADD
from console.locale import Locale
from console.model.estate import Estate
from console.model.figure import Freshness
from console.model.notice import notice
from console.model.operation import Operation, OperationState
from console.model.plan import (
    DATASTORES,
    Desired,
    Plan,
    Refusal,
)
from console.model.policy import Record
from console.model.private import Cluster, Right
from console.model.resource import DATASTORE, HOST
from console.model.supply import (
    Billing,
    Holding,
    Offer,
)
from console.model.verb import ROLLBACK, TOPUP
from console.model.wanted import BILLING, CLUSTER, FOLDER, HOLDING, OFFER, SIZE
from console.planning import recheck
from console.planning.digest import digest, seal

ADD = {"count": 10, "size_bytes": 3 * TB, "ssd": True}


def codes(notices: tuple[object, ...]) -> set[str]:
    return {one.code for one in notices}  # type: ignore[attr-defined]


def added(world: PrivateWorld, *outcomes: str, count: int = 10) -> Operation:
    return world.apply(planned(world.ask(DATASTORE_ADD, **(ADD | {"count": count}))), *outcomes)


def test_ten_datastores_are_ten_changes_of_one_hourly_offer() -> None:
    world = PrivateWorld()
    world.private(folder="ssd")
    plan = planned(world.ask(DATASTORE_ADD, duration_h=Decimal("1.5"), **ADD))
    assert [c.name for c in plan.changes] == [f"datastore-k3v9x0ab-{n}" for n in range(1, 11)]
    (wanted,) = {tuple(sorted(c.wanted.items())) for c in plan.changes}
    assert dict(wanted) == {
        OFFER: "ssd-3000", BILLING: "hourly", SIZE: 3 * TB, CLUSTER: "domain-c8", FOLDER: "ssd",
    }  # fmt: skip
    assert {(c.desired, c.resource, c.datacenter, c.region) for c in plan.changes} == {
        (Desired.PRESENT, DATASTORE, "RBX", "vcenter")
    }
    assert (plan.pool, plan.subject, plan.typed_name) == (DATASTORES, DATASTORES, DATASTORES)
    assert (plan.euro_per_hour, plan.euro_per_month) == (Decimal("6.20"), Decimal(4464))
    assert plan.euro_for_duration == Decimal("18.60")  # three clock hours are touched
    (row,) = plan.rows
    assert (row.now, row.change, row.after, row.quota_left_after) == (12, 10, 22, 30)
    assert (plan.api_calls, plan.api_time_s) == (20, 10.0)
    assert plan.irreversible == (notice("irreversible.started_hours"),)
    assert plan.undo == (notice("undo.datastores"),)
    assert plan.digest == digest(msgspec.json.decode(msgspec.json.encode(plan), type=Plan))


def test_a_small_number_needs_no_word_typed() -> None:
    world = PrivateWorld()
    world.private(confirm_above=2)
    assert planned(world.ask(DATASTORE_ADD, **ADD)).typed_name == DATASTORES
    assert planned(world.ask(DATASTORE_ADD, **(ADD | {"count": 2}))).typed_name is None


def test_the_cheapest_serves_where_the_kind_does_not_matter() -> None:
    plan = planned(PrivateWorld().ask(DATASTORE_ADD, count=1, size_bytes=3 * TB))
    assert plan.changes[0].wanted[OFFER] == NFS.name


@pytest.mark.parametrize("asked", [3 * TB, 3 * 2**40, 3000 * 2**30, int(2.98 * TB)])
@pytest.mark.parametrize("offered", [3 * TB, 3 * 2**40, 3000 * 2**30])
def test_three_terabytes_are_three_terabytes_in_any_unit(asked: int, offered: int) -> None:
    world = PrivateWorld(offers=(replace(SSD, size_bytes=offered),))
    assert isinstance(world.ask(DATASTORE_ADD, count=1, size_bytes=asked), Plan) or (
        asked == int(2.98 * TB) and offered != 3 * TB
    )


def test_an_offer_of_that_very_size_is_preferred_to_one_read_otherwise() -> None:
    larger = replace(SSD, name="ssd-3300", size_bytes=33 * TB // 10, euro_per_hour=Decimal("0.01"))
    world = PrivateWorld(offers=(SSD, larger))
    plan = planned(world.ask(DATASTORE_ADD, count=1, size_bytes=3 * TB))
    assert plan.changes[0].wanted[OFFER] == SSD.name


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, ["amount", "amount"]),
        ({"count": 0, "offer": "ssd-3000"}, ["amount"]),
        ({"count": 11, "offer": "ssd-3000"}, ["at_most"]),
        ({"count": 1}, ["amount"]),
        ({"count": 1, "offer": "gold"}, ["offer.unknown"]),
        ({"count": 1, "size_bytes": 7 * TB}, ["offer.size"]),
        ({"count": 1, "offer": "hpc-1200", "ssd": True}, ["offer.ssd"]),
        ({"count": 1, "offer": "ssd-3000", "ssd": False}, ["offer.ssd"]),
        ({"count": 1, "offer": "ssd-3000", "cluster": "cluster-9"}, ["cluster.unknown"]),
    ],
)
def test_what_cannot_be_had_is_refused(asked: dict[str, object], expected: list[str]) -> None:
    assert guards(PrivateWorld().ask(DATASTORE_ADD, **asked)) == expected


def test_what_does_not_say_that_it_is_ssd_is_not() -> None:
    outcome = PrivateWorld().ask(DATASTORE_ADD, count=1, offer="hpc-1200", ssd=True)
    assert isinstance(outcome, Refusal)
    assert outcome.reasons[0].why == notice("guard.offer_ssd", offers="hpc-1200")


def test_a_short_stock_is_named_and_never_made_good_by_the_month() -> None:
    world = PrivateWorld(offers=(replace(SSD, available=4), SSD_MONTHLY))
    outcome = world.ask(DATASTORE_ADD, **ADD)
    assert isinstance(outcome, Refusal)
    (reason,) = outcome.reasons
    assert reason.why == notice("guard.stock", offers="ssd-3000", n=10, stock=4)
    assert planned(world.ask(DATASTORE_ADD, **(ADD | {"count": 4}))).rows[0].change == 4


def test_what_is_not_known_is_said() -> None:
    world = PrivateWorld(offers=(replace(SSD, available=None, euro_per_hour=None),))
    world.hosts = (replace(HOSTS[0], in_maintenance=True), *HOSTS[1:])
    world.datastores["datastore-3"] = store(3, mounts=store(3).mounts[:2])
    plan = planned(world.ask(DATASTORE_ADD, **ADD))
    assert (plan.euro_per_hour, plan.euro_per_month) == (None, None)
    assert codes(plan.warnings) == {
        "warning.stock_unknown", "warning.offer_unpriced", "warning.hosts_unchecked",
        "warning.mounts_missing",
    }  # fmt: skip


def test_the_time_of_delivery_comes_from_history() -> None:
    world = PrivateWorld()
    assert "detail.delivery_unknown" in codes(planned(world.ask(DATASTORE_ADD, **ADD)).details)
    record = Record(pace=timedelta(minutes=7))
    plan = planned(world.ask(DATASTORE_ADD, record=record, **ADD))
    assert notice("detail.delivery", n=7) in plan.details


def test_what_is_paid_by_the_month_says_that_it_stays() -> None:
    world = PrivateWorld(offers=(SSD_MONTHLY,))
    hours = Decimal(721)
    plan = planned(world.ask(DATASTORE_ADD, **(ADD | {"count": 2, "duration_h": hours})))
    assert plan.irreversible == (notice("irreversible.monthly"),)
    assert plan.undo == (notice("undo.monthly"),)
    assert (plan.euro_per_month, plan.euro_for_duration) == (Decimal(590), Decimal("1180.00"))
    refused = world.about(ROLLBACK, world.apply(plan))
    assert guards(refused) == ["billing.monthly"]


def exports(source: str = "nfs") -> tuple[Offer, ...]:
    names = ("archive-1", "archive-2", "ssd-000001")
    return tuple(
        Offer(name, DATASTORE, name, Billing.OWNED, 3 * TB, available=1, source=source)
        for name in names
    )


def test_exports_are_used_once_each_and_called_by_their_names() -> None:
    world = PrivateWorld(offers=exports())
    plan = planned(world.ask(DATASTORE_ADD, count=2, size_bytes=3 * TB))
    assert [c.name for c in plan.changes] == ["archive-1", "archive-2"]
    assert (plan.euro_per_hour, plan.rows[0].quota_left_after) == (Decimal(0), 0)
    outcome = world.ask(DATASTORE_ADD, count=3, size_bytes=3 * TB)
    assert guards(outcome) == ["stock"]


def test_disks_are_called_what_we_call_them_and_lose_what_is_on_them() -> None:
    world = PrivateWorld(offers=exports("vmfs"))
    plan = planned(world.ask(DATASTORE_ADD, count=1, size_bytes=3 * TB))
    assert [c.name for c in plan.changes] == ["vigie-k3v9x0ab-1"]
    assert notice("irreversible.formatted") in plan.irreversible


def test_exports_need_a_cluster_where_there_are_several() -> None:
    two = (*PrivateWorld().clusters, Cluster("domain-c9", "cluster-2", ()))
    world = PrivateWorld(offers=exports(), clusters=two)
    assert guards(world.ask(DATASTORE_ADD, count=1, offer="archive-1")) == ["cluster.missing"]
    named = world.ask(DATASTORE_ADD, count=1, offer="archive-1", cluster="cluster-2")
    assert planned(named).changes[0].wanted[CLUSTER] == "domain-c9"


@pytest.mark.parametrize(
    ("rights", "expected"),
    [
        ((), ["author"]),
        ((Right.RESIZE.value,), ["author", "author"]),
        ((Right.ORDER.value,), ["author"]),
        ((Right.ORDER.value, Right.DATASTORE.value), None),
    ],
)
def test_the_accounts_must_hold_the_rights(
    rights: tuple[str, ...], expected: list[str] | None
) -> None:
    world = PrivateWorld()
    world.private(folder="ssd")
    outcome = world.ask(DATASTORE_ADD, author=replace(AUTHOR, rights=rights), **ADD)
    assert isinstance(outcome, Plan) if expected is None else guards(outcome) == expected


def stale(estate: Estate, source: str, freshness: Freshness) -> Estate:
    state = replace(estate.sources[source], freshness=freshness)
    return replace(estate, sources=estate.sources | {source: state})


@pytest.mark.parametrize("source", ["vcenter", "supply"])
@pytest.mark.parametrize("freshness", [Freshness.STALE, Freshness.UNKNOWN])
def test_nothing_is_ordered_on_old_news(source: str, freshness: Freshness) -> None:
    world = PrivateWorld()
    estate = stale(world.estate(), source, freshness)
    outcome = world.ask(DATASTORE_ADD, estate=estate, **ADD)
    assert guards(outcome) == [f"{source}.{freshness.value}"]


def test_without_a_state_the_time_of_the_reading_decides() -> None:
    world = PrivateWorld()
    estate = replace(world.estate(), sources={})
    assert isinstance(world.ask(DATASTORE_ADD, estate=estate, **ADD), Plan)
    later = replace(estate, at=estate.at + timedelta(minutes=3))
    outcome = world.ask(DATASTORE_ADD, estate=later, **ADD)
    assert guards(outcome) == ["vcenter.stale", "supply.stale"]


def test_the_reasons_that_lie_in_the_settings_are_said() -> None:
    world = PrivateWorld()
    unread = replace(world.estate(), supply=None, sources={})
    assert guards(world.ask(DATASTORE_ADD, estate=unread, **ADD)) == ["supply.none"]
    world.offers = (PRE512,)
    assert guards(world.ask(DATASTORE_ADD, **ADD)) == ["offer.none"]
    world.private(frozen="audit", datacenter="WAW")
    world.policy = replace(world.policy, read_only="session.read_only")
    outcome = world.ask(DATASTORE_ADD, **ADD)
    assert guards(outcome) == ["read_only", "private.frozen", "country", "offer.none"]
    world.policy = replace(world.policy, private=None)
    assert guards(world.ask(DATASTORE_ADD, **ADD)) == ["read_only", "private.none"]


def test_one_operation_at_a_time_holds_the_datastores() -> None:
    world = PrivateWorld()
    live = replace(added(world), state=OperationState.RUNNING)
    outcome = world.ask(DATASTORE_ADD, record=Record(live=(live,)), **ADD)
    assert guards(outcome) == ["pool.held"]
    plan = world.ask(HOST_ADD, record=Record(live=(live,)), count=1)
    assert isinstance(plan, Plan)


# Rollback


def test_a_rollback_gives_back_exactly_what_was_added() -> None:
    world = PrivateWorld()
    before = set(world.datastores)
    target = added(world, "refused", "cancelled", "never", "lost", "held", "unmounted", "hidden")
    plan = planned(world.about(ROLLBACK, target))
    made = set(world.datastores) - before
    assert {c.resource_id for c in plan.changes} == made | {None}
    assert {c.before[HOLDING] for c in plan.changes} == set(world.holdings)
    assert {(c.desired, c.made_by, c.before[BILLING]) for c in plan.changes} == {
        (Desired.ABSENT, target.id, "hourly")
    }
    assert codes(plan.warnings) == {"warning.adopted", "warning.orders_lost"}
    assert plan.euro_per_hour == Decimal("-0.62") * 6
    assert (plan.typed_name, plan.target) == (DATASTORES, target.id)
    world.apply(plan)
    assert set(world.datastores) == before
    assert not world.holdings
    again = world.about(ROLLBACK, target)
    assert guards(again) == ["nothing"]
    over = replace(target, state=OperationState.ROLLED_BACK)
    assert guards(world.about(ROLLBACK, over)) == ["target.rolled_back"]


def test_nothing_is_given_back_that_anything_lives_on() -> None:
    world = PrivateWorld()
    target = added(world, count=2)
    first, second = (str(change.resource_id) for change in world.changes)
    inhabited = replace(world.datastores[second], virtual_machines=("vm-77",))
    world.datastores[second] = inhabited
    world.machine("vm-1", datastore_ids=(first,))
    outcome = world.about(ROLLBACK, target)
    assert isinstance(outcome, Refusal)
    said = [reason.why.values["machines"] for reason in outcome.reasons]
    assert said == ["db-1", "vm-77"]
    assert guards(outcome) == ["used", "used"]


def test_an_order_that_may_still_come_holds_the_rollback_up() -> None:
    world = PrivateWorld()
    target = added(world, "open", count=3)
    assert guards(world.about(ROLLBACK, target)) == ["order.open"]


def test_what_cannot_be_reached_is_not_taken_for_empty() -> None:
    world = PrivateWorld()
    target = added(world, count=1)
    (number,) = [c.resource_id for c in world.changes]
    assert number is not None
    world.datastores[number] = replace(world.datastores[number], accessible=False)
    assert guards(world.about(ROLLBACK, target)) == ["use.unknown"]


def test_someone_elses_later_order_is_not_taken_for_ours() -> None:
    world = PrivateWorld()
    target = added(world, "lost", count=1)
    world.now += timedelta(hours=1)
    added(world, count=1)
    theirs = world.changes.pop()
    assert theirs.operation_id == target.id  # the same id; what matters is that it is no family
    assert guards(world.about(ROLLBACK, target)) == ["nothing"]
    assert planned(world.about(TOPUP, target)).rows[0].change == 1


def test_an_order_that_another_operation_has_is_not_taken_for_ours() -> None:
    world = PrivateWorld()
    target = added(world, "lost", count=1)
    number = str(world.serial + 1)
    added(world, count=1)
    world.changes.pop()
    placed_at = world.changes[0].updated_at
    world.orders[number] = replace(world.orders[number], placed_at=placed_at)
    record = Record(target=target, target_changes=tuple(world.changes))
    assert len(planned(world.ask(ROLLBACK, record=record)).changes) == 1
    claimed = replace(record, claimed=frozenset({number}))
    assert guards(world.ask(ROLLBACK, record=claimed)) == ["nothing"]


# Top-up


def test_a_top_up_orders_what_is_missing_and_counts_what_is_on_order() -> None:
    world = PrivateWorld()
    target = added(world, "refused", "cancelled", "never", "lost", "open", "hidden", "unmounted")
    plan = planned(world.about(TOPUP, target))
    assert len(plan.changes) == 4
    assert {c.wanted[OFFER] for c in plan.changes} == {"ssd-3000"}
    assert [c.name for c in plan.changes] == [f"datastore-topup000-{n}" for n in range(1, 5)]
    assert codes(plan.warnings) == {"warning.arriving", "warning.orders_lost", "warning.unfinished"}
    world.apply(plan)
    assert guards(world.about(TOPUP, target, "again000")) == ["nothing"]


def test_a_top_up_of_a_top_up_is_about_the_first_operation() -> None:
    world = PrivateWorld()
    target = added(world, *["refused"] * 6)
    first = planned(world.about(TOPUP, target))
    second = world.apply(first, "refused", "refused")
    plan = planned(world.about(TOPUP, second, "again000"))
    assert len(plan.changes) == 2


def test_a_top_up_takes_exports_of_the_same_size_that_are_left() -> None:
    world = PrivateWorld(offers=exports())
    plan = planned(world.ask(DATASTORE_ADD, count=2, size_bytes=3 * TB))
    done = world.apply(plan, "lost", "refused")
    world.datastores["datastore-90"] = store(90, name="archive-1")
    topped = planned(world.about(TOPUP, done))
    assert [c.name for c in topped.changes] == ["archive-2"]
    undone = planned(world.about(ROLLBACK, done))
    assert [c.resource_id for c in undone.changes] == ["datastore-90"]


def test_an_export_that_was_refused_is_nobodys_to_give_back() -> None:
    world = PrivateWorld(offers=exports())
    plan = planned(world.ask(DATASTORE_ADD, count=1, size_bytes=3 * TB))
    done = world.apply(plan, "refused")
    world.datastores["datastore-90"] = store(90, name="archive-1")
    assert guards(world.about(ROLLBACK, done)) == ["nothing"]


def test_an_offer_that_is_gone_cannot_be_topped_up() -> None:
    world = PrivateWorld()
    target = added(world, "refused")
    world.offers = (SSD_MONTHLY, NFS)
    assert guards(world.about(TOPUP, target)) == ["offer.unknown"]


# Hosts


def test_hosts_are_of_the_kind_that_is_in_use() -> None:
    other = replace(PRE512, name="PRE256", euro_per_hour=Decimal("1.20"))
    world = PrivateWorld(offers=(PRE512, other))
    assert planned(world.ask(HOST_ADD, count=1)).changes[0].wanted[OFFER] == "PRE256"
    held = Holding("host/1", HOST, "esx-1", "PRE512", Billing.HOURLY, "delivered")
    world.holdings = {"host/1": held}
    plan = planned(world.ask(HOST_ADD, count=2))
    assert {c.wanted[OFFER] for c in plan.changes} == {"PRE512"}
    assert {c.wanted[CLUSTER] for c in plan.changes} == {"domain-c8"}
    assert (plan.pool, plan.subject, plan.rows[0].after) == ("hosts", "hosts", 5)
    assert plan.rows[0].euro_per_hour_after == Decimal("7.35")
    named = planned(world.ask(HOST_ADD, count=1, offer="PRE256"))
    assert codes(named.warnings) == {"warning.host_differs"}
    assert guards(world.ask(HOST_ADD, count=5)) == ["at_most"]


def test_a_host_with_machines_on_it_is_not_given_back() -> None:
    world = PrivateWorld()
    target = world.apply(planned(world.ask(HOST_ADD, count=1)))
    (change,) = world.changes
    name = str(change.kept["name"])
    world.hosts = (*world.hosts, replace(HOSTS[0], id="host-9", name=name))
    world.changes = [replace(change, resource_id="host-9")]
    plan = planned(world.about(ROLLBACK, target))
    assert [(c.resource_id, c.name) for c in plan.changes] == [("host-9", name)]
    world.machine("vm-1", host_id="host-9")
    assert guards(world.about(ROLLBACK, target)) == ["used"]


# The worker's check


def test_the_worker_checks_again() -> None:
    world = PrivateWorld()
    plan = planned(world.ask(DATASTORE_ADD, **ADD))

    def checked(plan: Plan) -> list[str]:
        return [reason.guard for reason in recheck(plan, world.estate(), world.policy)]

    assert checked(plan) == []
    assert checked(replace(plan, subject="others")) == ["digest"]
    nobody = replace(plan.request, author=replace(AUTHOR, rights=()))
    assert "author" in checked(seal(replace(plan, request=nobody)))
    world.private(frozen="audit", datastores_at_most=9)
    assert checked(plan) == ["private.frozen", "at_most"]
    world.private(frozen=None, datastores_at_most=10, datacenter="WAW")
    assert checked(plan) == ["country"]
    world.policy = replace(world.policy, private=None)
    assert checked(plan) == ["private.none"]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_all_that_is_said_can_be_said(language: str) -> None:
    locale = Locale(language, ZoneInfo("Europe/Paris"))  # type: ignore[arg-type]
    world = PrivateWorld()
    world.private(folder="ssd")
    plan = planned(world.ask(DATASTORE_ADD, **ADD))
    undone = planned(world.about(ROLLBACK, world.apply(plan, "hidden", "lost")))
    for one in (plan, undone):
        for said in (*one.details, *one.warnings, *one.irreversible, *one.undo):
            assert locale.notice(said)
    refused = world.ask(DATASTORE_ADD, count=99, offer="gold", cluster="c")
    assert isinstance(refused, Refusal)
    for reason in refused.reasons:
        assert locale.notice(reason.why)


def test_nothing_is_ordered_beside_orders_that_could_not_be_read() -> None:
    world = PrivateWorld()
    estate = world.estate()
    assert estate.supply is not None
    estate = replace(estate, supply=replace(estate.supply, unreadable=1))
    outcome = world.ask(DATASTORE_ADD, estate=estate, **ADD)
    assert guards(outcome) == ["orders.unread"]
