"""A private cloud and its provider behind their ports: the truth, and what they tell."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from moments import Moments
from weather import CARRIED_OUT, Weather, error

from console.model.error import CallRefused, NotFound
from console.model.notice import notice
from console.model.private import (
    Cluster,
    Datastore,
    DatastoreKind,
    Host,
    Maintenance,
    Mount,
    Power,
    PrivateAccount,
    PrivateView,
    Right,
    Snapshot,
    Task,
    TaskState,
    VirtualMachine,
)
from console.model.resource import DATASTORE, HOST, Resource
from console.model.supply import Billing, Holding, Offer, Order, OrderState, SupplyView
from console.ports import Receipt

GIB, TB = 2**30, 10**12
CLUSTER = "domain-c8"
SSD = Offer(
    "ssd-3000", DATASTORE, "SSD 3 TB", Billing.HOURLY, 3 * TB, ssd=True, available=40
)  # fmt: skip
BIG_HOST = Offer("PRE512", HOST, "512 GB", Billing.HOURLY, available=6)


@dataclass(slots=True)
class Pending:
    """A task of vCenter on its way; `effect` is None when it will fail."""

    task: str
    ends: float
    effect: Callable[[], None] | None


@dataclass(slots=True)
class VCenter:
    """Datastores, hosts and machines. A task takes `task_s`; a guest shuts down in `guest_s`."""

    moments: Moments
    weather: Weather
    point: Callable[[str], None]
    task_s: float = 6.0
    guest_s: float = 10.0
    datastores: dict[str, Datastore] = field(default_factory=dict)
    hosts: dict[str, Host] = field(default_factory=dict)
    machines: dict[str, VirtualMachine] = field(default_factory=dict)
    tasks: dict[str, Task] = field(default_factory=dict)
    calls: list[tuple[float, str, str]] = field(default_factory=list)
    on_call: Callable[[str, str], None] = lambda _what, _number: None
    pending: list[Pending] = field(default_factory=list)
    rebooted: int = 0
    """How often a guest has rebooted."""
    serial: int = 0

    # The truth

    def furnish(self) -> None:
        """Three hosts, two datastores, three databases that run."""
        for n in (1, 2, 3):
            self.add_host(f"host-{n}", f"esx-{n}")
        for n in (1, 2):
            self.add_datastore(f"ssd-{n:06}")
        for n in (1, 2, 3):
            self.machines[f"vm-{n}"] = VirtualMachine(
                f"vm-{n}", f"db-{n}", Power.ON, 8, 64 * GIB, host_id=f"host-{n}",
                cpu_hot_add=True, memory_hot_add=True, memory_limit_bytes=1024 * GIB,
                memory_step_bytes=GIB, guest_running=True, memory_used_bytes=40 * GIB,
                datastore_ids=("datastore-1",),
            )  # fmt: skip

    def add_host(self, number: str, name: str) -> None:
        self.hosts[number] = Host(
            number, name, CLUSTER, connected=True, in_maintenance=False, cores=32,
            cpu_mhz=83_200, memory_bytes=512 * GIB, memory_used_bytes=160 * GIB,
        )  # fmt: skip
        for store in self.datastores.values():
            self.mount(store.id, number)

    def add_datastore(self, name: str) -> Datastore:
        self.serial += 1
        number = f"datastore-{self.serial}"
        self.datastores[number] = Datastore(
            number, name, DatastoreKind.NFS, accessible=True, capacity_bytes=3 * TB,
            free_bytes=3 * TB // 2, ssd=True, folder="datastore",
        )  # fmt: skip
        for host in self.hosts:
            self.mount(number, host)
        return self.datastores[number]

    def mount(self, number: str, host: str) -> None:
        held = self.datastores[number]
        mount = Mount(host, mounted=True, accessible=True, read_only=False)
        self.datastores[number] = replace(held, mounts=(*held.mounts, mount))

    def remove(self, name: str) -> None:
        """A datastore or host is no more."""
        for kind in (self.datastores, self.hosts):
            for number in [n for n, thing in kind.items() if thing.name == name]:
                del kind[number]

    def change(self, number: str, **values: object) -> None:
        for kind in (self.machines, self.datastores, self.hosts):
            if number in kind:
                kind[number] = replace(kind[number], **values)

    def pass_time(self) -> None:
        """Bring about what tasks have finished since anybody looked."""
        due = [p for p in self.pending if p.ends <= self.moments.t]
        self.pending = [p for p in self.pending if p.ends > self.moments.t]
        for each in due:
            state = TaskState.ERROR if each.effect is None else TaskState.SUCCESS
            if each.task:
                held = self.tasks[each.task]
                said = "The operation failed." if each.effect is None else None
                self.tasks[each.task] = replace(held, state=state, error=said)
            if each.effect is not None:
                each.effect()

    # The port

    def account(self) -> PrivateAccount:
        return PrivateAccount("vigie@vsphere.local", frozenset(Right))

    def inventory(self) -> PrivateView:
        self.point("inventory")
        self.weather.read("vcenter", "inventory")
        self.pass_time()
        return PrivateView(
            tuple(self.datastores.values()),
            (Cluster(CLUSTER, "cluster-1", tuple(self.hosts)),),
            tuple(self.hosts.values()),
            tuple(self.machines.values()),
            self.moments.wall(),
            tasks=tuple(self.tasks.values()),
            unreadable=int(self.weather.spell("vcenter", "unreadable")),
        )

    def task(self, task_id: str) -> Task:
        forgotten = self.weather.read("vcenter", "task") == "forgotten"
        self.pass_time()
        if forgotten or task_id not in self.tasks:
            raise NotFound(notice("test.gone"))
        return self.tasks[task_id]

    def reconfigure(
        self, machine_id: str, *, vcpus: int | None = None, memory_bytes: int | None = None
    ) -> Receipt:
        sizes = {"vcpus": vcpus, "memory_bytes": memory_bytes}
        wanted = {key: value for key, value in sizes.items() if value is not None}
        return self._write("reconfigure", machine_id, lambda: self.change(machine_id, **wanted))

    def shut_down(self, machine_id: str) -> Receipt:
        off = {"power": Power.OFF, "guest_running": None}
        return self._write(
            "shut_down", machine_id, lambda: self.change(machine_id, **off), takes=self.guest_s
        )

    def reboot(self, machine_id: str) -> Receipt:
        def down() -> None:
            self.rebooted += 1
            self.change(machine_id, guest_running=None)
            boots = Pending(
                "",
                self.moments.t + 3 * self.guest_s,
                lambda: self.change(machine_id, guest_running=True),
            )
            self.pending.append(boots)

        return self._write("reboot", machine_id, down, takes=self.guest_s)

    def power_on(self, machine_id: str) -> Receipt:
        on = {"power": Power.ON, "guest_running": True}
        return self._write("power_on", machine_id, lambda: self.change(machine_id, **on))

    def snapshot(self, machine_id: str, name: str, description: str) -> Receipt:
        def effect() -> None:
            taken = Snapshot(f"snapshot-{name}", name, self.moments.wall(), description)
            held = self.machines[machine_id].snapshots
            self.change(machine_id, snapshots=(*held, taken))

        return self._write("snapshot", machine_id, effect)

    def enter_maintenance(self, datastore_id: str) -> Receipt:
        entered = {"maintenance": Maintenance.IN}
        return self._write(
            "enter_maintenance", datastore_id, lambda: self.change(datastore_id, **entered)
        )

    def leave_maintenance(self, datastore_id: str) -> Receipt:
        left = {"maintenance": Maintenance.NORMAL}
        return self._write(
            "leave_maintenance", datastore_id, lambda: self.change(datastore_id, **left)
        )

    def move_datastore(self, datastore_id: str, folder: str) -> Receipt:
        return self._write(
            "move_datastore", datastore_id, lambda: self.change(datastore_id, folder=folder)
        )

    def mount_nfs(self, host_id: str, *, server: str, path: str, name: str) -> Receipt:
        raise NotImplementedError

    def unmount(self, host_id: str, datastore_id: str) -> Receipt:
        raise NotImplementedError

    def free_disks(self, host_id: str) -> tuple[Offer, ...]:  # noqa: ARG002 - the port's signature
        return ()

    def format_vmfs(self, host_id: str, *, disk: str, name: str) -> Receipt:
        raise NotImplementedError

    def rescan(self, host_id: str) -> Receipt:  # noqa: ARG002 - the port's signature
        return Receipt(None)

    # How

    def _write(
        self, what: str, number: str, effect: Callable[[], None], *, takes: float | None = None
    ) -> Receipt:
        self.point(what)
        outcome = self.weather.outcome(what, "vcenter")
        if self.weather.spell("vcenter", "silent"):
            outcome = "down"
        self.pass_time()
        if number not in {**self.machines, **self.datastores}:
            raise CallRefused(notice("test.no_such"))
        self.calls.append((self.moments.t, what, number))
        self.on_call(what, number)
        task = self._begin(what, number, effect, outcome, takes)
        self.point(f"{what} answered")
        if outcome not in {"ok", "fails"}:
            raise error(outcome, "vcenter")
        return Receipt(f"req-{what}", task)

    def _begin(
        self, what: str, number: str, effect: Callable[[], None], outcome: str, takes: float | None
    ) -> str | None:
        if outcome not in CARRIED_OUT | {"fails"}:
            return None
        ends = self.moments.t + (self.task_s if takes is None else takes)
        task = None
        if takes is None:
            self.serial += 1
            task = f"task-{self.serial}"
            self.tasks[task] = Task(task, what, number, TaskState.RUNNING)
        self.pending.append(Pending(task or "", ends, None if outcome == "fails" else effect))
        return task


@dataclass(slots=True)
class Placed:
    """An order as it is: `ends` is when it comes to its end, `shown_at` when lists have it."""

    order: Order
    name: str
    ends: float
    end: OrderState
    shown_at: float


@dataclass(slots=True)
class Provider:
    """Datastores and hosts by order, each delivered after `delivery_s`."""

    moments: Moments
    weather: Weather
    vcenter: VCenter
    point: Callable[[str], None]
    delivery_s: float = 40.0
    late_s: float = 30.0
    placed: list[Placed] = field(default_factory=list)
    asks: list[tuple[str, str]] = field(default_factory=list)
    """Each order call: the name, and its outcome as far as its caller heard of it."""
    released: list[str] = field(default_factory=list)
    holdings: dict[str, Holding] = field(default_factory=dict)
    serial: int = 100

    # The truth

    def stranger(self, resource: Resource = DATASTORE, by: str = "somebody") -> Placed:
        """Another account orders one as well."""
        return self._place(resource, removal=False, by=by, name="theirs")

    def pass_time(self) -> None:
        """Deliver what is due."""
        for each in self.placed:
            if each.order.state.open and each.ends <= self.moments.t:
                done = replace(each.order, state=each.end)
                each.order = self._deliver(done) if each.end is OrderState.DONE else done

    # The port

    def view(self) -> SupplyView:
        self.point("supply view")
        self.weather.read("supply", "view")
        self.pass_time()
        return SupplyView(
            (SSD, BIG_HOST),
            tuple(self.holdings.values()),
            self._listed(),
            self.moments.wall(),
            account=PrivateAccount("vigie", frozenset(Right)),
        )

    def orders(self) -> tuple[Order, ...]:
        self.point("orders")
        self.weather.read("supply", "orders")
        self.pass_time()
        return self._listed()

    def order(self, offer: Offer, *, name: str, cluster_id: str | None = None) -> Receipt:  # noqa: ARG002 - the port's signature
        self.point(f"order {name}")
        outcome = self.weather.outcome("order", "supply")
        if self.weather.spell("supply", "silent"):
            outcome = "down"
        self.asks.append((name, "killed"))
        asked = len(self.asks) - 1
        made = None
        if outcome in CARRIED_OUT:
            made = self._place(offer.resource, removal=False, by="vigie", name=name)
            made.shown_at += self.late_s if outcome == "late" else 0.0
        self.point(f"order {name} answered")
        self.asks[asked] = (name, outcome)
        if made is None or outcome != "ok":
            raise error(outcome, "supply")
        return Receipt(f"req-{made.order.id}", made.order.id)

    def extend(self, name: str, host_id: str) -> Receipt | None:  # noqa: ARG002 - the port's signature
        return None

    def release(self, name: str, holding: str | None) -> Receipt:
        self.point(f"release {name}")
        outcome = self.weather.outcome("release", "supply")
        if self.weather.spell("supply", "silent"):
            outcome = "down"
        self.released.append(name)
        held = self.holdings.get(holding or "")
        if held is None:
            raise NotFound(notice("test.gone"))
        made = None
        if outcome in CARRIED_OUT:
            made = self._place(held.resource, removal=True, by="vigie", name=name, holding=holding)
        self.point(f"release {name} answered")
        if made is None or outcome != "ok":
            raise error(outcome, "supply")
        return Receipt(f"req-{made.order.id}", made.order.id)

    # How

    def _listed(self) -> tuple[Order, ...]:
        return tuple(p.order for p in self.placed if p.shown_at <= self.moments.t)

    def _place(
        self, resource: Resource, *, removal: bool, by: str, name: str, holding: str | None = None
    ) -> Placed:
        self.serial += 1
        fate = self.weather.outcome("delivery", "supply")
        end = OrderState.CANCELLED if fate == "cancelled" else OrderState.DONE
        state = OrderState.TROUBLED if fate == "troubled" else OrderState.RUNNING
        takes = self.delivery_s * (6 if fate in {"slow", "troubled"} else 1)
        order = Order(
            str(self.serial), self.serial, resource, removal, state, by,
            self.moments.wall(), holding=holding, text="" if fate == "ok" else fate,
        )  # fmt: skip
        t = self.moments.t
        self.placed.append(Placed(order, name, t + takes, end, t))
        return self.placed[-1]

    def _deliver(self, order: Order) -> Order:
        if order.removal:
            gone = self.holdings.pop(order.holding or "", None)
            if gone is not None:
                self.vcenter.remove(gone.name)
            return order
        if order.resource == DATASTORE:
            name, number = f"ssd-{order.id}", f"filer-{order.id}"
            self.vcenter.add_datastore(name)
        else:
            name, number = f"esx-new-{order.id}", f"host-{order.id}"
            self.vcenter.add_host(f"host-new-{order.id}", name)
        offer = SSD if order.resource == DATASTORE else BIG_HOST
        self.holdings[number] = Holding(
            number, order.resource, name, offer.name, offer.billing, "delivered"
        )
        return replace(order, holding=number, name=name)
