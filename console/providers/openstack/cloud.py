"""The public cloud, as the inner rooms know it. Loads the SDK at the first call."""

import threading
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from console.model.estate import Identity, RegionView
from console.model.instance import Flavor, InstanceAction
from console.model.quota import Quota
from console.ports import Clock, CreateOrder, Receipt
from console.settings.model import OpenStackSettings

if TYPE_CHECKING:
    from console.providers.openstack.project import Project


class OpenStackReader:
    """`console.ports.ComputeReader` over OpenStack; it has nothing that writes.

    Thread-safe. `cloud_name` names an entry of clouds.yaml; None means the OS_*
    variables, or the only entry there is.
    """

    def __init__(
        self, settings: OpenStackSettings, *, cloud_name: str | None, clock: Clock
    ) -> None:
        """Keep what is needed; no I/O, no SDK import."""
        self._settings = settings
        self._cloud_name = cloud_name
        self._clock = clock
        self._lock = threading.Lock()
        self._loaded: Project | None = None

    @property
    def _project(self) -> "Project":
        with self._lock:
            if self._loaded is None:
                from console.providers.openstack.project import (  # noqa: PLC0415 - the SDK takes 0.4 s to import: not before the first call, which is in a worker thread
                    Project,
                )

                self._loaded = Project(self._settings, self._cloud_name, self._clock)
            return self._loaded

    def identity(self) -> Identity:
        """Who the credentials are (token of POST /v3/auth/tokens)."""
        return self._project.identity()

    def instances(self, region: str, *, full: bool = False) -> RegionView:
        """All instances of a region (GET /servers/detail)."""
        return self._project.instances(region, full=full)

    def named(self, region: str, names: Collection[str], ids: Collection[str] = ()) -> RegionView:
        """Those of these names or ids (GET /servers/detail?name=…, GET /servers/{id})."""
        return self._project.named(region, names, ids)

    def quota(self, region: str, networks: Sequence[str]) -> Quota:
        """Quotas and free addresses (os-quota-sets, Neutron quotas, network-ip-availabilities)."""
        return self._project.quota(region, networks)

    def flavors(self, region: str) -> tuple[Flavor, ...]:
        """All flavors (GET /flavors/detail), at most ten minutes old."""
        return self._project.flavors(region)

    def actions(self, region: str, instance_id: str) -> tuple[InstanceAction, ...]:
        """The action log (GET /servers/{id}/os-instance-actions), newest first."""
        return self._project.actions(region, instance_id)


class OpenStackCloud(OpenStackReader):
    """`console.ports.ComputeCloud` over OpenStack."""

    def create(self, order: CreateOrder) -> Receipt:
        """Ask for instances (POST /servers). See the port for what is raised."""
        return self._project.create(order)

    def delete(self, region: str, instance_id: str) -> Receipt:
        """Ask for a removal (DELETE /servers/{id})."""
        return self._project.delete(region, instance_id)
