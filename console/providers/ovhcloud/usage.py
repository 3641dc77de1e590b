"""What was used this month: of the project, and of the whole account.

GET /cloud/project/{id}/usage/current and GET /me/consumption/usage/current. A total is a
number or an object with its currency, and a sort of use may be missing: all are met. A line
that makes no sense is left out.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from typing import TypeVar

import msgspec

from console.decoding import decode
from console.model.money import total
from console.model.usage import AccountUsage, ProjectUsage, UsedInstance
from console.providers.ovhcloud.calls import OvhcloudCalls
from console.providers.ovhcloud.keys import Keys
from console.providers.ovhcloud.wire_usage import (
    BilledInstance,
    ConsumedFamily,
    Consumption,
    UsageCurrent,
    UsageDetail,
    UsageLine,
    euros,
)
from console.settings.ovhcloud import ProjectSettings

ACCOUNT = "/me/consumption/usage/current"
T = TypeVar("T")
AN_HOUR = {"Hour": Decimal(1), "Minute": Decimal(60), "Second": Decimal(3600)}
"""How many of a unit an hour has."""


class OvhcloudUsage:
    """Implements `console.ports.UsageReader`."""

    def __init__(self, settings: ProjectSettings, *, keys: Keys) -> None:
        """Keep the keys; nothing is called yet."""
        self._calls = OvhcloudCalls(settings, keys)
        self._project = f"/cloud/project/{settings.project}"
        self._path = f"{self._project}/usage/current"

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

    def account(self) -> AccountUsage:
        """What the account used and was not billed for; several periods as one, from the first."""
        found = self._calls.get(ACCOUNT, list[Consumption])
        families: dict[str, Decimal] = {}
        for family in _families(found):
            price = _price(family)
            if price is not None:
                families[family.family] = families.get(family.family, Decimal(0)) + price
        return AccountUsage(
            since=min((one.since for one in found), default=None),
            updated_at=min((one.updated for one in found if one.updated), default=None),
            euro=total(euros(one.price) for one in found),
            families=families,
        )

    def monthly(self) -> dict[str, datetime | None]:
        """GET /cloud/project/{id}/instance: those with `monthlyBilling`, pending or not.

        A record that makes no sense may be such a one: BadAnswer, for nothing is known then.
        """
        found = self._calls.get(f"{self._project}/instance", list[BilledInstance])
        return {one.id: one.monthly.since for one in found if one.monthly is not None}


def _families(found: Iterable[Consumption]) -> Iterator[ConsumedFamily]:
    for one in found:
        yield from _each(one.families, ConsumedFamily)


def _price(family: ConsumedFamily) -> Decimal | None:
    """What a family tells of itself, else what its resources come to."""
    whole = euros(family.price)
    return total(euros(one.price) for one in family.details or ()) if whole is None else whole


def _lines(raw: msgspec.Raw) -> Iterator[UsageLine]:
    try:
        listed = decode(raw, list[msgspec.Raw] | None)  # type: ignore[arg-type]
    except msgspec.DecodeError:
        return
    yield from _each(listed, UsageLine)


def _each(listed: Iterable[msgspec.Raw] | None, line: type[T]) -> Iterator[T]:
    """Those that make sense."""
    for one in listed or ():
        with suppress(msgspec.DecodeError):
            yield decode(one, line)


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
