"""A server as Nova writes it, by microversion."""

import hashlib

import msgspec

from console.rehearsal import boots
from console.rehearsal.exchange import Microversion, ServedCall, Values, iso, iso_fraction
from console.rehearsal.instance import SimulatedInstance
from console.rehearsal.reference import FLAVORS, ZONE, FlavorFacts
from console.rehearsal.timeline import Transition

_VM_STATES = {
    "BUILD": "building",
    "ERROR": "error",
    "SHUTOFF": "stopped",
    "DELETED": "deleted",
}
_FLAVOR_BY_NAME = {flavor.name: flavor for flavor in FLAVORS}
_BEFORE_NETWORK = {"scheduling", "networking"}
_BEFORE_DISKS = {*_BEFORE_NETWORK, boots.DISKS}
_STEPS: tuple[Microversion, ...] = (
    (2, 3),
    (2, 9),
    (2, 19),
    (2, 26),
    (2, 47),
    (2, 63),
    (2, 73),
    (2, 90),
    (2, 96),
)
"""Microversions at which the shape of a server changes."""
LAUNCHED, TERMINATED = "OS-SRV-USG:launched_at", "OS-SRV-USG:terminated_at"


def shape(version: Microversion) -> int:
    """Which of the shapes a microversion gets; answers are kept encoded by it."""
    return sum(step <= version for step in _STEPS)


def vm_state(status: str) -> str:
    """Nova's inner state behind a status."""
    return _VM_STATES.get(status, "active")


def server(instance: SimulatedInstance, call: ServedCall, at: float) -> msgspec.Raw:
    """A server in full, encoded; encoded anew only after it changed."""
    if call.region.hides(instance):
        return msgspec.Raw(msgspec.json.encode(_of_a_cell_that_is_down(instance, call, at)))
    key = ("detail", shape(call.microversion))
    version = (instance.timeline.position(at), instance.edits)
    kept = instance.encoded.get(key)
    if kept is not None and kept[:2] == version:
        return msgspec.Raw(kept[2])
    encoded = msgspec.json.encode(detail(instance, call, at))
    instance.encoded[key] = (*version, encoded)
    return msgspec.Raw(encoded)


def _of_a_cell_that_is_down(instance: SimulatedInstance, call: ServedCall, at: float) -> Values:
    """What Nova tells from its own database of a server whose cell does not answer (2.69)."""
    if call.region.cell == "null":
        return {**detail(instance, call, at), "metadata": None, "created": None}
    return {
        "id": instance.id,
        "status": "UNKNOWN",
        "tenant_id": instance.project_id,
        "created": iso(instance.created_at),
        "links": links(call, "servers", instance.id),
    }


def brief(instance: SimulatedInstance, call: ServedCall) -> Values:
    """A server as the short list shows it."""
    return {"id": instance.id, "name": instance.name, "links": links(call, "servers", instance.id)}


def detail(instance: SimulatedInstance, call: ServedCall, at: float) -> Values:
    """A server in full, as values."""
    state = instance.state(at)
    body: Values = {
        "id": instance.id,
        "name": instance.name,
        "status": state.status,
        "tenant_id": instance.project_id,
        "user_id": instance.user_id,
        "metadata": instance.metadata,
        "hostId": _host_id(instance, state),
        "image": _image(instance, call),
        "flavor": _flavor(instance, call),
        "created": iso(instance.created_at + call.region.ahead_s),
        "updated": iso(instance.updated_at(at) + call.region.ahead_s),
        "addresses": _addresses(instance, state),
        "accessIPv4": instance.access[0],
        "accessIPv6": instance.access[1],
        "links": links(call, "servers", instance.id),
        "OS-DCF:diskConfig": "MANUAL",
        "OS-EXT-AZ:availability_zone": zone(instance, at),
        "OS-EXT-STS:task_state": state.task_state,
        "OS-EXT-STS:vm_state": vm_state(state.status),
        "OS-EXT-STS:power_state": state.power_state,
        "os-extended-volumes:volumes_attached": _volumes(instance, state, call),
        "config_drive": "True" if instance.config_drive else "",
        "key_name": instance.key_name,
        "security_groups": _security_groups(instance, call),
        **_usage(instance, at),
    }
    if state.status in {"ACTIVE", "BUILD", "REBOOT", "HARD_REBOOT"}:
        body["progress"] = 0 if state.status == "BUILD" else 100
    if instance.fault is not None and state.status in {"ERROR", "DELETED"}:
        failed_at, message = instance.fault
        body["fault"] = {
            "code": 500,
            "created": iso(failed_at + call.region.ahead_s),
            "message": message,
        }
    return body | _newer(instance, call.microversion)


def _newer(instance: SimulatedInstance, version: Microversion) -> Values:
    added: Values = {}
    if version >= (2, 9):
        added["locked"] = instance.locked
    if version >= (2, 19):
        added["description"] = instance.description
    if version >= (2, 26):
        added["tags"] = list(instance.tags)
    if version >= (2, 63):
        added["trusted_image_certificates"] = None
    if version >= (2, 73):
        added["locked_reason"] = instance.locked_reason
    if version >= (2, 90):
        added["hostname"] = instance.name.lower()
    if version >= (2, 96):
        added["pinned_availability_zone"] = instance.zone or None
    return added


def _usage(instance: SimulatedInstance, at: float) -> Values:
    launched = instance.timeline.first("ACTIVE")
    gone = instance.timeline.first("DELETED")
    return {
        LAUNCHED: iso_fraction(launched) if launched is not None and launched <= at else None,
        TERMINATED: iso_fraction(gone) if gone is not None and gone <= at else None,
    }


def _image(instance: SimulatedInstance, call: ServedCall) -> Values | str:
    """Nothing where it boots from a volume."""
    if not instance.image:
        return ""
    return {"id": instance.image, "links": _bookmark(call, "images", instance.image)}


def zone(instance: SimulatedInstance, at: float) -> str:
    """Its host's zone, or before there is one that which was asked for."""
    if instance.host is None or instance.state(at).task_state == "scheduling":
        return instance.zone
    return ZONE


def _security_groups(instance: SimulatedInstance, call: ServedCall) -> list[Values]:
    groups = call.region.firewall.groups
    return [{"name": groups[each].name} for each in instance.security_groups if each in groups]


def _volumes(instance: SimulatedInstance, state: Transition, call: ServedCall) -> list[Values]:
    if state.task_state in _BEFORE_DISKS or state.status == "DELETED":
        return []
    bodies: list[Values] = []
    for volume in instance.volumes:
        body: Values = {"id": volume.id}
        if call.microversion >= (2, 3) and volume.attachment is not None:
            body["delete_on_termination"] = volume.attachment.with_server
        bodies.append(body)
    return bodies


def _addresses(instance: SimulatedInstance, state: Transition) -> Values:
    """By the networks' names, in the order of the interfaces."""
    if state.task_state in _BEFORE_NETWORK or state.status == "DELETED":
        return {}
    body: dict[str, list[Values]] = {}
    for nic in instance.nics:
        body.setdefault(nic.network.name, []).extend(
            {
                "version": fixed.subnet.version,
                "addr": fixed.address,
                "OS-EXT-IPS:type": "fixed",
                "OS-EXT-IPS-MAC:mac_addr": nic.mac,
            }
            for fixed in nic.fixed
        )
    return body


def _host_id(instance: SimulatedInstance, state: Transition) -> str:
    if state.task_state == "scheduling" or instance.host is None:
        return ""
    host = f"{instance.project_id}/{instance.region}/{instance.host}"
    return hashlib.sha224(host.encode()).hexdigest()


def _flavor(instance: SimulatedInstance, call: ServedCall) -> Values:
    flavor = _FLAVOR_BY_NAME[instance.flavor]
    if call.microversion < (2, 47):
        flavor_id = flavor.id(instance.region)
        return {"id": flavor_id, "links": _bookmark(call, "flavors", flavor_id)}
    return {
        "original_name": flavor.name,
        "vcpus": flavor.vcpus,
        "ram": flavor.ram_mib,
        "disk": flavor.disk_gib,
        "ephemeral": 0,
        "swap": 0,
        "extra_specs": extra_specs(flavor),
    }


def extra_specs(flavor: FlavorFacts) -> dict[str, str]:
    """What a flavor promises beyond sizes."""
    gigabit = max(1, flavor.vcpus // 4)
    return {"hw_rng:allowed": "True", "quota:vif_outbound_average": str(gigabit * 125_000)}


def _bookmark(call: ServedCall, kind: str, resource_id: str) -> list[Values]:
    return links(call, kind, resource_id)[1:]


def links(call: ServedCall, kind: str, resource_id: str) -> list[Values]:
    """Links to a resource of this region."""
    root = f"{call.base}/compute/{call.region.name}"
    return [
        {"rel": "self", "href": f"{root}/v2.1/{kind}/{resource_id}"},
        {"rel": "bookmark", "href": f"{root}/{kind}/{resource_id}"},
    ]
