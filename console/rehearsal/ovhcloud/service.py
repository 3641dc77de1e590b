"""The API's paths, and which handler answers each."""

from collections.abc import Mapping

from starlette.routing import Route

from console.rehearsal.exchange import EVERY_METHOD, Answer
from console.rehearsal.front import Front
from console.rehearsal.ovhcloud.account import CallerHandlers
from console.rehearsal.ovhcloud.buckets import BucketHandlers
from console.rehearsal.ovhcloud.catalogue import CatalogueHandlers
from console.rehearsal.ovhcloud.gate import ROOT, Asked, Handler, OvhcloudGate, missing
from console.rehearsal.ovhcloud.holdings import Holdings
from console.rehearsal.ovhcloud.instances import InstanceHandlers
from console.rehearsal.ovhcloud.ordering import Ordering
from console.rehearsal.ovhcloud.project import ProjectHandlers
from console.rehearsal.ovhcloud.public import PublicHandlers
from console.rehearsal.ovhcloud.usage import UsageHandlers
from console.rehearsal.private.reference import SERVICE, VDC_ID


def routes(front: Front) -> list[Route]:
    """Every path of the API."""
    estate = front.world.private
    gate = OvhcloudGate(front)
    holdings = Holdings(estate)
    service = f"/dedicatedCloud/{SERVICE}"
    vdc = f"{service}/datacenter/{VDC_ID}"
    paths: Mapping[str, Mapping[str, Handler]] = {
        **CallerHandlers(estate).paths(),
        **CatalogueHandlers(estate).paths(service, vdc),
        **ProjectHandlers(front.world).paths(),
        **UsageHandlers(front.world).paths(),
        **InstanceHandlers(front.world).paths(),
        **BucketHandlers(front.world).paths(),
        **holdings.paths(service, vdc),
        **Ordering(estate, holdings).paths(service, vdc),
        "/{rest:path}": dict.fromkeys(EVERY_METHOD, _missing),
    }
    clock = gate.door({"GET": CallerHandlers.clock}, public=True)
    catalogue = gate.door({"GET": PublicHandlers.catalogue}, public=True)
    return [
        Route(f"{ROOT}/auth/time", clock),
        Route(f"{ROOT}/order/catalog/public/cloud", catalogue),
        *(Route(f"{ROOT}{path}", gate.door(handlers)) for path, handlers in paths.items()),
    ]


def _missing(asked: Asked) -> Answer:
    raise missing(asked.path)
