"""The rows of exports: what each column holds is told in docs/reference/exports.md.

Columns are stable: new ones come last. What nobody knows is None.
"""

from collections.abc import Iterator

from console.cli import shapes
from console.cli.sheet import Record
from console.desk import vitals
from console.desk.costs import MonthCosts
from console.desk.progress import phase_counts
from console.desk.session import Session
from console.desk.statement import named
from console.kinds.instances.price import hourly
from console.locale import Locale
from console.model.estate import Estate
from console.model.instance import Instance
from console.model.operation import Event, Operation, Phase
from console.model.private import PrivateView

OPERATIONS = (
    "operation", "created_at", "started_at", "ended_at", "verb", "pool", "resource", "subject",
    "state", "size_now", "size_after", "target", "user", "host", "origin", "cloud_user",
    "approved_by", "approved_at", "reason", "changes", "in_service", "gone", "failed",
    "cancelled", "planned_euro_per_hour", "planned_euro", "digest",
)  # fmt: skip
EVENTS = ("seq", "at", "operation", "kind", "actor", "request_id", "code", "message")
ESTATE = (
    "resource", "datacenter", "region", "pool", "name", "id", "state", "in_service", "flavor",
    "vcpus", "memory_bytes", "capacity_bytes", "used_bytes", "since", "euro_per_hour",
    "quarantine", "quarantine_until",
)  # fmt: skip
COSTS = ("month", "pool", "datacenter", "instances", "hours", "euro", "unpriced_hours")


def operation(one: Operation) -> Record:
    """An operation: who asked for what, why, and how it ended."""
    plan, author, counts = one.plan, one.plan.request.author, phase_counts(one)
    return {
        "operation": one.id,
        "created_at": shapes.moment(one.created_at),
        "started_at": shapes.moment(one.started_at),
        "ended_at": shapes.moment(one.ended_at),
        "verb": plan.request.verb,
        "pool": plan.pool,
        "resource": plan.resource,
        "subject": plan.subject or plan.pool,
        "state": one.state.value,
        "size_now": plan.size_now,
        "size_after": plan.size_after,
        "target": plan.target,
        "user": author.user,
        "host": author.host,
        "origin": author.origin.value,
        "cloud_user": author.cloud_user,
        "approved_by": one.approved_by,
        "approved_at": shapes.moment(one.approved_at),
        "reason": plan.request.reason,
        "changes": sum(counts.values()),
        "in_service": counts.get(Phase.IN_SERVICE, 0),
        "gone": counts.get(Phase.GONE, 0),
        "failed": counts.get(Phase.FAILED, 0),
        "cancelled": counts.get(Phase.CANCELLED, 0),
        "planned_euro_per_hour": shapes.money(plan.euro_per_hour),
        "planned_euro": shapes.money(plan.euro_for_duration),
        "digest": plan.digest,
    }


def event(one: Event, locale: Locale) -> Record:
    """A line of the audit."""
    return {
        "seq": one.seq,
        "at": shapes.moment(one.at),
        "operation": one.operation_id,
        "kind": one.kind,
        "actor": one.actor,
        "request_id": one.request_id,
        "code": one.notice.code,
        "message": locale.notice(one.notice),
    }


def estate(session: Session, found: Estate) -> Iterator[Record]:
    """All that stands; a region, or a vCenter, that nobody could list is a row of its own."""
    for place in session.policy.datacenters:
        for region in place.regions:
            where: Record = {"datacenter": place.code, "region": region}
            view = found.regions.get(region)
            if view is None:
                yield _row("region", {**where, "name": region, "state": "unknown"})
                continue
            for one in sorted(view.instances, key=lambda each: (each.name, each.id)):
                yield _row("instance", {**where, **_instance(one, session, found)})
    private = session.policy.private
    if private is None:
        return
    if found.private is None:
        yield _row("vcenter", {"datacenter": private.datacenter, "state": "unknown"})
        return
    for record in _private(found.private):
        yield {**record, "datacenter": private.datacenter}


def costs(found: MonthCosts) -> Iterator[Record]:
    """A month by pool and datacenter; without any price the euros are unknown."""
    for one in found.rows:
        yield {
            "month": named(found.period),
            "pool": one.pool or None,
            "datacenter": one.datacenter,
            "instances": one.instances,
            "hours": one.hours,
            "euro": shapes.money(one.euro) if one.euro or not one.unpriced else None,
            "unpriced_hours": one.unpriced,
        }


def _row(resource: str, known: Record) -> Record:
    return {**dict.fromkeys(ESTATE), "resource": resource, **known}


def _instance(one: Instance, session: Session, found: Estate) -> Record:
    owners = (pool for pool in session.policy.pools.values() if pool.owns(one))
    pool = next(owners, None)
    serves = None if pool is None else vitals.health(found, pool.name).get(one.name)
    price = hourly(found, session.policy, one.flavor, one.region) if one.flavor else None
    sizes = {flavor.name: flavor for flavor in found.flavors.get(one.region, ())}
    kept = one.quarantine
    size = sizes.get(one.flavor)
    return {
        "pool": None if pool is None else pool.name,
        "name": one.name,
        "id": one.id,
        "state": one.status.value,
        "in_service": serves,
        "flavor": one.flavor or None,
        "vcpus": None if size is None else size.vcpus,
        "memory_bytes": None if size is None else size.ram_mib * 1024**2,
        "since": shapes.moment(one.created_at),
        "euro_per_hour": None if price is None else str(price),
        "quarantine": None if kept is None else kept.operation,
        "quarantine_until": None if kept is None else shapes.moment(kept.until),
    }


def _private(view: PrivateView) -> Iterator[Record]:
    for host in view.hosts:
        known: Record = {"name": host.name, "id": host.id, "in_service": host.in_service}
        state = "connected" if host.connected else "disconnected"
        state = "maintenance" if host.in_maintenance else state
        sizes: Record = {"vcpus": host.cores, "memory_bytes": host.memory_bytes}
        yield _row("host", {**known, "state": state, **sizes})
    for store in view.datastores:
        state = store.maintenance.value if store.accessible else "inaccessible"
        sizes = {"capacity_bytes": store.capacity_bytes, "used_bytes": store.used_bytes}
        yield _row("datastore", {"name": store.name, "id": store.id, "state": state, **sizes})
    for machine in view.virtual_machines:
        known = {"name": machine.name, "id": machine.id, "state": machine.power.value}
        sizes = {"vcpus": machine.vcpus, "memory_bytes": machine.memory_bytes}
        yield _row("template" if machine.template else "machine", {**known, **sizes})
