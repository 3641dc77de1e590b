"""What a call to the provider or vCenter does to a change, before it is made and after. Pure.

An order has no key of its own at the provider. So the highest order number is
read and recorded first; whatever newer order of ours nobody claims is the one
whose answer was lost. What is not found is never ordered again.
"""

from dataclasses import replace

from console.kinds.attempt import Attempt, Outcome
from console.kinds.step import Call, Ground, Received, Step
from console.kinds.supplies.act import SupplyAct
from console.kinds.vcenter import limits
from console.model.entry import Entry
from console.model.notice import Notice, NoticeValue, notice
from console.model.operation import Phase
from console.model.resource import HOST
from console.model.tracked import Tracked
from console.model.wanted import OFFER

TOLD = {
    SupplyAct.ENTER: "maintenance.asked",
    SupplyAct.LEAVE: "maintenance.left",
    SupplyAct.MOVE: "move.asked",
    SupplyAct.RELEASE: "release.asked",
}


def intended(step: Step, act: SupplyAct, mark: int, ground: Ground) -> tuple[Tracked, ...]:
    """The change as it stands once its call may have been made; nothing where none is written."""
    tracked = step.tracked
    if act in {SupplyAct.LEAVE, SupplyAct.EXTEND}:
        return ()
    if act is SupplyAct.ORDER:
        asked = tracked.asked(Phase.REQUESTED, ground.now, ground.wall)
        return (asked.keeping(mark=mark).said(None),)
    if act is SupplyAct.RELEASE:
        asked = tracked.asked(Phase.RELEASING, ground.now, ground.wall)
        return (asked.keeping(mark=mark, order=None),)
    if act is SupplyAct.ENTER and tracked.phase is Phase.PLANNED:
        tracked = tracked.step(Phase.DRAINING, ground.now)
    return (tracked.calling(ground.wall),)


def received(call: Call, act: SupplyAct, done: Attempt, ground: Ground) -> Received:
    """The change after the call, and what is told of it."""
    [step] = call.steps
    if act is SupplyAct.EXTEND:
        told = (
            ()
            if done.error is None
            else (Entry("mount.failed", done.error.notice, done.request_id),)
        )
        return Received((), told)
    if act is SupplyAct.ORDER:
        return _ordered(step, call.intended[0], done, ground)
    if act is SupplyAct.LEAVE:
        after = _left(step, done, ground)
        if done.error is not None and after.phase.final:
            kept = notice("maintenance.kept", name=step.tracked.change.name)
            return Received((after,), (Entry("maintenance.kept", kept),))
        return Received((after,), _told(step, act, done))
    return Received((_after(step, act, call.intended[0], done, ground),), _told(step, act, done))


def _ordered(step: Step, asked: Tracked, done: Attempt, ground: Ground) -> Received:
    """Placed, refused, surely not placed, or nobody knows."""
    change = asked.change
    values: dict[str, NoticeValue] = {
        "name": change.name,
        "offer": str(change.wanted.get(OFFER, "–")),
    }
    why = None if done.error is None else done.error.notice
    if done.outcome is Outcome.PUT_OFF:
        told = () if step.tracked.change.why == why else (_entry("order.put_off", why, done),)
        return Received((step.tracked.put_off(ground.now, why),), told)
    if done.outcome is Outcome.UNKNOWN:
        unknown = notice("order.unknown", **values)
        return Received((asked.said(why),), (_entry("order.unknown", unknown, done),))
    heard = asked.heard(done.request_id)
    if why is not None:
        return Received((heard.at(Phase.FAILED, ground.now, why),))
    number = None if done.receipt is None else done.receipt.resource_id
    if number is None:
        there = heard.step(Phase.BUILDING, ground.now).keeping(name=change.name)
        return Received((there,), (_entry("order.done", notice("order.done", **values), done),))
    placed = notice("order.placed", **values, order=number)
    return Received((heard.keeping(order=number),), (_entry("order.placed", placed, done),))


def _after(step: Step, act: SupplyAct, asked: Tracked, done: Attempt, ground: Ground) -> Tracked:
    heard = asked.heard(done.request_id)
    if done.receipt is not None:
        number = done.receipt.resource_id
        told = heard.keeping(
            **({"order": number} if act is SupplyAct.RELEASE else {"task": number})
        )
        return told.said(None)
    why = None if done.error is None else done.error.notice
    if done.outcome is Outcome.UNKNOWN:
        return asked.said(why)
    if done.outcome is Outcome.PUT_OFF:
        again = replace(asked.heard(None), asked_wall=step.tracked.asked_wall).said(why)
        return step.tracked.put_off(ground.now, why) if act is SupplyAct.RELEASE else again
    if why is None or (done.outcome is Outcome.MISSING and act is not SupplyAct.MOVE):
        return heard
    if act is SupplyAct.RELEASE and asked.change.resource != HOST and asked.change.resource_id:
        # Refused: what was emptied for it goes into use again, and then the change has failed.
        return heard.at(Phase.DRAINING, ground.now, why).keeping(back=1)
    return heard.at(Phase.FAILED, ground.now, why)


def _left(step: Step, done: Attempt, ground: Ground) -> Tracked:
    """Failed for its reason, once it is back in use or that cannot be hoped for any more."""
    tracked = step.tracked
    patience_s = limits(ground).mount_deadline_s + limits(ground).delivery_deadline_s
    if done.failed and not ground.late(tracked, patience_s):
        return tracked
    why = next((w for w in step.about if isinstance(w, Notice)), tracked.change.why)
    return tracked.at(Phase.FAILED, ground.now, why)


def _told(step: Step, act: SupplyAct, done: Attempt) -> tuple[Entry, ...]:
    """One event for a call that was made; of one that failed, only when its reason is new."""
    if done.error is None or done.outcome is Outcome.MISSING:
        told = notice(TOLD[act], name=step.tracked.change.name)
        return (Entry(TOLD[act], told, done.request_id),)
    if step.tracked.change.why == done.error.notice:
        return ()
    return (Entry(f"{TOLD[act]}.failed", done.error.notice, done.request_id),)


def _entry(kind: str, told: Notice | None, done: Attempt) -> Entry:
    return Entry(kind, told or notice("change.never_ordered"), done.request_id)
