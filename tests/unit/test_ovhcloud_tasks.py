"""Tasks of the OVHcloud API, read as orders."""

from datetime import UTC, datetime

import pytest

from console.model.resource import DATASTORE, HOST, Resource
from console.model.supply import (
    OrderState,
)
from console.providers.ovhcloud.task import STATES, OrderTaskState, order_of
from console.providers.ovhcloud.wire import TaskRecord


def task(name: str | None, **more: object) -> TaskRecord:
    return TaskRecord(id=12, state="doing", name=name, **more)  # type: ignore[arg-type]


def test_every_state_of_the_schema_means_something() -> None:
    assert set(STATES) == set(OrderTaskState)
    assert len(OrderTaskState) == 11


@pytest.mark.parametrize(
    ("raw", "state"),
    [
        ("todo", OrderState.WAITING),
        ("waitingTodo", OrderState.WAITING),
        ("waitingForChilds", OrderState.WAITING),
        ("toCreate", OrderState.WAITING),
        ("doing", OrderState.RUNNING),
        ("toCancel", OrderState.RUNNING),
        ("error", OrderState.TROUBLED),
        ("fixing", OrderState.TROUBLED),
        ("done", OrderState.DONE),
        ("canceled", OrderState.CANCELLED),
        ("unknown", OrderState.UNKNOWN),
        ("onTheMoon", OrderState.UNKNOWN),
    ],
)
def test_a_state_is_read(raw: str, state: OrderState) -> None:
    order = order_of(TaskRecord(id=1, state=raw, name="addFiler"))
    assert order is not None
    assert order.state is state


@pytest.mark.parametrize("raw", ["error", "fixing", "unknown", "onTheMoon", "toCancel"])
def test_trouble_and_the_unknown_may_still_deliver(raw: str) -> None:
    order = order_of(TaskRecord(id=1, state=raw, name="addFiler"))
    assert order is not None
    assert order.state.open


@pytest.mark.parametrize(
    ("name", "resource", "removal"),
    [
        ("addFiler", DATASTORE, False),
        ("orderNewFilerHourly", DATASTORE, False),
        ("add_datastore", DATASTORE, False),
        ("createZpool", DATASTORE, False),
        ("removeFiler", DATASTORE, True),
        ("deleteDatastore", DATASTORE, True),
        ("addHost", HOST, False),
        ("orderNewHostHourly", HOST, False),
        ("removeHost", HOST, True),
    ],
)
def test_a_name_tells_what_was_asked(name: str, resource: Resource, removal: bool) -> None:
    order = order_of(task(name))
    assert order is not None
    assert (order.resource, order.removal) == (resource, removal)


@pytest.mark.parametrize(
    "name",
    [
        "addHostSpare",
        "convertFilerToGlobal",
        "enableHostResilience",
        "addUser",
        "upgradeHost",
        None,
    ],
)
def test_what_orders_nothing_is_no_order(name: str | None) -> None:
    assert order_of(task(name)) is None


def test_a_part_of_an_order_is_no_order_of_its_own() -> None:
    assert order_of(task("addFiler", parent_id=11)) is None
    assert order_of(task("addHost", type="maintenance")) is None


def test_filers_and_hosts_of_one_number_are_two_holdings() -> None:
    filer = order_of(task("addFiler", filer_id=5))
    host = order_of(task("addHost", host_id=5))
    assert filer is not None
    assert host is not None
    assert filer.holding != host.holding


def test_a_task_without_a_telling_noun_is_of_what_it_names() -> None:
    order = order_of(task("deliver", filer_id=5, created_by="xx1-ovh", progress=33.4))
    assert order is not None
    assert order.resource == DATASTORE
    assert (order.id, order.number, order.by, order.progress) == ("12", 12, "xx1-ovh", 33)


def test_a_time_without_an_offset_is_utc() -> None:
    order = order_of(task("addFiler", execution_at=datetime(2026, 11, 23, 16, 0)))  # noqa: DTZ001 - as some answers are
    assert order is not None
    assert order.placed_at == datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
