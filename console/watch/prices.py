"""What the public cloud's flavors cost."""

from collections.abc import Collection
from dataclasses import replace

from console.ports import PriceReader
from console.watch.source import Cadence, Reading, Source

EVERY_S = 900.0
NAME = "prices"


def source(prices: PriceReader, regions: Collection[str]) -> Source:
    """Read the price list; its provider keeps it for a day, so that this costs a look at a file."""

    def read() -> Reading:
        tariff = prices.tariff(regions)
        said = () if tariff.doubt is None else (tariff.doubt.code,)
        return Reading(lambda estate: replace(estate, tariff=tariff), warnings=said)

    return Source(NAME, Cadence(EVERY_S, EVERY_S), read)
