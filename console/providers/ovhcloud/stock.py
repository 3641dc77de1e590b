"""What OVHcloud says could be had of the public cloud: flavors in stock, and quotas by a call.

GET /cloud/project/{id}/flavor (`available`: "Available in stock"), GET
/cloud/project/{id}/region/{region}/quota/allowed and GET /cloud/project/{id}. The call that
raises a quota, POST /cloud/project/{id}/region/{region}/quota, is not made here.
"""

import threading
import time
from collections.abc import Callable, Mapping
from urllib.parse import quote

from console.model.stock import QuotaProfile
from console.providers.ovhcloud.calls import OvhcloudCalls
from console.providers.ovhcloud.keys import Keys
from console.providers.ovhcloud.wire_public import AllowedQuota, CloudFlavor, CloudProject
from console.settings.ovhcloud import ProjectSettings

KEPT_S = 60.0
"""Real seconds for which an answer is believed: plans are made anew more often than that."""


class OvhcloudStock:
    """Implements `console.ports.StockReader`. Thread-safe."""

    def __init__(
        self,
        settings: ProjectSettings,
        *,
        keys: Keys,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Keep the keys; nothing is called yet."""
        self._calls = OvhcloudCalls(settings, keys)
        self._project = f"/cloud/project/{quote(settings.project, safe='')}"
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[float, Mapping[str, bool]]] = {}

    def in_stock(self, region: str) -> Mapping[str, bool]:
        """By flavor; one that is there for several systems is, where it is for any of them."""
        with self._lock:
            at, known = self._kept.get(region, (0.0, None))
        if known is not None and self._monotonic() - at < KEPT_S:
            return known
        found: dict[str, bool] = {}
        path = f"{self._project}/flavor"
        for one in self._calls.get(path, list[CloudFlavor], {"region": region}):
            if one.available is not None:
                found[one.name] = found.get(one.name, False) or one.available
        with self._lock:
            self._kept[region] = self._monotonic(), found
        return found

    def profiles(self, region: str) -> tuple[QuotaProfile, ...]:
        """The smallest first, as far as they say their size."""
        path = f"{self._project}/region/{quote(region, safe='')}/quota/allowed"
        found = [_profile(one) for one in self._calls.get(path, list[AllowedQuota])]
        return tuple(sorted(found, key=lambda one: (one.instances or 0, one.cores or 0, one.name)))

    def by_hand(self) -> bool | None:
        """`manualQuota` of the project."""
        return self._calls.get(self._project, CloudProject).manual


def _profile(one: AllowedQuota) -> QuotaProfile:
    if one.compute is None:
        return QuotaProfile(one.name)
    return QuotaProfile(one.name, one.compute.instances, one.compute.cores)
