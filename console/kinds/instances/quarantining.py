"""Judge a change that wants a sick instance out of its pool, and there, for a post-mortem. Pure.

One word of metadata keeps it out; its pool's mark stays, and says where it was. Nothing of it
is removed, so that what it has in memory and on disk can be looked at.
"""

from console.kinds.attempt import Attempt
from console.kinds.instances import errand
from console.kinds.instances.act import InstanceAct
from console.kinds.instances.observation import InstanceSight
from console.kinds.instances.retention import keepable, until
from console.kinds.step import Call, Ground, Received, Step, failed
from console.model.instance import Quarantine
from console.model.notice import notice
from console.model.operation import Change, Phase
from console.model.tracked import Tracked

ACTS = frozenset({InstanceAct.QUARANTINE})
UNSEEN = "change.quarantine_unseen"
MOVED = {Phase.REQUESTED: "quarantines.requested", Phase.IN_SERVICE: "quarantines.set"}


def judge(tracked: Tracked, sight: InstanceSight, ground: Ground) -> Step:
    """Compare the word that is there with the one that is wanted; another's is left alone."""
    instance = errand.sought(tracked, sight, ground, unseen=UNSEEN, gone=errand.lost)
    if isinstance(instance, Step):
        return instance
    change, found = tracked.change, instance.quarantine
    if found == wanted(change):
        return Step(tracked.at(Phase.IN_SERVICE, ground.now))
    if found is not None:
        why = notice("change.quarantined_before", name=change.name, operation=found.operation)
        return failed(tracked, ground, why)
    if not keepable(instance):
        return failed(tracked, ground, notice("change.mark_in_error", name=change.name))
    return errand.pressed(tracked, instance, ground, InstanceAct.QUARANTINE, unseen=UNSEEN)


def wanted(change: Change) -> Quarantine:
    """The quarantine that a change is to bring about."""
    return Quarantine(change.operation_id, until(change))


def received(call: Call, done: Attempt, ground: Ground) -> Received:
    """What became of a quarantine that was asked for."""
    return errand.received(
        call, done, ground, asked="quarantine.asked", put_off="quarantine.put_off", gone=errand.lost
    )
