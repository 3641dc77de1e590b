"""What the answer to a creation or a removal means for the changes it is about. Pure."""

from console.kinds.attempt import Attempt, Outcome
from console.kinds.instances.patience import missing
from console.kinds.step import Call, Ground, Received
from console.model.entry import Entry
from console.model.error import QuotaExceeded
from console.model.instance import Instance, InstanceStatus
from console.model.notice import NoticeValue, notice
from console.model.operation import Phase
from console.model.plan import Desired
from console.model.tracked import Tracked
from console.model.wanted import MISSING
from console.ports import CreateOrder


def created(call: Call, order: CreateOrder, done: Attempt, ground: Ground) -> Received:
    """Accepted, refused, put off, or not known."""
    values: dict[str, NoticeValue] = {
        "name": order.names[0] if len(order.names) == 1 else order.batch,
        "n": len(order.names),
        "region": order.region,
    }
    if done.error is None:
        rows = tuple(t.heard(done.request_id) for t in call.intended)
        if len(rows) == 1 and done.receipt is not None and done.receipt.resource_id:
            rows = (rows[0].identified(done.receipt.resource_id),)
        return Received(rows, (_entry("create.asked", values, done),))
    why = done.error.notice
    if done.outcome is Outcome.UNKNOWN:
        rows = tuple(t.said(why) for t in call.intended)
        return Received(rows, (_entry("create.unknown", values, done),))
    if done.outcome is Outcome.PUT_OFF:
        rows = tuple(s.tracked.put_off(ground.now, why) for s in call.steps)
        return Received(rows, (Entry("create.put_off", why, done.request_id),))
    refusal = (Entry("create.refused", why, done.request_id),)
    if isinstance(done.error, QuotaExceeded) and len(call.steps) > 1:
        # A part of a batch may still fit: it is asked for one by one in the next pass.
        rows = tuple(s.tracked.put_off(ground.now, why).keeping(alone=1) for s in call.steps)
        rows = tuple(t.heard(done.request_id) for t in rows)
        return Received(rows, refusal, full=True)
    rows = tuple(_failed(t, done, ground) for t in call.intended)
    return Received(rows, refusal, full=isinstance(done.error, QuotaExceeded))


def deleted(call: Call, instance: Instance, done: Attempt, ground: Ground) -> Received:
    """Accepted, gone already, or to be asked again. A surplus instance changes no change."""
    [step] = call.steps
    tracked = step.tracked
    values: dict[str, NoticeValue] = {
        "name": instance.name,
        "id": instance.id,
        "region": instance.region,
    }
    pinned = tracked.change.resource_id == instance.id
    if done.outcome is Outcome.MISSING:
        gone = " ".join(sorted(missing(tracked) | {instance.id}))
        return Received(
            (tracked.keeping(**{MISSING: gone}),), (_entry("delete.gone", values, done),)
        )
    if done.outcome is Outcome.UNKNOWN and done.error is not None and _removing(tracked):
        asked = tracked.asked(Phase.RELEASING, ground.now, ground.wall).said(done.error.notice)
        return Received((asked,), (Entry("delete.put_off", done.error.notice, done.request_id),))
    if done.error is not None:
        why = done.error.notice
        told = () if tracked.change.why == why else (Entry("delete.put_off", why, done.request_id),)
        kept = tracked.put_off(ground.now, why) if _removing(tracked) else tracked
        return Received((kept,), told)
    if not _removing(tracked) and not (pinned and tracked.phase is Phase.RELEASING):
        return Received((), (_entry("delete.surplus", values, done),))
    told = (_asked(tracked, instance, values, done),)
    if not _removing(tracked):  # a failed build: its own times and attempts stay
        return Received((tracked.heard(done.request_id),), told)
    asked = tracked.asked(Phase.RELEASING, ground.now, ground.wall).said(None)
    return Received((asked.heard(done.request_id),), told)


def _asked(
    tracked: Tracked, instance: Instance, values: dict[str, NoticeValue], done: Attempt
) -> Entry:
    """A removal that was accepted: again, with why, where it had come to nothing before."""
    again = tracked.change.attempts + 1
    if not _removing(tracked) or again == 1:
        return _entry("delete.asked", values, done)
    if instance.status is not InstanceStatus.ERROR:
        return _entry("delete.again", {**values, "n": again}, done)
    message = instance.fault or "ERROR"
    return _entry("delete.again_error", {**values, "n": again, "message": message}, done)


def _removing(tracked: Tracked) -> bool:
    """Say whether the change is about the removal itself."""
    return tracked.change.desired is not Desired.PRESENT


def _failed(tracked: Tracked, done: Attempt, ground: Ground) -> Tracked:
    """A creation that the cloud refused, with its words and request id."""
    why = None if done.error is None else done.error.notice
    return tracked.at(Phase.FAILED, ground.now, why).heard(done.request_id)


def _entry(code: str, values: dict[str, NoticeValue], done: Attempt) -> Entry:
    return Entry(code, notice(code, **values), done.request_id)
