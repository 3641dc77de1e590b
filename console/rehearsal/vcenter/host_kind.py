"""Hosts as vCenter shows them, and the parts of a host that have methods of their own."""

from collections.abc import Hashable
from uuid import NAMESPACE_OID, uuid5

from pyVmomi import vim

from console.rehearsal.private.things import Disk, SimulatedHost
from console.rehearsal.vcenter.place_ids import CLUSTER, number_of
from console.rehearsal.vcenter.values import (
    Look,
    Made,
    ManagedKind,
    Property,
    Ref,
    alarm_states,
    alarms_of,
    constant,
    reference,
)

MIB = 1024**2
HYPERVISOR_MIB = 6144
"""What the hypervisor itself takes of a host's memory."""
BLOCK = 512
CPU_MODEL = "Intel(R) Xeon(R) Gold 6226R CPU @ 2.90GHz"


def _figures(look: Look, host: SimulatedHost) -> tuple[int, int]:
    """MHz and MiB in use."""
    if host.connection != "connected":
        return 0, 0
    guests = look.estate.machines_of(host.id)
    mhz = sum(each.cpu_used_mhz(look.at, host.mhz) for each in guests)
    memory = sum(each.memory_used(look.at) for each in guests)
    return min(mhz, host.mhz * host.cores), min(memory // MIB + HYPERVISOR_MIB, host.memory // MIB)


def _runtime(look: Look, host: SimulatedHost) -> Hashable:
    return host.connection, host.in_maintenance, _ha_state(look, host)


def _ha_state(look: Look, host: SimulatedHost) -> str | None:
    """What vSphere HA says of a host; its master is the first that answers."""
    if not look.estate.ha:
        return None
    if host.connection != "connected":
        return "hostDown"
    up = (one for one in look.estate.hosts.values() if one.connection == "connected")
    return "master" if next(up) is host else "connectedToMaster"


def _make_runtime(raw: tuple[str, bool, str | None]) -> Made:
    connection, in_maintenance, ha_state = raw
    return vim.host.RuntimeInfo(
        connectionState=connection,
        powerState="poweredOn" if connection == "connected" else "unknown",
        inMaintenanceMode=in_maintenance,
        dasHostState=None if ha_state is None else vim.cluster.DasFdmHostState(state=ha_state),
    )


def _summary(look: Look, host: SimulatedHost) -> Hashable:
    hardware = (host.cores, host.mhz, host.memory)
    return host.id, host.name, hardware, _runtime(look, host), _figures(look, host)


def _make_summary(
    raw: tuple[str, str, tuple[int, int, int], tuple[str, bool, str | None], tuple[int, int]],
) -> Made:
    host_id, name, (cores, mhz, memory), runtime, (used_mhz, used_mib) = raw
    hardware = vim.host.Summary.HardwareSummary(
        vendor="Dell Inc.",
        model="PowerEdge R640",
        uuid=str(uuid5(NAMESPACE_OID, host_id)),
        memorySize=memory,
        cpuModel=CPU_MODEL,
        cpuMhz=mhz,
        numCpuPkgs=2,
        numCpuCores=cores,
        numCpuThreads=cores * 2,
        numNics=4,
        numHBAs=2,
    )
    return vim.host.Summary(
        host=vim.HostSystem(host_id),
        hardware=hardware,
        runtime=_make_runtime(runtime),
        config=vim.host.Summary.ConfigSummary(
            name=name, port=443, vmotionEnabled=True, faultToleranceEnabled=False
        ),
        quickStats=vim.host.Summary.QuickStats(
            overallCpuUsage=used_mhz, overallMemoryUsage=used_mib
        ),
        overallStatus="green" if runtime[0] == "connected" else "red",
        rebootRequired=False,
    )


def scsi_disk(disk: Disk) -> Made:
    """A disk of the SAN as a host sees it."""
    return vim.host.ScsiDisk(
        deviceName=disk.path,
        deviceType="disk",
        key=f"key-vim.host.ScsiDisk-{disk.name}",
        uuid=uuid5(NAMESPACE_OID, disk.name).hex,
        canonicalName=disk.name,
        displayName=f"NETAPP Fibre Channel Disk ({disk.name})",
        lunType="disk",
        vendor="NETAPP",
        model="LUN C-Mode",
        operationalState=["ok"],
        capacity=vim.host.DiskDimensions.Lba(blockSize=BLOCK, block=disk.size // BLOCK),
        devicePath=disk.path,
        ssd=disk.ssd,
        localDisk=False,
    )


def _disks(look: Look, _host: SimulatedHost) -> Hashable:
    """Those that are free, and those that carry a datastore."""
    stores = look.estate.datastores.values()
    taken = (Disk(each.disk, each.capacity, ssd=bool(each.ssd)) for each in stores if each.disk)
    return (*look.estate.disks, *taken)


def _make_device(raw: tuple[Disk, ...]) -> Made:
    return vim.host.StorageDeviceInfo(
        scsiLun=[scsi_disk(each) for each in raw], softwareInternetScsiEnabled=False
    )


def _datastores(look: Look, host: SimulatedHost) -> Hashable:
    stores = look.estate.datastores.values()
    return tuple(Ref("Datastore", each.id) for each in stores if host.id in each.mounts)


def datastore_system(host: SimulatedHost) -> Ref:
    """What mounts and formats on a host."""
    return Ref("HostDatastoreSystem", f"datastoreSystem-{number_of(host.id)}")


def storage_system(host: SimulatedHost) -> Ref:
    """What rescans on a host."""
    return Ref("HostStorageSystem", f"storageSystem-{number_of(host.id)}")


HOST = ManagedKind(
    "HostSystem",
    {
        "name": Property(lambda _, host: host.name),
        "parent": constant(CLUSTER),
        "summary": Property(_summary, _make_summary),
        "runtime": Property(_runtime, _make_runtime),
        "datastore": Property(_datastores),
        "vm": Property(
            lambda look, host: tuple(
                Ref("VirtualMachine", each.id) for each in look.estate.machines_of(host.id)
            )
        ),
        "config.storageDevice": Property(_disks, _make_device),
        "configManager": Property(
            lambda _, host: (datastore_system(host), storage_system(host)),
            lambda raw: vim.host.ConfigManager(
                datastoreSystem=reference(raw[0]), storageSystem=reference(raw[1])
            ),
        ),
        "overallStatus": Property(
            lambda _, host: "green" if host.connection == "connected" else "red",
            vim.ManagedEntity.Status,
        ),
        "triggeredAlarmState": Property(lambda look, host: alarms_of(host.id, look), alarm_states),
        "alarmActionsEnabled": constant(value=True),
    },
)
DATASTORE_SYSTEM = ManagedKind("HostDatastoreSystem", {"datastore": Property(_datastores)})
STORAGE_SYSTEM = ManagedKind(
    "HostStorageSystem", {"storageDeviceInfo": Property(_disks, _make_device)}
)
