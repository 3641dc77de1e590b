"""How the private cloud's parts are made. Making one does no I/O; SDKs are loaded when asked."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from console.ports import Clock, PrivateCloud, PrivateReader, SupplyReader
from console.settings.model import OvhcloudSettings, PrivateCloudSettings
from console.settings.secrets import Secrets

if TYPE_CHECKING:
    from console.providers.ovhcloud.keys import Keys

CONSUMER_KEY = "ovhcloud-consumer-key"


@dataclass(frozen=True, slots=True)
class PrivateParts:
    """The makers of one private cloud's parts, reading halves and writing ones."""

    settings: PrivateCloudSettings
    secrets: Secrets
    clock: Clock

    def reader(self) -> PrivateReader:
        """Read vCenter as who only looks: `read_user` where it is set."""
        from console.providers.vsphere.cloud import (  # noqa: PLC0415 - most verbs never ask vCenter
            VsphereReader,
        )

        vsphere = self.settings.vsphere
        if vsphere.read_user is None:
            return self.acting_reader()
        return VsphereReader(
            vsphere, user=vsphere.read_user, password=self._secret("vsphere-read"), clock=self.clock
        )

    def acting_reader(self) -> PrivateReader:
        """Read vCenter as who acts, by a client without mutators."""
        from console.providers.vsphere.cloud import VsphereReader  # noqa: PLC0415 - as above

        vsphere = self.settings.vsphere
        return VsphereReader(
            vsphere, user=vsphere.user, password=self._secret("vsphere"), clock=self.clock
        )

    def cloud(self) -> PrivateCloud:
        """Reach vCenter as the worker acts on it."""
        from console.providers.vsphere.cloud import VsphereCloud  # noqa: PLC0415 - as above

        vsphere = self.settings.vsphere
        return VsphereCloud(
            vsphere, user=vsphere.user, password=self._secret("vsphere"), clock=self.clock
        )

    def supply_reader(self, ovhcloud: OvhcloudSettings, *, read_only: bool) -> SupplyReader:
        """Where datastores and hosts come from, by a client without mutators.

        The reading key is that of read-only mode. Otherwise the key is the
        worker's, since what it may do is what the session may ask for.
        """
        from console.providers.ovhcloud.supply import (  # noqa: PLC0415 - most verbs never ask OVHcloud
            OvhcloudReader,
        )

        names = [CONSUMER_KEY, f"{CONSUMER_KEY}-read"]
        keys = self._keys(*(reversed(names) if read_only else names))
        return OvhcloudReader(ovhcloud, keys=keys, clock=self.clock)

    def _keys(self, *consumer_keys: str) -> "Keys":
        """The application's key and secret, and the first of the consumer keys that is kept."""
        from console.providers.ovhcloud.keys import Keys  # noqa: PLC0415 - as above

        found = (self.secrets.get(name) for name in consumer_keys)
        return Keys(
            application_key=self.secrets.get("ovhcloud-application-key"),
            application_secret=self.secrets.get("ovhcloud-application-secret"),
            consumer_key=next((key for key in found if key), None),
        )

    def _secret(self, name: str) -> Callable[[], str | None]:
        return lambda: self.secrets.get(name)
