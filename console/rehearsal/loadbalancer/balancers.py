"""Load balancers: their own calls, status tree, statistics, failover."""

from typing import Literal

from msgspec import UNSET, Struct, UnsetType, field

from console.rehearsal.exchange import Answer, ApiError, ServedCall, Values
from console.rehearsal.loadbalancer import lock, refusals, views
from console.rehearsal.loadbalancer.handlers import (
    NO_CONTENT,
    BalancerWorld,
    Moment,
    within_quota,
)
from console.rehearsal.loadbalancer.members import Text
from console.rehearsal.loadbalancer.query import listing, one
from console.rehearsal.loadbalancer.things import OVN, BalancerPart, SimulatedBalancer
from console.rehearsal.loadbalancer.traffic import BYTES_IN, BYTES_OUT
from console.rehearsal.metrics_counters import FAILED
from console.rehearsal.nic import NoAddress

KEY = "loadbalancer"


class NewBalancer(Struct, forbid_unknown_fields=True):
    """LoadBalancerPOST, without the graph of listeners and pools it may bring."""

    name: Text | None = None
    description: Text | None = None
    admin_state_up: bool = True
    vip_address: str | None = None
    vip_port_id: str | None = None
    vip_subnet_id: str | None = None
    vip_network_id: str | None = None
    vip_qos_policy_id: str | None = None
    project_id: str | None = None
    provider: Literal["amphora", "amphorav2", "octavia", "ovn"] | None = None
    flavor_id: str | None = None
    tags: tuple[Text, ...] = ()


class NewBalancerBody(Struct):
    """POST /loadbalancers."""

    wanted: NewBalancer = field(name=KEY)


class ChangedPart(Struct, forbid_unknown_fields=True):
    """What every part lets change."""

    name: Text | UnsetType | None = UNSET
    description: Text | UnsetType | None = UNSET
    admin_state_up: bool | UnsetType = UNSET
    tags: tuple[Text, ...] | UnsetType = UNSET


class ChangedBalancerBody(Struct):
    """PUT /loadbalancers/{id}."""

    wanted: ChangedPart = field(name=KEY)


class BalancerHandlers:
    """Handlers of `/loadbalancers…`."""

    def __init__(self, balancing: BalancerWorld) -> None:
        self._in = balancing

    def list(self, call: ServedCall) -> Answer:
        """GET."""
        moment = self._in.look(call)
        bodies = [_body(moment, each) for each in moment.region.balancers.values()]
        return listing(call, "loadbalancers", bodies)

    def show(self, call: ServedCall) -> Answer:
        """GET one."""
        moment = self._in.look(call)
        return one(call, KEY, _body(moment, moment.balancer(call.params["id"])))

    def create(self, call: ServedCall) -> Answer:
        """POST: it takes its addresses at once, and is ACTIVE when its amphorae are up."""
        moment = self._in.write(call)
        wanted = call.decode(NewBalancerBody).wanted
        provider = OVN if wanted.provider == OVN else "amphora"
        _placed(moment, wanted)
        within_quota(moment, KEY)
        try:
            nic, *hidden = moment.region.plug(wanted.vip_address, provider)
        except NoAddress as full:
            said = "Subnet(s) in the supplied network do not contain enough available IPs."
            raise refusals.invalid(said) from full
        balancer = SimulatedBalancer(
            id=moment.region.new_id(),
            name=wanted.name or "",
            description=wanted.description or "",
            created_at=moment.at,
            progress=lock.creating(moment.region, balancer=True),
            enabled=wanted.admin_state_up,
            tags=wanted.tags,
            nic=nic,
            provider=provider,
            flavor_id=wanted.flavor_id,
        )
        moment.region.stand(balancer, tuple(hidden))
        self._in.note(call, "create-balancer", balancer)
        after = self._in.look(call)
        return Answer({KEY: _body(after, balancer)}, 201)

    def update(self, call: ServedCall) -> Answer:
        """PUT: name, description, tags, admin state."""
        moment = self._in.write(call)
        asked = call.decode(ChangedBalancerBody).wanted
        balancer = moment.balancer(call.params["id"])
        lock.on_balancer(moment.region, balancer, deleting=False)
        changed(balancer, asked)
        self._in.note(call, "update-balancer", balancer)
        return Answer({KEY: _body(self._in.look(call), balancer)})

    def delete(self, call: ServedCall) -> Answer:
        """DELETE, with `cascade` also what hangs on it; also from ERROR."""
        moment = self._in.write(call)
        balancer = moment.balancer(call.params["id"])
        cascade = call.query.get("cascade", "").lower() in {"true", "1", "t", "yes", "on"}
        if (balancer.listeners or balancer.pools) and not cascade:
            raise refusals.invalid(f"Cannot delete Load Balancer {balancer.id} - it has children")
        lock.on_balancer(moment.region, balancer, deleting=True)
        self._in.note(call, "delete-balancer", balancer)
        return NO_CONTENT

    def status(self, call: ServedCall) -> Answer:
        """GET …/status: the tree."""
        moment = self._in.look(call)
        balancer = moment.balancer(call.params["id"])
        return Answer(views.tree(balancer, moment.at, moment.states))

    def stats(self, call: ServedCall) -> Answer:
        """GET …/stats: of all its listeners."""
        moment = self._in.look(call)
        balancer = moment.balancer(call.params["id"])
        defaults = [each.default for each in balancer.listeners.values()]
        pools = {pool.id for pool in defaults if pool is not None}
        return Answer({"stats": statistics(self._in, moment, pools)})

    def failover(self, call: ServedCall) -> Answer:
        """PUT …/failover: administrators alone may."""
        self._in.look(call).balancer(call.params["id"])
        raise refusals.forbidden()


def changed(part: BalancerPart, asked: ChangedPart) -> None:
    """What is said becomes so; a name or description of null is an empty one."""
    if asked.name is not UNSET:
        part.name = asked.name or ""
    if asked.description is not UNSET:
        part.description = asked.description or ""
    if asked.admin_state_up is not UNSET:
        part.enabled = asked.admin_state_up
    if asked.tags is not UNSET:
        part.tags = asked.tags


def statistics(balancing: BalancerWorld, moment: Moment, pools: set[str]) -> Values:
    """The counts of what arrived at some pools, since the amphorae stand."""
    active, total, failed = 0.0, 0, 0
    for pool in [each for each in moment.region.pools() if each.id in pools]:
        active += sum(balancing.traffic.carried(moment.region, pool, moment.at).values())
        total += balancing.traffic.requests(pool.datacenter)
        failed += balancing.traffic.requests(pool.datacenter, FAILED)
    return {
        "active_connections": round(active),
        "total_connections": total,
        "bytes_in": total * BYTES_IN,
        "bytes_out": total * BYTES_OUT,
        "request_errors": failed,
    }


def _body(moment: Moment, balancer: SimulatedBalancer) -> Values:
    return views.balancer(balancer, moment.at, moment.states)


def _placed(moment: Moment, wanted: NewBalancer) -> None:
    network = moment.region.region.private
    if not (wanted.vip_subnet_id or wanted.vip_network_id or wanted.vip_port_id):
        said = "VIP must contain one of: vip_port_id, vip_network_id, vip_subnet_id"
        raise refusals.invalid(f"{said}.")
    if wanted.vip_port_id:
        raise ApiError(400, "The rehearsal makes the port of a load balancer itself.")
    if wanted.vip_subnet_id not in {None, network.subnets[0].id}:
        raise refusals.invalid(f"Subnet {wanted.vip_subnet_id} not found")
    if wanted.vip_network_id not in {None, network.id}:
        raise refusals.invalid(f"Network {wanted.vip_network_id} not found")
    if wanted.vip_address and moment.region.taken(wanted.vip_address):
        raise ApiError(409, f"IP address {wanted.vip_address} already allocated in the subnet.")
