"""Judge a datastore or host that is to be given back: never while anything lives on it. Pure."""

from console.kinds.step import Ground, Step, failed, left
from console.kinds.supplies.act import SupplyAct
from console.kinds.supplies.observation import SupplySight
from console.kinds.supplies.patience import settled
from console.kinds.vcenter import limits
from console.model.notice import Notice, notice
from console.model.operation import Phase
from console.model.private import Datastore, Maintenance, PrivateView
from console.model.resource import DATASTORE, HOST
from console.model.supply import (
    Billing,
    OrderState,
)
from console.model.tracked import Tracked
from console.model.wanted import BACK, BILLING, HOLDING, TASK, UNUSED

TOLD_AT_MOST = 8


def judge(tracked: Tracked, seen: SupplySight, ground: Ground) -> Step:  # noqa: PLR0911 - one return a case
    """Empty? Into maintenance, then given back; followed until it is gone on both sides.

    What was in no host's use when it was planned stays once vCenter shows it.
    """
    if tracked.phase is Phase.PLANNED and ground.stop:
        return Step(tracked.at(Phase.CANCELLED, ground.now, notice("change.stopped")))
    if seen.private is None:
        return _unknown(tracked, ground, tracked.change.why or notice("change.use_unknown"))
    if tracked.phase is Phase.RELEASING:
        return _releasing(tracked, seen, ground)
    if BACK in tracked.change.kept:
        return _back(tracked)
    if _monthly(tracked, seen):
        why = notice("change.monthly", name=tracked.change.name)
        return failed(tracked, ground, why)
    if tracked.change.resource == HOST:
        return _host(tracked, seen, seen.private, ground)
    found = standing(tracked, seen.private)
    if found is None:
        return _unlisted(tracked, seen, ground)
    if UNUSED in tracked.change.before:
        return failed(tracked, ground, notice("change.used_again", name=tracked.change.name))
    if tracked.phase is Phase.PLANNED:
        return _planned(tracked, found, seen.private, ground)
    return _draining(tracked, found, seen, ground)


def _back(tracked: Tracked) -> Step:
    """The provider refused to take it back: into use again, and then fail for its reason."""
    return Step(tracked, SupplyAct.LEAVE, (tracked.change.why or notice("change.use_unknown"),))


def standing(tracked: Tracked, view: PrivateView) -> Datastore | None:
    """The datastore a change is about: by id, by name only where no id was ever known."""
    change = tracked.change
    if change.resource_id is None:
        return view.datastore(change.name)
    return next((d for d in view.datastores if d.id == change.resource_id), None)


def _planned(tracked: Tracked, found: Datastore, view: PrivateView, ground: Ground) -> Step:
    living = view.inhabitants(found)
    if living:
        return failed(tracked, ground, _used(tracked, living))
    if not found.accessible or view.unreadable:
        return _unknown(tracked, ground, notice("change.use_unknown"))
    return Step(tracked, SupplyAct.ENTER)


def _draining(tracked: Tracked, found: Datastore, seen: SupplySight, ground: Ground) -> Step:  # noqa: PLR0911 - one return a case
    """Maintenance mode is asked for: once it holds, and nothing has moved in, give it back."""
    living = () if seen.private is None else seen.private.inhabitants(found)
    if living:
        return Step(tracked, SupplyAct.LEAVE, (_used(tracked, living),))
    late = ground.late(tracked, limits(ground).mount_deadline_s)
    if not found.accessible or (seen.private is not None and seen.private.unreadable):
        why = notice("change.use_unknown")
        return Step(tracked, SupplyAct.LEAVE, (why,)) if late else Step(tracked.said(why))
    if found.maintenance is Maintenance.IN:
        return _give_back(tracked, seen, ground)
    name = tracked.change.name
    reason = seen.tasks.fails(tracked)
    if reason is not None:
        why = notice("change.maintenance_failed", name=name, reason=reason)
        return Step(tracked, SupplyAct.LEAVE, (why,))
    if late:
        minutes = round(limits(ground).mount_deadline_s / 60)
        why = notice("change.maintenance_deadline", name=name, minutes=minutes)
        return Step(tracked, SupplyAct.LEAVE, (why,))
    waits = found.maintenance is Maintenance.ENTERING or seen.tasks.runs(tracked)
    if waits or not settled(tracked, ground):
        return Step(tracked)
    return Step(tracked.keeping(**{TASK: None}), SupplyAct.ENTER)


def _host(tracked: Tracked, seen: SupplySight, view: PrivateView, ground: Ground) -> Step:
    found = view.host(tracked.change.resource_id)
    if found is None:
        return _unlisted(tracked, seen, ground)
    living = view.inhabitants(found)
    if living:
        return failed(tracked, ground, _used(tracked, living))
    if view.unreadable:
        return _unknown(tracked, ground, notice("change.use_unknown"))
    return _give_back(tracked, seen, ground)


def _give_back(tracked: Tracked, seen: SupplySight, ground: Ground) -> Step:
    """Nothing lives there: it is given back, unless that has been put off for too long."""
    allowed_s = limits(ground).mount_deadline_s + limits(ground).delivery_deadline_s
    dark = seen.mark is None and ground.forsaken(tracked, limits(ground).mount_deadline_s)
    if not dark and not ground.late(tracked, allowed_s):
        return Step(tracked, SupplyAct.RELEASE)
    why = tracked.change.why or notice(
        "change.release_deadline", name=tracked.change.name, minutes=round(allowed_s / 60)
    )
    if tracked.phase is Phase.DRAINING and tracked.change.resource == DATASTORE:
        return Step(tracked, SupplyAct.LEAVE, (why,))
    return failed(tracked, ground, why)


def _unlisted(tracked: Tracked, seen: SupplySight, ground: Ground) -> Step:
    """Not in vCenter: gone when it is not held either; never given back unseen."""
    change = tracked.change
    if seen.supply is None or (seen.private is not None and seen.private.unreadable):
        return _unknown(tracked, ground, notice("change.use_unknown"))
    if seen.holding(change.before.get(HOLDING), change.resource) is None:
        return Step(tracked.at(Phase.GONE, ground.now))
    if change.resource_id is None:
        return _give_back(tracked, seen, ground)
    return _unknown(tracked, ground, notice("change.held_unseen", name=change.name))


def _releasing(tracked: Tracked, seen: SupplySight, ground: Ground) -> Step:
    """Asked for: until it is gone from vCenter and from what is held."""
    change = tracked.change
    if _gone(tracked, seen):
        return Step(tracked.at(Phase.GONE, ground.now))
    order = seen.order(tracked)
    if not tracked.answered:
        order = seen.late(tracked)
        if order is not None:
            tracked = tracked.heard(None).keeping(order=order.id)
    if ground.late(tracked, limits(ground).delivery_deadline_s):
        minutes = round(limits(ground).delivery_deadline_s / 60)
        deadline = notice("change.release_deadline", name=change.name, minutes=minutes)
        return failed(tracked, ground, tracked.change.why or deadline)
    if order is not None and order.state is OrderState.CANCELLED:
        why = notice("change.release_cancelled", name=change.name, text=order.text or "–")
        return Step(tracked, SupplyAct.LEAVE, (why,))
    if order is not None and order.state is OrderState.TROUBLED:
        why = notice("change.order_troubled", order=order.id, text=order.text or "–")
        return Step(tracked.said(why))
    if not tracked.answered and seen.orders is not None and settled(tracked, ground):
        return _again(tracked, seen, ground)
    return Step(tracked if order is None else tracked.said(None))


def _again(tracked: Tracked, seen: SupplySight, ground: Ground) -> Step:
    """The removal was never heard of: asked again only after looking at what lives there."""
    back = tracked.heard(None).at(Phase.DRAINING, ground.now)
    if tracked.change.resource == HOST:
        return Step(back)
    found = None if seen.private is None else standing(tracked, seen.private)
    return Step(back) if found is None else _draining(back, found, seen, ground)


def _gone(tracked: Tracked, seen: SupplySight) -> bool:
    change, view = tracked.change, seen.private
    if view is None or view.unreadable or seen.supply is None:
        return False
    there: object = view.host(change.resource_id)
    if change.resource == DATASTORE:
        there = standing(tracked, view)
    return there is None and seen.holding(change.before.get(HOLDING), change.resource) is None


def _monthly(tracked: Tracked, seen: SupplySight) -> bool:
    """What is paid by the month, by the plan or by what the provider says now."""
    before = tracked.change.before
    held = seen.holding(before.get(HOLDING), tracked.change.resource)
    billings = {before.get(BILLING), None if held is None else held.billing.value}
    return Billing.MONTHLY.value in billings


def _unknown(tracked: Tracked, ground: Ground, why: Notice) -> Step:
    """Nothing is given back on a guess: look again, for a while."""
    allowed_s = limits(ground).mount_deadline_s
    if tracked.phase is Phase.RELEASING:
        allowed_s = limits(ground).delivery_deadline_s
        if ground.lets_go:
            return left(tracked, ground, None)
    if not ground.forsaken(tracked, allowed_s):
        return Step(tracked.said(why))
    if tracked.phase is Phase.DRAINING and tracked.change.resource == DATASTORE:
        return Step(tracked, SupplyAct.LEAVE, (why,))
    return failed(tracked, ground, why)


def _used(tracked: Tracked, living: tuple[str, ...]) -> Notice:
    told = ", ".join(living[:TOLD_AT_MOST])
    more = "" if len(living) <= TOLD_AT_MOST else ", …"
    return notice("change.used", name=tracked.change.name, what=f"{told}{more}")
