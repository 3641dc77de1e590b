"""What virtual machines say of themselves: raw, and in the protocol's types."""

from collections.abc import Hashable
from uuid import NAMESPACE_OID, uuid5

from pyVmomi import vim

from console.rehearsal.private.things import Machine, SimulatedSnapshot
from console.rehearsal.vcenter.place_ids import number_of
from console.rehearsal.vcenter.values import Look, Made, instant

MIB = 1024**2


def _uuid(machine_id: str) -> str:
    return str(uuid5(NAMESPACE_OID, machine_id))


def config(look: Look, machine: Machine) -> Hashable:
    """Raw `config`."""
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


Config = tuple[
    str,
    str,
    bool,
    tuple[str, str],
    str,
    tuple[int, int],
    tuple[bool, bool, int | None, int | None],
    int,
]


def make_config(raw: Config) -> Made:
    """`config`."""
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


def runtime(look: Look, machine: Machine) -> Hashable:
    """Raw `runtime`."""
    most = (machine.vcpus * _mhz(look, machine), machine.memory // MIB)
    return machine.host, machine.power, most, machine.connection, protected(look, machine)


def protected(look: Look, machine: Machine) -> bool | None:
    """Whether vSphere HA starts it again after a failure; None where that is off."""
    if not look.estate.ha:
        return None
    return not machine.template and (machine.power == "poweredOn" or machine.crashed)


def make_protection(raw: bool | None) -> Made:  # noqa: FBT001 - a raw value
    """`runtime.dasVmProtection`."""
    return None if raw is None else vim.vm.RuntimeInfo.DasProtectionState(dasProtected=raw)


Runtime = tuple[str, str, tuple[int, int], str, bool | None]


def make_runtime(raw: Runtime) -> Made:
    """`runtime`."""
    host, power, (mhz, mib), connection, safe = raw
    return vim.vm.RuntimeInfo(
        host=vim.HostSystem(host),
        connectionState=connection,
        powerState=power,
        dasVmProtection=make_protection(safe),
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


def guest(_look: Look, machine: Machine) -> Hashable:
    """Raw `guest`."""
    return machine.guest, machine.guest_id, machine.guest_name, machine.name


def _tools(state: str) -> dict[str, str]:
    up = state != "notRunning"
    return {
        "toolsStatus": "toolsOk" if up else "toolsNotRunning",
        "toolsRunningStatus": "guestToolsRunning" if up else "guestToolsNotRunning",
        "toolsVersionStatus2": "guestToolsUnmanaged",
    }


def make_guest(raw: tuple[str, str, str, str]) -> Made:
    """`guest`."""
    state, guest_id, guest_name, name = raw
    return vim.vm.GuestInfo(
        **_tools(state),
        guestState=state,
        guestId=guest_id if state == "running" else None,
        guestFullName=guest_name if state == "running" else None,
        hostName=name if state == "running" else None,
        guestOperationsReady=state == "running",
    )


def heartbeat(machine: Machine) -> str:
    """`guestHeartbeatStatus`: of a guest that hangs red, from tools that did beat."""
    beats = {"running": "red" if machine.hangs else "green", "shuttingDown": "yellow"}
    return beats.get(machine.guest, "gray")


def stats(look: Look, machine: Machine) -> tuple[int, int, int, str]:
    """MHz, active MiB of the guest, MiB of the host, heartbeat."""
    mib = machine.memory_used(look.at) // MIB
    active = int(mib * machine.load(look.at))
    return machine.cpu_used_mhz(look.at, _mhz(look, machine)), active, mib, heartbeat(machine)


def make_stats(raw: tuple[int, int, int, str]) -> Made:
    """`summary.quickStats`."""
    mhz, active, mib, beat = raw
    return vim.vm.Summary.QuickStats(
        overallCpuUsage=mhz,
        guestMemoryUsage=active,
        hostMemoryUsage=mib,
        guestHeartbeatStatus=beat,
    )


def make_summary_config(raw: Config) -> Made:
    """`summary.config`."""
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


def summary(look: Look, machine: Machine) -> Hashable:
    """Raw `summary`."""
    return (
        config(look, machine),
        runtime(look, machine),
        guest(look, machine),
        stats(look, machine),
        machine.disk,
    )


def make_summary(
    raw: tuple[
        Config,
        Runtime,
        tuple[str, str, str, str],
        tuple[int, int, int, str],
        int,
    ],
) -> Made:
    """`summary`."""
    config, runtime, guest, stats, disk = raw
    return vim.vm.Summary(
        vm=vim.VirtualMachine(config[0]),
        runtime=make_runtime(runtime),
        guest=vim.vm.Summary.GuestSummary(**_tools(guest[0])),
        config=make_summary_config(config),
        storage=vim.vm.Summary.StorageSummary(
            committed=disk, uncommitted=0, unshared=disk, timestamp=instant(0)
        ),
        quickStats=make_stats(stats),
        overallStatus="green",
    )


def snapshots(_look: Look, machine: Machine) -> Hashable:
    """Raw `snapshot`; None without any."""
    state = "poweredOff"  # snapshots are taken without memory
    return (machine.id, state, tuple(machine.snapshots)) if machine.snapshots else None


def make_snapshots(raw: tuple[str, str, tuple[SimulatedSnapshot, ...]]) -> Made:
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
