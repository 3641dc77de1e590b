"""What the audit says of changes that moved to another phase, for each kind of resource."""

from console.model.operation import Phase
from console.model.resource import DATASTORE, HOST, INSTANCE, MACHINE
from console.model.tracked import Tracked

INSTANCES = {
    Phase.PLANNED: "changes.planned",
    Phase.REQUESTED: "changes.requested",
    Phase.BUILDING: "changes.building",
    Phase.READY: "changes.ready",
    Phase.IN_SERVICE: "changes.in_service",
    Phase.RELEASING: "changes.releasing",
    Phase.GONE: "changes.gone",
}
DATASTORES = {
    Phase.REQUESTED: "datastores.requested",
    Phase.BUILDING: "datastores.building",
    Phase.READY: "datastores.ready",
    Phase.IN_SERVICE: "datastores.in_service",
    Phase.DRAINING: "datastores.draining",
    Phase.RELEASING: "datastores.releasing",
    Phase.GONE: "datastores.gone",
}
HOSTS = {
    Phase.REQUESTED: "hosts.requested",
    Phase.BUILDING: "hosts.building",
    Phase.IN_SERVICE: "hosts.in_service",
    Phase.RELEASING: "hosts.releasing",
    Phase.GONE: "hosts.gone",
}
MACHINES = {
    Phase.REQUESTED: "machines.requested",
    Phase.BUILDING: "machines.building",
    Phase.READY: "machines.ready",
    Phase.IN_SERVICE: "machines.in_service",
    Phase.DRAINING: "machines.draining",
}
EVERY = {Phase.FAILED: "changes.failed", Phase.CANCELLED: "changes.cancelled"}
MOVED = {
    INSTANCE: INSTANCES | EVERY,
    DATASTORE: DATASTORES | EVERY,
    HOST: HOSTS | EVERY,
    MACHINE: MACHINES | EVERY,
}


def moved(tracked: Tracked) -> str | None:
    """The key of what is said of a change in its new phase; None when nothing is."""
    return MOVED[tracked.change.resource].get(tracked.phase)
