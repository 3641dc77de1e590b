"""Octavia's paths, and which handler answers each; both `/v2` and `/v2.0` lead to them."""

from starlette.routing import Route

from console.rehearsal.door import Door
from console.rehearsal.exchange import EVERY_METHOD, Answer, ApiError, Handler, ServedCall, missing
from console.rehearsal.front import Front
from console.rehearsal.loadbalancer import refusals
from console.rehearsal.loadbalancer.balancers import BalancerHandlers
from console.rehearsal.loadbalancer.estate import PROVIDERS
from console.rehearsal.loadbalancer.handlers import BalancerWorld
from console.rehearsal.loadbalancer.listeners import ListenerHandlers
from console.rehearsal.loadbalancer.members import MemberHandlers
from console.rehearsal.loadbalancer.monitors import MonitorHandlers
from console.rehearsal.loadbalancer.pools import PoolHandlers
from console.rehearsal.loadbalancer.traffic import BalancerTraffic
from console.rehearsal.reference import stable_id
from console.rehearsal.tokens import PROJECT_ID

SERVICE = "load-balancer"
ROOT = f"/{SERVICE}/{{region}}"
NEWEST = 30
UPDATED = "2025-02-26T00:00:00Z"
FLAVORS = ("small", "medium", "large", "xl")


def routes(front: Front, traffic: BalancerTraffic) -> list[Route]:
    """Every path of the service, in all regions."""
    balancing = BalancerWorld(front.world, traffic)
    errors = refusals.octavia_error
    public = Door(front, SERVICE, {"GET": _versions}, errors=errors, public=True)
    return [
        *(Route(f"{ROOT}{path}", public) for path in ("", "/")),
        *(
            Route(f"{ROOT}/{prefix}{path}", Door(front, SERVICE, handlers, errors=errors))
            for prefix in ("v2", "v2.0")
            for path, handlers in _paths(balancing).items()
        ),
    ]


def _paths(balancing: BalancerWorld) -> dict[str, dict[str, Handler]]:
    balancers, listeners = BalancerHandlers(balancing), ListenerHandlers(balancing)
    pools, members = PoolHandlers(balancing), MemberHandlers(balancing)
    monitors = MonitorHandlers(balancing)
    paths: dict[str, dict[str, Handler]] = {}
    for plural, parts in (
        ("loadbalancers", balancers),
        ("listeners", listeners),
        ("pools", pools),
        ("pools/{pool}/members", members),
        ("healthmonitors", monitors),
    ):
        paths[f"/lbaas/{plural}"] = {"GET": parts.list, "POST": parts.create}
        paths[f"/lbaas/{plural}/{{id}}"] = {
            "GET": parts.show,
            "PUT": parts.update,
            "DELETE": parts.delete,
        }
    paths["/lbaas/pools/{pool}/members"]["PUT"] = members.replace
    quotas = QuotaAnswers(balancing)
    return paths | {
        "/lbaas/loadbalancers/{id}/status": {"GET": balancers.status},
        "/lbaas/loadbalancers/{id}/stats": {"GET": balancers.stats},
        "/lbaas/loadbalancers/{id}/failover": {"PUT": balancers.failover},
        "/lbaas/listeners/{id}/stats": {"GET": listeners.stats},
        "/lbaas/quotas": {"GET": quotas.list},
        "/lbaas/quotas/defaults": {"GET": quotas.show},
        "/lbaas/quotas/{project}": {"GET": quotas.show, "PUT": _forbidden, "DELETE": _forbidden},
        "/lbaas/providers": {"GET": _providers},
        "/lbaas/flavors": {"GET": _flavors},
        "/lbaas/flavors/{id}": {"GET": _flavor},
        "/{rest:path}": dict.fromkeys(EVERY_METHOD, missing),
    }


def _versions(call: ServedCall) -> Answer:
    """Minor versions by what was added; no header chooses one."""
    href = f"{call.base}/{SERVICE}/{call.region.name}/v2"
    versions = [
        {
            "id": f"v2.{minor}",
            "status": "CURRENT" if minor == NEWEST else "SUPPORTED",
            "updated": UPDATED,
            "links": [{"rel": "self", "href": href}],
        }
        for minor in range(NEWEST + 1)
    ]
    return Answer({"versions": versions})


def _providers(call: ServedCall) -> Answer:
    del call
    bodies = [{"name": name, "description": text} for name, text in PROVIDERS.items()]
    return Answer({"providers": bodies})


def _flavor_bodies(call: ServedCall) -> list[dict[str, object]]:
    return [
        {
            "id": str(stable_id(call.region.name, "balancer-flavor", name)),
            "name": name,
            "description": "",
            "enabled": True,
            "flavor_profile_id": str(stable_id("balancer-profile", name)),
        }
        for name in FLAVORS
    ]


def _flavors(call: ServedCall) -> Answer:
    wanted = {key: call.query[key] for key in ("id", "name") if key in call.query}
    bodies = [
        body
        for body in _flavor_bodies(call)
        if all(body[key] == value for key, value in wanted.items())
    ]
    return Answer({"flavors": bodies, "flavors_links": []})


def _flavor(call: ServedCall) -> Answer:
    for body in _flavor_bodies(call):
        if body["id"] == call.params["id"]:
            return Answer({"flavor": body})
    raise refusals.not_found("Flavor", call.params["id"])


def _forbidden(call: ServedCall) -> Answer:
    del call
    raise refusals.forbidden()


class QuotaAnswers:
    """Handlers of `/quotas…`."""

    def __init__(self, balancing: BalancerWorld) -> None:
        self._in = balancing

    def list(self, call: ServedCall) -> Answer:
        """GET: those that are not the default."""
        quotas = [self._body(call)] if call.region.name in self._own() else []
        return Answer({"quotas": quotas, "quotas_links": []})

    def show(self, call: ServedCall) -> Answer:
        """GET one, or the defaults."""
        if call.params.get("project", PROJECT_ID) != PROJECT_ID:
            raise ApiError(403, "Policy does not allow this request to be performed.")
        return Answer({"quota": self._body(call)})

    def _own(self) -> dict[str, object]:
        return dict(self._in.world.scenario.balancing.quotas)

    def _body(self, call: ServedCall) -> dict[str, object]:
        quota = self._in.world.balancers[call.region.name].quota
        return {
            "project_id": PROJECT_ID,
            "loadbalancer": quota.loadbalancer,
            "load_balancer": quota.loadbalancer,
            "listener": quota.listener,
            "pool": quota.pool,
            "member": quota.member,
            "healthmonitor": quota.healthmonitor,
            "health_monitor": quota.healthmonitor,
            "l7policy": -1,
            "l7rule": -1,
        }
