"""The values of the provider's side: filers, hosts and tasks as OVHcloud names them."""

from bisect import bisect_right
from dataclasses import dataclass
from typing import Literal, NamedTuple

OvhState = Literal[
    "todo",
    "doing",
    "done",
    "error",
    "canceled",
    "fixing",
    "toCancel",
    "toCreate",
    "unknown",
    "waitingForChilds",
    "waitingTodo",
]
"""All states a task may have; the rehearsal's own go through todo, doing, error, fixing, done."""
HoldingState = Literal["adding", "delivered", "error", "removing", "unknown"]
OvhBilling = Literal["hourly", "monthly"]
TaskName = Literal["addFiler", "removeFiler", "addHost", "removeHost"]


class TaskStep(NamedTuple):
    """A state from `at` on; progress runs from `low` to `high` until the next step."""

    at: float
    state: OvhState
    low: int = 0
    high: int = 0


@dataclass(slots=True, eq=False, kw_only=True)
class OvhTask:
    """A task: its states are a function of time. Ids grow in the order of the orders.

    `filer_id` and `host_id` name what it delivers or removes; `known_at` is when
    the API begins to say so. `vdc_id` None: it is about every vdc.
    """

    id: int
    name: TaskName
    steps: tuple[TaskStep, ...]
    created_by: str
    created_at: float
    vdc_id: int | None
    filer_id: int | None = None
    host_id: int | None = None
    order_id: int | None = None
    known_at: float = 0.0

    def _position(self, at: float) -> int:
        return max(0, bisect_right([step.at for step in self.steps], at) - 1)

    def state(self, at: float) -> OvhState:
        """Its state at a time."""
        return self.steps[self._position(at)].state

    def progress(self, at: float) -> int:
        """Percentage done at a time."""
        position = self._position(at)
        step = self.steps[position]
        if position + 1 == len(self.steps):
            return step.high
        whole = max(self.steps[position + 1].at - step.at, 0.001)
        return step.low + int((step.high - step.low) * max(0.0, at - step.at) / whole)

    def modified_at(self, at: float) -> float:
        """When its state last changed."""
        return self.steps[self._position(at)].at

    @property
    def ends_at(self) -> float:
        """When it reaches its last state."""
        return self.steps[-1].at

    def description(self, at: float) -> str:
        """What the provider says of it."""
        what = {
            "addFiler": "Add a datastore",
            "removeFiler": "Remove a datastore",
            "addHost": "Add a host",
            "removeHost": "Remove a host",
        }[self.name]
        if self.state(at) == "error":
            return f"{what}: an internal error occurred, our teams have been informed"
        return what


@dataclass(slots=True, eq=False, kw_only=True)
class SimulatedFiler:
    """A datastore at the provider. `vdc_id` None: a global one, of every vdc.

    `datastore` is the reference of what stands for it in vCenter, once it does.
    """

    id: int
    name: str
    profile: str
    billing: OvhBilling
    state: HoldingState
    vdc_id: int | None
    created_at: float
    datastore: str | None = None
    removed_at: float | None = None


@dataclass(slots=True, eq=False, kw_only=True)
class OvhHost:
    """A host at the provider; `host` is its reference in vCenter, once it is there."""

    id: int
    name: str
    profile: str
    billing: OvhBilling
    state: HoldingState
    vdc_id: int
    created_at: float
    host: str | None = None
    removed_at: float | None = None


class OrderRefused(Exception):
    """The provider says no: an HTTP status, its error class, its message."""

    def __init__(self, status: int, kind: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.kind = kind
        self.message = message
