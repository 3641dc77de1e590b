"""What the public cloud costs by region, as its provider's catalogue says: flavors and the rest."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from console.model.money import Price
from console.model.notice import Notice

VOLUME = "volume."
"""What is billed beside instances is named so, before a volume type: ``volume.classic``."""
SNAPSHOT = "snapshot"
IMAGE = "image"
ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Tariff:
    """Prices by region, then flavor name. `read_at` and `age_s` are real time.

    `beside` is what else is billed, by region and name, in euros an hour: a GiB of a volume,
    of its snapshot or of an image, and one floating address.
    `unpriced` are the flavors, by region, that the provider sells at no price that could be
    read; `doubt` says why an older copy is given in place of today's.
    """

    catalogue: str
    currency: str
    read_at: datetime
    age_s: float
    prices: Mapping[str, Mapping[str, Price]] = field(default_factory=dict)
    unpriced: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    doubt: Notice | None = None
    beside: Mapping[str, Mapping[str, Decimal]] = field(default_factory=dict)
