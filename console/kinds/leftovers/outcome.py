"""What the answer to a removal means for its change. Pure."""

from console.kinds.attempt import Attempt, Outcome
from console.kinds.step import Call, Ground, Received
from console.model.entry import Entry
from console.model.error import BalancerBusy
from console.model.notice import notice
from console.model.operation import Phase


def received(call: Call, done: Attempt, ground: Ground) -> Received:
    """Accepted, gone already, refused, put off, or not known.

    A load balancer that another write keeps takes this one later.
    """
    [step], [asked] = call.steps, call.intended
    change = step.tracked.change
    values = {"name": change.name, "id": change.resource_id or "", "region": change.region}
    if done.outcome is Outcome.MISSING:
        gone = asked.heard(done.request_id).at(Phase.GONE, ground.now)
        return Received((gone,), (Entry("delete.gone", notice("delete.gone", **values)),))
    why = None if done.error is None else done.error.notice
    if why is None:
        told = Entry("delete.asked", notice("delete.asked", **values), done.request_id)
        return Received((asked.said(None).heard(done.request_id),), (told,))
    put_off = Entry("delete.put_off", why, done.request_id)
    if isinstance(done.error, BalancerBusy):
        return Received((step.tracked.put_off(ground.now, why),))
    if done.outcome is Outcome.PUT_OFF:
        return Received((step.tracked.put_off(ground.now, why),), (put_off,))
    if done.outcome is Outcome.UNKNOWN:
        return Received((asked.said(why),), (put_off,))
    refused = asked.heard(done.request_id).at(Phase.FAILED, ground.now, why)
    return Received((refused,), (put_off,))
