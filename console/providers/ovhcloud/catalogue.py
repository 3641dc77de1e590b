"""What can be ordered: profiles, their stock and their prices, read every so often."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace

from console.model.resource import DATASTORE, HOST
from console.model.supply import (
    Billing,
    Offer,
)
from console.ports import Clock
from console.providers.ovhcloud import prices
from console.providers.ovhcloud.calls import OvhcloudCalls
from console.providers.ovhcloud.monthly import Monthly
from console.providers.ovhcloud.place import ServicePlace
from console.providers.ovhcloud.prices import Prices, optional
from console.providers.ovhcloud.wire import (
    FilerProfileRecord,
    FilerStock,
    HostProfileRecord,
    HostStock,
)

SOURCE = "OVHcloud API"
QUOTES = 8
SSD = ("ssd", "nvme")
DISKS = ("sas", "sata", "hdd")


class OfferCatalogue:
    """The offers of one virtual datacenter, kept for `keep_s` wall seconds."""

    def __init__(
        self,
        calls: OvhcloudCalls,
        place: ServicePlace,
        clock: Clock,
        keep_s: float,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Read through `calls`; nothing is read yet."""
        self._calls = calls
        self._place = place
        self._monthly = Monthly(calls, place)
        self._clock = clock
        self._keep_s = keep_s
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._kept: tuple[float, tuple[Offer, ...]] | None = None

    def offers(self, held: dict[str, str], deadline: float) -> tuple[Offer, ...]:
        """Hourly and monthly offers; `held` is name of a held resource → its profile."""
        with self._lock:
            if self._kept is not None and self._monotonic() - self._kept[0] < self._keep_s:
                return self._kept[1]
            found = self._read(held, deadline)
            self._kept = (self._monotonic(), found)
            return found

    def take(self, name: str) -> None:
        """Count one ordered out of the stock that was read, until it is read again."""
        with self._lock:
            if self._kept is None:
                return
            at, offers = self._kept
            self._kept = (at, tuple(_one_less(o) if o.name == name else o for o in offers))

    def _read(self, held: dict[str, str], deadline: float) -> tuple[Offer, ...]:
        as_of = self._clock.now().date().isoformat()
        profiles = (*self._filers(deadline), *self._hosts(deadline))
        known = prices.read(
            self._calls, self._place, [each.name for each in profiles], held, deadline
        )
        dated = [replace(each, source=SOURCE, as_of=as_of) for each in profiles]
        hourly = (replace(each, euro_per_hour=known.hourly.get(each.name)) for each in dated)
        return (*hourly, *self._by_month(dated, known, deadline))

    def _by_month(self, profiles: list[Offer], known: Prices, deadline: float) -> list[Offer]:
        found: list[Offer] = []
        quotes = QUOTES
        for resource in (DATASTORE, HOST):
            of_kind = [each for each in profiles if each.resource == resource]
            if not of_kind or not self._monthly.offered(resource, of_kind[0].name, deadline):
                continue
            for each in of_kind:
                price = known.monthly.get(each.name)
                if price is None and quotes > 0:
                    quotes -= 1
                    quote = optional(lambda o=each: self._monthly.quote(o.resource, o.name))  # type: ignore[misc] # the offer of this turn
                    price = None if quote is None else quote.euro_per_month
                found.append(replace(each, billing=Billing.MONTHLY, euro_per_month=price))
        return found

    def _filers(self, deadline: float) -> list[Offer]:
        path = f"{self._place.vdc(deadline)}/orderableFilerProfiles"
        profiles = self._calls.get(path, list[FilerProfileRecord], deadline=deadline)
        stock = optional(
            lambda: self._calls.get(
                self._place.stock("zpool", deadline), list[FilerStock], deadline=deadline
            )
        )
        count = {each.profile: each.count for each in stock or [] if each.profile}
        return [
            Offer(
                name=each.name,
                resource=DATASTORE,
                title=each.full_name or each.name,
                billing=Billing.HOURLY,
                size_bytes=each.size.size_bytes if each.size is not None else None,
                ssd=_ssd(f"{each.name} {each.full_name or ''}"),
                available=count.get(each.name, count.get(each.full_name or "")),
            )
            for each in profiles
        ]

    def _hosts(self, deadline: float) -> list[Offer]:
        path = f"{self._place.vdc(deadline)}/orderableHostProfiles"
        profiles = self._calls.get(path, list[HostProfileRecord], deadline=deadline)
        stock = optional(
            lambda: self._calls.get(
                self._place.stock("host", deadline), list[HostStock], deadline=deadline
            )
        )
        count = {key: each.count for each in stock or [] for key in (each.name, each.ref) if key}
        return [
            Offer(
                name=each.name,
                resource=HOST,
                title=_title(each),
                billing=Billing.HOURLY,
                available=count.get(each.name),
            )
            for each in profiles
        ]


def _one_less(offer: Offer) -> Offer:
    return replace(offer, available=offer.available and offer.available - 1)


def _ssd(said: str) -> bool | None:
    """Tell from a profile's own words; the API has no field for it."""
    words = said.lower()
    if any(word in words for word in SSD):
        return True
    return False if any(word in words for word in DISKS) else None


def _title(profile: HostProfileRecord) -> str:
    ram = "" if profile.ram is None else f"{profile.ram.value:g} {profile.ram.unit}"
    return ", ".join(filter(None, (profile.name, profile.core, ram)))
