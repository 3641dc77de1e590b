"""What was used of the public cloud's project this month, as its provider counts it.

Of its own accord, from the instances' lives and not from what Vigie knows: each clock hour
in which one stood since it was first ACTIVE. It is counted at every full hour.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from math import ceil, floor

from console.rehearsal.exchange import Answer
from console.rehearsal.instance import SimulatedInstance
from console.rehearsal.ovhcloud.account import euros
from console.rehearsal.ovhcloud.gate import Asked, Handler, Values, missing
from console.rehearsal.ovhcloud.instances import monthly_since
from console.rehearsal.reference import FLAVORS
from console.rehearsal.tokens import PROJECT_ID
from console.rehearsal.world import World

HOUR_S = 3600
PRICES = {flavor.name: Decimal(flavor.euro_per_hour) for flavor in FLAVORS}
MONTHLY = {one.name: Decimal(one.euro_per_month) for one in FLAVORS if one.euro_per_month}


class UsageHandlers:
    """Handlers of what was used."""

    def __init__(self, world: World) -> None:
        self._world = world

    def paths(self) -> dict[str, dict[str, Handler]]:
        """Paths and handlers."""
        return {"/cloud/project/{project}/usage/current": {"GET": self._current}}

    def _current(self, asked: Asked) -> Answer:
        if asked.params["project"] != PROJECT_ID:
            raise missing(asked.params["project"])
        now = self._world.now()
        until = now // HOUR_S * HOUR_S
        month = datetime.fromtimestamp(now, UTC).replace(
            day=1, hour=0, minute=0, second=0, microsecond=0
        )
        lines = list(self._lines(month.timestamp(), until))
        monthly = list(self._monthly(now))
        both = (*lines, *monthly)
        total = sum((Decimal(str(line["totalPrice"]["value"])) for line in both), Decimal(0))
        return Answer(
            {
                "period": {"from": month.isoformat(), "to": _iso(until)},
                "lastUpdate": _iso(until),
                "totalPrice": float(total),
                "hourlyUsage": {
                    "instance": lines,
                    "volume": [],
                    "snapshot": [],
                    "storage": [],
                    "instanceOption": None,
                    "instanceBandwidth": [],
                },
                "monthlyUsage": {
                    "instance": monthly,
                    "instanceOption": [],
                    "certification": [],
                    "savingsPlan": [],
                },
                "resourcesUsage": [],
            }
        )

    def _lines(self, since: float, until: float) -> Iterator[Values]:
        for region in self._world.regions.values():
            found: dict[str, list[Values]] = {}
            for instance in region.instances.values():
                hours = _hours(instance, since, until)
                if hours and monthly_since(instance) is None:
                    price = PRICES[instance.flavor] * hours
                    found.setdefault(instance.flavor, []).append(
                        {
                            "instanceId": instance.id,
                            "quantity": {"unit": "Hour", "value": hours},
                            "totalPrice": float(price),
                        }
                    )
            for flavor, details in found.items():
                hours = sum(one["quantity"]["value"] for one in details)
                yield {
                    "reference": flavor,
                    "region": region.site.region,
                    "quantity": {"unit": "Hour", "value": hours},
                    "totalPrice": euros(PRICES[flavor] * hours),
                    "details": details,
                }

    def _monthly(self, now: float) -> Iterator[Values]:
        """What is billed by the month, each instance for the whole of it."""
        for region in self._world.regions.values():
            for instance in region.existing(now):
                since, price = monthly_since(instance), MONTHLY.get(instance.flavor)
                if since is not None and price is not None:
                    detail = {"instanceId": instance.id, "activation": _iso(since)}
                    yield {
                        "reference": instance.flavor,
                        "region": region.site.region,
                        "totalPrice": euros(price),
                        "details": [{**detail, "totalPrice": float(price)}],
                    }


def _hours(instance: SimulatedInstance, since: float, until: float) -> int:
    """Clock hours touched of a time; none where it was never ACTIVE."""
    launched, gone = instance.timeline.first("ACTIVE"), instance.timeline.first("DELETED")
    if launched is None or launched >= until:
        return 0
    first, last = max(launched, since), min(until if gone is None else gone, until)
    return max(0, ceil(last / HOUR_S) - floor(first / HOUR_S))


def _iso(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat()
