"""Whether a cluster can do without one of its members for a while. Pure; asked by every kind.

A machine is the member that bears its name, whatever its letters and its domain.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from console.kinds.draft import Facts
from console.model.cluster import ClusterAction, ClusterMember, ClusterPolicy, ClusterView
from console.model.estate import Estate
from console.model.figure import Freshness
from console.model.notice import notice
from console.model.plan import RefusalReason
from console.model.policy import Policy


@dataclass(frozen=True, slots=True)
class MemberSeat:
    """A machine's place in its cluster. `member` is None where the cluster tells of none such.

    `known` is false where a member that it tells of fits none of the pool's machines: then any
    of them may be any machine's.
    """

    member: ClusterMember | None
    known: bool = True


def keeper(pool: str | None, policy: Policy) -> ClusterPolicy | None:
    """The cluster that keeps a pool's data; None where the settings name none."""
    return next((one for one in policy.clusters.values() if one.pool == pool), None)


def fresh(cluster: ClusterPolicy, estate: Estate, policy: Policy) -> Iterable[RefusalReason]:
    """What is decided on must have been read, and lately."""
    view = estate.clusters.get(cluster.name)
    at = None if view is None else view.observed_at
    freshness = estate.freshness(cluster.source, at, policy.limits.stale_after_s)
    state = estate.sources.get(cluster.source)
    if freshness is not Freshness.FRESH or (state is not None and state.failure is not None):
        age = "unknown" if view is None else "stale"
        code = "guard.cluster_unknown" if view is None else "guard.cluster_stale"
        why = notice(code, cluster=cluster.name)
        remedy = notice("remedy.refresh")
        yield RefusalReason(f"{cluster.source}.{age}", why, remedy, passing=True)


def steady(view: ClusterView, name: str) -> Iterable[RefusalReason]:
    """Nothing is asked of a cluster that has no quorum, is paused, or has plans of its own."""
    yield from held(view, name)
    if view.paused:
        why, remedy = notice("guard.cluster_paused", cluster=name), notice("remedy.cluster_resume")
        yield RefusalReason("cluster.paused", why, remedy)
    if view.scheduled:
        why = notice("guard.cluster_scheduled", cluster=name)
        yield RefusalReason("cluster.scheduled", why, notice("remedy.cluster_scheduled"))


def held(view: ClusterView, name: str) -> Iterable[RefusalReason]:
    """The cluster has its leader, where it is led, and quorum; what nobody knows it has not."""
    if view.leader_unknown:
        why, remedy = notice("guard.cluster_leader_unknown", cluster=name), notice("remedy.refresh")
        yield RefusalReason("cluster.leader", why, remedy, passing=True)
    elif view.led and view.leader is None:
        why, remedy = notice("guard.cluster_leaderless", cluster=name), notice("remedy.failover")
        yield RefusalReason("cluster.leader", why, remedy, passing=True)
    elif view.agreed is None and view.majority:
        why, remedy = notice("guard.cluster_quorum_unknown", cluster=name), notice("remedy.refresh")
        yield RefusalReason("cluster.quorum", why, remedy, passing=True)
    elif not view.quorum:
        why = notice("guard.cluster_quorum", cluster=name, well=view.well, size=view.size)
        yield RefusalReason("cluster.quorum", why, notice("remedy.cluster_quorum"), passing=True)


def without(
    view: ClusterView, cluster: ClusterPolicy, member: ClusterMember
) -> Iterable[RefusalReason]:
    """Never the leader; and the others alone must have quorum while it is down."""
    if member.leads:
        asks = cluster.asks(ClusterAction.SWITCHOVER)
        code = "remedy.switch_over" if asks else "remedy.switch_over_elsewhere"
        why = notice("guard.restart_leader", member=member.name)
        yield RefusalReason("member.leads", why, notice(code, cluster=cluster.name))
    others = view.well - (member.well is True)
    if 2 * others <= view.size:
        why = notice("guard.restart_quorum", member=member.name, well=others, size=view.size)
        yield RefusalReason("cluster.quorum", why, notice("remedy.cluster_quorum"), passing=True)


def machine(
    name: str, machines: Collection[str], cluster: ClusterPolicy, facts: Facts, *, down: bool
) -> Iterable[RefusalReason]:
    """What speaks against touching a machine of a cluster's pool, for the cluster's sake.

    `machines` are all those of the pool, by name; `down` says that it will be down for a while.
    """
    yield from fresh(cluster, facts.estate, facts.policy)
    view = facts.estate.clusters.get(cluster.name)
    if view is None:
        return
    if not down:
        yield from held(view, cluster.name)
        return
    yield from steady(view, cluster.name)
    place = seat(view, name, machines)
    if not place.known:
        known = ", ".join(one.name for one in view.members) or "–"
        why = notice("guard.machine_no_member", machine=name, cluster=cluster.name, known=known)
        yield RefusalReason("member.unknown", why, notice("remedy.machine_no_member"))
    elif place.member is not None:
        yield from without(view, cluster, place.member)
        yield from _others_well(view, cluster, place.member)


def seat(view: ClusterView, name: str, machines: Collection[str]) -> MemberSeat:
    """A machine's place in a cluster; `machines` are all those of its pool, by name."""
    own = next((one for one in view.members if _plain(one.name) == _plain(name)), None)
    if own is not None:
        return MemberSeat(own)
    fitting = {_plain(each) for each in machines}
    return MemberSeat(None, known=all(_plain(one.name) in fitting for one in view.members))


def _others_well(
    view: ClusterView, cluster: ClusterPolicy, member: ClusterMember
) -> Iterable[RefusalReason]:
    """What does its work is touched only while all others do theirs; unknown is not well."""
    if member.well is not True:
        return
    remedy, silent = notice("remedy.cluster_quorum"), view.size - len(view.members)
    sick = ", ".join(one.name for one in view.members if one.well is not True)
    name, of = member.name, cluster.name
    if sick:
        why = notice("guard.others_sick", member=name, cluster=of, others=sick)
        yield RefusalReason("cluster.others", why, remedy, passing=True)
    if silent:
        why = notice("guard.others_silent", member=name, cluster=of, n=silent)
        yield RefusalReason("cluster.others", why, remedy, passing=True)


def _plain(name: str) -> str:
    return name.partition(".")[0].casefold()
