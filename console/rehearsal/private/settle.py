"""The private cloud that was there before the rehearsal began."""

from zlib import crc32

from console.rehearsal.private import reference
from console.rehearsal.private.inventory import SimulatedInventory
from console.rehearsal.private.machines import MEMORY_GROWS
from console.rehearsal.private.orders import OvhHost, SimulatedFiler
from console.rehearsal.private.reference import (
    DATASTORE_FOLDER,
    DAY_S,
    GIB,
    NFS_SERVER,
    POD,
    FirstDatastore,
    Guest,
)
from console.rehearsal.private.scenario import Private
from console.rehearsal.private.supply import SimulatedSupply
from console.rehearsal.private.things import (
    Disk,
    Machine,
    SimulatedDatastore,
    SimulatedHost,
    SimulatedMount,
    SimulatedSnapshot,
    Use,
)

AGE_S = 400 * DAY_S
BULK = FirstDatastore("bulk", "nfs-3000-GB", 0.4, 0.0005)


def settle(inventory: SimulatedInventory, supply: SimulatedSupply, private: Private) -> None:
    """Three hosts, twelve datastores, the machines, and the scenario's extra ones."""
    starts = inventory.clock.estate_epoch
    hosts = [_host(inventory, supply, number, starts) for number in range(1, 4)]
    stores = [
        _store(inventory, supply, each, number, starts)
        for number, each in enumerate(reference.STORES, start=1)
    ]
    for number, guest in enumerate((*reference.GUESTS, reference.TEMPLATE), start=1):
        host, store = hosts[guest.host], stores[guest.store]
        machine = _machine(guest, f"vm-{1000 + number}", host, store)
        machine.template = guest is reference.TEMPLATE
        if machine.template:
            machine.power, machine.guest = "poweredOff", "notRunning"
        inventory.add(machine)
    database = next(each for each in inventory.machines.values() if each.name == "db-2")
    taken = starts - 9 * DAY_S
    database.snapshots.append(
        SimulatedSnapshot("snapshot-90", "before-upgrade", "Before 8.4", taken)
    )
    inventory.disks = [Disk(name, size) for name, size in reference.LUNS]
    _bulk(inventory, private, hosts, starts)


def _host(
    inventory: SimulatedInventory, supply: SimulatedSupply, number: int, starts: float
) -> SimulatedHost:
    host = SimulatedHost(
        id=f"host-{10 + number}",
        name=f"172.16.8.{10 + number}",
        cluster=reference.CLUSTER_REF,
        cores=reference.CORES,
        mhz=reference.MHZ,
        memory=reference.MEMORY,
    )
    inventory.add(host)
    held = OvhHost(
        id=supply.new_host_id(),
        name=host.name,
        profile=reference.HOST_PROFILE,
        billing="monthly",
        state="delivered",
        vdc_id=reference.VDC_ID,
        created_at=starts - AGE_S,
        host=host.id,
    )
    supply.settle(host=held)
    return host


def _store(
    inventory: SimulatedInventory,
    supply: SimulatedSupply,
    given: FirstDatastore,
    number: int,
    starts: float,
) -> SimulatedDatastore:
    profile = supply.filer_profiles[given.profile]
    store = _datastore(inventory, given, f"datastore-{20 + number}", starts, profile.capacity)
    store.ssd = profile.ssd
    store.folder = POD if profile.ssd else DATASTORE_FOLDER
    inventory.add(store)
    held = SimulatedFiler(
        id=supply.new_filer_id(),
        name=given.name,
        profile=given.profile,
        billing="hourly" if given.hourly else "monthly",
        state="delivered",
        vdc_id=None if given.shared else reference.VDC_ID,
        created_at=starts - AGE_S,
        datastore=store.id,
    )
    supply.settle(filer=held)
    return store


def _datastore(
    inventory: SimulatedInventory,
    given: FirstDatastore,
    reference_id: str,
    starts: float,
    capacity: int,
) -> SimulatedDatastore:
    return SimulatedDatastore(
        id=reference_id,
        name=given.name,
        kind="NFS",
        capacity=capacity,
        use=Use(given.used, given.per_day, starts, crc32(given.name.encode())),
        folder=DATASTORE_FOLDER,
        created_at=starts - AGE_S,
        remote=(NFS_SERVER, f"/{given.name}"),
        mounts=dict.fromkeys(inventory.hosts, SimulatedMount()),
    )


def _machine(
    guest: Guest, machine_id: str, host: SimulatedHost, store: SimulatedDatastore
) -> Machine:
    memory = guest.memory_gib * GIB
    windows = guest.windows
    return Machine(
        id=machine_id,
        name=guest.name,
        vcpus=guest.vcpus,
        memory=memory,
        host=host.id,
        datastore=store.id,
        disk=guest.disk_gib * GIB,
        guest_id="windows2019srvNext_64Guest" if windows else "debian12_64Guest",
        guest_name="Microsoft Windows Server 2022 (64-bit)"
        if windows
        else "Debian GNU/Linux 12 (64-bit)",
        cpu_hot_add=guest.hot_add,
        memory_hot_add=guest.hot_add,
        memory_limit=memory * MEMORY_GROWS if guest.hot_add else memory,
        memory_step=GIB,
        busy=guest.busy,
    )


def _bulk(
    inventory: SimulatedInventory, private: Private, hosts: list[SimulatedHost], starts: float
) -> None:
    """Datastores and machines that only make inventories long."""
    stores = list(inventory.datastores.values())
    for number in range(1, private.extra_datastores + 1):
        share = 0.2 + 0.6 * (crc32(f"bulk-{number}".encode()) / 2**32)
        given = FirstDatastore(f"bulk-{number:04d}", BULK.profile, share, BULK.per_day)
        store = _datastore(
            inventory, given, f"datastore-{100_000 + number}", starts, 3 * reference.TB
        )
        inventory.add(store)
        stores.append(store)
    for number in range(1, private.extra_machines + 1):
        guest = Guest(f"bulk-vm-{number:05d}", 2, 4, 0, 0, 8, busy=0.05)
        store = stores[12 + number % max(1, len(stores) - 12)] if len(stores) > 12 else stores[10]  # noqa: PLR2004 - after the reference estate's twelve
        machine = _machine(guest, f"vm-{100_000 + number}", hosts[number % 3], store)
        inventory.add(machine)
