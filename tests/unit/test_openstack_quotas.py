from collections.abc import Iterator
from pathlib import Path

import pytest
from scripted import Reply, ScriptedOpenStack, scripted_openstack

from console.model.error import SourceError
from console.model.quota import Allowance

DETAIL = ScriptedOpenStack.compute("os-quota-sets/p1/detail")
LIMITS = ScriptedOpenStack.compute("limits")
NETWORK = "/network/RBX-A/v2.0"
FORBIDDEN = Reply({"forbidden": {"message": "Policy doesn't allow it"}}, 403)


def compute_quota(**use: int) -> Reply:
    def detail(limit: int, used: int) -> dict[str, int]:
        return {"limit": limit, "in_use": used, "reserved": 1}

    return Reply(
        {
            "quota_set": {
                "id": "p1",
                "instances": detail(150, use.get("instances", 12)),
                "cores": detail(2400, 192),
                "ram": detail(9_000_000, 720_000),
            }
        }
    )


@pytest.fixture
def estate(tmp_path: Path) -> Iterator[ScriptedOpenStack]:
    with scripted_openstack(tmp_path) as estate:
        on = estate.server.on
        on("GET", DETAIL, compute_quota())
        port = {"limit": 500, "used": 20, "reserved": 2}
        on("GET", f"{NETWORK}/quotas/p1/details.json", Reply({"quota": {"port": port}}))
        networks = [{"id": "n1", "name": "vigie-private"}]
        on("GET", f"{NETWORK}/networks", Reply({"networks": networks}))
        subnets = [
            {"ip_version": 4, "total_ips": 1000, "used_ips": 40},
            {"ip_version": 6, "total_ips": 2**64, "used_ips": 40},
        ]
        body = {"network_ip_availability": {"subnet_ip_availability": subnets}}
        on("GET", f"{NETWORK}/network-ip-availabilities/n1", Reply(body))
        yield estate


def test_quotas_count_what_is_reserved_as_used(estate: ScriptedOpenStack) -> None:
    quota = estate.cloud.quota("RBX-A", ["vigie-private"])
    assert quota.instances == Allowance(150, 13)
    assert quota.cores == Allowance(2400, 193)
    assert quota.ram_mib == Allowance(9_000_000, 720_001)
    assert quota.ports == Allowance(500, 22)
    assert quota.free_addresses == {"vigie-private": 960}


def test_limits_are_read_where_quota_sets_are_not_allowed(estate: ScriptedOpenStack) -> None:
    estate.server.on("GET", DETAIL, FORBIDDEN)
    absolute = {
        "maxTotalInstances": 150,
        "maxTotalCores": -1,
        "maxTotalRAMSize": 9,
        "totalInstancesUsed": 12,
        "totalCoresUsed": 192,
        "totalRAMUsed": 7,
    }
    estate.server.on("GET", LIMITS, Reply({"limits": {"rate": [], "absolute": absolute}}))
    quota = estate.cloud.quota("RBX-A", [])
    assert quota.instances == Allowance(150, 12)
    assert quota.cores.left is None


def test_without_compute_quotas_there_is_an_error_and_no_zero(estate: ScriptedOpenStack) -> None:
    estate.server.on("GET", DETAIL, FORBIDDEN)
    estate.server.on("GET", LIMITS, FORBIDDEN)
    with pytest.raises(SourceError):
        estate.cloud.quota("RBX-A", [])


@pytest.mark.parametrize(
    "answer", [FORBIDDEN, Reply({}, 404), Reply(b"<html>"), Reply({"quota": {}})]
)
def test_port_quota_that_is_not_told_is_unknown(estate: ScriptedOpenStack, answer: Reply) -> None:
    estate.server.on("GET", f"{NETWORK}/quotas/p1/details.json", answer)
    assert estate.cloud.quota("RBX-A", []).ports is None


def test_no_network_or_an_unknown_one_is_an_unknown_number_of_addresses(
    estate: ScriptedOpenStack,
) -> None:
    assert estate.cloud.quota("RBX-A", []).free_addresses == {}
    estate.server.on("GET", f"{NETWORK}/networks", Reply({"networks": []}))
    assert estate.cloud.quota("RBX-A", ["elsewhere"]).free_addresses == {}


@pytest.mark.parametrize(("owner", "free"), [("p1", 8), ("p2", None), (None, None)])
def test_free_addresses_are_counted_from_ports_of_own_networks_only(
    estate: ScriptedOpenStack, owner: str | None, free: int | None
) -> None:
    on = estate.server.on
    on("GET", f"{NETWORK}/network-ip-availabilities/n1", FORBIDDEN)
    subnet = {
        "id": "s1",
        "ip_version": 4,
        "project_id": owner,
        "allocation_pools": [{"start": "10.0.0.10", "end": "10.0.0.19"}],
    }
    on("GET", f"{NETWORK}/subnets", Reply({"subnets": [subnet]}))
    ports = [
        {"fixed_ips": [{"ip_address": address, "subnet_id": "s1"}]}
        for address in ("10.0.0.1", "10.0.0.10", "10.0.0.19")
    ]
    on("GET", f"{NETWORK}/ports", Reply({"ports": ports}))
    quota = estate.cloud.quota("RBX-A", ["vigie-private"])
    assert quota.free_addresses.get("vigie-private") == free
