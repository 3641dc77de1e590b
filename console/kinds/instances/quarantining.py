"""Judge a change that wants a sick instance out of its pool, and there, or back in it. Pure.

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
from console.model.wanted import UNTIL

ACTS = frozenset({InstanceAct.QUARANTINE, InstanceAct.RELEASE})
UNSEEN = "change.quarantine_unseen"
MOVED = {Phase.REQUESTED: "quarantines.requested", Phase.IN_SERVICE: "quarantines.set"}


def judge(tracked: Tracked, sight: InstanceSight, ground: Ground) -> Step:
    """Ask until its list says so; another operation's quarantine is left alone."""
    instance = errand.sought(tracked, sight, ground, unseen=UNSEEN, gone=errand.lost)
    if isinstance(instance, Step):
        return instance
    change, found = tracked.change, instance.quarantine
    sets = UNTIL in change.wanted
    owner = change.operation_id if sets else change.made_by
    if found is not None and found.operation != owner:
        why = notice("change.quarantined_before", name=change.name, operation=found.operation)
        return failed(tracked, ground, why)
    if sets == (found is not None):  # until when may have been changed by hand
        return Step(tracked.at(Phase.IN_SERVICE, ground.now))
    if not keepable(instance):
        return failed(tracked, ground, notice("change.mark_in_error", name=change.name))
    act = InstanceAct.QUARANTINE if sets else InstanceAct.RELEASE
    return errand.pressed(tracked, instance, ground, act, unseen=UNSEEN)


def word(change: Change) -> str:
    """What the metadata of what is set aside is to say."""
    return Quarantine(change.operation_id, until(change)).word


def received(call: Call, done: Attempt, ground: Ground) -> Received:
    """What became of a quarantine that was asked for, or of its end."""
    asked = "quarantine.asked" if call.act == InstanceAct.QUARANTINE else "quarantine.released"
    return errand.received(
        call, done, ground, asked=asked, put_off="quarantine.put_off", gone=errand.lost
    )
