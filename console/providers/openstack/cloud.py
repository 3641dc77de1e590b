"""The public cloud, as the inner rooms know it: one project over all its regions.

Loads the SDK, which takes 0.4 s: whoever paints first imports this later.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

from console.model.backup import Backup
from console.model.build import Build
from console.model.estate import Identity, RegionView
from console.model.fixtures import Fixtures
from console.model.instance import Flavor, InstanceAction
from console.model.lan import Lan
from console.model.leftover import Belonging, BelongingsView, LeftoverSort
from console.model.objects import ObjectAccount
from console.model.quota import Quota
from console.ports import Clock, CreateOrder, Receipt
from console.providers.openstack import wire
from console.providers.openstack.backups import of_instances, of_volumes, volumes
from console.providers.openstack.balancers import BalancerCalls
from console.providers.openstack.belongings import BelongingCalls, BelongingWrites
from console.providers.openstack.calls import OpenStackCalls
from console.providers.openstack.catalogue import Catalogue, decoded
from console.providers.openstack.connection import Connection
from console.providers.openstack.creation import ServerCalls
from console.providers.openstack.fixtures import Stock
from console.providers.openstack.lans import lans
from console.providers.openstack.listing import Listing
from console.providers.openstack.lookup import Lookup
from console.providers.openstack.members import MemberCalls
from console.providers.openstack.objects import accounts
from console.providers.openstack.pages import ServerPages
from console.providers.openstack.people import People
from console.providers.openstack.quotas import Quotas
from console.providers.transport import hush
from console.settings.openstack import OpenStackSettings


class OpenStackReader:
    """`console.ports.ComputeReader` over OpenStack; it has nothing that writes.

    Thread-safe. `cloud_name` names an entry of clouds.yaml; None means the OS_*
    variables, or the only entry there is. `apart` says that another account asks for
    instances: what belongs to an account, key pairs, is then not this one's to tell.
    """

    def __init__(
        self,
        settings: OpenStackSettings,
        *,
        cloud_name: str | None,
        clock: Clock,
        apart: bool = False,
    ) -> None:
        """Put the parts together; nothing is read or called yet."""
        hush()
        self._clock = clock
        self._connection = Connection(settings, cloud_name)
        self._calls = OpenStackCalls(settings, self._connection)
        self._catalogue = Catalogue(self._calls)
        pages = ServerPages(self._calls, settings.page_size)
        self._listing = Listing(settings, pages, self._catalogue, clock)
        self._lookup = Lookup(self._calls, pages, self._catalogue, self._listing, clock)
        self._belongings = BelongingCalls(self._calls, self._connection, settings.page_size)
        self._people = People(self._calls, self._connection)
        self._quotas = Quotas(self._calls, self._connection, self._catalogue)
        self._stock = Stock(self._calls, self._connection, self._catalogue, apart=apart)

    def identity(self) -> Identity:
        """Who the credentials are (token of POST /v3/auth/tokens)."""
        return self._calls.keystone(self._connection.identity)

    def instances(self, region: str, *, full: bool = False) -> RegionView:
        """All instances of a region (GET /servers/detail)."""
        return self._listing.instances(region, full=full)

    def named(self, region: str, names: Collection[str], ids: Collection[str] = ()) -> RegionView:
        """Those of these names or ids (GET /servers/detail?name=…, GET /servers/{id})."""
        return self._lookup.named(region, names, ids)

    def quota(self, region: str, networks: Sequence[str]) -> Quota:
        """Quotas and free addresses (os-quota-sets, Neutron quotas, network-ip-availabilities)."""
        return self._quotas.quota(region, networks)

    def fixtures(self, region: str, builds: Collection[Build]) -> Fixtures:
        """What builds name (Glance, Neutron, Nova, Cinder), as it is now."""
        return self._stock.fixtures(region, builds)

    def belongings(self, region: str) -> BelongingsView:
        """Ports (GET /v2.0/ports) and volumes (GET /volumes/detail), as they are now."""
        return self._belongings.belongings(region)

    def lans(self, region: str) -> tuple[Lan, ...]:
        """Private networks (GET /v2.0/networks, GET /v2.0/subnets), as they are now."""
        return lans(self._calls, region)

    def accounts(self) -> tuple[ObjectAccount, ...]:
        """Containers of the object storage (GET /v1/AUTH_…), as they are now."""
        return accounts(self._calls, self._connection)

    def volume_backups(self, region: str) -> tuple[Backup, ...]:
        """Backups of volumes (GET /backups/detail), as they are now."""
        return of_volumes(self._calls, region)

    def instance_backups(self, region: str) -> tuple[Backup, ...]:
        """Backups of instances (GET /v2/images?image_type=backup), as they are now."""
        return of_instances(self._calls, self._connection, region)

    def volume_names(self, region: str) -> dict[str, str]:
        """The names of volumes (GET /volumes/detail), as they are now."""
        return volumes(self._calls, region)

    @property
    def balancing(self) -> BalancerCalls:
        """The project's load balancers (Octavia), over the same session."""
        return BalancerCalls(self._calls, self._clock)

    def flavors(self, region: str) -> tuple[Flavor, ...]:
        """All flavors (GET /flavors/detail), at most ten minutes old."""
        return self._catalogue.flavors(region)

    def actions(self, region: str, instance_id: str) -> tuple[InstanceAction, ...]:
        """The action log (GET /servers/{id}/os-instance-actions), newest first."""
        path = f"servers/{instance_id}/os-instance-actions"
        page = decoded(
            self._calls.read("compute", region, path), wire.ActionPage, f"compute {region}"
        )
        found = sorted(map(wire.action, page.actions), key=lambda a: a.started_at, reverse=True)
        return tuple(
            replace(one, user=self._people.name(region, one.user)) if one.user else one
            for one in found
        )

    def console_log(self, region: str, instance_id: str, lines: int) -> str:
        """The end of the console (POST /servers/{id}/action, ``os-getConsoleOutput``)."""
        body = {"os-getConsoleOutput": {"length": lines}}
        said = self._calls.read("compute", region, f"servers/{instance_id}/action", body=body)
        return decoded(said, wire.ConsoleOutput, f"compute {region}").output or ""


class OpenStackCloud(OpenStackReader):
    """`console.ports.ComputeCloud` and `BelongingsCloud` over OpenStack."""

    def __init__(
        self, settings: OpenStackSettings, *, cloud_name: str | None, clock: Clock
    ) -> None:
        """As the reader, and what writes."""
        super().__init__(settings, cloud_name=cloud_name, clock=clock)
        self._creation = ServerCalls(self._calls, self._catalogue, self._stock)
        self._writes = BelongingWrites(self._calls, self._connection, settings.page_size)

    @property
    def balancing(self) -> MemberCalls:
        """The same, with what writes members."""
        return MemberCalls(self._calls, self._clock)

    def create(self, order: CreateOrder) -> Receipt:
        """Ask for instances (POST /servers). See the port for what is raised."""
        return self._creation.create(order)

    def delete(self, region: str, instance_id: str) -> Receipt:
        """Ask for a removal (DELETE /servers/{id})."""
        return self._creation.delete(region, instance_id)

    def mark(self, region: str, instance_id: str, key: str, value: str) -> Receipt:
        """Set one word of metadata (POST /servers/{id}/metadata)."""
        return self._creation.mark(region, instance_id, key, value)

    def unmark(self, region: str, instance_id: str, key: str) -> Receipt:
        """Take one word of metadata away (DELETE /servers/{id}/metadata/{key})."""
        return self._creation.unmark(region, instance_id, key)

    def belonging(self, region: str, sort: LeftoverSort, number: str) -> Belonging:
        """One port (GET /v2.0/ports/{id}) or volume (GET /volumes/{id})."""
        return self._writes.belonging(region, sort, number)

    def discard(self, region: str, sort: LeftoverSort, number: str) -> Receipt:
        """Remove it (DELETE /v2.0/ports/{id} or /volumes/{id})."""
        return self._writes.discard(region, sort, number)

    def reboot(self, region: str, instance_id: str) -> Receipt:
        """Reboot hard (POST /servers/{id}/action, ``reboot``)."""
        return self._creation.reboot(region, instance_id)

    def lock(self, region: str, instance_id: str, reason: str) -> Receipt:
        """Lock it (POST /servers/{id}/action, ``lock``; its reason from 2.73 on)."""
        return self._creation.lock(region, instance_id, reason)

    def unlock(self, region: str, instance_id: str) -> Receipt:
        """Unlock it (POST /servers/{id}/action, ``unlock``)."""
        return self._creation.unlock(region, instance_id)
