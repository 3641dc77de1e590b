"""What Octavia answers: its types of api/v2/types, as JSON."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from console.rehearsal.exchange import Values
from console.rehearsal.loadbalancer.things import (
    BalancerPart,
    SimulatedBackend,
    SimulatedBalancer,
    SimulatedListener,
    SimulatedMember,
    SimulatedMonitor,
)
from console.rehearsal.tokens import PROJECT_ID

States = Mapping[str, str]
"""Operating statuses by id."""


def instant(at: float | None) -> str | None:
    """A time without an offset, which is UTC."""
    return None if at is None else datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _ids(parts: Iterable[BalancerPart]) -> list[Values]:
    return [{"id": part.id} for part in parts]


def _part(part: BalancerPart, at: float, states: States) -> Values:
    changed = part.updated_at if part.updated_at is not None and part.updated_at <= at else None
    return {
        "id": part.id,
        "name": part.name,
        "provisioning_status": part.progress.at(at),
        "operating_status": states[part.id],
        "admin_state_up": part.enabled,
        "project_id": PROJECT_ID,
        "created_at": instant(part.created_at),
        "updated_at": instant(changed),
        "tags": list(part.tags),
    }


def balancer(it: SimulatedBalancer, at: float, states: States) -> Values:
    """LoadBalancerResponse."""
    return {
        **_part(it, at, states),
        "description": it.description,
        "vip_address": it.vip_address,
        "vip_port_id": it.nic.port_id,
        "vip_subnet_id": it.nic.fixed[0].subnet.id,
        "vip_network_id": it.nic.network.id,
        "vip_sg_ids": [],
        "vip_qos_policy_id": None,
        "vip_vnic_type": "normal",
        "additional_vips": [],
        "listeners": _ids(it.listeners.values()),
        "pools": _ids(it.pools.values()),
        "provider": it.provider,
        "flavor_id": it.flavor_id,
        "availability_zone": None,
    }


def listener(it: SimulatedListener, at: float, states: States) -> Values:
    """ListenerResponse."""
    return {
        **_part(it, at, states),
        "_balancer": it.balancer.id,
        "description": it.description,
        "protocol": it.protocol,
        "protocol_port": it.protocol_port,
        "connection_limit": it.connection_limit,
        "default_pool_id": None if it.default is None else it.default.id,
        "loadbalancers": _ids([it.balancer]),
        "l7policies": [],
        "insert_headers": {},
        "default_tls_container_ref": None,
        "sni_container_refs": [],
        "client_ca_tls_container_ref": None,
        "client_crl_container_ref": None,
        "client_authentication": "NONE",
        "timeout_client_data": it.timeout_client_data,
        "timeout_member_connect": it.timeout_member_connect,
        "timeout_member_data": it.timeout_member_data,
        "timeout_tcp_inspect": 0,
        "allowed_cidrs": None,
        "tls_ciphers": None,
        "tls_versions": None,
        "alpn_protocols": None,
        "hsts_max_age": None,
        "hsts_include_subdomains": None,
        "hsts_preload": None,
    }


def pool(it: SimulatedBackend, at: float, states: States) -> Values:
    """PoolResponse."""
    persistence = None
    if it.persistence is not None:
        persistence = {
            "type": it.persistence["type"],
            "cookie_name": it.persistence.get("cookie_name"),
            "persistence_timeout": None,
            "persistence_granularity": None,
        }
    return {
        **_part(it, at, states),
        "_balancer": it.balancer.id,
        "description": it.description,
        "protocol": it.protocol,
        "lb_algorithm": it.algorithm,
        "session_persistence": persistence,
        "loadbalancers": _ids([it.balancer]),
        "listeners": _ids(it.listeners),
        "members": _ids(it.members.values()),
        "healthmonitor_id": None if it.monitor is None else it.monitor.id,
        "tls_enabled": False,
        "tls_container_ref": None,
        "ca_tls_container_ref": None,
        "crl_container_ref": None,
        "tls_ciphers": None,
        "tls_versions": None,
        "alpn_protocols": None,
    }


def member(it: SimulatedMember, at: float, states: States) -> Values:
    """MemberResponse: nothing in it names a server."""
    setting = it.setting
    return {
        **_part(it, at, states),
        "admin_state_up": setting.enabled,
        "address": it.address,
        "protocol_port": it.protocol_port,
        "weight": setting.weight,
        "backup": setting.backup,
        "subnet_id": it.subnet_id,
        "monitor_address": it.monitor_address,
        "monitor_port": it.monitor_port,
        "vnic_type": "normal",
    }


def monitor(it: SimulatedMonitor, of: SimulatedBackend, at: float, states: States) -> Values:
    """HealthMonitorResponse."""
    return {
        **_part(it, at, states),
        "type": it.type,
        "delay": it.delay,
        "timeout": it.timeout,
        "max_retries": it.rise,
        "max_retries_down": it.fall,
        "http_method": it.http_method,
        "url_path": it.url_path,
        "expected_codes": it.expected_codes,
        "http_version": None,
        "domain_name": None,
        "pools": _ids([of]),
        "pool_id": of.id,
    }


def tree(it: SimulatedBalancer, at: float, states: States) -> Values:
    """The answer of `…/status`: names and both statuses, and of a member its address and port."""
    listeners = [
        {**_told(each, at, states), "pools": _pools_of(each, at, states)}
        for each in it.listeners.values()
    ]
    return {"statuses": {"loadbalancer": {**_told(it, at, states), "listeners": listeners}}}


def _pools_of(it: SimulatedListener, at: float, states: States) -> list[Values]:
    if it.default is None:
        return []
    found = _told(it.default, at, states)
    watch = it.default.monitor
    if watch is not None:
        found["health_monitor"] = {**_told(watch, at, states), "type": watch.type}
    found["members"] = [
        {**_told(each, at, states), "address": each.address, "protocol_port": each.protocol_port}
        for each in it.default.members.values()
    ]
    return [found]


def _told(part: BalancerPart, at: float, states: States) -> Values:
    return {
        "id": part.id,
        "name": part.name,
        "provisioning_status": part.progress.at(at),
        "operating_status": states[part.id],
    }
