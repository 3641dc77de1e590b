"""The ASGI application: every simulated service of one estate."""

from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.routing import Mount, Router

from console.rehearsal.alertmanager.rules import AlertRules
from console.rehearsal.alertmanager.service import routes as alertmanager_routes
from console.rehearsal.compute import service as compute
from console.rehearsal.control import Control
from console.rehearsal.control_private import PrivateControl
from console.rehearsal.control_regions import RegionControl
from console.rehearsal.control_sickness import SicknessControl
from console.rehearsal.dates import Dated
from console.rehearsal.faults import FaultBoard
from console.rehearsal.front import Front
from console.rehearsal.identity import KeystoneHandlers
from console.rehearsal.image import service as image
from console.rehearsal.load_scenario import pool_load
from console.rehearsal.loadbalancer import service as loadbalancer
from console.rehearsal.loadbalancer.control import BalancerControl
from console.rehearsal.loadbalancer.traffic import BalancerTraffic
from console.rehearsal.metrics_balancers import BalancerMetrics
from console.rehearsal.metrics_datastores import DatastoreMetrics
from console.rehearsal.network import service as network
from console.rehearsal.objectstore import service as objectstore
from console.rehearsal.ovhcloud import service as ovhcloud
from console.rehearsal.patroni import service as patroni
from console.rehearsal.patroni.control import ClusterControl
from console.rehearsal.prometheus import routes as prometheus_routes
from console.rehearsal.public import BehindTls
from console.rehearsal.rate import Limiter
from console.rehearsal.scenario import Scenario
from console.rehearsal.tokens import Tokens
from console.rehearsal.volume import service as volume
from console.rehearsal.world import World


@dataclass(frozen=True, slots=True)
class RunningEstate:
    """A running estate: its world, its users, its application."""

    world: World
    tokens: Tokens
    app: Starlette
    front: Front


def build(
    scenario: Scenario, *, speed: float | None = None, public_url: str | None = None
) -> RunningEstate:
    """Build the estate of a scenario; its clock starts now.

    `public_url` is how it is called where something else ends TLS in front of it.
    """
    world = World(scenario, speed=speed)
    tokens = Tokens(scenario.identity.token_wall_s)
    faults = FaultBoard(scenario.faults, scenario.seed)
    front = Front(world, tokens, faults, Limiter(scenario.rates))
    load = pool_load(scenario)
    traffic = BalancerTraffic(world, load)
    listeners = BalancerMetrics(world.balancers, traffic)
    groups = (DatastoreMetrics(world.private), listeners)
    metrics = prometheus_routes(world, load, groups=groups)
    alerting = alertmanager_routes(AlertRules(world, load, faults))
    routes = [
        *compute.routes(front),
        *network.routes(front),
        *image.routes(front),
        *loadbalancer.routes(front, traffic),
        *volume.routes(front),
        *objectstore.routes(front),
        *KeystoneHandlers(front).routes(),
        *ovhcloud.routes(front),
        Mount("/prometheus", front.guard("prometheus", Router(metrics))),
        Mount("/alertmanager", front.guard("alertmanager", Router(alerting))),
        *Control(world, tokens, faults).routes(),
        *RegionControl(world).routes(),
        *SicknessControl(world).routes(),
        *PrivateControl(world.private).routes(),
        *BalancerControl(world, listeners).routes(),
    ]
    cluster = world.cluster
    if cluster is not None:
        password = world.private.accounts.patroni
        routes += patroni.mounts(cluster, password, world.record, front.guard)
        routes += ClusterControl(cluster).routes()
    app = Starlette(routes=routes)
    app.add_middleware(Dated, clocks=world.clocks)
    if public_url is not None:
        app.add_middleware(BehindTls, url=public_url)
    return RunningEstate(world, tokens, app, front)
