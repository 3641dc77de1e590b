"""Prices that were read, kept on disk: a catalogue is megabytes, and changes once in a while."""

import logging
from collections.abc import Collection
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import msgspec

from console.decoding import decode
from console.settings.writing import put

log = logging.getLogger(__name__)


class StoredPrice(msgspec.Struct, frozen=True):
    """One flavor: its price an hour and a month without VAT; None is unknown. Never rounded."""

    hour: Decimal | None = None
    month: Decimal | None = None
    plan: str | None = None


class StoredPrices(msgspec.Struct, frozen=True):
    """The file. `origin` says whose prices they are, `read_at` is real time (seconds, 1970)."""

    origin: str
    catalogue: str
    currency: str
    read_at: float
    regions: dict[str, dict[str, StoredPrice]]
    beside: dict[str, dict[str, Decimal]] | None = None
    """By region, an hour of what is billed beside instances; None in a file of before."""

    def has(self, regions: Collection[str]) -> bool:
        """Say whether it tells all that there is to tell of some regions."""
        return self.beside is not None and set(regions) <= self.regions.keys()

    @property
    def read_on(self) -> datetime:
        """When it was read, in UTC."""
        return datetime.fromtimestamp(self.read_at, UTC)


class PriceFile:
    """One file of prices. That it cannot be kept stops nobody from reading anew."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self, origin: str) -> StoredPrices | None:
        """What is kept of that origin; None where nothing is, or nothing that can be read."""
        with suppress(OSError, msgspec.DecodeError, UnicodeDecodeError):
            kept = decode(self._path.read_bytes(), StoredPrices)
            return kept if kept.origin == origin else None
        return None

    def write(self, prices: StoredPrices) -> None:
        """Keep them, whole or not at all."""
        try:
            put(self._path, msgspec.json.encode(prices).decode())
        except OSError as failure:
            log.warning("prices are not kept in %s: %s", self._path, failure)
