"""What a pass saw of the private side, and on what ground it judges."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from console.model.plan import (
    Desired,
)
from console.model.policy import PrivatePolicy
from console.model.private import PrivateView, Task, TaskState
from console.model.resource import Resource
from console.model.supply import (
    Holding,
    Order,
    SupplyView,
)
from console.model.tracked import Tracked
from console.model.wanted import HOLDING, MARK, ORDER, TASK
from console.operations.passes.terms import GRACE_WALL_S


@dataclass(frozen=True, slots=True)
class Ground:
    """The terms a pass judges on. `now` is estate time, `wall` real time.

    `settle_s` (wall) is how long what was asked without an answer may take to show up.
    """

    private: PrivatePolicy
    now: datetime
    wall: datetime
    started_at: datetime
    speed: float
    settle_s: float
    stop: bool = False

    def past(self, since: datetime | None, allowed_s: float) -> bool:
        """Say whether a deadline in estate time has passed; calls take wall time besides."""
        elapsed = (self.now - (since or self.started_at)).total_seconds()
        return elapsed > allowed_s + GRACE_WALL_S * self.speed

    def settled(self, asked_wall: datetime | None) -> bool:
        """Say whether what was asked then would be seen by now."""
        return asked_wall is None or (self.wall - asked_wall).total_seconds() >= self.settle_s


@dataclass(frozen=True, slots=True)
class Sighting:
    """Each source's answer; None where it was not asked or did not answer.

    `claimed` are the orders that changes in the journal have as theirs. `tasks`
    are those that changes wait for; None is one that vCenter has forgotten.
    """

    private: PrivateView | None = None
    supply: SupplyView | None = None
    orders: tuple[Order, ...] | None = None
    claimed: frozenset[str] = frozenset()
    tasks: Mapping[str, Task | None] = field(default_factory=dict)

    def order(self, tracked: Tracked) -> Order | None:
        """The order that a change waits for, as far as it can be seen."""
        number = tracked.change.kept.get(ORDER)
        return next((o for o in self.orders or () if o.id == number), None)

    def claiming(self, tracked: Tracked) -> "Sighting":
        """The same with a change's order claimed."""
        number = tracked.change.kept.get(ORDER)
        if number is None or number in self.claimed:
            return self
        return replace(self, claimed=self.claimed | {str(number)})

    def late(self, tracked: Tracked) -> Order | None:
        """The order that an unanswered call has placed after all: the oldest that fits.

        Newer than all that there were, of the kind, nobody's, and by whoever placed
        those that are known to be ours.
        """
        change = tracked.change
        mark = int(change.kept.get(MARK, 0))
        removal = change.desired is Desired.ABSENT
        ours = {o.by for o in self.orders or () if o.id in self.claimed and o.by}
        holding = change.before.get(HOLDING)
        found = [
            order
            for order in self.orders or ()
            if order.number > mark
            and order.id not in self.claimed
            and order.resource == change.resource
            and order.removal is removal
            and (not removal or order.holding in {None, holding})
            and (not ours or not order.by or order.by in ours)
        ]
        return min(found, key=lambda order: order.number, default=None)

    def holding(self, number: str | int | None, resource: Resource) -> Holding | None:
        """A holding by its id."""
        held = self.supply.holdings if self.supply is not None else ()
        return next((h for h in held if h.id == number and h.resource == resource), None)

    def task(self, tracked: Tracked) -> Task | None:
        """The vCenter task that a change waits for, as far as it can be seen."""
        return self.tasks.get(str(tracked.change.kept.get(TASK, "")))

    def task_fails(self, tracked: Tracked) -> str | None:
        """Why that task failed; None when it did not."""
        task = self.task(tracked)
        if task is None or task.state is not TaskState.ERROR:
            return None
        return task.error or task.name

    def task_runs(self, tracked: Tracked) -> bool:
        """Say whether that task may still be running; one that cannot be read may."""
        number = tracked.change.kept.get(TASK)
        if number is None:
            return False
        if str(number) not in self.tasks:
            return True
        task = self.tasks[str(number)]
        return task is not None and task.state in {TaskState.QUEUED, TaskState.RUNNING}
