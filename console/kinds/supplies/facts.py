"""What a plan for datastores or hosts stands on: the private cloud, and what can be ordered."""

from dataclasses import dataclass

from console.kinds.supplies.verbs import HOST_ADD
from console.kinds.vdc import SUPPLY, VCENTER, VdcFacts, ground, unconfigured
from console.model.estate import Estate
from console.model.plan import DATASTORES, HOSTS, RefusalReason, Request
from console.model.policy import Policy, Record
from console.model.resource import DATASTORE, HOST, Resource
from console.model.supply import SupplyView

SUBJECTS = {DATASTORE: DATASTORES, HOST: HOSTS}
"""What an operation of each holds, and is about."""
SOURCES = (VCENTER, SUPPLY)


@dataclass(frozen=True, slots=True)
class SupplyFacts(VdcFacts):
    """A request for what is ordered, with what can be had, is held and is on order."""

    supply: SupplyView
    resource: Resource


def survey(
    request: Request, estate: Estate, policy: Policy, record: Record, operation_id: str
) -> SupplyFacts | tuple[RefusalReason, ...]:
    """Both sides as they were last read; why one is missing."""
    private, view, supply = policy.private, estate.private, estate.supply
    if private is None:
        return (unconfigured(),)
    if view is None or supply is None:
        return tuple(ground(private, policy, estate, SOURCES))
    about = HOST if request.verb == HOST_ADD else DATASTORE
    if record.target is not None:
        about = record.target.plan.resource
    return SupplyFacts(request, estate, policy, record, operation_id, private, view, supply, about)
