"""A private cloud for the console's tests: three hosts, twelve datastores, databases and sites."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import lively

from console.kinds.machines.verbs import VM_RESIZE
from console.kinds.supplies.verbs import DATASTORE_ADD
from console.model.estate import Activity, Estate, SourceState
from console.model.figure import Freshness, Sample, Series
from console.model.notice import notice
from console.model.operation import Operation, OperationState, Phase
from console.model.plan import (
    Plan,
    Refusal,
    Request,
)
from console.model.policy import MachinePool, Policy, PrivatePolicy, Record
from console.model.private import (
    Cluster,
    Datastore,
    DatastoreKind,
    Host,
    Mount,
    Power,
    PrivateAccount,
    PrivateView,
    Right,
    Snapshot,
    VirtualMachine,
)
from console.model.resource import DATASTORE, HOST
from console.model.supply import (
    Billing,
    Holding,
    Offer,
    SupplyView,
)
from console.model.verb import Verb
from console.planning import plan as real_plan

TB, GIB = 10**12, 2**30
NOW = lively.NOW
HOSTS = tuple(
    Host(
        f"host-{n}", f"esx-{n}.roubaix.example", "domain-c1", connected=True, in_maintenance=False,
        cores=32, cpu_mhz=83_200, cpu_used_mhz=used, memory_bytes=512 * GIB,
        memory_used_bytes=memory * GIB,
        ha_state="master" if n == 1 else "connectedToMaster",
    )
    for n, used, memory in ((1, 36_000, 300), (2, 31_000, 270), (3, 76_500, 170))
)  # fmt: skip
FULL = (0.62, 0.71, 0.96, 0.55, 0.48, 0.83, 0.37, None, 0.74, 0.68, 0.29, 0.41)
PER_DAY = (0.004, 0.005, 0.018, 0.002, 0.002, 0.02, 0.001, 0, 0.005, 0.004, -0.001, 0.001)
GUESTS = (
    ("db-1", 8, 64, 1, True), ("db-2", 8, 64, 2, True), ("db-3", 8, 64, 3, False),
    ("backup-1", 4, 16, 2, False), ("backup-2", 4, 16, 3, False),
    ("site-1", 4, 16, 1, True), ("site-2", 4, 16, 2, True), ("site-3", 4, 16, 3, True),
    ("site-4", 4, 16, 1, True), ("api-vm-1", 16, 60, 1, False), ("api-vm-2", 16, 60, 2, False),
)  # fmt: skip


def store(n: int, full: float | None, **changes: object) -> Datastore:
    ssd = n <= 8
    size = 3 * TB if ssd or n > 10 else 6 * TB
    mounts = tuple(
        Mount(h.id, mounted=n != 6 or h.id != "host-3", accessible=full is not None,
              read_only=False, reason="permission denied" if n == 6 and h.id == "host-3" else None)
        for h in HOSTS
    )  # fmt: skip
    fields: dict[str, object] = {
        "id": f"datastore-{n}",
        "name": f"ssd-{100 + n:06}" if ssd else f"nfs-{192 + n:06}",
        "kind": DatastoreKind.NFS,
        "accessible": full is not None,
        "capacity_bytes": None if full is None else size,
        "free_bytes": None if full is None else int(size * (1 - full)),
        "uncommitted_bytes": None if full is None else int(size * (0.7 if n == 2 else 0.1)),
        "ssd": ssd,
        "mounts": mounts,
        "virtual_machines": tuple(f"vm-{m}" for m in range(1, 12) if m % 8 == n % 8),
        "folder": "vigie",
    }
    return Datastore(**(fields | changes))  # type: ignore[arg-type]


def machine(n: int, row: tuple[str, int, int, int, bool]) -> VirtualMachine:
    name, vcpus, memory, host, hot = row
    shots = (
        (Snapshot("snapshot-1", "before upgrade", NOW - timedelta(days=9), "by oncall"),)
        if name == "db-2"
        else ()
    )
    return VirtualMachine(
        id=f"vm-{n}", name=name, power=Power.OFF if name == "site-4" else Power.ON, vcpus=vcpus,
        memory_bytes=memory * GIB, host_id=f"host-{host}", cpu_hot_add=hot, memory_hot_add=hot,
        memory_limit_bytes=1024 * GIB if hot else None, memory_step_bytes=GIB if hot else None,
        guest_running=name != "site-4", cpu_used_mhz=2600 * vcpus * 45 // 100,
        memory_used_bytes=memory * GIB * 7 // 10, datastore_ids=(f"datastore-{n % 8 or 8}",),
        snapshots=shots, guest_name="Debian GNU/Linux 12 (64-bit)",
        ha_protected=name != "site-4",
    )  # fmt: skip


def view(**changes: object) -> PrivateView:
    fields: dict[str, object] = {
        "datastores": tuple(store(n, full) for n, full in enumerate(FULL, 1)),
        "clusters": (
            Cluster("domain-c1", "cluster-1", tuple(h.id for h in HOSTS), "pcc-roubaix", ha=True),
        ),
        "hosts": HOSTS,
        "virtual_machines": tuple(machine(n, row) for n, row in enumerate(GUESTS, 1)),
        "observed_at": NOW - timedelta(seconds=3),
    }
    return PrivateView(**(fields | changes))  # type: ignore[arg-type]


def growth(stores: tuple[Datastore, ...]) -> dict[str, Series]:
    found = {}
    for row, per_day in zip(stores, PER_DAY, strict=False):
        used, size = row.used_bytes, row.capacity_bytes or 0
        if used is None:
            continue
        samples = tuple(
            Sample(NOW - timedelta(hours=168 - h), used - size * per_day * (168 - h) / 24)
            for h in range(169)
        )
        found[row.name] = Series(row.name, samples, 3600.0)
    return found


def supply(rights: frozenset[Right] = frozenset({Right.ORDER})) -> SupplyView:
    def offer(
        size: int, ssd: bool, hour: str, stock: int, billing: Billing = Billing.HOURLY
    ) -> Offer:
        name = f"{'ssd' if ssd else 'nfs'}-{size}-GB"
        name = f"{name}-monthly" if billing is Billing.MONTHLY else name
        price = Decimal(hour)
        return Offer(
            name, DATASTORE, f"{'SSD' if ssd else 'NFS'} datastore of {size} GB", billing,
            size * 10**9, ssd, price, price * 500, stock, "OVHcloud", "2026-11-01",
        )  # fmt: skip

    offers = (
        offer(3000, True, "0.42", 14), offer(6000, True, "0.80", 3),
        offer(3000, False, "0.21", 40), offer(6000, False, "0.38", 0),
        offer(3000, True, "0.35", 14, Billing.MONTHLY),
        Offer("le-384", HOST, "32 cores, 384 GB", Billing.HOURLY, None, None,
              Decimal("2.10"), None, 2, "OVHcloud", "2026-11-01"),
    )  # fmt: skip
    held = tuple(
        Holding(str(4000 + n), DATASTORE, f"ssd-{100 + n:06}", "ssd-3000-GB",
                Billing.HOURLY, "delivered", 3 * TB)
        for n in range(1, 9)
    )  # fmt: skip
    account = PrivateAccount("nic-ovh", rights, (), "eu.api.ovh.com")
    return SupplyView(offers, held, (), NOW - timedelta(seconds=20), account)


def account(*rights: Right) -> PrivateAccount:
    return PrivateAccount("vigie@vsphere.local", frozenset(rights or set(Right)), (), "vcenter")


def policy(**changes: object) -> Policy:
    fields: dict[str, object] = {
        "datacenter": "RBX",
        "pools": (
            MachinePool("databases", True, "^db-"),
            MachinePool("backups", True, "^backup-"),
            MachinePool("sites", False, "^site-"),
        ),
        "folder": "vigie",
    }
    return lively.policy(private=PrivatePolicy(**(fields | changes)))  # type: ignore[arg-type]


def sources(**stale: Freshness) -> dict[str, SourceState]:
    found = lively.sources()
    for name in ("vcenter", "supply", "growth"):
        fresh = stale.get(name, Freshness.FRESH)
        old = fresh is not Freshness.FRESH
        found[name] = SourceState(
            name,
            fresh,
            NOW - timedelta(minutes=11 if old else 0, seconds=3),
            NOW if old else None,
            notice("test.source_down", source=name) if old else None,
        )
    return found


def with_private(estate: Estate, **changes: object) -> Estate:
    seen = changes.pop("view", None) or view()
    fields: dict[str, object] = {
        "private": seen,
        "private_account": account(),
        "supply": supply(),
        "growth": growth(seen.datastores),  # type: ignore[attr-defined]
        "sources": sources(),
    }
    return replace(estate, **(fields | changes))  # type: ignore[arg-type]


def steady(**changes: object) -> Estate:
    return with_private(lively.steady(), **changes)


def planned(request: Request, estate: Estate, operation_id: str = "5n6p7q8r") -> Plan | Refusal:
    """What the planner makes of it."""
    return real_plan(request, estate, policy(), Record(), operation_id=operation_id)


AUTHOR = replace(lively.AUTHOR, rights=tuple(sorted(r.value for r in Right)))


def running(
    verb: Verb, phases: dict[Phase, int], operation_id: str = "8q2w4e6r", **asked: object
) -> Operation:
    """An operation that runs, made by the planner."""
    request = Request(verb, AUTHOR, reason="databases are filling up", parameters=asked)
    made = planned(request, steady(), operation_id)
    assert isinstance(made, Plan), made
    return Operation(
        operation_id, made, OperationState.RUNNING, NOW - timedelta(minutes=4),
        NOW - timedelta(minutes=4), executor="bastion-4121", phases={"RBX": phases},
    )  # fmt: skip


def busy() -> Estate:
    """Ten datastores on their way, and a database that is being resized."""
    adding = running(
        DATASTORE_ADD,
        {Phase.IN_SERVICE: 4, Phase.BUILDING: 3, Phase.REQUESTED: 2, Phase.FAILED: 1},
        count=10,
        offer="ssd-3000-GB",
    )
    sizing = running(
        VM_RESIZE, {Phase.REQUESTED: 1}, "4d5f6g7h",
        machine="db-1", vcpus=16, memory_bytes=128 * GIB,
    )  # fmt: skip
    activity = Activity((adding, sizing), lively.ended(), lively.events(), (lively.worker(),))
    return steady(activity=activity)


def crowd(stores: int, machines: int) -> Estate:
    """So many datastores and machines on thirty-two hosts."""
    hosts = tuple(replace(HOSTS[n % 3], id=f"host-{n}", name=f"esx-{n:02}") for n in range(1, 33))
    mounts = tuple(Mount(h.id, mounted=True, accessible=True, read_only=False) for h in hosts)
    found = tuple(
        store(1 + n % 5, (n % 97) / 100, id=f"datastore-{n}", name=f"ssd-{n:06}", mounts=mounts)
        for n in range(1, stores + 1)
    )
    many = tuple(
        replace(
            machine(n, GUESTS[n % 11]),
            name=f"{GUESTS[n % 11][0]}-{n:04}",
            host_id=hosts[n % 32].id,
        )
        for n in range(1, machines + 1)
    )  # fmt: skip
    seen = view(datastores=found, hosts=hosts, virtual_machines=many)
    samples = growth(tuple(found[:12]))
    first = next(iter(samples.values())).samples
    series = {row.name: Series(row.name, first, 3600.0) for row in found}
    return steady(view=seen, growth=series)
