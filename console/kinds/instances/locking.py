"""Judge a change that wants an instance locked, or free again. Pure.

Nova's own lock keeps everybody but an administrator from deleting, rebooting or resizing
a server: what is locked is safe from other tools, too. To ask twice does no harm.
"""

from console.kinds.attempt import Attempt
from console.kinds.instances import errand
from console.kinds.instances.act import InstanceAct
from console.kinds.instances.observation import InstanceSight
from console.kinds.step import Call, Ground, Received, Step
from console.model.operation import Phase
from console.model.tracked import Tracked
from console.model.wanted import LOCKED

ACTS = frozenset({InstanceAct.LOCK, InstanceAct.UNLOCK})
UNSEEN = "change.lock_unseen"
MOVED = {Phase.REQUESTED: "locks.requested", Phase.IN_SERVICE: "locks.set"}


def judge(tracked: Tracked, sight: InstanceSight, ground: Ground) -> Step:
    """Ask until its list says so; once that has gone on for too long, say so."""
    instance = errand.sought(tracked, sight, ground, unseen=UNSEEN, gone=_gone)
    if isinstance(instance, Step):
        return instance
    if instance.locked == bool(tracked.change.wanted[LOCKED]):
        return Step(tracked.at(Phase.IN_SERVICE, ground.now))
    act = InstanceAct.LOCK if tracked.change.wanted[LOCKED] else InstanceAct.UNLOCK
    return errand.pressed(tracked, instance, ground, act, unseen=UNSEEN)


def received(call: Call, done: Attempt, ground: Ground) -> Received:
    """What became of a lock that was asked for, or of one to be taken away."""
    asked = "lock.asked" if call.act == InstanceAct.LOCK else "lock.removed"
    return errand.received(call, done, ground, asked=asked, put_off="lock.put_off", gone=_gone)


def _gone(tracked: Tracked, ground: Ground) -> Step:
    """An instance that is gone is locked no more, and cannot be locked."""
    if not tracked.change.wanted[LOCKED]:
        return Step(tracked.at(Phase.IN_SERVICE, ground.now))
    return errand.lost(tracked, ground)
