"""Folders, the datacenter, the cluster, datastore clusters, the resource pool."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass

from pyVmomi import VmomiSupport, vim

from console.rehearsal.private import reference as names
from console.rehearsal.private.things import Folder
from console.rehearsal.vcenter import place_ids
from console.rehearsal.vcenter.values import (
    Look,
    Made,
    ManagedKind,
    Property,
    Ref,
    alarm_states,
    array,
    constant,
)

MIB = 1024**2
THREADS_PER_CORE = 2


@dataclass(frozen=True, slots=True)
class FixedFolder:
    """A folder that never moves, and how to list what stands in it."""

    ref: Ref
    name: str
    parent: Ref | None
    holds: tuple[str, ...]
    children: Callable[[Look], tuple[Ref, ...]]


def in_folder(look: Look, folder_id: str) -> tuple[Ref, ...]:
    """Datastores, and datastore clusters, that stand in a folder of datastores."""
    stores = (
        Ref("Datastore", each.id)
        for each in look.estate.datastores.values()
        if each.folder == folder_id
    )
    if folder_id != place_ids.DATASTORES.id:
        return tuple(stores)
    others = (
        place_ids.place_of(each.id, look.estate)
        for each in look.estate.folders.values()
        if each.id != folder_id
    )
    return (*others, *stores)


PLACES = {
    each.ref.id: each
    for each in (
        FixedFolder(
            place_ids.ROOT,
            "Datacenters",
            None,
            ("Folder", "Datacenter"),
            lambda _: (place_ids.DATACENTER,),
        ),
        FixedFolder(
            place_ids.MACHINES,
            "vm",
            place_ids.DATACENTER,
            ("Folder", "VirtualMachine", "VirtualApp"),
            lambda look: tuple(Ref("VirtualMachine", each) for each in look.estate.machines),
        ),
        FixedFolder(
            place_ids.HOSTS,
            "host",
            place_ids.DATACENTER,
            ("Folder", "ComputeResource"),
            lambda _: (place_ids.CLUSTER,),
        ),
        FixedFolder(
            place_ids.NETWORKS, "network", place_ids.DATACENTER, ("Folder", "Network"), lambda _: ()
        ),
    )
}
DATASTORE_FOLDERS_HOLD = ("Folder", "Datastore", "StoragePod")


def _name(_look: Look, place: FixedFolder | Folder) -> Hashable:
    return place.name


def _parent(_look: Look, place: FixedFolder | Folder) -> Hashable:
    if isinstance(place, FixedFolder):
        return place.parent
    return place_ids.DATACENTER if place.id == place_ids.DATASTORES.id else place_ids.DATASTORES


def _children(look: Look, place: FixedFolder | Folder) -> Hashable:
    return place.children(look) if isinstance(place, FixedFolder) else in_folder(look, place.id)


def _holds(_look: Look, place: FixedFolder | Folder) -> Hashable:
    return place.holds if isinstance(place, FixedFolder) else DATASTORE_FOLDERS_HOLD


def _types(raw: tuple[str, ...]) -> Made:
    kinds = [VmomiSupport.GetWsdlType("urn:vim25", each) for each in raw]
    return array("vmodl.TypeName", kinds)


GREEN = Property(lambda _look, _place: "green", vim.ManagedEntity.Status)
NO_ALARMS = Property(lambda _look, _place: (), alarm_states)


def _alarms_below(look: Look, place: FixedFolder | Folder | None) -> Hashable:
    """Alarms of everything below: only datastores have any."""
    if isinstance(place, Folder) and place.id != place_ids.DATASTORES.id:
        stores = look.estate.datastores
        below = {each.id for each in stores.values() if each.folder == place.id}
        found = tuple(each for each in look.alarms if each.entity in below)
        return tuple((each.id, each.entity, each.status, each.at) for each in found)
    if isinstance(place, FixedFolder) and place.ref != place_ids.ROOT:
        return ()
    return tuple((each.id, each.entity, each.status, each.at) for each in look.alarms)


FOLDER = ManagedKind(
    "Folder",
    {
        "name": Property(_name),
        "parent": Property(_parent),
        "childEntity": Property(_children),
        "childType": Property(_holds, _types),
        "overallStatus": GREEN,
        "triggeredAlarmState": Property(_alarms_below, alarm_states),
    },
)


def _pod_summary(look: Look, pod: Folder) -> Hashable:
    stores = [each for each in look.estate.datastores.values() if each.folder == pod.id]
    reached = [each for each in stores if each.accessible]
    free = sum(each.free(look.at) for each in reached)
    return pod.name, sum(each.capacity for each in reached), free


POD = ManagedKind(
    "StoragePod",
    {
        **FOLDER.properties,
        "summary": Property(
            _pod_summary,
            lambda raw: vim.StoragePod.Summary(name=raw[0], capacity=raw[1], freeSpace=raw[2]),
        ),
    },
)


def _all_datastores(look: Look, _place: object) -> Hashable:
    return tuple(Ref("Datastore", each) for each in look.estate.datastores)


def _all_hosts(look: Look, _place: object) -> Hashable:
    return tuple(Ref("HostSystem", each) for each in look.estate.hosts)


DATACENTER = ManagedKind(
    "Datacenter",
    {
        "name": constant(names.VDC),
        "parent": constant(place_ids.ROOT),
        "vmFolder": constant(place_ids.MACHINES),
        "hostFolder": constant(place_ids.HOSTS),
        "datastoreFolder": constant(place_ids.DATASTORES),
        "networkFolder": constant(place_ids.NETWORKS),
        "datastore": Property(_all_datastores),
        "overallStatus": GREEN,
        "triggeredAlarmState": Property(_alarms_below, alarm_states),
    },
)


def _cluster_summary(look: Look, _place: object) -> Hashable:
    hosts = list(look.estate.hosts.values())
    serving = [each for each in hosts if each.connection == "connected" and not each.in_maintenance]
    return (
        sum(each.cores * each.mhz for each in hosts),
        sum(each.memory for each in hosts),
        sum(each.cores for each in hosts),
        sum(each.cores * each.mhz for each in serving),
        sum(each.memory for each in serving) // MIB,
        (len(hosts), len(serving)),
    )


def _make_cluster_summary(raw: tuple[int, int, int, int, int, tuple[int, int]]) -> Made:
    mhz, memory, cores, serving_mhz, serving_mib, (hosts, serving) = raw
    return vim.ClusterComputeResource.Summary(
        totalCpu=mhz,
        totalMemory=memory,
        numCpuCores=cores,
        numCpuThreads=cores * THREADS_PER_CORE,
        effectiveCpu=serving_mhz,
        effectiveMemory=serving_mib,
        numHosts=hosts,
        numEffectiveHosts=serving,
        overallStatus="green",
        currentFailoverLevel=1,
        numVmotions=0,
    )


def _das(enabled: bool) -> Made:  # noqa: FBT001 - a raw value
    return vim.cluster.DasConfigInfo(
        enabled=enabled, hostMonitoring="enabled", vmMonitoring="vmMonitoringDisabled"
    )


def _make_configuration(enabled: bool) -> Made:  # noqa: FBT001 - as above
    drs = vim.cluster.DrsConfigInfo(enabled=False)
    return vim.cluster.ConfigInfo(dasConfig=_das(enabled), drsConfig=drs)


def _make_configuration_ex(enabled: bool) -> Made:  # noqa: FBT001 - as above
    drs = vim.cluster.DrsConfigInfo(enabled=False)
    return vim.cluster.ConfigInfoEx(dasConfig=_das(enabled), drsConfig=drs)


CLUSTER = ManagedKind(
    "ClusterComputeResource",
    {
        "name": constant(names.CLUSTER),
        "parent": constant(place_ids.HOSTS),
        "host": Property(_all_hosts),
        "datastore": Property(_all_datastores),
        "resourcePool": constant(place_ids.POOL),
        "summary": Property(_cluster_summary, _make_cluster_summary),
        "configuration": Property(lambda look, _: look.estate.ha, _make_configuration),
        "configurationEx": Property(lambda look, _: look.estate.ha, _make_configuration_ex),
        "overallStatus": GREEN,
        "triggeredAlarmState": NO_ALARMS,
    },
)
RESOURCE_POOL = ManagedKind(
    "ResourcePool",
    {
        "name": constant("Resources"),
        "parent": constant(place_ids.CLUSTER),
        "owner": constant(place_ids.CLUSTER),
        "vm": Property(
            lambda look, _: tuple(
                Ref("VirtualMachine", each.id)
                for each in look.estate.machines.values()
                if not each.template
            )
        ),
        "overallStatus": GREEN,
    },
)
