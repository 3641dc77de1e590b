"""The guards on clusters: quorum, one leader, healthy others. Planner and worker ask the same."""

from collections.abc import Iterable

from console.kinds.clusters.candidate import barred
from console.kinds.clusters.facts import ClusterFacts
from console.kinds.pools import frozen, undisturbed
from console.kinds.quorum import fresh, steady, without
from console.model.cluster import ClusterAction, ClusterMember
from console.model.notice import notice
from console.model.plan import Plan, PlannedChange, RefusalReason
from console.model.resource import CLUSTER
from console.model.wanted import LEADER


def guards(plan: Plan, facts: ClusterFacts) -> Iterable[RefusalReason]:
    """Everything that speaks against another leader, or a restart."""
    cluster = facts.cluster
    kind = cluster.kind
    if not (kind.speaks or cluster.hooks):
        why = notice("guard.cluster_read_only", cluster=cluster.name, kind=kind.value)
        remedy = notice("remedy.cluster_read_only", cluster=cluster.name)
        yield RefusalReason("cluster.kind", why, remedy)
        return
    yield from fresh(cluster, facts.estate, facts.policy)
    yield from frozen(cluster.pool, facts)
    yield from _ground(facts)
    yield from undisturbed(cluster.pool, CLUSTER, facts)
    yield from steady(facts.view, cluster.name)
    for change in plan.changes:
        yield from _hooked(facts, change)
        if LEADER in change.wanted:
            yield from _switchover(facts, change)
        else:
            yield from _restart(facts, change)


def find(facts: ClusterFacts, name: str) -> tuple[ClusterMember | None, RefusalReason | None]:
    """The member of that name, or that there is none, with those there are."""
    member = facts.view.member(name)
    if member is not None:
        return member, None
    known = ", ".join(one.name for one in facts.view.members) or "–"
    why = notice("guard.member_unknown", cluster=facts.cluster.name, member=name, known=known)
    return None, RefusalReason("member.unknown", why)


def _hooked(facts: ClusterFacts, change: PlannedChange) -> Iterable[RefusalReason]:
    """Where a cluster has no API, the settings must hook up what is asked, and name of whom."""
    cluster, moves = facts.cluster, LEADER in change.wanted
    action = ClusterAction.SWITCHOVER if moves else ClusterAction.RESTART_MEMBER
    if not cluster.asks(action):
        said = {"cluster": cluster.name, "kind": cluster.kind.value, "action": action.value}
        why, remedy = notice("guard.cluster_no_hook", **said), notice("remedy.cluster_hook", **said)
        yield RefusalReason("cluster.kind", why, remedy)
    if cluster.kind.speaks:
        return
    for name in {change.name, str(change.before.get(LEADER, change.name))}:
        if name not in cluster.members:
            why = notice("guard.member_unnamed", cluster=cluster.name, member=name)
            yield RefusalReason("member.unnamed", why, notice("remedy.member_unnamed"))
    member = facts.view.member(change.name)
    if not moves and member is not None and member.well is None:
        why = notice("guard.member_state_unknown", cluster=cluster.name, member=change.name)
        remedy = notice("remedy.members_unknown")
        yield RefusalReason("member.unknown", why, remedy, passing=True)


def _ground(facts: ClusterFacts) -> Iterable[RefusalReason]:
    """Where the private cloud is frozen its databases are as well."""
    pool, private = facts.cluster.pool, facts.policy.private
    machines = () if private is None else private.pools
    if private is not None and private.frozen and any(one.name == pool for one in machines):
        why = notice("guard.private_frozen", why=private.frozen)
        yield RefusalReason("private.frozen", why, notice("remedy.private_thaw"))


def _switchover(facts: ClusterFacts, change: PlannedChange) -> Iterable[RefusalReason]:
    """From the leader that was seen, to a member that is well and near enough."""
    member, unknown = find(facts, str(change.wanted[LEADER]))
    if unknown is not None:
        yield unknown
    leader, expected = facts.view.leader, str(change.before.get(LEADER, ""))
    if leader is not None and leader.name != expected:
        why = notice("guard.leader_changed", leader=leader.name, expected=expected)
        yield RefusalReason("cluster.changed", why, notice("remedy.plan_again"))
    elif member is not None:
        for why in barred(member, facts.cluster):
            yield RefusalReason("member.barred", why, notice("remedy.candidate"), passing=True)


def _restart(facts: ClusterFacts, change: PlannedChange) -> Iterable[RefusalReason]:
    """Never the leader; and the others alone must have quorum while it is down."""
    member, unknown = find(facts, change.name)
    if member is None:
        if unknown is not None:
            yield unknown
        return
    yield from without(facts.view, facts.cluster, member)
