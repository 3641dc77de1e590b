"""The public cloud's instances as the OVHcloud API lists them, and what bills one by the month.

One word of metadata does so as well, as soon as the instance is ACTIVE. Nothing takes it back.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

from console.rehearsal.exchange import Answer
from console.rehearsal.instance import SimulatedInstance
from console.rehearsal.ovhcloud.gate import Asked, Handler, Values, missing
from console.rehearsal.private.orders import OrderRefused
from console.rehearsal.tokens import PROJECT_ID
from console.rehearsal.world import World

WORD = "ovh-monthly-instance"


def monthly_since(instance: SimulatedInstance) -> float | None:
    """Since when (estate seconds) an instance is billed by the month; None: by the hour."""
    if instance.monthly_since is None and WORD in instance.metadata:
        instance.monthly_since = instance.timeline.first("ACTIVE")
    return instance.monthly_since


class InstanceHandlers:
    """Handlers of instances."""

    def __init__(self, world: World) -> None:
        self._world = world

    def paths(self) -> dict[str, dict[str, Handler]]:
        """Paths and handlers."""
        root = "/cloud/project/{project}/instance"
        return {
            root: {"GET": self._listed},
            f"{root}/{{instance}}": {"GET": self._shown},
            f"{root}/{{instance}}/activeMonthlyBilling": {"POST": self._by_month},
        }

    def _listed(self, asked: Asked) -> Answer:
        region = asked.query.get("region")
        found = self._standing(asked)
        return Answer([_values(one) for one in found if region in {None, one.region}])

    def _shown(self, asked: Asked) -> Answer:
        return Answer(_values(self._one(asked)))

    def _by_month(self, asked: Asked) -> Answer:
        one = self._one(asked)
        if monthly_since(one) is not None:
            raise OrderRefused(409, "Client::Conflict", "Monthly billing is already active")
        one.monthly_since = self._world.now()
        return Answer(_values(one))

    def _one(self, asked: Asked) -> SimulatedInstance:
        for one in self._standing(asked):
            if one.id == asked.params["instance"]:
                return one
        raise missing(asked.params["instance"])

    def _standing(self, asked: Asked) -> Iterator[SimulatedInstance]:
        if asked.params["project"] != PROJECT_ID:
            raise missing(asked.params["project"])
        now = self._world.now()
        for region in self._world.regions.values():
            yield from region.existing(now)


def _values(one: SimulatedInstance) -> Values:
    since = monthly_since(one)
    billing = None if since is None else {"since": _iso(since), "status": "ok"}
    plan = "consumption" if since is None else "monthly.postpaid"
    return {
        "id": one.id,
        "name": one.name,
        "region": one.region,
        "created": _iso(one.created_at),
        "monthlyBilling": billing,
        "planCode": f"{one.flavor}.{plan}",
        "ipAddresses": [],
        "sshKeyId": None,
        "operationIds": [],
    }


def _iso(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat()
