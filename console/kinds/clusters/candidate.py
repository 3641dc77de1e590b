"""Who may lead next, and why another may not. Pure."""

from collections.abc import Iterable

from console.model.cluster import ClusterMember, ClusterPolicy, ClusterRole, ClusterView
from console.model.naming import natural
from console.model.notice import Notice, notice

MEGABYTE = 1_000_000


def barred(member: ClusterMember, cluster: ClusterPolicy) -> Iterable[Notice]:
    """Why a member may not lead: unknown is never near enough."""
    name, most = member.name, megabytes(cluster.lag_at_most)
    if not member.eligible:
        yield notice("guard.candidate_barred", member=name)
    if member.well is not True:
        yield notice("guard.candidate_sick", member=name, state=member.state or "–")
    elif member.lag_bytes is None:
        yield notice("guard.candidate_lag_unknown", member=name)
    elif member.lag_bytes > cluster.lag_at_most:
        lag = megabytes(member.lag_bytes)
        yield notice("guard.candidate_lag", member=name, lag=lag, most=most)


def nearest(view: ClusterView, cluster: ClusterPolicy) -> ClusterMember | None:
    """The member that may lead and has the least to catch up; a synchronous one before others."""
    able = [one for one in view.members if not one.leads and not tuple(barred(one, cluster))]
    return min(able, key=_order, default=None)


def megabytes(count: int) -> int:
    """Bytes as whole megabytes, rounded up."""
    return -(-count // MEGABYTE)


def _order(member: ClusterMember) -> tuple[bool, int, str]:
    return (
        member.role is not ClusterRole.STANDBY,
        member.lag_bytes or 0,
        natural(member.name),
    )
