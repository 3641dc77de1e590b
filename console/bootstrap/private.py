"""How the private cloud's parts are made. Making one does no I/O; SDKs are loaded when asked."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from console.ports import Clock, PrivateCloud, PrivateReader, Supply, SupplyReader
from console.settings.private import PrivateCloudSettings
from console.settings.secrets import Secrets

if TYPE_CHECKING:
    from console.providers.ovhcloud.keys import Keys

CONSUMER_KEY = "ovhcloud-consumer-key"
READING_KEY = f"{CONSUMER_KEY}-read"


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

    def supply_reader(
        self, private: PrivateReader, *, read_only: bool
    ) -> Callable[[], SupplyReader] | None:
        """How to read where datastores and hosts come from; None where from nowhere."""
        datastores = self._datastores_reader(private, read_only=read_only)
        hosts = self._ovhcloud_reader(read_only=read_only)
        if datastores is None or hosts is None:
            return datastores or hosts

        def both() -> SupplyReader:
            from console.providers.storage.joint import JointReader  # noqa: PLC0415 - as above

            return JointReader(datastores=datastores(), hosts=hosts())

        return both

    def supply(self, cloud: PrivateCloud) -> Supply | None:
        """Where the worker orders datastores and hosts; None where nothing is to be had."""
        datastores, hosts = self._datastores_supply(cloud), self._ovhcloud_supply()
        if datastores is None or hosts is None:
            return datastores or hosts
        from console.providers.storage.joint import JointSupply  # noqa: PLC0415 - as above

        return JointSupply(datastores=datastores, hosts=hosts)

    def _datastores_reader(
        self, private: PrivateReader, *, read_only: bool
    ) -> Callable[[], SupplyReader] | None:
        """Exports or disks of one's own, if datastores come from there.

        Free disks are shown only to who may format them, so not in read-only mode.
        """
        storage = self.settings.storage

        def exports() -> SupplyReader:
            from console.providers.storage.nfs import NfsReader  # noqa: PLC0415 - as above

            return NfsReader(storage.exports, private)

        def disks() -> SupplyReader:
            from console.providers.storage.vmfs import VmfsSupply  # noqa: PLC0415 - as above

            return VmfsSupply(self.cloud())

        if storage.provisioner == "nfs":
            return exports
        return disks if storage.provisioner == "vmfs" and not read_only else None

    def _datastores_supply(self, cloud: PrivateCloud) -> Supply | None:
        storage = self.settings.storage
        if storage.provisioner == "nfs":
            from console.providers.storage.nfs import NfsSupply  # noqa: PLC0415 - as above

            return NfsSupply(storage.exports, cloud)
        if storage.provisioner == "vmfs":
            from console.providers.storage.vmfs import VmfsSupply  # noqa: PLC0415 - as above

            return VmfsSupply(cloud)
        return None

    def _ovhcloud_reader(self, *, read_only: bool) -> Callable[[], SupplyReader] | None:
        """OVHcloud by a client without mutators.

        The reading key is that of read-only mode. Otherwise the key is the
        worker's, since what it may do is what the session may ask for.
        """
        settings = self.settings.ovhcloud
        if settings is None:
            return None

        def make() -> SupplyReader:
            from console.providers.ovhcloud.supply import (  # noqa: PLC0415 - most verbs never ask OVHcloud
                OvhcloudReader,
            )

            names = [CONSUMER_KEY, READING_KEY]
            keys = _keys(self.secrets, *(reversed(names) if read_only else names))
            return OvhcloudReader(settings, keys=keys, clock=self.clock)

        return make

    def _ovhcloud_supply(self) -> Supply | None:
        settings = self.settings.ovhcloud
        if settings is None:
            return None
        from console.providers.ovhcloud.supply import OvhcloudSupply  # noqa: PLC0415 - as above

        return OvhcloudSupply(settings, keys=_keys(self.secrets, CONSUMER_KEY), clock=self.clock)

    def _secret(self, name: str) -> Callable[[], str | None]:
        return lambda: self.secrets.get(name)


def reading_keys(secrets: Secrets) -> "Keys":
    """What signs calls that only read: the GET-only key where there is one."""
    return _keys(secrets, READING_KEY, CONSUMER_KEY)


def _keys(secrets: Secrets, *consumer_keys: str) -> "Keys":
    """The application's key and secret, and the first of the consumer keys that is kept."""
    from console.providers.ovhcloud.keys import Keys  # noqa: PLC0415 - for who asks OVHcloud

    found = (secrets.get(name) for name in consumer_keys)
    return Keys(
        application_key=secrets.get("ovhcloud-application-key"),
        application_secret=secrets.get("ovhcloud-application-secret"),
        consumer_key=next((key for key in found if key), None),
    )
