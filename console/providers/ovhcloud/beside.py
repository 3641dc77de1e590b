"""What the catalogue says of what is billed beside instances: volumes, snapshots, addresses.

Such an addon names the regions that it is sold in, and has a plan of its own for zones of
another price (``.3AZ``, ``.LZ``). Source: the catalogue as OVHcloud's own manager reads it.
"""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from console.model.tariff import ADDRESS, IMAGE, SNAPSHOT, VOLUME
from console.providers.ovhcloud.wire_public import CatalogueAddon

PLANS = re.compile(
    r"(?P<sold>floatingip\.floatingip\.hour|snapshot|volume\.[^.]+)\.consumption(\.[^.].*)?"
)
NAMES = {
    "floatingip.floatingip.hour": ADDRESS,
    "snapshot": IMAGE,
    "volume.snapshot": SNAPSHOT,
}


def by_region(
    addons: Iterable[CatalogueAddon], regions: Iterable[str]
) -> Mapping[str, dict[str, Decimal]]:
    """Prices an hour by region and name; of what is sold there at two prices there is none."""
    found: dict[str, dict[str, set[Decimal]]] = {region: {} for region in regions}
    for addon in addons:
        name = _name(addon.plan)
        prices = {one.amount for one in addon.pricings if one.hourly and one.usual}
        for region in addon.regions & found.keys() if name else ():
            found[region].setdefault(name, set()).update(prices)
    return {
        region: {name: prices.pop() for name, prices in names.items() if len(prices) == 1}
        for region, names in found.items()
    }


def _name(plan: str) -> str:
    """What a plan is of, as the model names it; empty where it is of something else."""
    met = PLANS.fullmatch(plan)
    if met is None:
        return ""
    sold = met["sold"]
    return NAMES.get(sold, VOLUME + sold.removeprefix("volume."))
