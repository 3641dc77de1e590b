"""What Neutron answers: networks, subnets, ports, quotas, free addresses."""

from console.rehearsal.exchange import ApiError, ServedCall, Values, iso
from console.rehearsal.instance import SimulatedInstance
from console.rehearsal.reference import NETWORK, PUBLIC_NETWORK, stable_id
from console.rehearsal.tokens import PROJECT_ID

PRIVATE_ID = str(stable_id("network", NETWORK))
PUBLIC_ID = str(stable_id("network", PUBLIC_NETWORK))
SECURITY_GROUP_ID = str(stable_id("security_group", "default"))


def _subnet_id(call: ServedCall) -> str:
    return str(stable_id(call.region.name, "subnet", NETWORK))


def _owned(call: ServedCall) -> Values:
    created = iso(call.region.clock.estate_epoch - 86_400 * 365)
    return {
        "project_id": PROJECT_ID,
        "tenant_id": PROJECT_ID,
        "description": "",
        "tags": [],
        "revision_number": 1,
        "created_at": created,
        "updated_at": created,
    }


def networks(call: ServedCall) -> list[Values]:
    """The private network and the public one."""
    common = {
        "admin_state_up": True,
        "status": "ACTIVE",
        "port_security_enabled": True,
        "availability_zone_hints": [],
        "availability_zones": ["nova"],
        "ipv4_address_scope": None,
        "ipv6_address_scope": None,
        "qos_policy_id": None,
        "mtu": 1500,
    }
    private = {"id": PRIVATE_ID, "name": NETWORK, "subnets": [_subnet_id(call)], "shared": False}
    public = {"id": PUBLIC_ID, "name": PUBLIC_NETWORK, "subnets": [], "shared": True}
    return [
        {**_owned(call), **common, **private, "router:external": False},
        {
            **_owned(call),
            **common,
            **public,
            "router:external": True,
            "tenant_id": "",
            "project_id": "",
        },
    ]


def subnets(call: ServedCall) -> list[Values]:
    """The private network's subnet in this region."""
    subnet = call.region.subnet
    start, end = subnet.pool
    return [
        {
            **_owned(call),
            "id": _subnet_id(call),
            "name": f"{NETWORK}-{call.region.site.datacenter.lower()}",
            "network_id": PRIVATE_ID,
            "ip_version": 4,
            "cidr": subnet.cidr,
            "gateway_ip": subnet.gateway,
            "allocation_pools": [{"start": start, "end": end}],
            "dns_nameservers": [],
            "host_routes": [],
            "enable_dhcp": True,
            "ipv6_address_mode": None,
            "ipv6_ra_mode": None,
            "segment_id": None,
            "subnetpool_id": None,
            "service_types": [],
        }
    ]


def ports(call: ServedCall) -> list[Values]:
    """One port an instance."""
    at = call.region.clock.now()
    return [_port(instance, call, at) for instance in call.region.ports(at)]


def _port(instance: SimulatedInstance, call: ServedCall, at: float) -> Values:
    active = instance.state(at).status == "ACTIVE"
    return {
        **_owned(call),
        "id": instance.port_id,
        "name": "",
        "network_id": PRIVATE_ID,
        "device_id": instance.id,
        "device_owner": "compute:nova",
        "mac_address": instance.mac,
        "fixed_ips": [{"subnet_id": _subnet_id(call), "ip_address": instance.address}],
        "status": "ACTIVE" if active else "DOWN",
        "admin_state_up": True,
        "security_groups": [SECURITY_GROUP_ID],
        "allowed_address_pairs": [],
        "binding:vnic_type": "normal",
        "port_security_enabled": True,
        "extra_dhcp_opts": [],
        "created_at": iso(instance.created_at),
        "updated_at": iso(instance.updated_at(at)),
    }


def security_groups(call: ServedCall) -> list[Values]:
    """The default group."""
    body = {"id": SECURITY_GROUP_ID, "name": "default", "stateful": True, "shared": False}
    return [{**_owned(call), **body, "security_group_rules": []}]


def amounts(call: ServedCall) -> dict[str, tuple[int, int]]:
    """Quota and use of each resource."""
    if call.params["project"] != PROJECT_ID:
        raise ApiError(404, "The resource could not be found.")
    used = len(call.region.ports(call.region.clock.now()))
    return {
        "network": (50, 1),
        "subnet": (100, 1),
        "subnetpool": (-1, 0),
        "port": (call.region.quota.ports, used),
        "router": (10, 0),
        "floatingip": (10, 0),
        "rbac_policy": (10, 0),
        "security_group": (50, 1),
        "security_group_rule": (500, 4),
    }


def availabilities(call: ServedCall) -> list[Values]:
    """One entry a network, without `id`: filters go by `network_id` and `network_name`."""
    subnet, used = call.region.subnet, len(call.region.ports(call.region.clock.now()))
    part = {"total_ips": subnet.total, "used_ips": used}
    of_subnet = {
        "subnet_id": _subnet_id(call),
        "subnet_name": f"{NETWORK}-{call.region.site.datacenter.lower()}",
        "cidr": subnet.cidr,
        "ip_version": 4,
        **part,
    }
    body = {"network_id": PRIVATE_ID, "network_name": NETWORK, **part}
    project = {"project_id": PROJECT_ID, "tenant_id": PROJECT_ID}
    return [{**body, **project, "subnet_ip_availability": [of_subnet]}]
