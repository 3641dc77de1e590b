"""What the answer to a write means for the members it is about. Pure."""

from console.kinds.attempt import Attempt, Outcome
from console.kinds.members.act import MemberAct, MemberWrite
from console.kinds.step import Call, Ground, Received
from console.model.entry import Entry
from console.model.error import BalancerBusy, MemberTaken
from console.model.notice import Notice, NoticeValue, notice
from console.model.operation import Phase
from console.model.tracked import Tracked

ASKED = {
    MemberAct.JOIN: "member.joined",
    MemberAct.DRAIN: "member.drained",
    MemberAct.SWITCH_OFF: "member.drained",
    MemberAct.RESTORE: "member.restored",
    MemberAct.REMOVE: "member.removed",
}


def received(call: Call, write: MemberWrite, done: Attempt, ground: Ground) -> Received:
    """Accepted, to be asked again, refused for good, or not known.

    A load balancer that another write keeps takes this one later. Where an address was
    taken in between, the next look says by whom. A member that is gone is seen to be.
    """
    if done.error is None:
        return Received(
            tuple(t.heard(done.request_id) for t in call.intended), (_asked(call, write, done),)
        )
    why = done.error.notice
    if done.outcome is Outcome.UNKNOWN:
        return Received(tuple(t.said(why) for t in call.intended), (_put_off(why, done),))
    if done.outcome is Outcome.REFUSED and not isinstance(done.error, BalancerBusy | MemberTaken):
        rows = tuple(_failed(t, why, done, ground) for t in call.intended)
        return Received(rows, (Entry("member.refused", why, done.request_id),))
    rows = tuple(s.tracked.put_off(ground.now, why) for s in call.steps)
    return Received(rows, () if isinstance(done.error, BalancerBusy) else (_put_off(why, done),))


def _failed(tracked: Tracked, why: Notice, done: Attempt, ground: Ground) -> Tracked:
    return tracked.at(Phase.FAILED, ground.now, why).heard(done.request_id)


def _put_off(why: Notice, done: Attempt) -> Entry:
    return Entry("member.put_off", why, done.request_id)


def _asked(call: Call, write: MemberWrite, done: Attempt) -> Entry:
    code = ASKED[MemberAct(call.act)]
    values: dict[str, NoticeValue] = {
        "region": write.pool.region,
        "pool": write.pool.name or write.pool.id,
        "n": len(call.steps),
        "name": call.steps[0].tracked.change.name,
    }
    return Entry(code, notice(code, **values), done.request_id)
