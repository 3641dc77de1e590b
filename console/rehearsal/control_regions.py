"""The rehearsal's own paths about a region: its quota, its second cell, its images."""

from collections.abc import Callable
from dataclasses import replace
from typing import Literal, TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from console.decoding import decode
from console.rehearsal.exchange import json
from console.rehearsal.image.bodies import body as image_body
from console.rehearsal.images import image_of
from console.rehearsal.making import ScenarioImage
from console.rehearsal.reference import VRACK_CIDR, VRACK_VLAN
from console.rehearsal.region import CellState, Region
from console.rehearsal.scenario import RegionQuota
from console.rehearsal.section import NotNegative, ScenarioSection
from console.rehearsal.world import World

T = TypeVar("T")


class CellBody(ScenarioSection, frozen=True, kw_only=True):
    """The body of POST /rehearsal/cells/{region}."""

    cell: CellState


class CapacityBody(ScenarioSection, frozen=True, kw_only=True):
    """The body of POST /rehearsal/capacity/{region}; None: as many as come."""

    instances: NotNegative | None


class ImageStatusBody(ScenarioSection, frozen=True, kw_only=True):
    """The body of POST /rehearsal/images/{region}/{id}."""

    status: Literal["queued", "active", "deactivated"]


class NetworkBody(ScenarioSection, frozen=True, kw_only=True):
    """The body of POST /rehearsal/networks/{region}: the private network as it is from now on.

    `part` is what of the subnet `cidr` the region gives out; without a `vlan` nobody is told one.
    """

    vlan: int | None = VRACK_VLAN
    cidr: str = VRACK_CIDR
    part: str | None = None


class UnknownPlace(Exception):
    """What the path names is not there."""


class RegionControl:
    """Handlers of `/rehearsal/…/{region}`; none of them is limited, slow or faulty."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[Route]:
        """Every path."""
        paths = {
            "/rehearsal/quotas/{region}": self._put_quota,
            "/rehearsal/capacity/{region}": self._put_capacity,
            "/rehearsal/cells/{region}": self._put_cell,
            "/rehearsal/networks/{region}": self._put_network,
            "/rehearsal/images/{region}": self._add_image,
            "/rehearsal/images/{region}/{id}": self._put_image,
        }
        return [Route(path, handler, methods=["POST"]) for path, handler in paths.items()]

    async def _put_quota(self, request: Request) -> Response:
        return await self._change(request, RegionQuota, _set_quota)

    async def _put_capacity(self, request: Request) -> Response:
        """How many counted instances a region's hosts carry."""
        return await self._change(request, CapacityBody, _set_hosts)

    async def _put_cell(self, request: Request) -> Response:
        """A region's second cell goes down, in one of the ways in which that shows, or comes up."""
        return await self._change(request, CellBody, _set_cell)

    async def _put_network(self, request: Request) -> Response:
        """The private network gets another VLAN or subnet; addresses that are held stay held."""
        return await self._change(request, NetworkBody, _set_network)

    async def _add_image(self, request: Request) -> Response:
        """An image as a scenario's `[[images]]` says it."""
        return await self._change(request, ScenarioImage, _add_image)

    async def _put_image(self, request: Request) -> Response:
        """An image's status changes."""
        wanted = request.path_params["id"]

        def change(region: Region, body: ImageStatusBody) -> object:
            if wanted not in region.images:
                raise UnknownPlace("There is no such image.")
            region.images[wanted].status = body.status
            return image_body(region.images[wanted])

        return await self._change(request, ImageStatusBody, change)

    async def _change(
        self, request: Request, shape: type[T], change: Callable[[Region, T], object]
    ) -> Response:
        try:
            region = self._region(request.path_params["region"])
            return json(change(region, decode(await request.body(), shape)))
        except UnknownPlace as error:
            return json({"error": str(error)}, 404)
        except msgspec.MsgspecError as error:
            return json({"error": str(error)}, 400)

    def _region(self, name: str) -> Region:
        if name not in self._world.regions:
            raise UnknownPlace("There is no such region.")
        return self._world.regions[name]


def _set_quota(region: Region, quota: RegionQuota) -> object:
    region.quota = quota
    return quota


def _set_hosts(region: Region, body: CapacityBody) -> object:
    region.room = body.instances
    return body


def _set_cell(region: Region, body: CellBody) -> object:
    region.cell = body.cell
    return body


def _set_network(region: Region, body: NetworkBody) -> object:
    network = region.private
    subnet = replace(network.subnets[0], cidr=body.cidr, part=body.part)
    region.networks[network.id] = replace(network, vlan=body.vlan, subnets=(subnet,))
    return body


def _add_image(region: Region, given: ScenarioImage) -> object:
    image = image_of(given, region.fresh_id())
    region.images[image.id] = image
    return image_body(image)
