"""Virtual machines and snapshots as vCenter shows them."""

from collections.abc import Hashable

from pyVmomi import vim

from console.rehearsal.private.things import Machine, SimulatedSnapshot
from console.rehearsal.vcenter import machine_shape as shape
from console.rehearsal.vcenter.place_ids import MACHINES, POOL
from console.rehearsal.vcenter.values import (
    Look,
    ManagedKind,
    Property,
    Ref,
    alarm_states,
    alarms_of,
    constant,
    long,
)


def _running(_look: Look, machine: Machine) -> Hashable:
    return "guestToolsRunning" if machine.guest != "notRunning" else "guestToolsNotRunning"


LEAVES = {
    "runtime.powerState": Property(lambda _, machine: machine.power, vim.VirtualMachine.PowerState),
    "runtime.dasVmProtection": Property(shape.protected, shape.make_protection),
    "runtime.host": Property(lambda _, machine: Ref("HostSystem", machine.host)),
    "summary.config.numCpu": Property(lambda _, machine: machine.vcpus),
    "summary.config.memorySizeMB": Property(lambda _, machine: machine.memory // shape.MIB),
    "summary.config.template": Property(lambda _, machine: machine.template),
    "summary.config.guestFullName": Property(lambda _, machine: machine.guest_name),
    "config.cpuHotAddEnabled": Property(lambda _, machine: machine.cpu_hot_add),
    "config.memoryHotAddEnabled": Property(lambda _, machine: machine.memory_hot_add),
    "config.hotPlugMemoryLimit": Property(
        lambda _, machine: machine.memory_limit // shape.MIB if machine.memory_hot_add else None,
        long,
    ),
    "config.hotPlugMemoryIncrementSize": Property(
        lambda _, machine: machine.memory_step // shape.MIB if machine.memory_hot_add else None,
        long,
    ),
    "guest.toolsRunningStatus": Property(_running),
    "guest.toolsVersionStatus2": constant("guestToolsUnmanaged"),
    "guest.guestState": Property(lambda _, machine: machine.guest),
    "summary.quickStats.overallCpuUsage": Property(
        lambda look, machine: shape.stats(look, machine)[0]
    ),
    "summary.quickStats.guestMemoryUsage": Property(
        lambda look, machine: shape.stats(look, machine)[1]
    ),
}
"""What clients ask for of every machine: read alone, not as part of something larger."""
MACHINE = ManagedKind(
    "VirtualMachine",
    {
        **LEAVES,
        "name": Property(lambda _, machine: machine.name),
        "parent": constant(MACHINES),
        "config": Property(shape.config, shape.make_config),
        "runtime": Property(shape.runtime, shape.make_runtime),
        "guest": Property(shape.guest, shape.make_guest),
        "guestHeartbeatStatus": Property(
            lambda _, machine: shape.heartbeat(machine), vim.ManagedEntity.Status
        ),
        "summary": Property(shape.summary, shape.make_summary),
        "summary.config": Property(shape.config, shape.make_summary_config),
        "summary.quickStats": Property(shape.stats, shape.make_stats),
        "snapshot": Property(shape.snapshots, shape.make_snapshots),
        "rootSnapshot": Property(
            lambda _, machine: tuple(
                Ref("VirtualMachineSnapshot", each.id) for each in machine.snapshots[:1]
            )
        ),
        "datastore": Property(lambda _, machine: (Ref("Datastore", machine.datastore),)),
        "resourcePool": Property(lambda _, machine: None if machine.template else POOL),
        "overallStatus": Property(lambda _look, _machine: "green", vim.ManagedEntity.Status),
        "triggeredAlarmState": Property(
            lambda look, machine: alarms_of(machine.id, look), alarm_states
        ),
        "alarmActionsEnabled": constant(value=True),
    },
)
SNAPSHOT = ManagedKind(
    "VirtualMachineSnapshot",
    {
        "vm": Property(lambda _, found: Ref("VirtualMachine", found[0].id)),
        "childSnapshot": Property(lambda _, found: _children(*found)),
    },
)


def _children(machine: Machine, snapshot: SimulatedSnapshot) -> Hashable:
    position = machine.snapshots.index(snapshot) + 1
    following = machine.snapshots[position : position + 1]
    return tuple(Ref("VirtualMachineSnapshot", each.id) for each in following)
