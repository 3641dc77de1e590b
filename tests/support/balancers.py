"""A rehearsal whose pool stands behind load balancers, as clients of one region see them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from openstack.config import OpenStackConfig
from openstack.connection import Connection
from process import wait_until
from rehearsed import Rehearsal

SCENARIO = """
title = "behind load balancers"
starts = 2026-11-26T14:00:00+01:00
[rates]
balancer_per_s = 1000
compute_per_s = 1000
[balancing]
pool = "api"
"""
Json = dict[str, Any]


def scenario(folder: Path, extra: str = "") -> str:
    """Write the scenario, with more keys of `[balancing]`; its path."""
    file = folder / "behind.toml"
    file.write_text(SCENARIO + extra)
    return str(file)


def until(met: Callable[[], bool]) -> None:
    """Wait for a condition."""
    wait_until(met, what="the load balancer gets there", every_s=0.02)


class Balancers:
    """One region's load balancers, over the SDK's session."""

    def __init__(self, estate: Rehearsal, cloud: str = "vigie", region: str = "GRA11") -> None:
        self.estate, self.region = estate, region
        config = OpenStackConfig(config_files=[str(estate.clouds_yaml)], load_envvars=False)
        self.connection = Connection(config=config.get_one(cloud, region_name=region))

    def call(self, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401 - a response
        return self.connection.load_balancer.request(
            f"/lbaas/{path}", method, json=body, raise_exc=False
        )

    def get(self, path: str) -> Any:  # noqa: ANN401 - JSON
        answer = self.call("GET", path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    @property
    def balancer(self) -> Json:
        name = f"api-{self.region[:3].lower()}"
        return next(iter(self.get(f"loadbalancers?name={name}")["loadbalancers"]))

    @property
    def pool(self) -> Json:
        return next(iter(self.get("pools?name=api")["pools"]))

    def path(self, suffix: str = "") -> str:
        return f"pools/{self.pool['id']}/members{suffix}"

    def members(self) -> dict[str, Json]:
        return {each["name"]: each for each in self.get(self.path())["members"]}

    def member(self, name: str) -> Json:
        return self.members()[name]

    def states(self) -> dict[str, str]:
        """Operating status by name."""
        return {name: each["operating_status"] for name, each in self.members().items()}

    def settled(self) -> None:
        until(lambda: bool(self.balancer["provisioning_status"] == "ACTIVE"))

    def batch(self, *members: Json, additive: bool = True) -> Any:  # noqa: ANN401 - a response
        self.settled()
        query = "?additive_only=true" if additive else ""
        return self.call("PUT", self.path(query), {"members": members})

    def change(self, name: str, **settings: object) -> Any:  # noqa: ANN401 - a response
        self.settled()
        path = self.path(f"/{self.member(name)['id']}")
        return self.call("PUT", path, {"member": settings})

    def control(self, path: str = "", **body: object) -> Json:
        told: Json = json.loads(self.estate.control(f"balancers/{self.region}{path}", body))
        return told

    def query(self, query: str) -> list[Json]:
        url = f"{self.estate.endpoints['prometheus']}/api/v1/query"
        answer = self.connection.session.get(url, params={"query": query}, authenticated=False)
        found: list[Json] = answer.json()["data"]["result"]
        return found

    def sessions(self, name: str) -> float:
        """Connections of a member, as the PROMETHEUS listener tells them."""
        member = self.member(name)["id"]
        [found] = self.query(f'octavia_member_current_sessions{{member="{member}"}}')
        return float(found["value"][1])

    def active(self) -> int:
        """Connections of the load balancer."""
        stats = self.get(f"loadbalancers/{self.balancer['id']}/stats")["stats"]
        return int(stats["active_connections"])

    def server(self, name: str) -> str:
        """Id of a server."""
        return str(next(iter(self.connection.compute.servers(name=f"^{name}$"))).id)

    def server_gone(self, id_: str) -> bool:
        """Whether a server is deleted."""
        return id_ not in {each.id for each in self.connection.compute.servers()}

    def new_server(self, name: str) -> str:
        """Order a server like the others; its id."""
        compute = self.connection.compute
        model = next(iter(compute.servers(name="^api-gra-002$")))
        [network] = self.connection.network.networks(name="vigie-private")
        flavor = next(each for each in compute.flavors() if each.name == "win-b2-60")
        where = [{"uuid": network.id}]
        made = compute.create_server(
            name=name, flavor_id=flavor.id, image_id=model.image.id, networks=where
        )
        return str(made.id)

    def address_of(self, server: str) -> str:
        """The address of a server's port."""
        [port] = self.connection.network.ports(device_id=server)
        return str(port.fixed_ips[0]["ip_address"])
