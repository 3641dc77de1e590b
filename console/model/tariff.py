"""What the public cloud costs by region and flavor, as its provider's catalogue says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from console.model.money import Price
from console.model.notice import Notice


@dataclass(frozen=True, slots=True)
class Tariff:
    """Prices by region, then flavor name. `read_at` and `age_s` are real time.

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
