"""Ids of what stands still: root folder, datacenter, folders, cluster, resource pool."""

from console.rehearsal.private.inventory import SimulatedInventory
from console.rehearsal.private.reference import CLUSTER_REF, DATASTORE_FOLDER, VDC_REF
from console.rehearsal.vcenter.values import Ref

ROOT = Ref("Folder", "group-d1")
DATACENTER = Ref("Datacenter", VDC_REF)
MACHINES = Ref("Folder", "group-v3")
HOSTS = Ref("Folder", "group-h4")
DATASTORES = Ref("Folder", DATASTORE_FOLDER)
NETWORKS = Ref("Folder", "group-n6")
CLUSTER = Ref("ClusterComputeResource", CLUSTER_REF)
POOL = Ref("ResourcePool", "resgroup-9")


def place_of(folder_id: str, estate: SimulatedInventory) -> Ref:
    """A folder of datastores, or a datastore cluster."""
    folder = estate.folders.get(folder_id)
    return Ref("StoragePod" if folder is not None and folder.pod else "Folder", folder_id)


def number_of(thing_id: str) -> str:
    """``12`` of ``host-12``: what belongs to a host is numbered as it is."""
    return thing_id.rpartition("-")[2]
