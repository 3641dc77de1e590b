"""What Neutron answers: networks, subnets, ports, security groups, quotas, free addresses."""

from collections import Counter
from dataclasses import asdict

from console.rehearsal.addresses import SimulatedSubnet
from console.rehearsal.exchange import ApiError, ServedCall, Values, iso
from console.rehearsal.firewall import GROUPS, RULES, SecurityGroup, SecurityRule
from console.rehearsal.instance import SimulatedInstance
from console.rehearsal.nic import Nic, ServicePort, SimulatedNetwork
from console.rehearsal.tokens import PROJECT_ID

PROVIDER_ID = "0" * 32
"""The project that the public network is of."""


def _owned(call: ServedCall, *, public: bool = False) -> Values:
    created = iso(call.region.clock.estate_epoch - 86_400 * 365)
    owner = PROVIDER_ID if public else PROJECT_ID
    return {
        "project_id": owner,
        "tenant_id": owner,
        "description": "",
        "tags": [],
        "revision_number": 1,
        "created_at": created,
        "updated_at": created,
    }


def networks(call: ServedCall) -> list[Values]:
    """The private network and the public one."""
    return [
        {
            **_owned(call, public=network.public),
            "id": network.id,
            "name": network.name,
            "subnets": [subnet.id for subnet in network.subnets],
            "shared": network.public,
            "router:external": network.public,
            "admin_state_up": True,
            "status": "ACTIVE",
            "port_security_enabled": True,
            "availability_zone_hints": [],
            "availability_zones": ["nova"],
            "ipv4_address_scope": None,
            "ipv6_address_scope": None,
            "qos_policy_id": None,
            "mtu": 1500,
            **_provided(network),
        }
        for network in call.region.networks.values()
    ]


def _provided(network: SimulatedNetwork) -> Values:
    """What OVHcloud tells a network's owner of the vRack; of others' networks nobody is told."""
    if network.vlan is None:
        return {}
    return {
        "provider:network_type": "vrack",
        "provider:physical_network": None,
        "provider:segmentation_id": network.vlan,
    }


def subnets(call: ServedCall) -> list[Values]:
    """Every network's subnets in this region."""
    return [
        _subnet(subnet, network, call)
        for network in call.region.networks.values()
        for subnet in network.subnets
    ]


def _subnet(subnet: SimulatedSubnet, network: SimulatedNetwork, call: ServedCall) -> Values:
    start, end = subnet.pool
    ipv6 = "dhcpv6-stateful" if subnet.version == 6 else None  # noqa: PLR2004 - IPv6
    return {
        **_owned(call, public=network.public),
        "id": subnet.id,
        "name": subnet.name,
        "network_id": network.id,
        "ip_version": subnet.version,
        "cidr": subnet.cidr,
        "gateway_ip": subnet.gateway,
        "allocation_pools": [{"start": start, "end": end}],
        "dns_nameservers": [],
        "host_routes": [],
        "enable_dhcp": True,
        "ipv6_address_mode": ipv6,
        "ipv6_ra_mode": ipv6,
        "segment_id": None,
        "subnetpool_id": None,
        "service_types": [],
    }


def ports(call: ServedCall) -> list[Values]:
    """One port an interface; those too that outlived their instance."""
    at = call.region.clock.now()
    connected = (*call.region.connected(at), *call.region.unplugged(at))
    found = [_port(nic, each, call, at) for each in connected for nic in each.nics]
    return found + [service_port(port, call) for port in call.region.service_ports.values()]


def _port(nic: Nic, instance: SimulatedInstance, call: ServedCall, at: float) -> Values:
    active = instance.state(at).status == "ACTIVE"
    return {
        **_plugged(nic, call),
        "name": "",
        "device_id": instance.id,
        "device_owner": "compute:nova",
        "status": "ACTIVE" if active else "DOWN",
        "security_groups": list(instance.security_groups),
        "created_at": iso(instance.created_at),
        "updated_at": iso(instance.updated_at(at)),
    }


def service_port(port: ServicePort, call: ServedCall) -> Values:
    """A port that no instance has by its own creation."""
    return {
        **_plugged(port.nic, call),
        "name": port.name,
        "device_id": port.device_id,
        "device_owner": port.device_owner,
        "status": "DOWN",
        "security_groups": [],
        "created_at": iso(port.created_at),
        "updated_at": iso(port.created_at),
    }


def _plugged(nic: Nic, call: ServedCall) -> Values:
    fixed = [{"subnet_id": each.subnet.id, "ip_address": each.address} for each in nic.fixed]
    return {
        **_owned(call),
        "id": nic.port_id,
        "network_id": nic.network.id,
        "mac_address": nic.mac,
        "fixed_ips": fixed,
        "admin_state_up": True,
        "allowed_address_pairs": [],
        "binding:vnic_type": "normal",
        "port_security_enabled": True,
        "extra_dhcp_opts": [],
    }


def security_groups(call: ServedCall) -> list[Values]:
    """Every group with its rules."""
    return [security_group(group, call) for group in call.region.firewall.groups.values()]


def security_group(group: SecurityGroup, call: ServedCall) -> Values:
    """A group with its rules."""
    rules = [security_rule(group, rule, call) for rule in group.rules]
    body = {"id": group.id, "name": group.name, "stateful": True, "shared": False}
    said = {"description": group.description, "security_group_rules": rules}
    return {**_owned(call), **body, **said}


def security_rules(call: ServedCall) -> list[Values]:
    """Every rule of every group."""
    return [security_rule(group, rule, call) for group, rule in call.region.firewall.rules()]


def security_rule(group: SecurityGroup, rule: SecurityRule, call: ServedCall) -> Values:
    """A rule."""
    default = group is call.region.firewall.default
    more: Values = {"security_group_id": group.id, "belongs_to_default_sg": default}
    more["remote_address_group_id"] = None
    return {**_owned(call), **asdict(rule), **more}


def amounts(call: ServedCall) -> dict[str, tuple[int, int]]:
    """Quota and use of each resource."""
    if call.params["project"] != PROJECT_ID:
        raise ApiError(404, "The resource could not be found.")
    used = call.region.ports(call.region.clock.now())
    firewall = call.region.firewall
    return {
        "network": (50, 1),
        "subnet": (100, 1),
        "subnetpool": (-1, 0),
        "port": (call.region.quota.ports, used),
        "router": (10, 0),
        "floatingip": (10, len(call.region.floating)),
        "rbac_policy": (10, 0),
        "security_group": (GROUPS, len(firewall.groups)),
        "security_group_rule": (RULES, sum(1 for _ in firewall.rules())),
    }


def availabilities(call: ServedCall) -> list[Values]:
    """One entry a network, without `id`: filters go by `network_id` and `network_name`."""
    at = call.region.clock.now()
    used = Counter(fixed.subnet.id for nic in call.region.nics(at) for fixed in nic.fixed)
    return [_availability(network, used) for network in call.region.networks.values()]


def _availability(network: SimulatedNetwork, used: Counter[str]) -> Values:
    owner = PROVIDER_ID if network.public else PROJECT_ID
    return {
        "network_id": network.id,
        "network_name": network.name,
        "project_id": owner,
        "tenant_id": owner,
        "total_ips": sum(subnet.total for subnet in network.subnets),
        "used_ips": sum(used[subnet.id] for subnet in network.subnets),
        "subnet_ip_availability": [
            {
                "subnet_id": subnet.id,
                "subnet_name": subnet.name,
                "cidr": subnet.cidr,
                "ip_version": subnet.version,
                "total_ips": subnet.total,
                "used_ips": used[subnet.id],
            }
            for subnet in network.subnets
        ],
    }
