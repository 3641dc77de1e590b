"""What the clusters say of themselves, or why nobody knows. Both faces ask here."""

from console.locale import Locale
from console.model.cluster import ClusterMember, ClusterRole, ClusterView, source_of
from console.model.estate import Estate
from console.model.figure import Freshness
from console.model.naming import natural
from console.model.notice import Notice, NoticeValue, notice

ROLES = {
    ClusterRole.LEADER: "clusters.role.leader",
    ClusterRole.STANDBY: "clusters.role.standby",
    ClusterRole.REPLICA: "clusters.role.replica",
    ClusterRole.PEER: "clusters.role.peer",
    ClusterRole.UNKNOWN: "clusters.role.unknown",
}
UNKNOWN = "–"
UNREAD = notice("clusters.unread")


def unknown(estate: Estate, name: str) -> Notice | None:
    """Why nobody can say how a cluster is; None when somebody can."""
    state, view = estate.sources.get(source_of(name)), estate.clusters.get(name)
    if state is not None and state.failure is not None:
        return state.failure
    if view is None:
        return UNREAD
    if state is not None and state.freshness is Freshness.STALE:
        return notice("clusters.stale")
    return None


def verdict(view: ClusterView) -> Notice:
    """The one thing to say of a cluster, the worst first."""
    values: dict[str, NoticeValue] = {"well": view.well, "size": view.size}
    if view.leader is not None:
        values["leader"] = view.leader.name
    code = _helpless(view)
    return _condition(view, values) if code is None else Notice(code, values)


def _helpless(view: ClusterView) -> str | None:
    """Why a cluster can do nothing, or nobody knows whether it can."""
    if view.leader_unknown:
        return "clusters.leader_unknown"
    if view.led and view.leader is None:
        return "clusters.no_leader"
    if view.agreed is None and view.majority:
        return "clusters.quorum_unknown"
    if not view.quorum:
        return "clusters.no_quorum" if view.led else "clusters.peers_no_quorum"
    return None


def _condition(view: ClusterView, values: dict[str, NoticeValue]) -> Notice:
    """How a cluster that has quorum is."""
    leader = view.leader
    if view.paused:
        return Notice("clusters.paused", values)
    if leader is not None and leader.well is not True:
        return Notice("clusters.sick_leader", {**values, "state": leader.state or UNKNOWN})
    if view.well < view.size:
        return Notice("clusters.degraded" if view.led else "clusters.peers_degraded", values)
    if view.copied and view.lacking is None:
        return Notice("clusters.lacking_unknown", values)
    if view.lacking:
        return Notice("clusters.lacking", {**values, "n": view.lacking})
    return Notice("clusters.well" if view.led else "clusters.peers_well", values)


def healthy(view: ClusterView) -> bool:
    """Whether nothing is to be done about a cluster."""
    return verdict(view).code in {"clusters.well", "clusters.peers_well"}


def ordered(view: ClusterView) -> tuple[ClusterMember, ...]:
    """The leader first, then by name as people count."""
    return tuple(sorted(view.members, key=lambda one: (not one.leads, natural(one.name))))


def role(member: ClusterMember, locale: Locale) -> str:
    """A role's word."""
    return locale.text(ROLES[member.role])


def state(member: ClusterMember, locale: Locale) -> str:
    """What its mechanism says of a member, in its own word, and what else is to be known."""
    told = [member.state or UNKNOWN]
    if member.well is False:
        told.append(locale.text("clusters.state.sick"))
    if member.restart_pending:
        told.append(locale.text("clusters.state.restart_pending"))
    if not member.eligible:
        told.append(locale.text("clusters.state.ineligible"))
    return ", ".join(told)


def lag(member: ClusterMember, locale: Locale) -> str:
    """How far a member is behind; a dash where that is unknown, or makes no sense."""
    return UNKNOWN if member.lag_bytes is None else locale.size(member.lag_bytes)
