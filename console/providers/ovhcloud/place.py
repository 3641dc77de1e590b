"""Where the Hosted Private Cloud's objects stand in the API."""

import threading
from urllib.parse import quote

from console.model.error import CallRefused, NotFound
from console.model.notice import notice
from console.model.resource import DATASTORE, HOST, Resource
from console.providers.ovhcloud.calls import OvhcloudCalls
from console.providers.ovhcloud.wire import Vdc
from console.settings.private import OvhcloudSettings


class ServicePlace:
    """The paths of one service and its virtual datacenter, which is looked up once."""

    def __init__(self, calls: OvhcloudCalls, settings: OvhcloudSettings) -> None:
        """Keep the names; nothing is read yet."""
        self._calls = calls
        self._settings = settings
        self._lock = threading.Lock()
        self._vdc_id = settings.vdc_id
        self._zone: str | None = None

    @property
    def service(self) -> str:
        """Path of the service: ``/dedicatedCloud/pcc-…``."""
        return f"/dedicatedCloud/{quote(self._settings.service, safe='')}"

    @property
    def monthly(self) -> str:
        """Path of what is ordered by the month."""
        return f"/order{self.service}"

    @property
    def options(self) -> str:
        """Path of the options that can be bought for the service, with their prices."""
        service = quote(self._settings.service, safe="")
        return f"/order/cartServiceOption/privateCloud/{service}"

    def vdc_id(self, deadline: float) -> int:
        """Id of the virtual datacenter: the one of the settings, else the only one there is."""
        with self._lock:
            if self._vdc_id is None:
                self._vdc_id = self._only(deadline)
            return self._vdc_id

    def vdc(self, deadline: float) -> str:
        """Path of the virtual datacenter."""
        return f"{self.service}/datacenter/{self.vdc_id(deadline)}"

    def stock(self, kind: str, deadline: float) -> str:
        """Path of the stock of a kind (``zpool``, ``host``) where the service stands."""
        with self._lock:
            if self._zone is None:
                self._zone = self._calls.get(self.service, Vdc, deadline=deadline).location
            zone = self._zone
        if not zone:
            raise NotFound(notice("ovhcloud.no_zone", service=self._settings.service))
        return f"/dedicatedCloud/location/{quote(zone, safe='')}/stock/{kind}"

    def hourly_order(self, resource: Resource, deadline: float) -> str:
        """Path that orders one more by the hour."""
        kind = "Filer" if resource == DATASTORE else "Host"
        return f"{self.vdc(deadline)}/orderNew{kind}Hourly"

    def writes(self, deadline: float) -> tuple[str, ...]:
        """What a key must be allowed to POST: an order of datastores first."""
        vdc = self.vdc(deadline)
        return (
            self.hourly_order(DATASTORE, deadline),
            self.hourly_order(HOST, deadline),
            f"{vdc}/filer/0/remove",
            f"{vdc}/host/0/remove",
        )

    def _only(self, deadline: float) -> int:
        ids = self._calls.get(f"{self.service}/datacenter", list[int], deadline=deadline)
        if len(ids) == 1:
            return ids[0]
        known = ", ".join(map(str, sorted(ids)))
        raise CallRefused(
            notice("ovhcloud.which_vdc", service=self._settings.service, vdcs=known or "-")
        )
