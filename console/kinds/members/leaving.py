"""Judge a change that wants an instance's members gone: drained first, then removed. Pure."""

from console.kinds.members.act import MemberAct
from console.kinds.members.observation import MemberSight, drained, leading_to, weights
from console.kinds.members.patience import patience_s, pool_of
from console.kinds.members.turn import in_turn, opening, unseen
from console.kinds.step import LEFT_AT, Ground, Step, failed, left
from console.model.balancer import BalancerPool, Member
from console.model.notice import notice
from console.model.operation import Phase
from console.model.tracked import Tracked
from console.model.wanted import MEMBERS

IDLE_S = 30.0
"""Over how long a member's connections are told at their most (`MetricsSource.sessions`)."""
APPLIED_S = 10.0
"""How long a load balancer takes to heed a write that it has accepted. Estate seconds."""


def judge(tracked: Tracked, sight: MemberSight, ground: Ground) -> Step:
    """No new connections, then those that are there, then the member; given back at a stop."""
    step = in_turn(_judged(tracked, sight, ground), sight, ground)
    if not ground.lets_go or step.tracked.phase.final:
        return step
    return left(step.tracked, ground, notice(LEFT_AT, phases=step.tracked.phase.value))


def _judged(tracked: Tracked, sight: MemberSight, ground: Ground) -> Step:
    change = tracked.change
    pool = opening(tracked, sight, ground)
    if isinstance(pool, Step):
        return pool
    server = sight.server(change)
    if tracked.phase is Phase.PLANNED and server is None and not sight.lists(change.region):
        return unseen(tracked, None, ground)
    members = leading_to(pool, change, server)
    if not members:
        return _absent(tracked, ground)
    if ground.stop and tracked.phase is Phase.DRAINING:
        return _give_back(tracked, members, ground)
    return _present(tracked, members, pool, sight, ground)


def _absent(tracked: Tracked, ground: Ground) -> Step:
    """No member leads there; one that was asked for before this operation would be seen by now."""
    if tracked.change.resource_id is None and not ground.taken_for(ground.tuning.settle_s):
        return Step(tracked)
    return Step(tracked.at(Phase.GONE, ground.now))


def _present(
    tracked: Tracked,
    members: list[Member],
    pool: BalancerPool,
    sight: MemberSight,
    ground: Ground,
) -> Step:
    """Drain what is not drained; remove it once it may go, one by one."""
    change = tracked.change
    if ground.late(tracked, patience_s(ground, change.region)):
        why = notice("change.member_still_there", name=change.name)
        return failed(tracked, ground, change.why or why)
    fed = [one for one in members if not drained(one, pool)]
    if fed and tracked.phase is not Phase.RELEASING:
        waits = tracked.phase is Phase.DRAINING and not _settled(tracked, ground)
        act = MemberAct.DRAIN if pool.drained_by_weight else MemberAct.SWITCH_OFF
        remembering = _remembering(tracked, members, fed)
        return Step(tracked) if waits else Step(remembering, act, tuple(fed))
    if tracked.phase is Phase.PLANNED:
        return Step(_remembering(tracked, members, fed).step(Phase.DRAINING, ground.now))
    draining = tracked.phase is Phase.DRAINING
    ready = _emptied(tracked, sight, ground) if draining else _settled(tracked, ground)
    return Step(tracked, MemberAct.REMOVE, tuple(members)) if ready else Step(tracked)


def _give_back(tracked: Tracked, members: list[Member], ground: Ground) -> Step:
    """A stop: what was drained for this operation gets its traffic again."""
    had = {number: weight for number, weight in weights(tracked.change).items() if weight}
    lost = tuple(
        one
        for one in members
        if one.id in had
        and not (one.settings.admin_state_up and one.settings.weight == had[one.id])
    )
    if not lost:
        return Step(tracked.at(Phase.CANCELLED, ground.now, notice("change.stopped")))
    return Step(tracked, MemberAct.RESTORE, lost) if _settled(tracked, ground) else Step(tracked)


def _emptied(tracked: Tracked, sight: MemberSight, ground: Ground) -> bool:
    """Say whether nobody is connected any more, or had the time that the pool gives.

    Figures count from when the load balancer surely sends nothing new.
    """
    drained_s = (ground.now - (tracked.asked_at or ground.now)).total_seconds()
    if drained_s >= pool_of(ground).drain_s:
        return True
    left = [sight.sessions.get(number) for number in weights(tracked.change)]
    return drained_s >= IDLE_S + APPLIED_S and bool(left) and not any(n != 0 for n in left)


def _settled(tracked: Tracked, ground: Ground) -> bool:
    return tracked.answered or ground.settled(tracked, ground.tuning.settle_s)


def _remembering(tracked: Tracked, members: list[Member], fed: list[Member]) -> Tracked:
    """The change with its members' ids and the weights that are taken from them."""
    known = weights(tracked.change)
    for one in members:
        known.setdefault(one.id, one.settings.weight if one in fed else 0)
    return tracked.keeping(**{MEMBERS: " ".join(f"{n}:{w}" for n, w in sorted(known.items()))})
