"""Clusters, hosts and virtual machines: property bags → model."""

from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from console.model.private import Cluster, Heartbeat, Host, Power, Snapshot, VirtualMachine
from console.providers.vsphere.record import (
    VIM,
    ObjectRecord,
    UnreadableRecord,
    flag_of,
    moment_of,
    part,
    text_of,
)

MIB = 1 << 20
CLUSTER, HOST, MACHINE, DATACENTER = (
    "ClusterComputeResource",
    "HostSystem",
    "VirtualMachine",
    "Datacenter",
)
HA_ENABLED = "configuration.dasConfig.enabled"
"""Not of `configurationEx`: vCenter looks into no property whose type is a base class alone."""
CLUSTER_PATHS = ("name", "parent", "host", HA_ENABLED)
DATACENTER_PATHS = ("name", "parent")
HOST_PATHS = (
    "name",
    "parent",
    "runtime.connectionState",
    "runtime.inMaintenanceMode",
    "runtime.dasHostState",
    "summary.hardware.numCpuCores",
    "summary.hardware.cpuMhz",
    "summary.hardware.memorySize",
    "summary.quickStats.overallCpuUsage",
    "summary.quickStats.overallMemoryUsage",
)
MACHINE_PATHS = (
    "name",
    "runtime.connectionState",
    "runtime.powerState",
    "runtime.host",
    "runtime.dasVmProtection",
    "summary.config.numCpu",
    "summary.config.memorySizeMB",
    "summary.config.template",
    "summary.config.guestFullName",
    "config.hardware.numCPU",
    "config.cpuHotAddEnabled",
    "config.memoryHotAddEnabled",
    "config.hotPlugMemoryLimit",
    "config.hotPlugMemoryIncrementSize",
    "guest.toolsRunningStatus",
    "guest.toolsVersionStatus2",
    "guestHeartbeatStatus",
    "guest.guestState",
    "summary.quickStats.overallCpuUsage",
    "summary.quickStats.guestMemoryUsage",
    "datastore",
    "snapshot",
)
POWERS = {"poweredOn": Power.ON, "poweredOff": Power.OFF, "suspended": Power.SUSPENDED}


def cluster(record: ObjectRecord, places: Mapping[str, ObjectRecord]) -> Cluster:
    """One cluster; its virtual datacenter is found by going up from folder to folder."""
    return Cluster(
        id=record.id,
        name=record.name(),
        host_ids=record.references("host"),
        vdc=vdc(record, places),
        ha=record.flag(HA_ENABLED),
    )


def vdc(record: ObjectRecord, places: Mapping[str, ObjectRecord]) -> str:
    """The name of the virtual datacenter an object stands in; empty when it is not seen."""
    seen: set[str] = set()
    above = places.get(record.string("parent") or "")
    while above is not None and above.id not in seen:
        if above.kind == DATACENTER:
            return above.name()
        seen.add(above.id)
        above = places.get(above.string("parent") or "")
    return ""


def host(record: ObjectRecord) -> Host:
    """One host. Its MHz are those of all cores together."""
    cores, mhz = (
        record.whole("summary.hardware.numCpuCores"),
        record.whole("summary.hardware.cpuMhz"),
    )
    connected = record.string("runtime.connectionState") == "connected"
    in_cluster = record.kind_of("parent") == CLUSTER
    return Host(
        id=record.id,
        name=record.name(),
        cluster_id=record.string("parent") if in_cluster else None,
        connected=connected,
        in_maintenance=record.flag("runtime.inMaintenanceMode") is True,
        cores=cores,
        cpu_mhz=cores * mhz if cores is not None and mhz is not None else None,
        cpu_used_mhz=record.whole("summary.quickStats.overallCpuUsage") if connected else None,
        memory_bytes=record.whole("summary.hardware.memorySize"),
        memory_used_bytes=_mebibytes(record, "summary.quickStats.overallMemoryUsage")
        if connected
        else None,
        ha_state=_ha_state(record),
    )


def _ha_state(record: ObjectRecord) -> str | None:
    told = record.values.get("runtime.dasHostState")
    return None if told is None else text_of(told, "state")


def virtual_machine(record: ObjectRecord) -> VirtualMachine:
    """One virtual machine; raises Unreadable, also when its size is not told."""
    vcpus = record.whole("summary.config.numCpu")
    memory = _mebibytes(record, "summary.config.memorySizeMB")
    if vcpus is None or memory is None:
        raise UnreadableRecord(f"{record.kind} {record.id}: no size")
    power = POWERS.get(record.string("runtime.powerState") or "", Power.UNKNOWN)
    running = power is Power.ON
    return VirtualMachine(
        id=record.id,
        name=record.name(),
        power=power,
        vcpus=vcpus,
        memory_bytes=memory,
        host_id=record.string("runtime.host"),
        cpu_hot_add=record.flag("config.cpuHotAddEnabled") is True,
        memory_hot_add=record.flag("config.memoryHotAddEnabled") is True,
        memory_limit_bytes=_mebibytes(record, "config.hotPlugMemoryLimit") or None,
        memory_step_bytes=_mebibytes(record, "config.hotPlugMemoryIncrementSize") or None,
        guest_running=_guest_running(record, power),
        cpu_used_mhz=record.whole("summary.quickStats.overallCpuUsage") if running else None,
        memory_used_bytes=_mebibytes(record, "summary.quickStats.guestMemoryUsage")
        if running
        else None,
        datastore_ids=record.references("datastore"),
        snapshots=tuple(_snapshots(record)),
        template=record.flag("summary.config.template") is True,
        guest_name=record.string("summary.config.guestFullName") or "",
        connected=record.string("runtime.connectionState") == "connected",
        configured=record.whole("config.hardware.numCPU") is not None,
        tools=_tools(record),
        heartbeat=_heartbeat(record),
        ha_protected=_protected(record),
    )


def _guest_running(record: ObjectRecord, power: Power) -> bool | None:
    if power is Power.OFF:
        return False
    if record.string("guest.toolsRunningStatus") != "guestToolsRunning":
        return None
    return record.string("guest.guestState") == "running"


def _tools(record: ObjectRecord) -> bool | None:
    """Whether the guest has tools; their status alone does not tell while it is off."""
    told = record.string("guest.toolsVersionStatus2")
    return None if told is None else told != "guestToolsNotInstalled"


def _heartbeat(record: ObjectRecord) -> Heartbeat | None:
    told = record.string("guestHeartbeatStatus")
    return Heartbeat(told) if told in set(Heartbeat) else None


def _protected(record: ObjectRecord) -> bool | None:
    told = record.values.get("runtime.dasVmProtection")
    return None if told is None else flag_of(told, "dasProtected")


def _mebibytes(record: ObjectRecord, path: str) -> int | None:
    found = record.whole(path)
    return None if found is None else found * MIB


def _snapshots(record: ObjectRecord) -> Iterator[Snapshot]:
    info = record.values.get("snapshot")
    waiting = [] if info is None else info.findall(f"{VIM}rootSnapshotList")
    while waiting:
        tree = waiting.pop(0)
        waiting += tree.findall(f"{VIM}childSnapshotList")
        found = _snapshot(tree)
        if found is not None:
            yield found


def _snapshot(tree: Element) -> Snapshot | None:
    reference, at = part(tree, "snapshot"), moment_of(tree, "createTime")
    if reference is None or not reference.text or at is None:
        return None
    return Snapshot(
        id=reference.text,
        name=text_of(tree, "name") or "",
        created_at=at,
        description=text_of(tree, "description") or "",
    )
