"""What becomes of an order once it is delivered: it appears in vCenter, and mounts."""

from console.rehearsal.private import reference
from console.rehearsal.private.inventory import SimulatedInventory
from console.rehearsal.private.orders import OvhHost, SimulatedFiler
from console.rehearsal.private.reference import SoldFiler, SoldHost
from console.rehearsal.private.scenario import MountFailure, Private
from console.rehearsal.private.storage import DatastoreWrites
from console.rehearsal.private.things import SimulatedDatastore, SimulatedHost


class Deliveries:
    """Brings filers and hosts into vCenter, and takes hosts out of it."""

    def __init__(
        self, inventory: SimulatedInventory, storage: DatastoreWrites, private: Private
    ) -> None:
        self._inventory = inventory
        self._storage = storage
        self._private = private
        self._filers = 0

    def filer(self, filer: SimulatedFiler, profile: SoldFiler, at: float) -> None:
        """A datastore appears, and mounts host by host."""
        self._filers += 1
        filer.state = "delivered"
        store = self._storage.appear(
            filer.name,
            profile.capacity,
            ssd=profile.ssd,
            at=at,
            trouble=self._trouble(self._filers),
        )
        filer.datastore = store.id

    def _trouble(self, number: int) -> dict[str, float | None]:
        """Hosts on which the n-th delivered filer does not mount, and when it will."""
        hosts = list(self._inventory.hosts)
        return {
            hosts[failure.host - 1]: self._recovery_s(failure)
            for failure in self._private.mount_failures
            if failure.order == number and failure.host <= len(hosts)
        }

    def _recovery_s(self, failure: MountFailure) -> float | None:
        if failure.recovers_wall_s is None:
            return None
        return failure.recovers_wall_s * self._inventory.clock.speed

    def host(self, ordered: OvhHost, profile: SoldHost, at: float) -> None:
        """A host joins the cluster, connects, then mounts one datastore after the other."""
        inventory = self._inventory
        host = SimulatedHost(
            id=inventory.new_id("host"),
            name=ordered.name,
            cluster=reference.CLUSTER_REF,
            connection="disconnected",
            cores=reference.CORES,
            mhz=reference.MHZ,
            memory=reference.MEMORY_OF[profile.name],
        )
        inventory.add(host)
        ordered.state, ordered.host = "delivered", host.id
        inventory.later(at + self._private.host_connect_s, lambda when: self._connect(host, when))

    def _connect(self, host: SimulatedHost, at: float) -> None:
        host.connection = "connected"
        self._inventory.touch(host)
        lacking = filter(_by_the_provider, self._inventory.datastores.values())
        for position, store in enumerate(list(lacking), start=1):
            self._storage.mount_later(
                store, host.id, at + position * self._private.host_mount_s, {}
            )

    def take_away(self, host: SimulatedHost) -> None:
        """A host leaves the cluster, and every datastore it had."""
        for store in self._inventory.datastores.values():
            if store.mounts.pop(host.id, None) is not None:
                self._inventory.touch(store)
        self._inventory.remove(host)


def _by_the_provider(store: SimulatedDatastore) -> bool:
    """Tell what the robots mount by themselves: not the exports that somebody else mounted."""
    return store.remote is None or store.remote[1] not in reference.EXPORTS
