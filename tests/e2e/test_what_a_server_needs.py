"""An estate as a customer made it: adopted, grown by others alike, and left as it was."""

import base64
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from openstack.connection import Connection
from openstack_command import Openstack, connected
from rehearsed import Rehearsal, Rehearse
from shell import Shell

STANDING = {"RBX-A": 12, "GRA11": 10, "SBG5": 8}
PLACES = {"RBX-A": "RBX", "GRA11": "GRA", "SBG5": "SBG"}
NETWORKS = ["Ext-Net", "vigie-private"]
USER_DATA = "#ps1_sysnative\nWrite-Host '@vigie:name@ of @vigie:pool@ in @vigie:datacenter@'\n"
SCENARIO = f"""
title = "A customer's estate"
starts = 2026-11-26T14:00:00+01:00
seed = 8

[pool]
standing = false
networks = ["Ext-Net", "vigie-private"]
server_group = {{ name = "api-apart", policy = "soft-anti-affinity" }}
user_data = {json.dumps(USER_DATA)}

[quotas]
RBX-A = {{ instances = 150, server_group_members = 150 }}
GRA11 = {{ instances = 130, server_group_members = 130 }}
SBG5 = {{ instances = 100, server_group_members = 100 }}
"""


@dataclass(frozen=True)
class Seen:
    """A server as openstacksdk tells it; `found` is the whole answer."""

    region: str
    found: dict[str, Any]

    @property
    def id(self) -> str:
        """Its id."""
        return str(self.found["id"])

    def user_data(self) -> str:
        """What it was given to run at its first boot."""
        return base64.b64decode(self.found["OS-EXT-SRV-ATTR:user_data"]).decode()


@dataclass(frozen=True)
class Independent:
    """The cloud, region by region, by a client that is none of ours."""

    regions: dict[str, Connection]

    def servers(self) -> list[Seen]:
        """Every server there is."""
        seen: list[Seen] = []
        for region, cloud in self.regions.items():
            for each in cloud.compute.servers():
                told = cloud.compute.get(f"/servers/{each.id}", microversion="2.96").json()
                seen.append(Seen(region, told["server"]))
        return seen

    def networks(self, server: Seen) -> list[str]:
        """The networks of its interfaces in their order, as Neutron tells its ports."""
        network = self.regions[server.region].network
        ports = network.ports(device_id=server.id)
        return [network.get_network(port.network_id).name for port in ports]

    def members(self, region: str) -> set[str]:
        """Who is in the region's server group."""
        compute = self.regions[region].compute
        found = compute.find_server_group("api-apart", ignore_missing=False)
        return set(compute.get_server_group(found.id).member_ids)


@pytest.fixture
def estate(fresh_rehearsal: Rehearse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Rehearsal:
    for name in ("CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    scenario = tmp_path / "customer.toml"
    scenario.write_text(SCENARIO, encoding="utf-8")
    return fresh_rehearsal(str(scenario), 600.0)


@pytest.fixture
def shell(estate: Rehearsal) -> Iterator[Shell]:
    at = Shell(estate)
    yield at
    at.end()


@pytest.fixture
def independent(estate: Rehearsal) -> Iterator[Independent]:
    with ExitStack() as stack:
        yield Independent(
            {region: stack.enter_context(connected(estate, region)) for region in STANDING}
        )


def made_by_hand(estate: Rehearsal, folder: Path) -> None:
    """Thirty servers, by the command that everybody has; nothing marks them."""
    script = folder / "first-boot.ps1"
    script.write_text("#ps1_sysnative\nWrite-Host 'made by hand'\n", encoding="utf-8")
    for region, count in STANDING.items():
        command = Openstack(estate, folder, region)
        group = command.one("server", "group", "show", "api-apart")["id"]
        made = ("server", "create", "--flavor", "win-b2-60", "--image", "windows-server-2022-api")
        for network in NETWORKS:
            made += ("--network", network)
        made += ("--user-data", str(script), "--hint", f"group={group}", "--wait")
        many = ("--min", str(count), "--max", str(count), f"api-{PLACES[region].lower()}")
        command.one(*made, *many)


def test_thirty_by_hand_are_adopted_grown_by_thirty_alike_and_left_as_they_were(
    estate: Rehearsal, shell: Shell, independent: Independent, tmp_path: Path
) -> None:
    made_by_hand(estate, tmp_path)
    thirty = independent.servers()
    assert Counter(each.region for each in thirty) == STANDING
    assert not any(each.found["metadata"] for each in thirty)

    code, adopted = shell.says("pool", "adopt", "api", "--yes", "--wait")
    assert code == 0, adopted
    assert adopted["operation"]["state"] == "succeeded"
    marks = {each.found["metadata"].get("vigie.pool") for each in independent.servers()}
    assert marks == {"api"}

    code, grown = shell.says("burst", "api", "--by", "30", "--yes", "--wait")
    assert (code, grown["operation"]["state"]) == (0, "succeeded"), grown
    old = {each.id for each in thirty}
    new = [each for each in independent.servers() if each.id not in old]
    assert len(new) == 30
    for server in new:
        name, place = server.found["name"], PLACES[server.region]
        assert server.user_data() == filled_in(name=name, pool="api", datacenter=place)
        assert list(server.found["addresses"]) == NETWORKS
        assert independent.networks(server) == NETWORKS
        assert server.id in independent.members(server.region)
        assert server.found["status"] == "ACTIVE"

    code, back = shell.says("rollback", grown["operation"]["id"], "--yes", "--overload", "--wait")
    assert (code, back["operation"]["state"]) == (0, "succeeded"), back
    left = independent.servers()
    assert {each.id for each in left} == old
    assert {each.user_data() for each in left} == {each.user_data() for each in thirty}
    assert set.union(*map(independent.members, STANDING)) == old


def filled_in(**words: str) -> str:
    """The pool's user data with an instance's words in it."""
    text = USER_DATA
    for word, value in words.items():
        text = text.replace(f"@vigie:{word}@", value)
    return text
