"""Which cluster a request is about, and how it is."""

from collections.abc import Iterable
from dataclasses import dataclass

from console.kinds.clusters.verbs import NAME
from console.kinds.draft import Facts
from console.kinds.quorum import fresh, keeper
from console.model.cluster import ClusterPolicy, ClusterView
from console.model.estate import Estate
from console.model.notice import notice
from console.model.plan import RefusalReason, Request
from console.model.policy import Policy, Record
from console.model.private import VirtualMachine
from console.model.verb import HEAL


@dataclass(frozen=True, slots=True)
class ClusterFacts(Facts):
    """A request about a cluster, with its limits and how it was last seen."""

    cluster: ClusterPolicy
    view: ClusterView
    machines: tuple[VirtualMachine, ...] = ()
    """Those of its pool, where vCenter has told of them."""


def survey(
    request: Request, estate: Estate, policy: Policy, record: Record, operation_id: str
) -> ClusterFacts | tuple[RefusalReason, ...]:
    """The cluster by its name, else by the pool that it keeps the data of."""
    cluster = _meant(request, policy, record)
    if cluster is None:
        return (_unknown(request, policy),)
    view = estate.clusters.get(cluster.name)
    if view is None:
        return tuple(fresh(cluster, estate, policy))
    machines = tuple(_machines(cluster, estate, policy))
    return ClusterFacts(request, estate, policy, record, operation_id, cluster, view, machines)


def _machines(cluster: ClusterPolicy, estate: Estate, policy: Policy) -> Iterable[VirtualMachine]:
    """The virtual machines of its pool; none where it keeps the data of instances."""
    private, view = policy.private, estate.private
    pools = () if private is None else private.pools
    pool = next((one for one in pools if one.name == cluster.pool), None)
    if pool is not None and view is not None:
        yield from (m for m in view.virtual_machines if not m.template and pool.owns(m.name))


def _meant(request: Request, policy: Policy, record: Record) -> ClusterPolicy | None:
    name = NAME.of(request)
    if name is not None:
        return policy.clusters.get(name)
    target = record.target
    return keeper(request.pool if target is None else target.plan.pool, policy)


def _unknown(request: Request, policy: Policy) -> RefusalReason:
    name = NAME.of(request) or request.pool or "–"
    remedy = notice("remedy.cluster_settings", cluster=name)
    if request.verb == HEAL:
        return RefusalReason("cluster.none", notice("guard.heal_data", pool=name), remedy)
    if not policy.clusters:
        return RefusalReason("cluster.none", notice("guard.cluster_none", cluster=name), remedy)
    known = ", ".join(policy.clusters)
    why = notice("guard.cluster_unnamed", cluster=name, known=known)
    return RefusalReason("cluster.unknown", why, remedy)
