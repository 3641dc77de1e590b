"""Put what members need into as few writes as a load balancer takes: one in each pass. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from console.kinds.members.act import MemberAct, MemberWrite
from console.kinds.members.observation import MemberSight, weights
from console.kinds.step import Call, Ground, Step
from console.model.balancer import BalancerPool, Member, MemberSettings
from console.model.operation import Phase
from console.model.tracked import Tracked

BATCH = 100
"""How many members one write adds or sets."""
BATCHED = frozenset({MemberAct.JOIN, MemberAct.RESTORE, MemberAct.DRAIN})


def calls(steps: Sequence[Step], sight: MemberSight, ground: Ground) -> Iterable[Call]:
    """One call for each load balancer: whatever is written locks all of it for seconds."""
    found: dict[str, list[tuple[BalancerPool, Step]]] = {}
    for step in steps:
        pool = sight.pools.get(step.tracked.change.region)
        if step.act is not None and isinstance(pool, BalancerPool):
            found.setdefault(pool.balancer_id, []).append((pool, step))
    for wanted in found.values():
        acts = {step.act for _, step in wanted}
        act = next(one for one in MemberAct if one in acts)
        pool = next(pool for pool, step in wanted if step.act == act)
        those = [step for at, step in wanted if step.act == act and at.id == pool.id]
        yield _call(act, pool, those[: BATCH if act in BATCHED else 1], ground)


def _call(act: MemberAct, pool: BalancerPool, steps: list[Step], ground: Ground) -> Call:
    if act in BATCHED:
        members = tuple(one for step in steps for one in _settings(act, step))
        about = MemberWrite(pool, members)
    else:
        first = steps[0].about[0]
        assert isinstance(first, Member)  # noqa: S101 - judged so
        about = MemberWrite(pool, member_id=first.id)
    intended = tuple(_intended(act, step, ground) for step in steps)
    return Call(act, tuple(steps), about=about, intended=intended)


def _settings(act: MemberAct, step: Step) -> Iterable[MemberSettings]:
    """Each in full, as it was last read but for what is to change: a batch resets the rest."""
    had = weights(step.tracked.change)
    for one in step.about:
        if isinstance(one, MemberSettings):
            yield one
        elif isinstance(one, Member) and act is MemberAct.DRAIN:
            yield replace(one.settings, weight=0)
        elif isinstance(one, Member):
            yield replace(one.settings, weight=had[one.id], admin_state_up=True)


PHASES = {
    MemberAct.JOIN: Phase.REQUESTED,
    MemberAct.DRAIN: Phase.DRAINING,
    MemberAct.SWITCH_OFF: Phase.DRAINING,
    MemberAct.RESTORE: Phase.DRAINING,
    MemberAct.REMOVE: Phase.RELEASING,
}


def _intended(act: MemberAct, step: Step, ground: Ground) -> Tracked:
    """The change once it may have been asked for; a new round of a creation counts anew."""
    tracked = step.tracked.anew() if act is MemberAct.JOIN and not step.again else step.tracked
    return tracked.asked(PHASES[act], ground.now, ground.wall).said(None)
