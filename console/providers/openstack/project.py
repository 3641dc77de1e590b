"""An OpenStack project: everything of the provider that loads the SDK, put together."""

from collections.abc import Collection, Sequence

from console.model.estate import Identity, RegionView
from console.model.instance import Flavor, InstanceAction
from console.model.quota import Quota
from console.ports import Clock, CreateOrder, Receipt
from console.providers.openstack import wire
from console.providers.openstack.calls import Calls
from console.providers.openstack.catalogue import Catalogue, decoded
from console.providers.openstack.connection import Connection
from console.providers.openstack.creation import Creation
from console.providers.openstack.listing import Listing
from console.providers.openstack.lookup import Lookup
from console.providers.openstack.pages import ServerPages
from console.providers.openstack.quotas import Quotas
from console.providers.transport import hush
from console.settings.model import OpenStackSettings


class Project:
    """One project over all its regions. See `console.ports.ComputeCloud`."""

    def __init__(self, settings: OpenStackSettings, cloud_name: str | None, clock: Clock) -> None:
        """Put the parts together; nothing is called yet."""
        hush()
        self._connection = Connection(settings, cloud_name)
        self._calls = Calls(settings, self._connection)
        self._catalogue = Catalogue(self._calls)
        pages = ServerPages(self._calls, settings.page_size)
        self._listing = Listing(settings, pages, self._catalogue, clock)
        self._lookup = Lookup(self._calls, pages, self._catalogue, self._listing, clock)
        self._creation = Creation(self._calls, self._catalogue)
        self._quotas = Quotas(self._calls, self._connection, self._catalogue)

    def identity(self) -> Identity:
        """Who the credentials are, from the token."""
        return self._calls.keystone(self._connection.identity)

    def instances(self, region: str, *, full: bool) -> RegionView:
        """All instances of a region."""
        return self._listing.instances(region, full=full)

    def named(self, region: str, names: Collection[str], ids: Collection[str]) -> RegionView:
        """The instances of these names or ids."""
        return self._lookup.named(region, names, ids)

    def quota(self, region: str, networks: Sequence[str]) -> Quota:
        """Quotas of a region."""
        return self._quotas.quota(region, networks)

    def flavors(self, region: str) -> tuple[Flavor, ...]:
        """All flavors of a region."""
        return self._catalogue.flavors(region)

    def actions(self, region: str, instance_id: str) -> tuple[InstanceAction, ...]:
        """The action log of an instance, newest first."""
        path = f"servers/{instance_id}/os-instance-actions"
        page = decoded(
            self._calls.read("compute", region, path), wire.ActionPage, f"compute {region}"
        )
        return tuple(
            sorted(map(wire.action, page.actions), key=lambda a: a.started_at, reverse=True)
        )

    def create(self, order: CreateOrder) -> Receipt:
        """Ask for instances."""
        return self._creation.create(order)

    def delete(self, region: str, instance_id: str) -> Receipt:
        """Ask for a removal."""
        return self._creation.delete(region, instance_id)
