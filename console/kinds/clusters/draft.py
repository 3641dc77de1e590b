"""Another leader, or the restart of a member: one change, or everything that speaks against it."""

from collections.abc import Iterable
from dataclasses import replace

from console.kinds.clusters import healing, verbs
from console.kinds.clusters.candidate import megabytes, nearest
from console.kinds.clusters.facts import ClusterFacts
from console.kinds.clusters.guards import find
from console.kinds.draft import Draft, Standing
from console.model.cluster import ClusterAction, ClusterMember
from console.model.notice import Notice, notice
from console.model.plan import Desired, PlannedChange, RefusalReason
from console.model.resource import CLUSTER
from console.model.verb import HEAL
from console.model.wanted import LEADER, RESTART


def draft(facts: ClusterFacts) -> Draft:
    """What a verb comes to."""
    if facts.request.verb == HEAL:
        return healing.draft(
            facts,
            lambda: _switchover(facts, None),
            lambda member: weigh(facts, (restarted(facts, member),)),
        )
    if not (facts.cluster.kind.speaks or facts.cluster.hooks):  # which the guards say
        return _nothing(facts)
    if facts.request.verb == verbs.RESTART:
        member, unknown = find(facts, verbs.MEMBER.of(facts.request) or "")
        if member is None:
            return replace(_nothing(facts), reasons=(unknown,) if unknown else ())
        return weigh(facts, (restarted(facts, member),))
    return _switchover(facts, verbs.TO.of(facts.request))


def _switchover(facts: ClusterFacts, to: str | None) -> Draft:
    leader = facts.view.leader
    if not facts.view.led:
        peers = notice("guard.cluster_peers", cluster=facts.cluster.name)
        return replace(_nothing(facts), reasons=(RefusalReason("cluster.kind", peers),))
    if leader is None:  # which the guards say
        return _nothing(facts)
    member, unknown = (nearest(facts.view, facts.cluster), None)
    if to is not None:
        member, unknown = find(facts, to)
    elif member is None:
        why = notice("guard.no_candidate", cluster=facts.cluster.name)
        unknown = RefusalReason("member.barred", why, notice("remedy.candidate"), passing=True)
    if member is None:
        return replace(_nothing(facts), reasons=(unknown,) if unknown else ())
    if member.leads:
        why = notice("guard.leads_already", member=member.name)
        return replace(_nothing(facts), reasons=(RefusalReason("nothing", why),))
    return weigh(facts, (switched(facts, leader.name, member.name),))


def switched(facts: ClusterFacts, leader: str, to: str) -> PlannedChange:
    """The change by which another member leads."""
    return replace(_change(facts, to), wanted={LEADER: to}, before={LEADER: leader})


def restarted(facts: ClusterFacts, member: ClusterMember) -> PlannedChange:
    """The change by which a member's server is started anew."""
    return replace(_change(facts, member.name), wanted={RESTART: 1})


def weigh(facts: ClusterFacts, changes: tuple[PlannedChange, ...]) -> Draft:
    """What is to be said of a change, or of going back to the leader that was."""
    return replace(
        _nothing(facts),
        changes=changes,
        size_now=1,
        size_after=1,
        calls=len(changes),
        details=tuple(_details(facts, changes)),
        warnings=tuple(_warnings(facts, changes)),
        undo=tuple(_undo(changes)),
        typed_name=facts.cluster.name,
    )


def renew(facts: ClusterFacts, family: Standing) -> Draft:
    """A cluster's members are neither made nor made anew here."""
    del family
    return _nothing(facts)


def _nothing(facts: ClusterFacts) -> Draft:
    """A draft about a cluster that changes nothing yet."""
    return Draft(CLUSTER, facts.cluster.pool, facts.cluster.name)


def _change(facts: ClusterFacts, name: str) -> PlannedChange:
    return PlannedChange(
        datacenter=facts.cluster.datacenter,
        region=facts.cluster.source,
        name=name,
        desired=Desired.CONFIGURED,
        resource_id=facts.cluster.name,
        resource=CLUSTER,
    )


def _details(facts: ClusterFacts, changes: tuple[PlannedChange, ...]) -> Iterable[Notice]:
    view = facts.view
    yield notice("detail.cluster", well=view.well, size=view.size)
    for change in changes:
        if not facts.cluster.kind.speaks:
            moves = LEADER in change.wanted
            action = ClusterAction.SWITCHOVER if moves else ClusterAction.RESTART_MEMBER
            yield notice("detail.hook", action=action.value, member=change.name)
        if LEADER not in change.wanted:
            yield notice("detail.member_restart", member=change.name)
            continue
        member = view.member(change.name)
        lag = 0 if member is None else megabytes(member.lag_bytes or 0)
        yield notice("detail.switchover", member=change.name, lag=lag)


def _warnings(facts: ClusterFacts, changes: tuple[PlannedChange, ...]) -> Iterable[Notice]:
    if any(LEADER in change.wanted for change in changes):
        yield notice("warning.switchover")
    names = {change.name for change in changes}
    sick = [one.name for one in facts.view.members if one.well is not True]
    others = ", ".join(name for name in sick if name not in names)
    if others:
        yield notice("warning.members_sick", members=others)


def _undo(changes: tuple[PlannedChange, ...]) -> Iterable[Notice]:
    for change in changes:
        if LEADER in change.wanted:
            yield notice("undo.switchover", leader=str(change.before[LEADER]))
        else:
            yield notice("undo.member_restart")
