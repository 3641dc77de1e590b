"""What is read of a region's load balancers, for a pass over members and for their guards."""

from console.kinds.members.patience import named
from console.kinds.sources import Sources
from console.kinds.step import Ground
from console.model.balancer import BalancerView
from console.model.serving import source_name

WITHIN_S = 2.0
"""How old, in wall seconds, what a guard looks at may be."""


def view_of(
    sources: Sources, ground: Ground, region: str, within_s: float = WITHIN_S
) -> BalancerView | None:
    """A region's load balancers with the members of the pool that the settings name there."""
    balancing, balancer = sources.systems.balancing, named(ground, region)
    assert balancing is not None  # noqa: S101 - `lacks` has looked
    if balancer is None:
        return None
    name, pools = source_name(region), {balancer.pool}
    return sources.recent(
        name, (name, balancer.pool), within_s, lambda: balancing.balancers(region, pools)
    )
