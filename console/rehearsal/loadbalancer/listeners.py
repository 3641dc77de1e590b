"""Listeners (api/v2/controllers/listener.py)."""

from typing import Literal

from msgspec import UNSET, Struct, UnsetType, field

from console.rehearsal.exchange import Answer, ApiError, ServedCall
from console.rehearsal.loadbalancer import lock, refusals, views
from console.rehearsal.loadbalancer.balancers import ChangedPart, changed, statistics
from console.rehearsal.loadbalancer.handlers import (
    NO_CONTENT,
    BalancerWorld,
    Moment,
    within_quota,
)
from console.rehearsal.loadbalancer.members import Port, Text
from console.rehearsal.loadbalancer.query import listing, one
from console.rehearsal.loadbalancer.things import (
    OVN,
    SimulatedBackend,
    SimulatedBalancer,
    SimulatedListener,
)

KEY = "listener"
PROMETHEUS = "PROMETHEUS"
OF_OVN = {"TCP", "UDP", "SCTP"}
Protocol = Literal["TCP", "HTTP", "HTTPS", "TERMINATED_HTTPS", "PROXY", "UDP", "SCTP", "PROMETHEUS"]


class NewListener(Struct, forbid_unknown_fields=True, kw_only=True):
    """ListenerPOST, without certificates."""

    loadbalancer_id: str
    protocol: Protocol
    protocol_port: Port
    name: Text | None = None
    description: Text | None = None
    admin_state_up: bool = True
    connection_limit: int = -1
    project_id: str | None = None
    default_pool_id: str | None = None
    timeout_client_data: int | None = None
    timeout_member_connect: int | None = None
    timeout_member_data: int | None = None
    tags: tuple[Text, ...] = ()


class NewListenerBody(Struct):
    """POST /listeners."""

    wanted: NewListener = field(name=KEY)


class ChangedListener(ChangedPart, forbid_unknown_fields=True):
    """ListenerPUT."""

    default_pool_id: str | UnsetType | None = UNSET
    connection_limit: int | UnsetType | None = UNSET
    timeout_client_data: int | UnsetType | None = UNSET
    timeout_member_connect: int | UnsetType | None = UNSET
    timeout_member_data: int | UnsetType | None = UNSET


class ChangedListenerBody(Struct):
    """PUT /listeners/{id}."""

    wanted: ChangedListener = field(name=KEY)


class ListenerHandlers:
    """Handlers of `/listeners…`."""

    def __init__(self, balancing: BalancerWorld) -> None:
        self._in = balancing

    def list(self, call: ServedCall) -> Answer:
        """GET."""
        moment = self._in.look(call)
        listeners = moment.region.listeners()
        bodies = [views.listener(each, moment.at, moment.states) for each in listeners]
        return listing(call, "listeners", bodies)

    def show(self, call: ServedCall) -> Answer:
        """GET one."""
        moment = self._in.look(call)
        listener = moment.listener(call.params["id"])
        return one(call, KEY, views.listener(listener, moment.at, moment.states))

    def create(self, call: ServedCall) -> Answer:
        """POST."""
        moment = self._in.write(call)
        wanted = call.decode(NewListenerBody).wanted
        balancer = moment.balancer(wanted.loadbalancer_id)
        default = _default(balancer, wanted.default_pool_id)
        _sound(balancer, wanted)
        within_quota(moment, KEY)
        lock.mutable_balancer(moment.region, balancer)
        for other in balancer.listeners.values():
            if other.protocol_port == wanted.protocol_port:
                raise ApiError(
                    409,
                    "Another Listener on this Load Balancer is already using protocol "
                    f"{wanted.protocol} and protocol_port {wanted.protocol_port}",
                )
        lock.on_part(moment.region, balancer)
        listener = SimulatedListener(
            id=moment.region.new_id(),
            name=wanted.name or "",
            description=wanted.description or "",
            created_at=moment.at,
            progress=lock.creating(moment.region),
            enabled=wanted.admin_state_up,
            tags=wanted.tags,
            balancer=balancer,
            protocol=wanted.protocol,
            protocol_port=wanted.protocol_port,
            default=default,
            connection_limit=wanted.connection_limit,
            timeout_client_data=wanted.timeout_client_data or 50_000,
            timeout_member_connect=wanted.timeout_member_connect or 5_000,
            timeout_member_data=wanted.timeout_member_data or 50_000,
        )
        balancer.listeners[listener.id] = listener
        self._in.note(call, "create-listener", listener)
        return self._shown(call, listener, 201)

    def update(self, call: ServedCall) -> Answer:
        """PUT: what is left out stays."""
        moment = self._in.write(call)
        asked = call.decode(ChangedListenerBody).wanted
        listener = moment.listener(call.params["id"])
        default = listener.default
        if asked.default_pool_id is not UNSET:
            default = _default(listener.balancer, asked.default_pool_id)
        lock.on_part(moment.region, listener.balancer, listeners=(listener,))
        changed(listener, asked)
        listener.default = default
        for name in ("timeout_client_data", "timeout_member_connect", "timeout_member_data"):
            value = getattr(asked, name)
            if isinstance(value, int):
                setattr(listener, name, value)
        if asked.connection_limit is not UNSET:
            listener.connection_limit = asked.connection_limit or -1
        self._in.note(call, "update-listener", listener)
        return self._shown(call, listener, 200)

    def delete(self, call: ServedCall) -> Answer:
        """DELETE."""
        moment = self._in.write(call)
        listener = moment.listener(call.params["id"])
        lock.on_part(moment.region, listener.balancer)
        lock.deleting(moment.region, listener)
        self._in.note(call, "delete-listener", listener)
        return NO_CONTENT

    def stats(self, call: ServedCall) -> Answer:
        """GET …/stats."""
        moment = self._in.look(call)
        default = moment.listener(call.params["id"]).default
        pools = set() if default is None else {default.id}
        return Answer({"stats": statistics(self._in, moment, pools)})

    def _shown(self, call: ServedCall, listener: SimulatedListener, code: int) -> Answer:
        moment: Moment = self._in.look(call)
        return Answer({KEY: views.listener(listener, moment.at, moment.states)}, code)


def _default(balancer: SimulatedBalancer, pool_id: str | None) -> SimulatedBackend | None:
    if pool_id is None:
        return None
    if pool_id not in balancer.pools:
        raise refusals.not_found(lock.NOUNS["pool"], pool_id)
    return balancer.pools[pool_id]


def _sound(balancer: SimulatedBalancer, wanted: NewListener) -> None:
    if balancer.provider == OVN and wanted.protocol not in OF_OVN:
        raise refusals.unsupported(OVN, f"OVN provider does not support {wanted.protocol} protocol")
    if wanted.protocol == PROMETHEUS and wanted.default_pool_id is not None:
        raise ApiError(400, f"Protocol {PROMETHEUS} listeners cannot have child objects.")
