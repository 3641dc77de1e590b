"""Where things are: datacenters (geography) and OpenStack regions."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Datacenter:
    """A datacenter as the settings declare it.

    `country` is ISO 3166-1 alpha-2; `regions` are the OpenStack regions that
    stand in it, in order of preference.
    """

    code: str
    name: str
    country: str
    regions: tuple[str, ...]
