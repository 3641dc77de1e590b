"""Flavors, limits, quota sets and availability zones."""

from console.rehearsal import quota
from console.rehearsal.compute import views
from console.rehearsal.compute.keys import KEYS
from console.rehearsal.exchange import Answer, ApiError, ServedCall, Values
from console.rehearsal.paging import page
from console.rehearsal.reference import FLAVORS, ZONE, FlavorFacts
from console.rehearsal.tokens import PROJECT_ID

METADATA_ITEMS = 128
FILES, FILE_BYTES, PATH_BYTES = 5, 10_240, 255


def flavors(call: ServedCall) -> Answer:
    """GET /flavors."""
    return Answer({"flavors": [_brief(flavor, call) for flavor in _paged(call)]})


def flavors_in_full(call: ServedCall) -> Answer:
    """GET /flavors/detail."""
    return Answer({"flavors": [_full(flavor, call) for flavor in _paged(call)]})


def flavor(call: ServedCall) -> Answer:
    """GET /flavors/{id}."""
    return Answer({"flavor": _full(_found(call), call)})


def extra_specs(call: ServedCall) -> Answer:
    """GET /flavors/{id}/os-extra_specs."""
    return Answer({"extra_specs": views.extra_specs(_found(call))})


def _paged(call: ServedCall) -> list[FlavorFacts]:
    return page(FLAVORS, call, lambda each: each.id(call.region.name), 1000)[0]


def _found(call: ServedCall) -> FlavorFacts:
    for each in FLAVORS:
        if each.id(call.region.name) == call.params["id"]:
            return each
    raise ApiError(404, f"Flavor {call.params['id']} could not be found.")


def _brief(flavor: FlavorFacts, call: ServedCall) -> Values:
    flavor_id = flavor.id(call.region.name)
    body: Values = {"id": flavor_id, "name": flavor.name}
    body["links"] = views.links(call, "flavors", flavor_id)
    if call.microversion >= (2, 55):
        body["description"] = None
    return body


def _full(flavor: FlavorFacts, call: ServedCall) -> Values:
    body = _brief(flavor, call) | {
        "vcpus": flavor.vcpus,
        "ram": flavor.ram_mib,
        "disk": flavor.disk_gib,
        "swap": 0 if call.microversion >= (2, 75) else "",
        "rxtx_factor": 1.0,
        "OS-FLV-EXT-DATA:ephemeral": 0,
        "OS-FLV-DISABLED:disabled": False,
        "os-flavor-access:is_public": True,
    }
    if call.microversion >= (2, 61):
        body["extra_specs"] = views.extra_specs(flavor)
    return body


def limits(call: ServedCall) -> Answer:
    """GET /limits."""
    limit = quota.limits(call.region.quota)
    used = call.region.used(call.region.clock.now())
    absolute: Values = {
        "maxTotalInstances": limit.instances,
        "maxTotalCores": limit.cores,
        "maxTotalRAMSize": limit.ram,
        "totalInstancesUsed": used.instances,
        "totalCoresUsed": used.cores,
        "totalRAMUsed": used.ram,
        "maxServerMeta": METADATA_ITEMS,
        "maxTotalKeypairs": KEYS,
        "maxServerGroups": call.region.quota.server_groups,
        "maxServerGroupMembers": call.region.quota.server_group_members,
        "totalServerGroupsUsed": len(call.region.groups),
    }
    if call.microversion < (2, 36):
        absolute |= {"maxSecurityGroups": 10, "totalSecurityGroupsUsed": 1}
        absolute |= {"maxTotalFloatingIps": 10, "totalFloatingIpsUsed": 0}
        absolute |= {"maxSecurityGroupRules": 20}
    if call.microversion < (2, 39):
        absolute["maxImageMeta"] = METADATA_ITEMS
    if call.microversion < (2, 57):
        absolute |= {"maxPersonality": FILES, "maxPersonalitySize": FILE_BYTES}
    return Answer({"limits": {"rate": [], "absolute": absolute}})


def quota_set(call: ServedCall) -> Answer:
    """GET /os-quota-sets/{project}."""
    body = {name: limit for name, (limit, _) in _all(call).items()}
    return Answer({"quota_set": {"id": call.params["project"], **body}})


def quota_details(call: ServedCall) -> Answer:
    """GET /os-quota-sets/{project}/detail: with what is in use."""
    body = {
        name: {"limit": limit, "in_use": used, "reserved": 0}
        for name, (limit, used) in _all(call).items()
    }
    return Answer({"quota_set": {"id": call.params["project"], **body}})


def _all(call: ServedCall) -> dict[str, tuple[int, int]]:
    if call.params["project"] != PROJECT_ID:
        raise ApiError(
            403, "Policy doesn't allow os_compute_api:os-quota-sets:show to be performed."
        )
    limit = quota.limits(call.region.quota)
    used = call.region.used(call.region.clock.now())
    body = {
        "instances": (limit.instances, used.instances),
        "cores": (limit.cores, used.cores),
        "ram": (limit.ram, used.ram),
        "key_pairs": (KEYS, 0),
        "metadata_items": (METADATA_ITEMS, 0),
        "server_groups": (call.region.quota.server_groups, len(call.region.groups)),
        "server_group_members": (call.region.quota.server_group_members, 0),
    }
    if call.microversion < (2, 36):
        body |= {"fixed_ips": (-1, 0), "floating_ips": (-1, 0)}
        body |= {"security_groups": (-1, 0), "security_group_rules": (-1, 0)}
    if call.microversion < (2, 57):
        body |= {"injected_files": (FILES, 0), "injected_file_content_bytes": (FILE_BYTES, 0)}
        body |= {"injected_file_path_bytes": (PATH_BYTES, 0)}
    return body


def zones(call: ServedCall) -> Answer:
    """GET /os-availability-zone."""
    del call
    zone: Values = {"zoneName": ZONE, "zoneState": {"available": True}, "hosts": None}
    return Answer({"availabilityZoneInfo": [zone]})
