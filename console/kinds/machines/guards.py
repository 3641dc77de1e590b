"""The guards on virtual machines: which one is meant, and whether it and its pool may be touched.

The planner and the worker ask the same ones: all changes, or those not begun.
"""

from collections.abc import Iterable
from difflib import get_close_matches

from console.kinds import quorum
from console.kinds.machines import capacity, readiness
from console.kinds.machines.restart import obstacles, size_in
from console.kinds.pools import frozen, held_by, undisturbed
from console.kinds.power import powers
from console.kinds.vdc import VCENTER, VdcFacts, ground
from console.model.naming import natural
from console.model.notice import notice
from console.model.plan import Plan, PlannedChange, RefusalReason
from console.model.policy import MachinePool
from console.model.private import (
    Power,
    PrivateView,
    Right,
    Severity,
    Task,
    TaskState,
    VirtualMachine,
)
from console.model.resource import MACHINE
from console.model.wanted import REBOOT, RESTART, SNAPSHOT

BUSY = frozenset({TaskState.QUEUED, TaskState.RUNNING})


def guards(plan: Plan, facts: VdcFacts) -> Iterable[RefusalReason]:
    """Everything that speaks against changes of machines."""
    yield from ground(facts.private, facts.policy, facts.estate, (VCENTER,))
    yield from _taken(plan, facts)
    machines = {machine.id: machine for machine in facts.view.virtual_machines}
    for change in plan.changes:
        machine = machines.get(change.resource_id or "")
        if machine is None:
            why = notice("guard.machine_gone", machine=change.name)
            yield RefusalReason("machine.unknown", why)
            continue
        yield from _reachable(facts.view, machine)
        yield from _idle(facts.view, machine)
        pool = facts.private.pool_of(machine.name)
        if pool is not None:
            yield from frozen(pool.name, facts)
        if pool is not None and pool.stateful:
            yield from undisturbed(pool.name, MACHINE, facts)
        if powers(change.wanted):
            yield from _powered(facts, machine, pool, change)
        else:
            yield from _sized(facts, machine, pool, change)


def _taken(plan: Plan, facts: VdcFacts) -> Iterable[RefusalReason]:
    """One operation a machine: the journal sees to its pool, and to a single one by its name."""
    mine = {change.resource_id for change in plan.changes}
    for operation in facts.record.live:
        other = operation.plan
        if other.resource != MACHINE or other.pool == plan.pool or not operation.state.live:
            continue
        for change in other.changes:
            if change.resource == MACHINE and change.resource_id in mine:
                yield held_by(operation, change.name)


def _sized(
    facts: VdcFacts, machine: VirtualMachine, pool: MachinePool | None, change: PlannedChange
) -> Iterable[RefusalReason]:
    """What speaks against another size."""
    yield from _steady(machine)
    yield from _clustered(facts, machine, pool, down=bool(change.wanted.get(RESTART)))
    yield from _restart(machine, change)
    yield from capacity.fits(facts.view, machine, size_in(change.wanted, machine), facts.private)
    yield from _healthy(facts.view, machine, pool)


def _powered(
    facts: VdcFacts, machine: VirtualMachine, pool: MachinePool | None, change: PlannedChange
) -> Iterable[RefusalReason]:
    """What speaks against a power-on, which takes nothing away, or a reboot, which does.

    Where a cluster tells how its members are, it decides whether the others are well.
    """
    reboots = REBOOT in change.wanted
    yield from readiness.rebootable(machine) if reboots else readiness.startable(machine)
    yield from readiness.left_to_ha(facts.view, machine)
    yield from _clustered(facts, machine, pool, down=reboots)
    if reboots and (pool is None or quorum.keeper(pool.name, facts.policy) is None):
        yield from _healthy(facts.view, machine, pool)


def needs(changes: Iterable[PlannedChange]) -> frozenset[Right]:
    """The rights that changes take."""
    found: set[Right] = set()
    for change in changes:
        if powers(change.wanted):
            found.add(Right.REBOOT if REBOOT in change.wanted else Right.POWER)
            continue
        found.add(Right.RESIZE)
        if change.wanted.get(RESTART):
            found.add(Right.POWER)
        if change.wanted.get(SNAPSHOT):
            found.add(Right.SNAPSHOT)
    return frozenset(found)


def find(view: PrivateView, name: str | None) -> tuple[VirtualMachine | None, RefusalReason | None]:
    """The one machine of that exact name, or why there is not just one."""
    if name is None:
        return None, RefusalReason("machine", notice("guard.machine_missing"))
    machines = [m for m in view.virtual_machines if not m.template]
    found = [m for m in machines if m.name == name]
    if len(found) == 1:
        return found[0], None
    if found:
        why = notice("guard.machine_several", machine=name, n=len(found))
        return None, RefusalReason("machine.several", why, notice("remedy.machine_several"))
    near = ", ".join(get_close_matches(name, sorted({m.name for m in machines}), n=3, cutoff=0.5))
    why = notice("guard.machine_unknown", machine=name)
    remedy = notice("remedy.machine_near", near=near) if near else notice("remedy.machine_list")
    return None, RefusalReason("machine.unknown", why, remedy)


def others(
    view: PrivateView, machine: VirtualMachine, pool: MachinePool | None
) -> tuple[VirtualMachine, ...]:
    """The other members of a stateful pool; none for a machine that no such pool has.

    One that vCenter has lost bears the path of its file in place of its name: it may
    be a member.
    """
    if pool is None or not pool.stateful:
        return ()
    return tuple(
        m
        for m in view.virtual_machines
        if m.id != machine.id
        and not m.template
        and (pool.owns(m.name) or (not m.connected and "/" in m.name))
    )


def tasks_of(view: PrivateView, machine: VirtualMachine) -> tuple[Task, ...]:
    """The tasks of vCenter that are at work on a machine, or about to be."""
    return tuple(t for t in view.tasks if t.entity_id == machine.id and t.state in BUSY)


def _clustered(
    facts: VdcFacts, machine: VirtualMachine, pool: MachinePool | None, *, down: bool
) -> Iterable[RefusalReason]:
    """The cluster that keeps the pool's data, where there is one, must be able to do without it."""
    cluster = None if pool is None else quorum.keeper(pool.name, facts.policy)
    if cluster is not None:
        names = [machine.name, *(one.name for one in others(facts.view, machine, pool))]
        yield from quorum.machine(machine.name, names, cluster, facts, down=down)


def _idle(view: PrivateView, machine: VirtualMachine) -> Iterable[RefusalReason]:
    """Nothing else may be working on the machine."""
    for task in tasks_of(view, machine):
        why = notice("guard.machine_busy", machine=machine.name, task=task.name)
        remedy = notice("remedy.machine_busy")
        yield RefusalReason("machine.busy", why, remedy, passing=True)


def _steady(machine: VirtualMachine) -> Iterable[RefusalReason]:
    """A machine is on or off, not between."""
    if machine.power not in {Power.ON, Power.OFF}:
        suspended = machine.power is Power.SUSPENDED
        code = "guard.machine_suspended" if suspended else "guard.machine_power"
        why = notice(code, machine=machine.name)
        yield RefusalReason("machine.power", why, notice("remedy.machine_power"))


def _reachable(view: PrivateView, machine: VirtualMachine) -> Iterable[RefusalReason]:
    """What vCenter says of a machine that it has lost, or on a host that it has lost, is old."""
    if not (machine.connected and machine.configured):
        why = notice("guard.machine_lost", machine=machine.name)
        yield RefusalReason("machine.lost", why, notice("remedy.machine_lost"), passing=True)
    host = view.host(machine.host_id)
    if host is not None and not host.connected:
        why = notice("guard.host_disconnected", machine=machine.name, host=host.name)
        code = "remedy.ha_acts" if machine.ha_protected else "remedy.host_disconnected"
        remedy = notice(code)
        yield RefusalReason("host.disconnected", why, remedy, passing=True)


def _restart(machine: VirtualMachine, change: PlannedChange) -> Iterable[RefusalReason]:
    """A restart must be allowed, and the guest must be able to shut itself down."""
    why = obstacles(machine, size_in(change.wanted, machine))
    if not why:
        return
    if not change.wanted.get(RESTART):
        for one in why:
            yield RefusalReason("resize.restart", one, notice("remedy.allow_restart"))
    if machine.guest_running is not True:
        tools = notice("guard.guest_tools", machine=machine.name)
        yield RefusalReason("resize.guest", tools, notice("remedy.guest_tools"))


def unwell(view: PrivateView, machine: VirtualMachine, pool: MachinePool | None) -> dict[str, str]:
    """The other members of its stateful pool that are not known to be well, and why, by name.

    Asked when it is planned and by the worker. A record that could not be read may
    be a member's.
    """
    critical = {a.entity_id for a in view.alarms if a.severity is Severity.CRITICAL}
    found: dict[str, str] = {}
    for member in sorted(others(view, machine, pool), key=lambda m: natural(m.name)):
        host = view.host(member.host_id)
        if not (member.connected and member.configured):
            found[member.name] = "guard.member_lost"
        elif member.power is not Power.ON or host is None or not host.connected:
            found[member.name] = "guard.member_off"
        elif member.guest_running is not True:
            found[member.name] = "guard.member_guest"
        elif member.id in critical:
            found[member.name] = "guard.member_alarm"
    if view.unreadable and pool is not None and pool.stateful:
        found[str(view.unreadable)] = "guard.member_unreadable"
    return found


def _healthy(
    view: PrivateView, machine: VirtualMachine, pool: MachinePool | None
) -> Iterable[RefusalReason]:
    """A member that holds data is touched only while the others are well; unknown is not well."""
    for member, code in unwell(view, machine, pool).items():
        why = notice(code, pool="" if pool is None else pool.name, machine=member)
        yield RefusalReason("pool.unhealthy", why, notice("remedy.pool_healthy"), passing=True)
