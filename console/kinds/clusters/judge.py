"""Judge a change of a cluster by what was seen of it. Pure.

A mechanism's answer may mean "failed or unknown": the cluster alone says which, and nothing
is ever asked twice. What is not seen when its time has come has failed, explained.
"""

from console.kinds.clusters.act import ClusterAct
from console.kinds.clusters.observation import ClusterSight
from console.kinds.step import Ground, Step, failed, left
from console.model.cluster import ClusterPolicy, ClusterView
from console.model.notice import Notice, notice
from console.model.operation import Phase
from console.model.tracked import Tracked
from console.model.wanted import ANSWERED, DOWN, LEADER, SICK, STARTED

PATIENCE_S = 300.0
"""How long, in estate seconds, a cluster that does not answer is waited for."""
STARTING_S = 900.0
"""How long a server may take to start."""
STARTING = {"restarting", "starting", "stopping"}


def judge(tracked: Tracked, seen: ClusterSight, ground: Ground) -> Step:
    """Compare what the cluster is with what is wanted."""
    if tracked.phase is Phase.PLANNED and ground.stop:
        return Step(tracked.at(Phase.CANCELLED, ground.now, notice("change.stopped")))
    name = tracked.change.resource_id or ""
    view, cluster = seen.views.get(name), ground.policy.clusters.get(name)
    if view is None or cluster is None:
        return _unseen(tracked, ground)
    if LEADER in tracked.change.wanted:
        return _switchover(tracked, view, cluster, ground)
    return _restart(tracked, view, seen.started.get((name, tracked.change.name)), ground)


def settled(tracked: Tracked, cluster: ClusterPolicy, ground: Ground) -> bool:
    """Say whether what was asked for would be seen by now, however it was answered."""
    return ground.settled(tracked, cluster.write_timeout_s + cluster.settle_s)


def _switchover(
    tracked: Tracked, view: ClusterView, cluster: ClusterPolicy, ground: Ground
) -> Step:
    change, leader = tracked.change, view.leader
    wanted, before = str(change.wanted[LEADER]), str(change.before[LEADER])
    if leader is not None and leader.name == wanted:
        return _leads(tracked, ground, well=leader.well is True)
    if tracked.phase is Phase.PLANNED:
        return _begin(tracked, ground, ClusterAct.SWITCH_OVER)
    if leader is not None and leader.name != before:
        why = notice("change.leads_another", leader=leader.name, wanted=wanted)
        return failed(tracked, ground, why)
    if not settled(tracked, cluster, ground):
        return left(tracked, ground, _led(view)) if ground.lets_go else Step(tracked)
    code = "change.no_leader" if leader is None else "change.not_switched"
    return failed(tracked, ground, notice(code, leader=before, wanted=wanted))


def _leads(tracked: Tracked, ground: Ground, *, well: bool) -> Step:
    if well:
        return Step(tracked.at(Phase.IN_SERVICE, ground.now))
    if tracked.phase is not Phase.BUILDING:
        return Step(tracked.step(Phase.BUILDING, ground.now))
    if ground.late(tracked, PATIENCE_S):
        return failed(tracked, ground, notice("change.leads_sick", leader=tracked.change.name))
    return Step(tracked)


def _restart(tracked: Tracked, view: ClusterView, started: str | None, ground: Ground) -> Step:
    change = tracked.change
    member = view.member(change.name)
    state = "–" if member is None else member.state
    well = member is not None and member.well is True
    if tracked.phase is Phase.PLANNED:
        kept = tracked.keeping(**{STARTED: started, SICK: int(not well)})
        return _begin(kept, ground, ClusterAct.RESTART)
    cluster = ground.policy.clusters[change.resource_id or ""]
    if not cluster.kind.speaks:
        return _hooked(tracked, state, cluster, ground, well=well)
    anew = started is not None and started != change.kept.get(STARTED)
    if well and (anew or change.kept.get(SICK) or ANSWERED in change.kept):
        return Step(tracked.at(Phase.IN_SERVICE, ground.now))
    if ground.lets_go:
        return left(tracked, ground, state)
    starts = state in STARTING and not ground.late(tracked, STARTING_S)
    if starts or not settled(tracked, cluster, ground):
        return Step(tracked)
    return failed(tracked, ground, notice("change.not_restarted", name=change.name, state=state))


def _hooked(
    tracked: Tracked, state: str, cluster: ClusterPolicy, ground: Ground, *, well: bool
) -> Step:
    """Restarted by a hook: what is read of it is as old as its metrics, and knows no start.

    It is done once it is well and was seen not to be; or, where nobody saw that, once the
    metrics have had the time to tell, and the hook itself has said that it did it.
    """
    if not well and DOWN not in tracked.change.kept:
        tracked = tracked.keeping(**{DOWN: 1})
    over = settled(tracked, cluster, ground)
    kept = tracked.change.kept
    seen = DOWN in kept or bool(kept.get(SICK))
    if well and (seen or (over and ANSWERED in kept)):
        return Step(tracked.at(Phase.IN_SERVICE, ground.now))
    if ground.lets_go:
        return left(tracked, ground, state)
    if not over or (not well and not ground.late(tracked, STARTING_S)):
        return Step(tracked)
    code = "change.restart_unseen" if well else "change.not_restarted"
    return failed(tracked, ground, notice(code, name=tracked.change.name, state=state))


def _begin(tracked: Tracked, ground: Ground, act: ClusterAct) -> Step:
    """Ask, unless it was tried in vain for too long: only what had surely no effect is."""
    if tracked.change.why is not None and ground.late(tracked, PATIENCE_S):
        return failed(tracked, ground, tracked.change.why)
    return Step(tracked, act)


def _unseen(tracked: Tracked, ground: Ground) -> Step:
    """Nobody answers for the cluster: wait, then say that nobody knows."""
    if ground.lets_go and tracked.phase is not Phase.PLANNED:
        return left(tracked, ground, None)
    if ground.forsaken(tracked, PATIENCE_S):
        return failed(tracked, ground, _silent(tracked))
    return Step(tracked)


def _silent(tracked: Tracked) -> Notice:
    return notice("change.cluster_silent", cluster=tracked.change.resource_id or "–")


def _led(view: ClusterView) -> str:
    return "–" if view.leader is None else view.leader.name
