"""Health monitors (api/v2/controllers/health_monitor.py)."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType, field

from console.rehearsal.exchange import Answer, ApiError, ServedCall
from console.rehearsal.loadbalancer import lock, refusals, views
from console.rehearsal.loadbalancer.handlers import (
    NO_CONTENT,
    BalancerWorld,
    Moment,
    within_quota,
)
from console.rehearsal.loadbalancer.members import Text
from console.rehearsal.loadbalancer.query import listing, one
from console.rehearsal.loadbalancer.things import OVN, SimulatedBackend, SimulatedMonitor

KEY = "healthmonitor"
OF_OVN = {"TCP", "UDP-CONNECT"}
Checks = Annotated[int, Meta(ge=1, le=10)]


class NewMonitor(Struct, forbid_unknown_fields=True, kw_only=True):
    """HealthMonitorPOST."""

    pool_id: str
    type: Literal["HTTP", "HTTPS", "PING", "SCTP", "TCP", "TLS-HELLO", "UDP-CONNECT"]
    delay: int
    timeout: int
    max_retries: Checks
    max_retries_down: Checks = 3
    name: Text | None = None
    http_method: str | None = None
    url_path: str | None = None
    expected_codes: str | None = None
    admin_state_up: bool = True
    project_id: str | None = None
    tags: tuple[Text, ...] = ()


class NewMonitorBody(Struct):
    """POST /healthmonitors."""

    wanted: NewMonitor = field(name=KEY)


class ChangedMonitor(Struct, forbid_unknown_fields=True):
    """HealthMonitorPUT."""

    name: Text | UnsetType | None = UNSET
    delay: int | UnsetType = UNSET
    timeout: int | UnsetType = UNSET
    max_retries: Checks | UnsetType = UNSET
    max_retries_down: Checks | UnsetType = UNSET
    http_method: str | UnsetType | None = UNSET
    url_path: str | UnsetType | None = UNSET
    expected_codes: str | UnsetType | None = UNSET
    admin_state_up: bool | UnsetType = UNSET
    tags: tuple[Text, ...] | UnsetType = UNSET


class ChangedMonitorBody(Struct):
    """PUT /healthmonitors/{id}."""

    wanted: ChangedMonitor = field(name=KEY)


RENAMED = {"max_retries": "rise", "max_retries_down": "fall", "admin_state_up": "enabled"}


class MonitorHandlers:
    """Handlers of `/healthmonitors…`."""

    def __init__(self, balancing: BalancerWorld) -> None:
        self._in = balancing

    def list(self, call: ServedCall) -> Answer:
        """GET."""
        moment = self._in.look(call)
        bodies = [
            views.monitor(each, pool, moment.at, moment.states)
            for pool, each in moment.region.monitors()
        ]
        return listing(call, "healthmonitors", bodies)

    def show(self, call: ServedCall) -> Answer:
        """GET one."""
        moment = self._in.look(call)
        pool, monitor = _found(moment, call.params["id"])
        return one(call, KEY, views.monitor(monitor, pool, moment.at, moment.states))

    def create(self, call: ServedCall) -> Answer:
        """POST: one a pool."""
        moment = self._in.write(call)
        wanted = call.decode(NewMonitorBody).wanted
        pool = moment.pool(wanted.pool_id)
        if pool.balancer.provider == OVN and wanted.type not in OF_OVN:
            raise refusals.unsupported(OVN, f"OVN provider does not support {wanted.type} monitors")
        within_quota(moment, KEY)
        lock.mutable_pool(moment.region, pool)
        if pool.monitor is not None:
            raise ApiError(409, "This pool already has a health monitor")
        lock.on_pool(moment.region, pool)
        http = wanted.type in {"HTTP", "HTTPS"}
        pool.monitor = SimulatedMonitor(
            id=moment.region.new_id(),
            name=wanted.name or "",
            created_at=moment.at,
            progress=lock.creating(moment.region),
            enabled=wanted.admin_state_up,
            tags=wanted.tags,
            type=wanted.type,
            delay=wanted.delay,
            timeout=wanted.timeout,
            rise=wanted.max_retries,
            fall=wanted.max_retries_down,
            http_method=wanted.http_method or ("GET" if http else None),
            url_path=wanted.url_path or ("/" if http else None),
            expected_codes=wanted.expected_codes or ("200" if http else None),
        )
        self._in.note(call, "create-monitor", pool.monitor)
        return self._shown(call, 201, pool, pool.monitor)

    def update(self, call: ServedCall) -> Answer:
        """PUT: what is left out stays."""
        moment = self._in.write(call)
        asked = call.decode(ChangedMonitorBody).wanted
        pool, monitor = _found(moment, call.params["id"])
        lock.on_pool(moment.region, pool)
        lock.updating(moment.region, monitor)
        for name in asked.__struct_fields__:
            value = getattr(asked, name)
            if value is not UNSET:
                said = "" if name == "name" and value is None else value
                setattr(monitor, RENAMED.get(name, name), said)
        self._in.note(call, "update-monitor", monitor)
        return self._shown(call, 200, pool, monitor)

    def delete(self, call: ServedCall) -> Answer:
        """DELETE."""
        moment = self._in.write(call)
        pool, monitor = _found(moment, call.params["id"])
        lock.on_pool(moment.region, pool)
        lock.deleting(moment.region, monitor)
        self._in.note(call, "delete-monitor", monitor)
        return NO_CONTENT

    def _shown(
        self, call: ServedCall, code: int, pool: SimulatedBackend, monitor: SimulatedMonitor
    ) -> Answer:
        moment = self._in.look(call)
        return Answer({KEY: views.monitor(monitor, pool, moment.at, moment.states)}, code)


def _found(moment: Moment, id_: str) -> tuple[SimulatedBackend, SimulatedMonitor]:
    for pool, monitor in moment.region.monitors():
        if monitor.id == id_:
            return pool, monitor
    raise refusals.not_found(lock.NOUNS[KEY], id_)
