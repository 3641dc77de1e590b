"""What kinds that live in vCenter share: the tasks that changes wait for, and their limits."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from console.kinds.sources import Sources
from console.kinds.step import Ground
from console.kinds.vdc import VCENTER
from console.model.error import NotFound
from console.model.estate import Estate, SourceState
from console.model.figure import Freshness
from console.model.policy import PrivatePolicy
from console.model.private import Task, TaskState
from console.model.tracked import Tracked
from console.model.wanted import TASK


@dataclass(frozen=True, slots=True)
class Tasks:
    """Tasks by id; None is one that vCenter has forgotten, a missing one could not be read."""

    found: Mapping[str, Task | None] = field(default_factory=dict)

    def fails(self, tracked: Tracked) -> str | None:
        """Why a change's task failed; None when it did not."""
        task = self.found.get(str(tracked.change.kept.get(TASK, "")))
        if task is None or task.state is not TaskState.ERROR:
            return None
        return task.error or task.name

    def runs(self, tracked: Tracked) -> bool:
        """Say whether that task may still be running; one that cannot be read may."""
        number = tracked.change.kept.get(TASK)
        if number is None:
            return False
        if str(number) not in self.found:
            return True
        task = self.found[str(number)]
        return task is not None and task.state in {TaskState.QUEUED, TaskState.RUNNING}


def read_tasks(tracked: Iterable[Tracked], sources: Sources) -> Tasks:
    """The tasks of these changes, each asked for once."""
    private = sources.systems.private
    assert private is not None  # noqa: S101 - kinds in need of vCenter have looked

    def read(number: str) -> Task | None:
        try:
            return private.task(number)
        except NotFound:
            return None

    found: dict[str, Task | None] = {}
    for number in sorted({str(t.change.kept[TASK]) for t in tracked if TASK in t.change.kept}):
        before = len(sources.failures)
        task = sources.read(VCENTER, lambda at=number: read(at))  # type: ignore[misc]
        if task is not None or len(sources.failures) == before:
            found[number] = task
    return Tasks(found)


def inventory(sources: Sources, ground: Ground) -> Estate:
    """VCenter as it is now; without it where it does not answer."""
    private = sources.systems.private
    assert private is not None  # noqa: S101 - a kind's `lacks` has looked
    view = sources.read(VCENTER, private.inventory)
    freshness = Freshness.UNKNOWN if view is None else Freshness.FRESH
    return Estate(at=ground.now, private=view, sources={VCENTER: SourceState(VCENTER, freshness)})


def limits(ground: Ground) -> PrivatePolicy:
    """What may be done to the private cloud; a kind's `lacks` has looked that there is one."""
    private = ground.policy.private
    assert private is not None  # noqa: S101 - see above
    return private
