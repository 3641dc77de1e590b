"""Pools (api/v2/controllers/pool.py)."""

from typing import Literal

from msgspec import UNSET, Struct, UnsetType, field

from console.rehearsal.exchange import Answer, ApiError, ServedCall
from console.rehearsal.loadbalancer import lock, refusals, views
from console.rehearsal.loadbalancer.balancers import ChangedPart, changed
from console.rehearsal.loadbalancer.handlers import (
    NO_CONTENT,
    BalancerWorld,
    Moment,
    within_quota,
)
from console.rehearsal.loadbalancer.listeners import OF_OVN
from console.rehearsal.loadbalancer.members import Text
from console.rehearsal.loadbalancer.query import listing, one
from console.rehearsal.loadbalancer.things import (
    OVN,
    SimulatedBackend,
    SimulatedBalancer,
    SimulatedListener,
)

KEY = "pool"
Algorithm = Literal["ROUND_ROBIN", "LEAST_CONNECTIONS", "SOURCE_IP", "SOURCE_IP_PORT"]
ALGORITHMS_OF_OVN = {"SOURCE_IP", "SOURCE_IP_PORT"}


class PersistenceBody(Struct, forbid_unknown_fields=True):
    """SessionPersistencePOST."""

    type: Literal["SOURCE_IP", "HTTP_COOKIE", "APP_COOKIE"]
    cookie_name: str | None = None
    persistence_timeout: int | None = None
    persistence_granularity: str | None = None

    def kept(self) -> dict[str, str | None]:
        """As the pool keeps it."""
        return {"type": self.type, "cookie_name": self.cookie_name}


class NewPool(Struct, forbid_unknown_fields=True, kw_only=True):
    """PoolPOST, without certificates."""

    protocol: Literal["TCP", "HTTP", "HTTPS", "PROXY", "PROXYV2", "UDP", "SCTP"]
    lb_algorithm: Algorithm
    loadbalancer_id: str | None = None
    listener_id: str | None = None
    name: Text | None = None
    description: Text | None = None
    admin_state_up: bool = True
    session_persistence: PersistenceBody | None = None
    project_id: str | None = None
    tls_enabled: bool = False
    tags: tuple[Text, ...] = ()


class NewPoolBody(Struct):
    """POST /pools."""

    wanted: NewPool = field(name=KEY)


class ChangedPool(ChangedPart, forbid_unknown_fields=True):
    """PoolPUT."""

    lb_algorithm: Algorithm | UnsetType = UNSET
    session_persistence: PersistenceBody | UnsetType | None = UNSET


class ChangedPoolBody(Struct):
    """PUT /pools/{id}."""

    wanted: ChangedPool = field(name=KEY)


class PoolHandlers:
    """Handlers of `/pools…`, but their members."""

    def __init__(self, balancing: BalancerWorld) -> None:
        self._in = balancing

    def list(self, call: ServedCall) -> Answer:
        """GET."""
        moment = self._in.look(call)
        pools = moment.region.pools()
        bodies = [views.pool(each, moment.at, moment.states) for each in pools]
        return listing(call, "pools", bodies)

    def show(self, call: ServedCall) -> Answer:
        """GET one."""
        moment = self._in.look(call)
        pool = moment.pool(call.params["id"])
        return one(call, KEY, views.pool(pool, moment.at, moment.states))

    def create(self, call: ServedCall) -> Answer:
        """POST, below a load balancer or as a listener's default."""
        moment = self._in.write(call)
        wanted = call.decode(NewPoolBody).wanted
        balancer, listener = _above(moment, wanted)
        if balancer.provider == OVN:
            _of_ovn(wanted.protocol, wanted.lb_algorithm)
        within_quota(moment, KEY)
        lock.on_part(moment.region, balancer, listeners=() if listener is None else (listener,))
        persistence = wanted.session_persistence
        pool = SimulatedBackend(
            id=moment.region.new_id(),
            name=wanted.name or "",
            description=wanted.description or "",
            created_at=moment.at,
            progress=lock.creating(moment.region),
            enabled=wanted.admin_state_up,
            tags=wanted.tags,
            balancer=balancer,
            protocol=wanted.protocol,
            algorithm=wanted.lb_algorithm,
            persistence=None if persistence is None else persistence.kept(),
        )
        balancer.pools[pool.id] = pool
        if listener is not None:
            listener.default = pool
        self._in.note(call, "create-pool", pool)
        return self._shown(call, pool, 201)

    def update(self, call: ServedCall) -> Answer:
        """PUT: what is left out stays."""
        moment = self._in.write(call)
        asked = call.decode(ChangedPoolBody).wanted
        pool = moment.pool(call.params["id"])
        algorithm = pool.algorithm if asked.lb_algorithm is UNSET else asked.lb_algorithm
        if pool.balancer.provider == OVN:
            _of_ovn(pool.protocol, algorithm)
        lock.on_part(moment.region, pool.balancer, listeners=pool.listeners, pool=pool)
        changed(pool, asked)
        pool.algorithm = algorithm
        if asked.session_persistence is not UNSET:
            persistence = asked.session_persistence
            pool.persistence = None if persistence is None else persistence.kept()
        self._in.note(call, "update-pool", pool)
        return self._shown(call, pool, 200)

    def delete(self, call: ServedCall) -> Answer:
        """DELETE, with its members and monitor."""
        moment = self._in.write(call)
        pool = moment.pool(call.params["id"])
        lock.on_part(moment.region, pool.balancer, listeners=pool.listeners)
        lock.deleting(moment.region, pool)
        self._in.note(call, "delete-pool", pool)
        return NO_CONTENT

    def _shown(self, call: ServedCall, pool: SimulatedBackend, code: int) -> Answer:
        moment = self._in.look(call)
        return Answer({KEY: views.pool(pool, moment.at, moment.states)}, code)


def _above(moment: Moment, wanted: NewPool) -> tuple[SimulatedBalancer, SimulatedListener | None]:
    if wanted.listener_id is not None:
        listener = moment.listener(wanted.listener_id)
        if listener.default is not None:
            raise ApiError(409, "This listener already has a default pool")
        if listener.protocol == "PROMETHEUS":
            raise ApiError(400, "Protocol PROMETHEUS listeners cannot have child objects.")
        return listener.balancer, listener
    if wanted.loadbalancer_id is None:
        raise refusals.invalid("Must provide at least one of: loadbalancer_id, listener_id")
    return moment.balancer(wanted.loadbalancer_id), None


def _of_ovn(protocol: str, algorithm: str) -> None:
    if protocol not in OF_OVN:
        raise refusals.unsupported(OVN, f"OVN provider does not support {protocol} protocol")
    if algorithm not in ALGORITHMS_OF_OVN:
        raise refusals.unsupported(OVN, f"OVN provider does not support {algorithm} algorithm")
