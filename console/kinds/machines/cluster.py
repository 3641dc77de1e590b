"""What a plan says of the cluster that a machine is a member of."""

from collections.abc import Iterable

from console.kinds.quorum import keeper
from console.kinds.vdc import VdcFacts
from console.model.notice import Notice, notice
from console.model.private import VirtualMachine


def clustered(facts: VdcFacts, machine: VirtualMachine) -> Iterable[Notice]:
    """How the cluster is that keeps the data of the machine's pool, where there is one."""
    pool = facts.private.pool_of(machine.name)
    cluster = None if pool is None else keeper(pool.name, facts.policy)
    view = None if cluster is None else facts.estate.clusters.get(cluster.name)
    if view is not None:
        yield notice("detail.cluster", well=view.well, size=view.size)
