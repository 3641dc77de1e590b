"""The public cloud's prices, of the public catalogue and the project's flavors.

GET /order/catalog/public/cloud (no signature, several MiB), GET /cloud/project/{id}/flavor
for each region: which plan a flavor is sold by is read there and never guessed. The prices
are kept on disk, as they are never rounded, with the catalogue's id and when it was read.
"""

import time
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal

import msgspec

from console.decoding import decode
from console.model.error import SourceError
from console.model.money import Price
from console.model.tariff import Tariff
from console.providers.ovhcloud.beside import by_region
from console.providers.ovhcloud.calls import OvhcloudCalls, Parameter
from console.providers.ovhcloud.keys import Keys
from console.providers.ovhcloud.pricefile import PriceFile, StoredPrice, StoredPrices
from console.providers.ovhcloud.wire_public import (
    CatalogueAddon,
    CataloguePricing,
    CloudFlavor,
    PublicCatalogue,
)
from console.settings.ovhcloud import ProjectSettings

SOURCE = "OVHcloud catalogue"
CATALOGUE = "/order/catalog/public/cloud"


class OvhcloudPriceList:
    """Implements `console.ports.PriceReader`. Thread-safe: what it keeps is a file."""

    def __init__(
        self,
        settings: ProjectSettings,
        *,
        keys: Keys,
        file: PriceFile,
        wall: Callable[[], float] = time.time,
    ) -> None:
        """Keep the keys; nothing is called yet. `wall` is real time, in seconds since 1970."""
        self._settings = settings
        self._calls = OvhcloudCalls(settings, keys)
        self._file = file
        self._wall = wall

    def tariff(self, regions: Collection[str]) -> Tariff:
        """The prices of these regions, from the disk while they are young enough.

        An older copy is better than none: where the API does not answer it is given,
        with why. Raises SourceError when there is none either.
        """
        kept = self._file.read(self._origin)
        whole = kept is not None and kept.has(regions)
        if kept is not None and whole and self._age_s(kept) < self._settings.prices_every_s:
            return self._tariff(kept)
        try:
            fresh = self._fetched(regions)
        except SourceError as error:
            if kept is None:
                raise
            return replace(self._tariff(kept), doubt=error.notice)
        self._file.write(fresh)
        return self._tariff(fresh)

    @property
    def _origin(self) -> str:
        """Whose prices a file holds: another project's or country's are not these."""
        said = self._settings
        return f"{said.endpoint} {said.project} {said.subsidiary}"

    def _age_s(self, kept: StoredPrices) -> float:
        return max(0.0, self._wall() - kept.read_at)

    def _fetched(self, regions: Collection[str]) -> StoredPrices:
        deadline = self._calls.deadline()
        params: dict[str, Parameter | None] = {"ovhSubsidiary": self._settings.subsidiary}
        found = self._calls.get(CATALOGUE, PublicCatalogue, params, deadline=deadline, public=True)
        addons = list(_addons(found))
        plans = {addon.plan: addon.pricings for addon in addons}
        flavors = f"/cloud/project/{self._settings.project}/flavor"
        return StoredPrices(
            origin=self._origin,
            catalogue=str(found.id),
            currency=found.locale.currency,
            read_at=self._wall(),
            beside=dict(by_region(addons, sorted(regions))),
            regions={
                region: {
                    flavor.name: _record(flavor, plans)
                    for flavor in self._calls.get(
                        flavors, list[CloudFlavor], {"region": region}, deadline=deadline
                    )
                }
                for region in sorted(regions)
            },
        )

    def _tariff(self, kept: StoredPrices) -> Tariff:
        as_of = kept.read_on.date().isoformat()
        prices: dict[str, dict[str, Price]] = {}
        unpriced: dict[str, tuple[str, ...]] = {}
        for region, flavors in kept.regions.items():
            euros = kept.currency == "EUR"
            known = {name: one for name, one in flavors.items() if euros and one.hour is not None}
            prices[region] = {
                name: Price(name, one.hour, SOURCE, as_of, euro_per_month=one.month)
                for name, one in known.items()
                if one.hour is not None
            }
            unpriced[region] = tuple(sorted(flavors.keys() - known.keys()))
        return Tariff(
            catalogue=kept.catalogue,
            currency=kept.currency,
            read_at=kept.read_on,
            age_s=self._age_s(kept),
            prices=prices,
            unpriced=unpriced,
            beside=kept.beside or {} if kept.currency == "EUR" else {},
        )


def _record(flavor: CloudFlavor, plans: dict[str, list[CataloguePricing]]) -> StoredPrice:
    codes = flavor.plans
    if codes is None:
        return StoredPrice()
    return StoredPrice(
        hour=_one(plans.get(codes.hourly or "", []), "hour"),
        month=_one(plans.get(codes.monthly or "", []), "month"),
        plan=codes.hourly,
    )


def _addons(catalogue: PublicCatalogue) -> Iterator[CatalogueAddon]:
    """The addons that can be read; one that cannot be is nobody's price."""
    for raw in catalogue.addons:
        with suppress(msgspec.DecodeError):
            yield decode(raw, CatalogueAddon)


def _one(pricings: list[CataloguePricing], unit: str) -> Decimal | None:
    """The one price for one hour, or month; None where there is none, or several that differ."""
    found = {
        one.amount
        for one in pricings
        if one.unit == unit and one.interval in {None, 1} and one.usual
    }
    return found.pop() if len(found) == 1 else None
