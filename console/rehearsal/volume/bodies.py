"""What Cinder answers: volumes, their types, quotas."""

from console.rehearsal.exchange import ServedCall, Values, iso_fraction
from console.rehearsal.reference import VOLUME_TYPES, ZONE, VolumeType
from console.rehearsal.volumes import SimulatedVolume

TIED = frozenset({"in-use", "attaching", "reserved", "detaching"})


def links(call: ServedCall, kind: str, resource_id: str) -> list[Values]:
    """Links to a resource of this region."""
    root = f"{call.base}/volume/{call.region.name}"
    project = call.params["project"]
    return [
        {"rel": "self", "href": f"{root}/v3/{project}/{kind}/{resource_id}"},
        {"rel": "bookmark", "href": f"{root}/{project}/{kind}/{resource_id}"},
    ]


def brief(volume: SimulatedVolume, call: ServedCall) -> Values:
    """A volume as the short list shows it."""
    return {"id": volume.id, "name": volume.name, "links": links(call, "volumes", volume.id)}


def detail(volume: SimulatedVolume, call: ServedCall, at: float) -> Values:
    """A volume in full."""
    body = brief(volume, call) | {
        "status": volume.status(at),
        "size": volume.size_gib,
        "volume_type": volume.type,
        "availability_zone": ZONE,
        "bootable": "false" if volume.image is None else "true",
        "encrypted": False,
        "multiattach": False,
        "description": volume.description,
        "metadata": volume.metadata,
        "attachments": _attachments(volume, at),
        "snapshot_id": None,
        "source_volid": None,
        "consistencygroup_id": None,
        "replication_status": None,
        "migration_status": None,
        "user_id": volume.user_id,
        "os-vol-tenant-attr:tenant_id": volume.project_id,
        "created_at": iso_fraction(volume.created_at),
        "updated_at": iso_fraction(volume.timeline.state(at).at),
    }
    if volume.image is not None:
        name, image_id = volume.image
        body["volume_image_metadata"] = {"image_name": name, "image_id": image_id}
    return body | _newer(volume, call)


def _newer(volume: SimulatedVolume, call: ServedCall) -> Values:
    version, added = call.microversion, Values()
    if version >= (3, 13):
        added["group_id"] = None
    if version >= (3, 48):
        added |= {"shared_targets": False, "service_uuid": None}
    if version >= (3, 63):
        added["volume_type_id"] = next(each.id for each in VOLUME_TYPES if each.name == volume.type)
    if version >= (3, 65):
        added["consumes_quota"] = True
    return added


def _attachments(volume: SimulatedVolume, at: float) -> list[Values]:
    tie = volume.attachment
    if tie is None or volume.status(at) not in TIED:
        return []
    body = {
        "id": volume.id,
        "attachment_id": tie.id,
        "volume_id": volume.id,
        "server_id": tie.server_id,
        "host_name": None,
        "device": tie.device,
        "attached_at": iso_fraction(tie.attached_at),
    }
    return [body]


def volume_type(found: VolumeType) -> Values:
    """A volume type."""
    return {
        "id": found.id,
        "name": found.name,
        "description": found.description,
        "is_public": True,
        "os-volume-type-access:is_public": True,
        "extra_specs": {},
        "qos_specs_id": None,
    }


def quotas(call: ServedCall) -> dict[str, tuple[int, int]]:
    """Quota and use of each resource, all types together and each by its own."""
    storage = call.region.storage
    of_all = storage.allowed()
    body = {
        "volumes": of_all.volumes,
        "gigabytes": of_all.gib,
        "per_volume_gigabytes": (call.region.quota.per_volume_gigabytes, 0),
        "snapshots": (10, len(list(storage.shot(call.region.clock.now())))),
        "backups": (10, 0),
        "backup_gigabytes": (1000, 0),
        "groups": (10, 0),
    }
    for each in VOLUME_TYPES:
        of_type = storage.allowed(each.name)
        body[f"volumes_{each.name}"] = of_type.volumes
        body[f"gigabytes_{each.name}"] = of_type.gib
        body[f"snapshots_{each.name}"] = (-1, 0)
    return body
