"""A modelled pool behind a load balancer."""

from dataclasses import replace

from modelled import World

from console.model.balancer import (
    BalancerPool,
    BalancerState,
    BalancerView,
    LoadBalancer,
    Member,
    MemberSettings,
    Operating,
    Provisioning,
)
from console.model.estate import Estate
from console.model.pool import PoolBalancer


def balanced(world: World, states: dict[str, Operating]) -> Estate:
    """The pool of GRA behind a load balancer; members that are not named are ONLINE."""
    world.pool(balancers={"GRA": PoolBalancer("api", 443, ("GRA11",))})
    members = []
    for n, one in enumerate([i for i in world.standing.values() if i.region == "GRA11"], start=1):
        world.change(one.id, addresses=(f"10.0.0.{n}",))
        state = BalancerState(Provisioning.ACTIVE, states.get(one.name, Operating.ONLINE))
        settings = MemberSettings(name=one.name, address=f"10.0.0.{n}", protocol_port=443)
        members.append(Member(f"m-{n}", settings, state))
    fine = BalancerState(Provisioning.ACTIVE, Operating.ONLINE)
    pool = BalancerPool(
        id="p",
        name="api",
        region="GRA11",
        balancer_id="lb",
        provider="amphora",
        state=fine,
        protocol="TCP",
        algorithm="ROUND_ROBIN",
        members=tuple(members),
    )
    balancer = LoadBalancer(
        id="lb",
        name="lb",
        region="GRA11",
        state=fine,
        provider="amphora",
        address="10.0.0.250",
        pools=(pool,),
    )
    view = BalancerView("GRA11", (balancer,), world.now)
    return replace(world.estate(), balancers={"GRA11": view})
