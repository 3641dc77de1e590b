"""What was used of the project this month: GET /cloud/project/{id}/usage/current.

A total is a number or an object with its currency, and a sort of use may be missing: all
are met. A line that makes no sense is left out.
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

import msgspec

from console.decoding import decode
from console.model.usage import ProjectUsage, UsedInstance
from console.providers.ovhcloud.calls import OvhcloudCalls
from console.providers.ovhcloud.keys import Keys
from console.providers.ovhcloud.wire_usage import UsageCurrent, UsageDetail, UsageLine, euros
from console.settings.ovhcloud import ProjectSettings

AN_HOUR = {"Hour": Decimal(1), "Minute": Decimal(60), "Second": Decimal(3600)}
"""How many of a unit an hour has."""


class OvhcloudUsage:
    """Implements `console.ports.UsageReader`."""

    def __init__(self, settings: ProjectSettings, *, keys: Keys) -> None:
        """Keep the keys; nothing is called yet."""
        self._calls = OvhcloudCalls(settings, keys)
        self._path = f"/cloud/project/{settings.project}/usage/current"

    def usage(self) -> ProjectUsage:
        """The current month, as it was counted last, some hours ago perhaps."""
        found = self._calls.get(self._path, UsageCurrent)
        sorts = {name: list(_lines(raw)) for name, raw in (found.hourly or {}).items()}
        for name, raw in (found.monthly or {}).items():
            sorts[f"monthly {name}"] = list(_lines(raw))
        return ProjectUsage(
            since=found.period.since,
            updated_at=found.updated,
            euro=euros(found.price),
            instances={one.id: one for one in _instances(sorts.get("instance", ()))},
            parts=dict(_parts(sorts)),
        )


def _lines(raw: msgspec.Raw) -> Iterator[UsageLine]:
    try:
        listed = decode(raw, list[msgspec.Raw] | None)  # type: ignore[arg-type]
    except msgspec.DecodeError:
        return
    for one in listed or ():
        try:
            yield decode(one, UsageLine)
        except msgspec.DecodeError:
            continue


def _instances(lines: Iterable[UsageLine]) -> Iterator[UsedInstance]:
    for line in lines:
        for one in line.details or ():
            hours = _hours(one)
            if hours is not None:
                yield UsedInstance(one.id, line.region, line.reference, hours, euros(one.price))


def _hours(one: UsageDetail) -> Decimal | None:
    per_hour = AN_HOUR.get(one.quantity.unit)
    return None if per_hour is None else one.quantity.value / per_hour


def _parts(sorts: Mapping[str, list[UsageLine]]) -> Iterator[tuple[str, Decimal]]:
    """What each sort of use costs, where one of its lines tells a price."""
    for name, lines in sorts.items():
        prices = [price for line in lines if (price := euros(line.price)) is not None]
        if prices:
            yield name, sum(prices, Decimal(0))
