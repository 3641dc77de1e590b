"""Everything there is in the private cloud, and what is going to happen to it.

Whatever takes time is put on an agenda in estate time; nothing happens before
somebody looks. So two looks at the same instant see the same, and nothing runs
between them.
"""

import heapq
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import TypeVar

from console.rehearsal.clock import RehearsalClock
from console.rehearsal.private.reference import DATASTORE_FOLDER, POD, POD_NAME
from console.rehearsal.private.things import (
    By,
    Disk,
    Folder,
    Machine,
    SimulatedDatastore,
    SimulatedHost,
    SimulatedTask,
    Thing,
    VcenterRefusal,
)
from console.rehearsal.record import CallRecord

T = TypeVar("T", bound=Thing)
Happens = Callable[[float], None]
"""What happens at an estate time, which it is given."""
TASKS_KEPT_S = 1800.0
"""How long vCenter remembers a task that has ended."""


@dataclass(order=True, slots=True)
class _Due:
    at: float
    serial: int
    happens: Happens = field(compare=False)


class SimulatedInventory:
    """Hosts, datastores, machines and tasks by id. Call `now` before reading them.

    `generation` grows with every change; each thing carries that of its last
    one, and `gone` that at which things of the past disappeared, by id. What
    metrics remember of datastores of the past stands in `former`.
    """

    def __init__(self, clock: RehearsalClock, record: CallRecord, seed: int) -> None:
        self.clock = clock
        self.record = record
        self.dice = random.Random(f"{seed}/private")  # noqa: S311 - reproducible, not secret
        self.ha = True
        """Whether vSphere HA is switched on."""
        self.generation = 1
        self.hosts: dict[str, SimulatedHost] = {}
        self.datastores: dict[str, SimulatedDatastore] = {}
        self.machines: dict[str, Machine] = {}
        self.tasks: dict[str, SimulatedTask] = {}
        self.disks: list[Disk] = []
        self.gone: dict[str, int] = {}
        self.former: list[SimulatedDatastore] = []
        self.folders = {
            DATASTORE_FOLDER: Folder(DATASTORE_FOLDER, "datastore"),
            POD: Folder(POD, POD_NAME, pod=True),
        }
        self._agenda: list[_Due] = []
        self._placed_at = 0
        self._placed: dict[str, list[Machine]] = {}
        self._serials = count()
        self._numbers = count(100)

    def now(self) -> float:
        """Let happen what is due, and say the estate time in seconds since 1970."""
        at = self.clock.now()
        while self._agenda and self._agenda[0].at <= at:
            due = heapq.heappop(self._agenda)
            due.happens(due.at)
        return at

    def later(self, at: float, happens: Happens) -> None:
        """Put something on the agenda."""
        heapq.heappush(self._agenda, _Due(at, next(self._serials), happens))

    def new_id(self, kind: str) -> str:
        """A reference that nothing else has or had: ``datastore-103``."""
        return f"{kind}-{next(self._numbers)}"

    def touch(self, thing: Thing) -> None:
        """Note that a thing changed."""
        self.generation += 1
        thing.generation = self.generation

    def add(self, thing: Thing) -> None:
        """Take a thing in, where its kind belongs."""
        self._home(thing)[thing.id] = thing
        self.touch(thing)

    def remove(self, thing: Thing) -> None:
        """Take a thing out; its id stays among those gone."""
        if self._home(thing).pop(thing.id, None) is not None:
            self.generation += 1
            self.gone[thing.id] = self.generation
            if isinstance(thing, SimulatedDatastore):
                thing.ended_at = self.clock.now()
                self.former.append(thing)

    def _home(self, thing: Thing) -> dict[str, Thing]:
        homes: dict[type[Thing], object] = {
            SimulatedHost: self.hosts,
            SimulatedDatastore: self.datastores,
            Machine: self.machines,
            SimulatedTask: self.tasks,
        }
        return homes[type(thing)]  # type: ignore[return-value]  # each holds its own kind

    def things(self) -> Iterator[Thing]:
        """Everything, hosts first, tasks last."""
        yield from self.hosts.values()
        yield from self.datastores.values()
        yield from self.machines.values()
        yield from self.tasks.values()

    def host(self, host_id: str) -> SimulatedHost:
        """A host; Refusal when there is none."""
        return _known(self.hosts, host_id)

    def datastore(self, datastore_id: str) -> SimulatedDatastore:
        """A datastore; Refusal when there is none."""
        return _known(self.datastores, datastore_id)

    def machine(self, machine_id: str) -> Machine:
        """A machine; Refusal when there is none."""
        return _known(self.machines, machine_id)

    def datastore_named(self, name: str) -> SimulatedDatastore | None:
        """A datastore by name; vCenter keeps these unique."""
        return next((each for each in self.datastores.values() if each.name == name), None)

    def machines_on(self, datastore_id: str) -> list[Machine]:
        """Machines and templates whose files lie on a datastore."""
        if self._placed_at != self.generation:
            self._placed_at, self._placed = self.generation, {}
            for each in self.machines.values():
                self._placed.setdefault(each.datastore, []).append(each)
        return list(self._placed.get(datastore_id, ()))

    def machines_of(self, host_id: str) -> list[Machine]:
        """Machines that run, or would run, on a host."""
        return [each for each in self.machines.values() if each.host == host_id]

    def uncommitted(self, datastore: SimulatedDatastore, at: float) -> int:
        """Bytes that thin disks may still claim: disks of which a part is written."""
        disks = sum(each.disk for each in self.machines_on(datastore.id))
        return max(0, disks - int(datastore.used(at) * 0.9))

    def task(
        self, name: str, entity: Thing, lasts_s: float, done: Happens, by: By
    ) -> SimulatedTask:
        """Begin a task that ends with `done`; a Refusal raised there is the task's error."""
        at = self.now()
        task = SimulatedTask(
            id=self.new_id("task"),
            name=name,
            entity=entity.id,
            entity_name=entity.name,
            user=by.user,
            queued_at=at,
            due_at=at + lasts_s,
        )
        self.add(task)
        self.later(task.due_at, lambda when: self._complete(task, done, when))
        return task

    def _complete(self, task: SimulatedTask, done: Happens, at: float) -> None:
        try:
            done(at)
            task.status = "success"
        except VcenterRefusal as refusal:
            task.status, task.error = "error", refusal
        task.completed_at = at
        self.touch(task)
        self.later(at + TASKS_KEPT_S, lambda _: self.remove(task))

    def write(self, order: str, thing: Thing, by: By, **more: str) -> None:
        """Write an order to the rehearsal's record."""
        self.record.write(
            order,
            id=thing.id,
            name=thing.name,
            region="vcenter",
            request_id=by.request_id,
            metadata={"by": by.user, **more},
        )


def _known(found: dict[str, T], thing_id: str) -> T:
    thing = found.get(thing_id)
    if thing is None:
        raise VcenterRefusal(
            "ManagedObjectNotFound",
            f"The object '{thing_id}' has already been deleted or has not been completely created",
        )
    return thing
