"""Judge a change that wants an instance marked for its pool, or without that mark. Pure.

Only that one word of the metadata is ever written, and only from what it was when
it was planned: what somebody else wrote there since is left alone.
"""

from console.kinds.attempt import Attempt
from console.kinds.instances import errand
from console.kinds.instances.act import InstanceAct
from console.kinds.instances.observation import InstanceSight
from console.kinds.step import Call, Ground, Received, Step, failed
from console.model.instance import POOL_KEY, InstanceStatus
from console.model.notice import notice
from console.model.operation import Phase
from console.model.tracked import Tracked
from console.model.wanted import LABEL

ACTS = frozenset({InstanceAct.MARK, InstanceAct.UNMARK})
UNSEEN = "change.mark_unseen"
MOVED = {Phase.REQUESTED: "marks.requested", Phase.IN_SERVICE: "marks.set"}


def judge(tracked: Tracked, sight: InstanceSight, ground: Ground) -> Step:
    """Compare the mark that is there with the one that is wanted."""
    instance = errand.sought(tracked, sight, ground, unseen=UNSEEN, gone=_gone)
    if isinstance(instance, Step):
        return instance
    change = tracked.change
    label = instance.metadata.get(POOL_KEY, "")
    if label == change.wanted[LABEL]:
        return Step(tracked.at(Phase.IN_SERVICE, ground.now))
    if label != change.before[LABEL]:
        return failed(tracked, ground, notice("change.marked_elsewhere", pool=label or "–"))
    if instance.status is InstanceStatus.ERROR:
        return failed(tracked, ground, notice("change.mark_in_error", name=change.name))
    act = InstanceAct.MARK if change.wanted[LABEL] else InstanceAct.UNMARK
    return errand.pressed(tracked, instance, ground, act, unseen=UNSEEN)


def received(call: Call, done: Attempt, ground: Ground) -> Received:
    """What became of a mark that was asked for, or of one to be taken away."""
    asked = "mark.asked" if call.act == InstanceAct.MARK else "mark.removed"
    return errand.received(call, done, ground, asked=asked, put_off="mark.put_off", gone=_gone)


def _gone(tracked: Tracked, ground: Ground) -> Step:
    """An instance that is gone has taken its mark with it; it cannot be taken in any more."""
    if not tracked.change.wanted[LABEL]:
        return Step(tracked.at(Phase.IN_SERVICE, ground.now))
    return errand.lost(tracked, ground)
