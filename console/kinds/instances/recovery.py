"""A change of a heal that has not begun while its sick instance has recovered. Pure."""

from console.kinds.instances.observation import InstanceSight
from console.kinds.step import RECOVERED, Ground, Step
from console.model.instance import InstanceStatus
from console.model.notice import notice
from console.model.operation import Change, Phase
from console.model.plan import PlannedChange
from console.model.resource import REBOOT
from console.model.tracked import Tracked
from console.model.wanted import HOME, REPLACEMENT, REPLACES


def spared(tracked: Tracked, sight: InstanceSight, ground: Ground) -> Step | None:
    """The change cancelled, where what it was for is well again; None where it goes on."""
    change = tracked.change
    if tracked.phase is not Phase.PLANNED or change.attempts:
        return None
    number = patient(change)
    sick = None if number is None else sight.numbered(change.region, number)
    if sick is None or sick.status is not InstanceStatus.ACTIVE or sick.task_state is not None:
        return None
    if sight.health is None or sight.health.get(sick.name) is not True:
        return None
    why = notice(RECOVERED, name=sick.name)
    return Step(tracked.at(Phase.CANCELLED, ground.now, why))


def patient(change: PlannedChange | Change) -> str | None:
    """The id of the sick instance that a change of a heal is about; None of any other change.

    What stands in for a lost datacenter is well, and goes all the same once that is back.
    """
    if HOME in change.wanted:
        return None
    if REPLACEMENT in change.wanted or change.resource == REBOOT:
        return change.resource_id
    number = change.wanted.get(REPLACES)
    return None if number is None else str(number)
