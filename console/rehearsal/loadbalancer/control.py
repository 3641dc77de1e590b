"""The rehearsal's own paths for its load balancers: what is broken, and mended."""

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from console.decoding import decode
from console.rehearsal.exchange import Values
from console.rehearsal.exposition import MEDIA_TYPE
from console.rehearsal.loadbalancer import status
from console.rehearsal.loadbalancer.estate import RegionBalancers
from console.rehearsal.loadbalancer.scenario import BalancerQuota
from console.rehearsal.loadbalancer.things import ERROR, PENDING_UPDATE, SETTLED, Flap, Progress
from console.rehearsal.metrics_balancers import BalancerMetrics
from console.rehearsal.section import ScenarioSection
from console.rehearsal.world import World

BROKEN = Progress(ERROR, 0.0, ERROR)
STUCK = Progress(PENDING_UPDATE, float("inf"))


class RegionBody(ScenarioSection, frozen=True, kw_only=True):
    """The body of POST /rehearsal/balancers/{region}; what is left out stays."""

    health_manager: bool | None = None
    """False: it stands still, and every operating status stays as it is."""
    members_reachable: bool | None = None
    """False: no load balancer reaches a member, though all of them serve."""
    quota: BalancerQuota | None = None


class PartBody(ScenarioSection, frozen=True, kw_only=True):
    """The body of POST /rehearsal/balancers/{region}/{part}."""

    broken: bool | None = None
    """A load balancer or a pool: its provisioning status is ERROR, or is so no longer."""
    stuck: bool | None = None
    """A load balancer or a pool: its update does not end, or does."""
    flap_s: float | None = None
    """A member: it is down every other so many seconds; 0 ends it."""


class BalancerControl:
    """Handlers of `/rehearsal/balancers…`."""

    def __init__(self, world: World, metrics: BalancerMetrics) -> None:
        self._world = world
        self._metrics = metrics

    def routes(self) -> list[Route]:
        """Every path."""
        return [
            Route("/rehearsal/balancers/{region}", self._show),
            Route("/rehearsal/balancers/{region}", self._put, methods=["POST"]),
            Route("/rehearsal/balancers/{region}/metrics", self._scrape),
            Route("/rehearsal/balancers/{region}/{part}", self._put_part, methods=["POST"]),
        ]

    def _region(self, request: Request) -> RegionBalancers | None:
        region = self._world.balancers.get(request.path_params["region"])
        if region is not None:
            region.sweep()
        return region

    async def _show(self, request: Request) -> Response:
        region = self._region(request)
        return _absent("region") if region is None else _json(_told(region))

    async def _scrape(self, request: Request) -> Response:
        """What a scrape of the PROMETHEUS listener is answered, whose address nobody reaches."""
        region = self._region(request)
        said = None if region is None else self._metrics.scraped(region.region.name, region.now())
        return _absent("listener") if said is None else Response(said, media_type=MEDIA_TYPE)

    async def _put(self, request: Request) -> Response:
        region = self._region(request)
        if region is None:
            return _absent("region")
        try:
            body = decode(await request.body(), RegionBody)
        except msgspec.MsgspecError as error:
            return _json({"error": str(error)}, 400)
        at = region.now()
        if body.health_manager is not None:
            region.frozen = None
            if not body.health_manager:
                region.frozen = status.observed(region, at)
        if body.members_reachable is not None:
            _cut(region, at, cut=not body.members_reachable)
        if body.quota is not None:
            region.quota = body.quota
        return _json(_told(region))

    async def _put_part(self, request: Request) -> Response:
        region = self._region(request)
        if region is None:
            return _absent("region")
        try:
            body = decode(await request.body(), PartBody)
        except msgspec.MsgspecError as error:
            return _json({"error": str(error)}, 400)
        named = request.path_params["part"]
        holders = [*region.balancers.values(), *region.pools()]
        parts = [one for one in holders if named in {one.id, one.name}]
        members = [one for one in region.members() if named in {one.id, one.name, one.address}]
        for said, progress in ((body.broken, BROKEN), (body.stuck, STUCK)):
            for part in parts if said is not None else ():
                part.progress = progress if said else SETTLED
        if body.flap_s is not None:
            for member in members:
                at = region.now()
                member.flaps = [
                    flap._replace(until=at if flap.until is None else flap.until)
                    for flap in member.flaps
                ]
                if body.flap_s > 0:
                    member.flaps.append(Flap(at, None, body.flap_s))
        region.generation += 1
        return _json(_told(region)) if parts or members else _absent("part")


def _cut(region: RegionBalancers, at: float, *, cut: bool) -> None:
    cuts = region.reach.cuts
    if cuts and cuts[-1][1] is None:
        cuts[-1] = (cuts[-1][0], at)
    if cut:
        cuts.append((at, None))
    region.generation += 1


def _told(region: RegionBalancers) -> Values:
    """Every part with both statuses, and whether the region is broken."""
    at = region.now()
    states = status.observed(region, at)
    parts = [
        *region.balancers.values(),
        *region.listeners(),
        *region.pools(),
        *region.members(),
    ]
    return {
        "health_manager": region.frozen is None,
        "members_reachable": not any(until is None for _, until in region.reach.cuts),
        "parts": [
            {
                "id": part.id,
                "name": part.name,
                "provisioning_status": part.progress.at(at),
                "operating_status": states[part.id],
            }
            for part in parts
        ],
    }


def _absent(what: str) -> Response:
    return _json({"error": f"There is no such {what}."}, 404)


def _json(body: object, code: int = 200) -> Response:
    return Response(msgspec.json.encode(body), code, media_type="application/json")
