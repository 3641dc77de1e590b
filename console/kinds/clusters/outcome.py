"""What a call to a cluster's mechanism does to a change, before it is made and after. Pure."""

from console.kinds.attempt import Attempt, Outcome
from console.kinds.clusters.act import ClusterAct
from console.kinds.step import Call, Ground, Received
from console.model.entry import Entry
from console.model.notice import notice
from console.model.operation import Phase
from console.model.tracked import Tracked
from console.model.wanted import ANSWERED

TOLD = {
    ClusterAct.SWITCH_OVER: "cluster.switch_over",
    ClusterAct.RESTART: "cluster.restart",
}


def received(call: Call, act: ClusterAct, done: Attempt, ground: Ground) -> Received:
    """The change after the call, and what the audit is told of it."""
    [step], [asked] = call.steps, call.intended
    if done.error is None:
        told = notice(TOLD[act], name=step.tracked.change.name)
        return Received((_answered(asked),), (Entry(TOLD[act], told),))
    why = done.error.notice
    entry = Entry(f"{TOLD[act]}.failed", why)
    if done.outcome is Outcome.UNKNOWN:
        return Received((asked.said(why),), (entry,))
    if done.outcome is Outcome.PUT_OFF:
        return Received((step.tracked.put_off(ground.now, why),), (entry,))
    return Received((asked.heard(None).at(Phase.FAILED, ground.now, why),), (entry,))


def _answered(asked: Tracked) -> Tracked:
    return asked.heard(None).said(None).keeping(**{ANSWERED: 1})
