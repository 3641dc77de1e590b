"""Which estate this is: its name, its datacenters, its clock."""

from typing import Literal

from console.settings.section import Country, Name, PerSecond, Section


class EstateSettings(Section, frozen=True, kw_only=True):
    """Which estate this is, and where its data may live."""

    name: Name
    environment: Literal["production", "staging", "rehearsal"]
    timezone: str = "Europe/Paris"
    allowed_countries: tuple[Country, ...] = ("FR",)


class ClockSettings(Section, frozen=True, kw_only=True):
    """Estate time of a rehearsal: `estate_epoch` stood at `wall_epoch`, `speed` × since.

    Both are ISO 8601 with an offset. Refused outside `environment = "rehearsal"`.
    """

    wall_epoch: str
    estate_epoch: str
    speed: PerSecond = 1.0


class DatacenterSettings(Section, frozen=True, kw_only=True):
    """A datacenter, its country, and the OpenStack regions that stand in it."""

    code: Name
    name: str
    country: Country
    regions: tuple[str, ...]
