"""Virtual machines as vCenter shows them."""

from collections.abc import Hashable
from uuid import NAMESPACE_OID, uuid5

from pyVmomi import vim

from console.rehearsal.private.things import Machine, Snapshot
from console.rehearsal.vcenter.place_ids import MACHINES, POOL, number_of
from console.rehearsal.vcenter.values import (
    Kind,
    Look,
    Made,
    Property,
    Ref,
    alarm_states,
    alarms_of,
    constant,
    instant,
    long,
)

MIB = 1024**2


def _uuid(machine_id: str) -> str:
    return str(uuid5(NAMESPACE_OID, machine_id))


def _config(look: Look, machine: Machine) -> Hashable:
    store = look.estate.datastores.get(machine.datastore)
    path = f"[{store.name if store else ''}] {machine.name}/{machine.name}.vmx"
    sizes = (machine.vcpus, machine.memory // MIB)
    hot = (
        machine.cpu_hot_add,
        machine.memory_hot_add,
        machine.memory_limit // MIB if machine.memory_hot_add else None,
        machine.memory_step // MIB if machine.memory_hot_add else None,
    )
    guest = (machine.guest_id, machine.guest_name)
    return machine.id, machine.name, machine.template, guest, path, sizes, hot, machine.generation


_Config = tuple[
    str,
    str,
    bool,
    tuple[str, str],
    str,
    tuple[int, int],
    tuple[bool, bool, int | None, int | None],
    int,
]


def _make_config(raw: _Config) -> Made:
    machine_id, name, template, (guest_id, guest_name), path, (vcpus, mib), hot, changed = raw
    return vim.vm.ConfigInfo(
        changeVersion=str(changed),
        modified=instant(0),
        name=name,
        guestId=guest_id,
        guestFullName=guest_name,
        version="vmx-19",
        uuid=_uuid(machine_id),
        instanceUuid=_uuid(f"{machine_id}/instance"),
        template=template,
        annotation="",
        files=vim.vm.FileInfo(vmPathName=path),
        flags=vim.vm.FlagInfo(),
        defaultPowerOps=vim.vm.DefaultPowerOpInfo(),
        hardware=vim.vm.VirtualHardware(numCPU=vcpus, numCoresPerSocket=1, memoryMB=mib),
        cpuHotAddEnabled=hot[0],
        cpuHotRemoveEnabled=False,
        memoryHotAddEnabled=hot[1],
        hotPlugMemoryLimit=hot[2],
        hotPlugMemoryIncrementSize=hot[3],
    )


def _mhz(look: Look, machine: Machine) -> int:
    host = look.estate.hosts.get(machine.host)
    return host.mhz if host is not None else 0


def _runtime(look: Look, machine: Machine) -> Hashable:
    most = (machine.vcpus * _mhz(look, machine), machine.memory // MIB)
    return machine.host, machine.power, most


def _make_runtime(raw: tuple[str, str, tuple[int, int]]) -> Made:
    host, power, (mhz, mib) = raw
    return vim.vm.RuntimeInfo(
        host=vim.HostSystem(host),
        connectionState="connected",
        powerState=power,
        toolsInstallerMounted=False,
        suspendInterval=0,
        numMksConnections=0,
        maxCpuUsage=mhz,
        maxMemoryUsage=mib,
        recordReplayState="inactive",
        faultToleranceState="notConfigured",
        onlineStandby=False,
        consolidationNeeded=False,
    )


def _guest(_look: Look, machine: Machine) -> Hashable:
    return machine.guest, machine.guest_id, machine.guest_name, machine.name


def _tools(state: str) -> dict[str, str]:
    up = state != "notRunning"
    return {
        "toolsStatus": "toolsOk" if up else "toolsNotRunning",
        "toolsRunningStatus": "guestToolsRunning" if up else "guestToolsNotRunning",
        "toolsVersionStatus2": "guestToolsUnmanaged",
    }


def _make_guest(raw: tuple[str, str, str, str]) -> Made:
    state, guest_id, guest_name, name = raw
    return vim.vm.GuestInfo(
        **_tools(state),
        guestState=state,
        guestId=guest_id if state == "running" else None,
        guestFullName=guest_name if state == "running" else None,
        hostName=name if state == "running" else None,
        guestOperationsReady=state == "running",
    )


def _heartbeat(state: str) -> str:
    return {"running": "green", "shuttingDown": "yellow"}.get(state, "gray")


def _stats(look: Look, machine: Machine) -> tuple[int, int, int, str]:
    """MHz, active MiB of the guest, MiB of the host, heartbeat."""
    mib = machine.memory_used(look.at) // MIB
    active = int(mib * machine.load(look.at))
    return machine.cpu_used_mhz(look.at, _mhz(look, machine)), active, mib, machine.guest


def _make_stats(raw: tuple[int, int, int, str]) -> Made:
    mhz, active, mib, guest = raw
    return vim.vm.Summary.QuickStats(
        overallCpuUsage=mhz,
        guestMemoryUsage=active,
        hostMemoryUsage=mib,
        guestHeartbeatStatus=_heartbeat(guest),
    )


def _make_summary_config(raw: _Config) -> Made:
    machine_id, name, template, (guest_id, guest_name), path, (vcpus, mib), _, _ = raw
    return vim.vm.Summary.ConfigSummary(
        name=name,
        template=template,
        vmPathName=path,
        memorySizeMB=mib,
        numCpu=vcpus,
        uuid=_uuid(machine_id),
        guestId=guest_id,
        guestFullName=guest_name,
    )


def _summary(look: Look, machine: Machine) -> Hashable:
    return (
        _config(look, machine),
        _runtime(look, machine),
        _guest(look, machine),
        _stats(look, machine),
        machine.disk,
    )


def _make_summary(
    raw: tuple[
        _Config,
        tuple[str, str, tuple[int, int]],
        tuple[str, str, str, str],
        tuple[int, int, int, str],
        int,
    ],
) -> Made:
    config, runtime, guest, stats, disk = raw
    return vim.vm.Summary(
        vm=vim.VirtualMachine(config[0]),
        runtime=_make_runtime(runtime),
        guest=vim.vm.Summary.GuestSummary(**_tools(guest[0])),
        config=_make_summary_config(config),
        storage=vim.vm.Summary.StorageSummary(
            committed=disk, uncommitted=0, unshared=disk, timestamp=instant(0)
        ),
        quickStats=_make_stats(stats),
        overallStatus="green",
    )


def _snapshots(_look: Look, machine: Machine) -> Hashable:
    state = "poweredOff"  # snapshots are taken without memory
    return (machine.id, state, tuple(machine.snapshots)) if machine.snapshots else None


def _make_snapshots(raw: tuple[str, str, tuple[Snapshot, ...]]) -> Made:
    """Each snapshot is the child of the one before: the tree is a line."""
    machine_id, state, snapshots = raw
    children: list[Made] = []
    for each in reversed(snapshots):
        tree = vim.vm.SnapshotTree(
            snapshot=vim.vm.Snapshot(each.id),
            vm=vim.VirtualMachine(machine_id),
            name=each.name,
            description=each.description,
            id=int(number_of(each.id)),
            createTime=instant(each.created_at),
            state=state,
            quiesced=False,
            replaySupported=False,
            childSnapshotList=children,
        )
        children = [tree]
    return vim.vm.SnapshotInfo(
        currentSnapshot=vim.vm.Snapshot(snapshots[-1].id), rootSnapshotList=children
    )


def _running(_look: Look, machine: Machine) -> Hashable:
    return "guestToolsRunning" if machine.guest != "notRunning" else "guestToolsNotRunning"


LEAVES = {
    "runtime.powerState": Property(lambda _, machine: machine.power, vim.VirtualMachine.PowerState),
    "runtime.host": Property(lambda _, machine: Ref("HostSystem", machine.host)),
    "summary.config.numCpu": Property(lambda _, machine: machine.vcpus),
    "summary.config.memorySizeMB": Property(lambda _, machine: machine.memory // MIB),
    "summary.config.template": Property(lambda _, machine: machine.template),
    "summary.config.guestFullName": Property(lambda _, machine: machine.guest_name),
    "config.cpuHotAddEnabled": Property(lambda _, machine: machine.cpu_hot_add),
    "config.memoryHotAddEnabled": Property(lambda _, machine: machine.memory_hot_add),
    "config.hotPlugMemoryLimit": Property(
        lambda _, machine: machine.memory_limit // MIB if machine.memory_hot_add else None, long
    ),
    "config.hotPlugMemoryIncrementSize": Property(
        lambda _, machine: machine.memory_step // MIB if machine.memory_hot_add else None, long
    ),
    "guest.toolsRunningStatus": Property(_running),
    "guest.guestState": Property(lambda _, machine: machine.guest),
    "summary.quickStats.overallCpuUsage": Property(lambda look, machine: _stats(look, machine)[0]),
    "summary.quickStats.guestMemoryUsage": Property(lambda look, machine: _stats(look, machine)[1]),
}
"""What clients ask for of every machine: read alone, not as part of something larger."""
MACHINE = Kind(
    "VirtualMachine",
    {
        **LEAVES,
        "name": Property(lambda _, machine: machine.name),
        "parent": constant(MACHINES),
        "config": Property(_config, _make_config),
        "runtime": Property(_runtime, _make_runtime),
        "guest": Property(_guest, _make_guest),
        "guestHeartbeatStatus": Property(
            lambda _, machine: _heartbeat(machine.guest), vim.ManagedEntity.Status
        ),
        "summary": Property(_summary, _make_summary),
        "summary.config": Property(_config, _make_summary_config),
        "summary.quickStats": Property(_stats, _make_stats),
        "snapshot": Property(_snapshots, _make_snapshots),
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
SNAPSHOT = Kind(
    "VirtualMachineSnapshot",
    {
        "vm": Property(lambda _, found: Ref("VirtualMachine", found[0].id)),
        "childSnapshot": Property(lambda _, found: _children(*found)),
    },
)


def _children(machine: Machine, snapshot: Snapshot) -> Hashable:
    position = machine.snapshots.index(snapshot) + 1
    following = machine.snapshots[position : position + 1]
    return tuple(Ref("VirtualMachineSnapshot", each.id) for each in following)
