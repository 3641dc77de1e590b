"""What can be ordered for the private cloud, what was ordered, and what is held."""

from dataclasses import replace

from console.model.estate import Estate
from console.model.supply import (
    SupplyView,
)
from console.ports import SupplyReader
from console.settings.running import WatchSettings
from console.watch.source import Cadence, Reading, Source


def source(supply: SupplyReader, settings: WatchSettings) -> Source:
    """Read offers, holdings and orders; the provider keeps offers and prices for a while."""

    def read() -> Reading:
        view = supply.view()
        return Reading(lambda estate: _placed(estate, view), unreadable=view.unreadable)

    cadence = Cadence(settings.supply_s, settings.supply_busy_s)
    return Source("supply", cadence, read, hasty=True)


def _placed(estate: Estate, view: SupplyView) -> Estate:
    """Keep the very tuples that were there where they say the same: readers compare by identity."""
    before = estate.supply
    if before is not None:
        view = replace(
            view,
            offers=before.offers if before.offers == view.offers else view.offers,
            holdings=before.holdings if before.holdings == view.holdings else view.holdings,
            orders=before.orders if before.orders == view.orders else view.orders,
        )
    return replace(estate, supply=view)
