"""Filers, hosts and tasks as the API shows them. Times are estate time."""

from datetime import UTC, datetime

from console.rehearsal.ovhcloud.gate import Values
from console.rehearsal.private.estate import PrivateEstate
from console.rehearsal.private.orders import OvhHost, OvhTask, SimulatedFiler
from console.rehearsal.private.reference import GB, GIB, MEMORY_OF


def instant(at: float) -> str:
    """A time as the API writes it."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")


def filer(found: SimulatedFiler, estate: PrivateEstate, at: float) -> Values:
    """A datastore: `dedicatedCloud.Filer`. Space is unknown until it stands in vCenter."""
    profile = estate.supply.filer_profiles[found.profile]
    store = estate.inventory.datastores.get(found.datastore or "")
    body: Values = {
        "filerId": found.id,
        "name": found.name,
        "profile": found.profile,
        "fullProfile": profile.full_name,
        "size": {"unit": "GB", "value": profile.size_gb},
        "state": found.state,
        "billingType": found.billing,
        "master": f"{found.name}-a",
        "slave": f"{found.name}-b",
        "activeNode": "master",
        "spaceFree": None,
        "spaceUsed": None,
        "spaceProvisionned": None,
        "vmTotal": None,
    }
    if store is not None:
        used = store.capacity - store.free(at)
        free = store.free(at)
        body["spaceFree"] = {"unit": "GB", "value": round(free / GB, 2)}
        body["spaceUsed"] = {"unit": "GB", "value": round(used / GB, 2)}
        given = used + estate.inventory.uncommitted(store, at)
        body["spaceProvisionned"] = {"unit": "GB", "value": round(given / GB, 2)}
        body["vmTotal"] = len(estate.inventory.machines_on(store.id))
    return body


def host(found: OvhHost, estate: PrivateEstate) -> Values:
    """A host: `dedicatedCloud.Host`."""
    memory = MEMORY_OF[found.profile]
    seen = estate.inventory.hosts.get(found.host or "")
    connected = seen is not None and seen.connection == "connected"
    return {
        "hostId": found.id,
        "name": found.name,
        "profile": found.profile,
        "profileCode": found.profile,
        "rack": "RBX2A01",
        "ram": {"unit": "GB", "value": memory // GIB},
        "state": found.state,
        "billingType": found.billing,
        "clusterName": "cluster-1",
        "connectionState": "connected" if connected else "disconnected",
        "inMaintenance": seen is not None and seen.in_maintenance,
        "vmTotal": len(estate.inventory.machines_of(found.host or "")) if found.host else 0,
    }


def task(found: OvhTask, at: float) -> Values:
    """A task: `dedicatedCloud.Task`."""
    state = found.state(at)
    known = at >= found.known_at
    return {
        "taskId": found.id,
        "name": found.name,
        "type": "generic",
        "state": state,
        "progress": found.progress(at),
        "description": found.description(at),
        "createdBy": found.created_by,
        "createdFrom": "api",
        "datacenterId": found.vdc_id,
        "filerId": found.filer_id if known else None,
        "hostId": found.host_id if known else None,
        "orderId": found.order_id,
        "parentTaskId": None,
        "userId": None,
        "vlanId": None,
        "network": None,
        "executionDate": instant(found.created_at),
        "lastModificationDate": instant(found.modified_at(at)),
        "endDate": instant(found.ends_at) if state == "done" else None,
        "maintenanceDateFrom": None,
        "maintenanceDateTo": None,
    }
