"""A task of the API, as an order: what was asked, how far it is, what it delivers."""

import re
from enum import StrEnum

from console.model.resource import DATASTORE, HOST, Resource
from console.model.supply import (
    Order,
    OrderState,
)
from console.providers.ovhcloud.wire import TaskRecord, aware

WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
ADDITIONS = {"add", "adding", "order", "new", "create", "creating", "deliver", "install"}
REMOVALS = {"remove", "removing", "delete", "deleting", "del", "destroy", "release"}
FILERS = {"filer", "filers", "datastore", "datastores", "zpool", "storage"}
HOSTS = {"host", "hosts"}
NOT_ORDERS = {"spare", "resilience", "global", "right", "rights", "user", "network", "vlan"}


class OrderTaskState(StrEnum):
    """Every state that the API's schema knows."""

    CANCELED = "canceled"
    DOING = "doing"
    DONE = "done"
    ERROR = "error"
    FIXING = "fixing"
    TO_CANCEL = "toCancel"
    TO_CREATE = "toCreate"
    TODO = "todo"
    UNKNOWN = "unknown"
    WAITING_FOR_CHILDS = "waitingForChilds"
    WAITING_TODO = "waitingTodo"


STATES = {
    OrderTaskState.TODO: OrderState.WAITING,
    OrderTaskState.WAITING_TODO: OrderState.WAITING,
    OrderTaskState.WAITING_FOR_CHILDS: OrderState.WAITING,
    OrderTaskState.TO_CREATE: OrderState.WAITING,
    OrderTaskState.DOING: OrderState.RUNNING,
    OrderTaskState.TO_CANCEL: OrderState.RUNNING,
    # Not the end: staff mend what stopped with an error, and it goes on as `fixing`.
    OrderTaskState.ERROR: OrderState.TROUBLED,
    OrderTaskState.FIXING: OrderState.TROUBLED,
    OrderTaskState.DONE: OrderState.DONE,
    OrderTaskState.CANCELED: OrderState.CANCELLED,
    OrderTaskState.UNKNOWN: OrderState.UNKNOWN,
}


def state_of(task: TaskRecord) -> OrderState:
    """How far a task is; a state that no schema knows is unknown."""
    try:
        return STATES[OrderTaskState(task.state)]
    except ValueError:
        return OrderState.UNKNOWN


def order_of(task: TaskRecord) -> Order | None:
    """Make an order of a task, None for what is none: its parts, maintenance, conversions.

    The API documents no list of task names, so the words of the name decide.
    """
    if task.parent_id is not None or task.type == "maintenance":
        return None
    words = {word.lower() for word in WORD.findall(task.name or "")}
    resource = _resource(task, words)
    removal = bool(words & REMOVALS)
    if resource is None or words & NOT_ORDERS or not (removal or words & ADDITIONS):
        return None
    number = task.filer_id if resource == DATASTORE else task.host_id
    return Order(
        id=id_of(task),
        number=task.id,
        resource=resource,
        removal=removal,
        state=state_of(task),
        by=task.created_by or "",
        placed_at=aware(task.execution_at),
        progress=None if task.progress is None else round(task.progress),
        holding=None if number is None else holding_id(resource, number),
        text=task.description or task.name or "",
    )


def id_of(task: TaskRecord) -> str:
    """An order's id: that of its task, or of the invoice where one was ordered by the month."""
    return str(task.id) if task.order_id is None else monthly_id(task.order_id)


def monthly_id(order_id: int) -> str:
    """The id of what was ordered by the month, before and after its task is made."""
    return f"order-{order_id}"


def holding_id(resource: Resource, number: int) -> str:
    """One id for filers and hosts, whose numbers are counted apart."""
    return f"{'filer' if resource == DATASTORE else 'host'}/{number}"


def _resource(task: TaskRecord, words: set[str]) -> Resource | None:
    if words & FILERS:
        return DATASTORE
    if words & HOSTS:
        return HOST
    if task.filer_id is not None:
        return DATASTORE
    return HOST if task.host_id is not None else None
