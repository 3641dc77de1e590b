"""The public cloud's project: its flavors with their stock, and the quotas it may give itself."""

from console.rehearsal import quota
from console.rehearsal.exchange import Answer
from console.rehearsal.ovhcloud.gate import Asked, Handler, Values, missing
from console.rehearsal.quota import CORES_EACH, RAM_MIB_EACH, Amounts
from console.rehearsal.reference import ESTATE, FLAVORS, FlavorFacts
from console.rehearsal.region import Region
from console.rehearsal.tokens import PROJECT_ID
from console.rehearsal.world import World

PROFILES = {"20vms": 20, "50vms": 50, "100vms": 100, "200vms": 200}
"""Sets of quotas by name, and how many instances each is for."""
PORTS_EACH, NETWORKS, GIB_EACH = 5, 50, 200


class ProjectHandlers:
    """Handlers of what the project has, and may have."""

    def __init__(self, world: World) -> None:
        self._world = world

    def paths(self) -> dict[str, dict[str, Handler]]:
        """Paths and handlers."""
        root = "/cloud/project/{project}"
        return {
            root: {"GET": self._shown},
            f"{root}/flavor": {"GET": self._flavors},
            f"{root}/region/{{region}}/quota/allowed": {"GET": self._allowed},
        }

    @staticmethod
    def _shown(asked: Asked) -> Answer:
        _known(asked)
        return Answer(
            {
                "project_id": PROJECT_ID,
                "projectName": ESTATE,
                "description": ESTATE,
                "status": "ok",
                "manualQuota": False,
                "access": "full",
            }
        )

    def _flavors(self, asked: Asked) -> Answer:
        _known(asked)
        named = asked.query.get("region")
        there = [one for one in self._world.regions.values() if named in {None, one.name}]
        return Answer([_flavor(flavor, one) for one in there for flavor in FLAVORS])

    def _allowed(self, asked: Asked) -> Answer:
        _known(asked)
        region = self._world.regions.get(str(asked.params["region"]))
        if region is None:
            raise missing(asked.params["region"])
        now = region.quota.instances
        return Answer([_profile(name, n) for name, n in PROFILES.items() if n > now])


def _known(asked: Asked) -> None:
    if asked.params["project"] != PROJECT_ID:
        raise missing(asked.params["project"])


def _profile(name: str, instances: int) -> Values:
    return {
        "name": name,
        "compute": {
            "instances": instances,
            "cores": instances * CORES_EACH,
            "ram": instances * RAM_MIB_EACH,
        },
        "network": {"networks": NETWORKS, "subnets": NETWORKS, "ports": instances * PORTS_EACH},
        "volume": {"volumes": instances, "gigabytes": instances * GIB_EACH, "snapshots": instances},
    }


def _flavor(flavor: FlavorFacts, region: Region) -> Values:
    limit, used = quota.limits(region.quota), region.used(region.clock.now())
    monthly = None if flavor.euro_per_month is None else f"{flavor.name}.monthly.postpaid"
    return {
        "id": flavor.id(region.name),
        "name": flavor.name,
        "region": region.name,
        "ram": flavor.ram_mib,
        "disk": flavor.disk_gib,
        "vcpus": flavor.vcpus,
        "type": f"ovh.cloud.{flavor.name}",
        "osType": flavor.family,
        "inboundBandwidth": 1000,
        "outboundBandwidth": 1000,
        "available": region.room is None or used.instances < region.room,
        "planCodes": {"hourly": f"{flavor.name}.consumption", "monthly": monthly},
        "capabilities": [],
        "quota": _fits(limit, used, flavor),
    }


def _fits(limit: Amounts, used: Amounts, flavor: FlavorFacts) -> int:
    """How many more of it the quotas let in."""
    each = Amounts(1, flavor.vcpus, flavor.ram_mib)
    left = ((limit.of(name) - used.of(name)) // each.of(name) for name in quota.RESOURCES)
    return max(0, min(left))
