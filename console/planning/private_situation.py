"""What a plan for the private cloud stands on, and what a verb makes of it."""

from dataclasses import dataclass
from decimal import Decimal

from console.model.estate import Estate
from console.model.notice import Notice
from console.model.plan import (
    PlannedChange,
    PlanRow,
    RefusalReason,
    Request,
)
from console.model.policy import Policy, PrivatePolicy, Record
from console.model.private import PrivateView
from console.model.resource import DATASTORE, HOST, INSTANCE, MACHINE, Resource
from console.model.supply import (
    SupplyView,
)
from console.model.verb import DATASTORE_ADD, HOST_ADD, VM_RESIZE

VCENTER = "vcenter"
"""The region of every change on the private side, and the name of its source."""
SUPPLY = "supply"
NOTHING = Decimal(0)

RESOURCES = {
    DATASTORE_ADD: DATASTORE,
    HOST_ADD: HOST,
    VM_RESIZE: MACHINE,
}


@dataclass(frozen=True, slots=True)
class PrivateSituation:
    """A request about the private cloud with everything it is judged by.

    `supply` is empty for what is not ordered, a virtual machine's sizes.
    """

    request: Request
    estate: Estate
    policy: Policy
    private: PrivatePolicy
    record: Record
    operation_id: str
    view: PrivateView
    supply: SupplyView

    @property
    def resource(self) -> Resource:
        """What the request, or the operation it names, is about."""
        return resource_of(self.request, self.record)


@dataclass(frozen=True, slots=True)
class PrivateDraft:
    """The changes a verb would make, or why there are none.

    `pool` is what the operation would hold; `euro_per_hour` and `euro_per_month`
    the change of the cost, None when a price in it is not known.
    """

    resource: Resource
    subject: str
    pool: str
    changes: tuple[PlannedChange, ...] = ()
    rows: tuple[PlanRow, ...] = ()
    size_now: int = 0
    size_after: int = 0
    euro_per_hour: Decimal | None = NOTHING
    euro_per_month: Decimal | None = NOTHING
    details: tuple[Notice, ...] = ()
    warnings: tuple[Notice, ...] = ()
    irreversible: tuple[Notice, ...] = ()
    undo: tuple[Notice, ...] = ()
    reasons: tuple[RefusalReason, ...] = ()
    typed_name: str | None = None
    target: str | None = None


def resource_of(request: Request, record: Record) -> Resource:
    """What a request is about; a rollback or top-up is about what its target was."""
    if request.verb in RESOURCES:
        return RESOURCES[request.verb]
    return INSTANCE if record.target is None else record.target.plan.resource


def orders(resource: Resource) -> bool:
    """Say whether a resource is ordered from a supply."""
    return resource in {DATASTORE, HOST}
