"""What a switchover has left: who leads now, and who did before."""

from console.kinds.clusters.draft import switched
from console.kinds.clusters.facts import ClusterFacts
from console.kinds.draft import Standing
from console.model.notice import notice
from console.model.operation import Change, Operation, Phase
from console.model.plan import RefusalReason
from console.model.resource import CLUSTER
from console.model.verb import TOPUP, Verb
from console.model.wanted import LEADER


def standing(facts: ClusterFacts, target: Operation, verb: Verb) -> Standing:
    """The way back: a switchover to who led before; of a restart there is none."""
    if verb == TOPUP:
        why = notice("guard.topup_cluster", operation=target.id)
        return Standing(complete=RefusalReason("nothing", why))
    change = _change(facts, target)
    if change is None:
        return Standing()
    before, wanted = str(change.before[LEADER]), str(change.wanted[LEADER])
    leader = facts.view.leader
    if leader is None or leader.name == before:
        return Standing()
    if leader.name != wanted:
        why = notice("guard.leader_changed", leader=leader.name, expected=wanted)
        return Standing(reasons=(RefusalReason("cluster.changed", why),))
    return Standing(inverse=(switched(facts, wanted, before),))


def _change(facts: ClusterFacts, target: Operation) -> Change | None:
    """The target's switchover, if anything was asked for it."""
    for change in facts.record.target_changes:
        mine = change.operation_id == target.id and change.resource == CLUSTER
        asked = change.phase not in {Phase.PLANNED, Phase.CANCELLED} or change.attempts > 0
        if mine and asked and LEADER in change.before:
            return change
    return None
