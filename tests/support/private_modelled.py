"""A modelled private cloud, for tests of what is planned on it."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from asking import asking
from modelled import POLICY

from console import planning
from console.kinds.supplies.standing import ORDER_CANCELLED, ORDER_UNKNOWN
from console.model.estate import Estate, SourceState
from console.model.figure import Freshness
from console.model.notice import notice
from console.model.operation import Change, Operation, OperationState, Phase
from console.model.plan import (
    Author,
    Desired,
    Origin,
    Plan,
    PlannedChange,
    Refusal,
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
    VirtualMachine,
)
from console.model.resource import DATASTORE, HOST
from console.model.supply import (
    Billing,
    Holding,
    Offer,
    Order,
    OrderState,
    SupplyView,
)
from console.model.verb import Verb
from console.model.wanted import BILLING, HOLDING, MARK, MEMORY, NAME, OFFER, ORDER, SIZE, VCPUS

START = datetime(2026, 11, 23, 14, 40, tzinfo=UTC)
GIB, TB = 2**30, 10**12
AUTHOR = Author(
    "oncall", "bastion", Origin.CLI, "vigie@vsphere.local", (), tuple(r.value for r in Right)
)
HOSTS = tuple(
    Host(f"host-{n}", f"esx-{n}", "domain-c8", connected=True, in_maintenance=False,
         cores=32, cpu_mhz=83_200, memory_bytes=512 * GIB, memory_used_bytes=160 * GIB)
    for n in (1, 2, 3)
)  # fmt: skip
SSD = Offer(
    "ssd-3000", DATASTORE, "SSD 3 TB", Billing.HOURLY, 3 * TB, ssd=True,
    euro_per_hour=Decimal("0.62"), available=40, source="catalogue", as_of="2026-11-23",
)  # fmt: skip
SSD_MONTHLY = replace(SSD, billing=Billing.MONTHLY, euro_per_hour=None, euro_per_month=Decimal(295))
NFS = replace(SSD, name="nfs-3000", title="NFS 3 TB", ssd=False, euro_per_hour=Decimal("0.33"))
SILENT = replace(SSD, name="hpc-1200", title="1.2 TB", ssd=None, size_bytes=1200 * 10**9)
PRE512 = Offer("PRE512", HOST, "512 GB", Billing.HOURLY, euro_per_hour=Decimal("2.45"), available=6)
PRIVATE = PrivatePolicy(
    datacenter="RBX",
    pools=(
        MachinePool("databases", stateful=True, name_pattern="^db-"),
        MachinePool("sites", stateful=False, name_pattern="^site-"),
    ),
)


def database(n: int, host: int = 0, **changes: object) -> VirtualMachine:
    """A database of 8 vCPUs and 64 GB that takes more as it runs."""
    machine = VirtualMachine(
        f"vm-{n}", f"db-{n}", Power.ON, 8, 64 * GIB, HOSTS[host].id, cpu_hot_add=True,
        memory_hot_add=True, memory_limit_bytes=1024 * GIB, memory_step_bytes=GIB,
        guest_running=True, memory_used_bytes=40 * GIB, datastore_ids=("datastore-1",),
    )  # fmt: skip
    return replace(machine, **changes)


def store(n: int, **changes: object) -> Datastore:
    """A half full datastore that every host can use."""
    mounts = tuple(Mount(host.id, mounted=True, accessible=True, read_only=False) for host in HOSTS)
    found = Datastore(
        f"datastore-{n}", f"ssd-{n:06}", DatastoreKind.NFS, accessible=True,
        capacity_bytes=3 * TB, free_bytes=3 * TB // 2, ssd=True, mounts=mounts,
    )  # fmt: skip
    return replace(found, **changes)


@dataclass
class PrivateWorld:
    """A private cloud that plans can be applied to, as a worker and a provider would."""

    policy: Policy = field(default_factory=lambda: replace(POLICY, private=PRIVATE))
    now: datetime = START
    datastores: dict[str, Datastore] = field(
        default_factory=lambda: {f"datastore-{n}": store(n) for n in range(1, 13)}
    )
    machines: dict[str, VirtualMachine] = field(
        default_factory=lambda: {f"vm-{n}": database(n, n - 1) for n in (1, 2, 3)}
    )
    hosts: tuple[Host, ...] = HOSTS
    clusters: tuple[Cluster, ...] = (
        Cluster("domain-c8", "cluster-1", tuple(host.id for host in HOSTS)),
    )
    offers: tuple[Offer, ...] = (SSD, SSD_MONTHLY, NFS, SILENT, PRE512)
    holdings: dict[str, Holding] = field(default_factory=dict)
    orders: dict[str, Order] = field(default_factory=dict)
    placed: int = 0
    serial: int = 100
    changes: list[Change] = field(default_factory=list)
    extra: dict[str, object] = field(default_factory=dict)

    def private(self, **changes: object) -> None:
        """Change the private policy."""
        assert self.policy.private is not None
        self.policy = replace(self.policy, private=replace(self.policy.private, **changes))

    def machine(self, number: str, **changes: object) -> None:
        """Change a machine."""
        self.machines[number] = replace(self.machines[number], **changes)

    def estate(self) -> Estate:
        """What a fresh watch would publish; `extra` are fields of the vCenter view."""
        view = PrivateView(
            tuple(self.datastores.values()), self.clusters, self.hosts,
            tuple(self.machines.values()), self.now, **self.extra,
        )  # fmt: skip
        return Estate(
            at=self.now,
            sources={n: SourceState(n, Freshness.FRESH) for n in ("vcenter", "supply")},
            private=view,
            private_account=PrivateAccount("vigie@vsphere.local", frozenset(Right)),
            supply=SupplyView(
                self.offers, tuple(self.holdings.values()), tuple(self.orders.values()), self.now
            ),
        )

    def ask(
        self,
        verb: Verb,
        *,
        estate: Estate | None = None,
        record: Record | None = None,
        operation_id: str = "k3v9x0ab",
        **request: object,
    ) -> Plan | Refusal:
        """Plan a request on this estate."""
        request = {"author": AUTHOR} | request
        return planning.plan(
            asking(verb, **request),
            estate or self.estate(),
            self.policy,
            record or Record(),
            operation_id=operation_id,
        )

    def about(
        self, verb: Verb, target: Operation, operation_id: str = "topup000"
    ) -> Plan | Refusal:
        """Ask for a rollback or top-up, with all its family's changes."""
        record = Record(target=target, target_changes=tuple(self.changes))
        return self.ask(verb, record=record, operation_id=operation_id)

    def apply(self, plan: Plan, *outcomes: str) -> Operation:
        """Carry a plan out, each change ending as said, those without a word well.

        For additions: `refused` (surely not ordered) · `cancelled` · `lost` (no answer,
        nothing ordered) · `hidden` (no answer, delivered) · `open` (still on order) ·
        `held` (delivered, not in vCenter) · `unmounted` (stands, not on every host) ·
        `never` (stopped before).
        """
        self.now += timedelta(minutes=1)
        told = [*outcomes, *[""] * len(plan.changes)]
        done = [
            self._carry_out(seq, planned, plan.operation_id, outcome)
            for seq, (planned, outcome) in enumerate(zip(plan.changes, told, strict=False), 1)
        ]
        self.changes += done
        self.now += timedelta(minutes=10)
        good = {Phase.IN_SERVICE, Phase.GONE}
        short = any(change.phase not in good for change in done)
        state = OperationState.PARTIAL if short else OperationState.SUCCEEDED
        return Operation(plan.operation_id, plan, state, self.now, ended_at=self.now)

    def _carry_out(self, seq: int, planned: PlannedChange, operation: str, outcome: str) -> Change:
        change = Change(
            operation, seq, planned.datacenter, planned.region, planned.name, planned.desired,
            Phase.PLANNED, self.now, resource_id=planned.resource_id, made_by=planned.made_by,
            resource=planned.resource, wanted=planned.wanted, before=planned.before,
        )  # fmt: skip
        self.now += timedelta(seconds=20)
        if outcome == "never":
            return replace(change, phase=Phase.CANCELLED)
        change = replace(change, attempts=1)
        if planned.desired is Desired.ABSENT:
            return self._release(change)
        if planned.desired is Desired.CONFIGURED:
            sizes = change.wanted
            assert change.resource_id is not None
            self.machine(change.resource_id, vcpus=sizes[VCPUS], memory_bytes=sizes[MEMORY])
            return replace(change, phase=Phase.IN_SERVICE)
        return self._add(change, outcome)

    def _add(self, change: Change, outcome: str) -> Change:
        marked: dict[str, str | int] = {MARK: self.serial}
        failed = replace(change, phase=Phase.FAILED, why=notice("change.refused"), kept=marked)
        unknown = replace(failed, why=notice(ORDER_UNKNOWN, name=change.name))
        if outcome in {"refused", "lost"}:
            return unknown if outcome == "lost" else failed
        order = self._order(change)
        if outcome in {"cancelled", "open"}:
            state = OrderState.CANCELLED if outcome == "cancelled" else OrderState.TROUBLED
            self.orders[order.id] = replace(order, state=state, holding=None, name=None)
            why = notice(ORDER_CANCELLED if outcome == "cancelled" else "change.delivery_deadline")
            return replace(failed, why=why, kept=marked | {ORDER: order.id})
        there = self._deliver(change, order, listed=outcome != "held")
        kept = marked | {ORDER: order.id, HOLDING: str(order.holding), NAME: str(order.name)}
        return {
            "hidden": unknown,
            "held": replace(failed, kept=kept),
            "unmounted": replace(failed, kept=kept, resource_id=there),
        }.get(outcome, replace(change, phase=Phase.IN_SERVICE, kept=kept, resource_id=there))

    def _order(self, change: Change) -> Order:
        self.serial += 1
        self.placed += 1
        order = Order(
            str(self.serial), self.serial, change.resource, removal=False, state=OrderState.DONE,
            placed_at=self.now, holding=f"filer/{self.serial}", name=f"new-{self.serial}",
        )  # fmt: skip
        self.orders[order.id] = order
        return order

    def _deliver(self, change: Change, order: Order, *, listed: bool) -> str:
        offer, billing = str(change.wanted[OFFER]), Billing(str(change.wanted[BILLING]))
        holding, name = str(order.holding), str(order.name)
        self.holdings[holding] = Holding(
            holding, change.resource, name, offer, billing, "delivered"
        )
        there = store(order.number, name=name, capacity_bytes=change.wanted.get(SIZE))
        if listed:
            self.datastores[there.id] = there
        return there.id

    def _release(self, change: Change) -> Change:
        self.holdings.pop(str(change.before.get(HOLDING)), None)
        self.datastores.pop(change.resource_id or "", None)
        return replace(change, phase=Phase.GONE)
