"""The rehearsal's own path that makes standing instances sick, in the ways of real ones."""

from typing import Literal

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from console.decoding import decode
from console.rehearsal.exchange import Values, json
from console.rehearsal.instance import RUNNING, SimulatedInstance
from console.rehearsal.reference import POOL
from console.rehearsal.region import Region
from console.rehearsal.section import ScenarioSection
from console.rehearsal.timeline import Transition, ended
from console.rehearsal.world import World

LOST = "Connection to the hypervisor host was lost."
Sickness = Literal["error", "hung", "blind"]


class SicknessBody(ScenarioSection, frozen=True, kw_only=True):
    """The body of POST /rehearsal/sickness."""

    sickness: Sickness
    """`error`: ERROR at the cloud, with a fault. `hung`: ACTIVE, and answers nobody, neither
    monitoring nor a load balancer; a hard reboot cures it. `blind`: it serves, and
    monitoring takes it for down."""
    instances: tuple[str, ...] = ()
    """Their names; without any, every one of the pool."""


class SicknessControl:
    """Handlers of `/rehearsal/sickness`."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[Route]:
        """Every path."""
        return [
            Route("/rehearsal/sickness", self._show),
            Route("/rehearsal/sickness", self._infect, methods=["POST"]),
            Route("/rehearsal/sickness", self._heal, methods=["DELETE"]),
        ]

    async def _show(self, request: Request) -> Response:
        del request
        return json(self._told())

    async def _infect(self, request: Request) -> Response:
        try:
            body = decode(await request.body(), SicknessBody)
        except msgspec.MsgspecError as error:
            return json({"error": str(error)}, 400)
        found = [
            (region, one)
            for region, one in self._pool()
            if not body.instances or one.name in body.instances
        ]
        missing = set(body.instances) - {one.name for _, one in found}
        if missing:
            return json({"error": f"There is no instance {min(missing)}."}, 404)
        for region, one in found:
            _infect(region, one, body.sickness, self._world.now())
        return json(self._told())

    async def _heal(self, request: Request) -> Response:
        del request
        at = self._world.now()
        for region, one in self._pool():
            one.hung, one.blind = ended(one.hung, at), ended(one.blind, at)
            if one.state(at).status == "ERROR" and one.fault is not None and one.fault[1] == LOST:
                one.timeline.order(at, Transition(at, "ACTIVE", None, RUNNING))
                one.fault = None
            _changed(region, one, at)
        return json(self._told())

    def _pool(self) -> list[tuple[Region, SimulatedInstance]]:
        at = self._world.now()
        return [
            (region, one)
            for region in self._world.regions.values()
            for one in region.existing(at)
            if one.pool == POOL
        ]

    def _told(self) -> Values:
        at = self._world.now()
        return {
            "sick": [
                {"name": one.name, "region": region.name, "sickness": sickness}
                for region, one in self._pool()
                for sickness in _sicknesses(one, at)
            ]
        }


def _infect(region: Region, one: SimulatedInstance, sickness: Sickness, at: float) -> None:
    if sickness in _sicknesses(one, at):
        return
    if sickness == "error":
        one.timeline.order(at, Transition(at, "ERROR", None, one.state(at).power_state))
        one.fault = (at, LOST)
    elif sickness == "hung":
        one.hung.append((at, None))
    else:
        one.blind.append((at, None))
    _changed(region, one, at)


def _sicknesses(one: SimulatedInstance, at: float) -> list[Sickness]:
    found: list[Sickness] = ["error"] if one.state(at).status == "ERROR" else []
    if any(until is None for _, until in one.hung):
        found.append("hung")
    if any(until is None for _, until in one.blind):
        found.append("blind")
    return found


def _changed(region: Region, one: SimulatedInstance, at: float) -> None:
    one.touch(at)
    region.generation += 1
