"""A private cloud in memory, behind the PrivateCloud port, that can be told to misbehave."""

import itertools
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

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
from console.model.supply import (
    Offer,
)
from console.ports import Receipt

GB = 10**9
CLUSTER = "domain-c8"
AT = datetime(2026, 11, 23, 14, 40, tzinfo=UTC)


class Crash(Exception):
    """The worker dies here: nothing of the pass comes after it."""


@dataclass
class FakePrivate:
    """Tasks take effect after `task_reads` inventories. `on[call]` are consumed one a call.

    An entry is None (nothing special), an exception to raise before the call has
    an effect, or ``("after", exception)`` to raise once it has. `task_errors`
    are texts with which the next tasks of a call fail.
    """

    task_reads: int = 1
    hosts: dict[str, Host] = field(default_factory=dict)
    datastores: dict[str, Datastore] = field(default_factory=dict)
    machines: dict[str, VirtualMachine] = field(default_factory=dict)
    tasks: dict[str, Task] = field(default_factory=dict)
    on: dict[str, deque[object]] = field(default_factory=dict)
    task_errors: dict[str, deque[str]] = field(default_factory=dict)
    calls: list[tuple[str, ...]] = field(default_factory=list)
    before: dict[str, Callable[[], None]] = field(default_factory=dict)
    """What happens in vCenter by itself just before a call arrives."""
    folders: set[str] = field(default_factory=lambda: {"ssd"})
    guest_obeys: bool = True
    guest_boots: bool = True
    unreadable: int = 0
    observed: Callable[[], datetime] = lambda: AT

    def __post_init__(self) -> None:
        self._numbers = itertools.count(1)
        self._pending: list[tuple[int, str | None, Callable[[], None]]] = []
        for n in (1, 2, 3):
            self.hosts[f"host-{n}"] = Host(
                f"host-{n}",
                f"esx-{n}",
                CLUSTER,
                True,
                False,
                cores=64,
                memory_bytes=2**40,
                memory_used_bytes=2**36,
            )

    # What stands

    def add_datastore(self, name: str, *, mounted: tuple[str, ...] | None = None) -> Datastore:
        number = f"datastore-{next(self._numbers)}"
        on = tuple(self.hosts) if mounted is None else mounted
        made = Datastore(
            number,
            name,
            DatastoreKind.NFS,
            accessible=True,
            capacity_bytes=3000 * GB,
            free_bytes=3000 * GB,
            mounts=tuple(Mount(host, True, True, False) for host in on),
            folder="datastore",
        )
        self.datastores[number] = made
        return made

    def mount(self, name: str, host_id: str) -> None:
        found = self.named(name)
        mount = Mount(host_id, True, True, False)
        rest = tuple(m for m in found.mounts if m.host_id != host_id)
        self.datastores[found.id] = replace(found, mounts=(*rest, mount))

    def add_machine(
        self, name: str, *, vcpus: int = 8, gb: int = 64, hot: bool = True, on: str = ""
    ) -> VirtualMachine:
        number = f"vm-{next(self._numbers)}"
        made = VirtualMachine(
            number,
            name,
            Power.ON,
            vcpus,
            gb * 2**30,
            host_id="host-1",
            cpu_hot_add=hot,
            memory_hot_add=hot,
            guest_running=True,
            datastore_ids=(on,) if on else (),
        )
        self.machines[number] = made
        return made

    def change(self, number: str, **changes: object) -> None:
        """Change a machine, a datastore or a host."""
        for kind in (self.machines, self.datastores, self.hosts):
            if number in kind:
                kind[number] = replace(kind[number], **changes)

    def named(self, name: str) -> Datastore:
        return next(d for d in self.datastores.values() if d.name == name)

    def called(self, what: str) -> int:
        return sum(call[0] == what for call in self.calls)

    # Reading

    def account(self) -> PrivateAccount:
        return PrivateAccount("vigie@vsphere.local", frozenset(Right))

    def inventory(self) -> PrivateView:
        self._stumble("inventory")
        self._advance()
        return PrivateView(
            tuple(self.datastores.values()),
            (Cluster(CLUSTER, "cluster-1", tuple(self.hosts)),),
            tuple(self.hosts.values()),
            tuple(self.machines.values()),
            self.observed(),
            tasks=tuple(self.tasks.values()),
            unreadable=self.unreadable,
        )

    def task(self, task_id: str) -> Task:
        self._stumble("task")
        if task_id not in self.tasks:
            raise NotFound(notice("test.gone"))
        return self.tasks[task_id]

    # Writing

    def reconfigure(
        self, machine_id: str, *, vcpus: int | None = None, memory_bytes: int | None = None
    ) -> Receipt:
        sizes = {"vcpus": vcpus, "memory_bytes": memory_bytes}
        wanted = {key: value for key, value in sizes.items() if value is not None}
        return self._write("reconfigure", machine_id, lambda: self.change(machine_id, **wanted))

    def shut_down(self, machine_id: str) -> Receipt:
        def effect() -> None:
            if self.guest_obeys:
                self.change(machine_id, power=Power.OFF, guest_running=None)

        self._write("shut_down", machine_id, effect)
        return Receipt("req-shut-down")

    def reboot(self, machine_id: str) -> Receipt:
        def effect() -> None:
            if not self.guest_obeys:
                return
            self.change(machine_id, guest_running=None)
            if self.guest_boots:
                back = (2, None, lambda: self.change(machine_id, guest_running=True))
                self._pending.append(back)

        self._write("reboot", machine_id, effect)
        return Receipt("req-reboot")

    def power_on(self, machine_id: str) -> Receipt:
        running = True if self.guest_boots else None
        return self._write(
            "power_on",
            machine_id,
            lambda: self.change(machine_id, power=Power.ON, guest_running=running),
        )

    def snapshot(self, machine_id: str, name: str, description: str) -> Receipt:
        def effect() -> None:
            taken = Snapshot(f"snapshot-{next(self._numbers)}", name, AT, description)
            held = self.machines[machine_id].snapshots
            self.change(machine_id, snapshots=(*held, taken))

        return self._write("snapshot", machine_id, effect)

    def enter_maintenance(self, datastore_id: str) -> Receipt:
        self.change(datastore_id, maintenance=Maintenance.ENTERING)
        return self._write(
            "enter_maintenance",
            datastore_id,
            lambda: self.change(datastore_id, maintenance=Maintenance.IN),
        )

    def leave_maintenance(self, datastore_id: str) -> Receipt:
        return self._write(
            "leave_maintenance",
            datastore_id,
            lambda: self.change(datastore_id, maintenance=Maintenance.NORMAL),
        )

    def move_datastore(self, datastore_id: str, folder: str) -> Receipt:
        if folder not in self.folders:
            raise NotFound(notice("test.no_folder", folder=folder))
        return self._write(
            "move_datastore", datastore_id, lambda: self.change(datastore_id, folder=folder)
        )

    def mount_nfs(self, host_id: str, *, server: str, path: str, name: str) -> Receipt:
        raise NotImplementedError

    def unmount(self, host_id: str, datastore_id: str) -> Receipt:
        raise NotImplementedError

    def free_disks(self, host_id: str) -> tuple[Offer, ...]:
        raise NotImplementedError

    def format_vmfs(self, host_id: str, *, disk: str, name: str) -> Receipt:
        raise NotImplementedError

    def rescan(self, host_id: str) -> Receipt:
        raise NotImplementedError

    # How

    def _write(self, what: str, number: str, effect: Callable[[], None]) -> Receipt:
        self.calls.append((what, number))
        self.before.get(what, lambda: None)()
        after = self._stumble(what)
        if number not in {**self.machines, **self.datastores}:
            raise CallRefused(notice("test.no_such"))
        task = Task(f"task-{next(self._numbers)}", what, number, TaskState.RUNNING)
        self.tasks[task.id] = task
        self._pending.append((self.task_reads, task.id, effect))
        if after is not None:
            raise after
        return Receipt(f"req-{task.id}", task.id)

    def _stumble(self, what: str) -> Exception | None:
        """Raise what is due before a call; give what is due after it."""
        queue = self.on.get(what)
        due = queue.popleft() if queue else None
        if isinstance(due, Exception):
            raise due
        if isinstance(due, tuple):
            after: Exception = due[1]
            return after
        return None

    def _advance(self) -> None:
        waiting: list[tuple[int, str | None, Callable[[], None]]] = []
        pending, self._pending = self._pending, []
        for left, number, effect in pending:
            if left > 0:
                waiting.append((left - 1, number, effect))
                continue
            errors = self.task_errors.get(self.tasks[number].name) if number else None
            if errors:
                error = errors.popleft()
                self.tasks[number] = replace(self.tasks[number], state=TaskState.ERROR, error=error)
                continue
            effect()
            if number is None:
                continue
            self.tasks[number] = replace(self.tasks[number], state=TaskState.SUCCESS)
        self._pending += waiting
