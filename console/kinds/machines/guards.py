"""Virtual machines: which one is meant, and whether it and its pool may be touched."""

from collections.abc import Iterable
from difflib import get_close_matches

from console.model.notice import notice
from console.model.plan import (
    RefusalReason,
)
from console.model.policy import MachinePool
from console.model.private import Power, PrivateView, Severity, TaskState, VirtualMachine

BUSY = frozenset({TaskState.QUEUED, TaskState.RUNNING})


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
    remedy = notice("remedy.machine_near", near=near) if near else None
    return None, RefusalReason("machine.unknown", why, remedy)


def idle(view: PrivateView, machine: VirtualMachine) -> Iterable[RefusalReason]:
    """Nothing else may be working on the machine."""
    for task in view.tasks:
        if task.entity_id == machine.id and task.state in BUSY:
            why = notice("guard.machine_busy", machine=machine.name, task=task.name)
            yield RefusalReason("machine.busy", why, notice("remedy.machine_busy"))


def steady(machine: VirtualMachine) -> RefusalReason | None:
    """A machine is on or off, not between."""
    if machine.power in {Power.ON, Power.OFF}:
        return None
    if machine.power is Power.SUSPENDED:
        why = notice("guard.machine_suspended", machine=machine.name)
    else:
        why = notice("guard.machine_power", machine=machine.name)
    return RefusalReason("machine.power", why, notice("remedy.machine_power"))


def reachable(view: PrivateView, machine: VirtualMachine) -> RefusalReason | None:
    """What vCenter says of a machine on a host it has lost is old."""
    host = view.host(machine.host_id)
    if host is None or host.connected:
        return None
    why = notice("guard.host_disconnected", machine=machine.name, host=host.name)
    return RefusalReason("host.disconnected", why, notice("remedy.host_disconnected"))


def others(
    view: PrivateView, machine: VirtualMachine, pool: MachinePool | None
) -> tuple[VirtualMachine, ...]:
    """The other members of a stateful pool; none for a machine that no such pool has."""
    if pool is None or not pool.stateful:
        return ()
    return tuple(
        m
        for m in view.virtual_machines
        if m.id != machine.id and not m.template and pool.owns(m.name)
    )


def healthy(
    view: PrivateView, machine: VirtualMachine, pool: MachinePool | None
) -> Iterable[RefusalReason]:
    """A member that holds data is touched only while the others are well; unknown is not well."""
    critical = {a.entity_id for a in view.alarms if a.severity is Severity.CRITICAL}
    for member in sorted(others(view, machine, pool), key=lambda m: m.name):
        name = "" if pool is None else pool.name
        if member.power is not Power.ON:
            why = notice("guard.member_off", pool=name, machine=member.name)
        elif member.guest_running is not True:
            why = notice("guard.member_guest", pool=name, machine=member.name)
        elif member.id in critical:
            why = notice("guard.member_alarm", pool=name, machine=member.name)
        else:
            continue
        yield RefusalReason("pool.unhealthy", why, notice("remedy.pool_healthy"))
