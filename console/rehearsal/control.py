"""The rehearsal's own paths, on loopback, for tests and trainers: the record and the faults."""

from dataclasses import asdict
from datetime import UTC, datetime

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from console.decoding import decode
from console.rehearsal.exchange import Values, json
from console.rehearsal.faults import FaultBoard
from console.rehearsal.scenario import ScenarioFault, Service
from console.rehearsal.section import ScenarioSection
from console.rehearsal.tokens import Tokens
from console.rehearsal.world import World


class FaultsBody(ScenarioSection, frozen=True, kw_only=True):
    """The body of POST /rehearsal/faults: they replace those that are on."""

    faults: tuple[ScenarioFault, ...]


class Control:
    """Handlers of `/rehearsal/…`; none of them is limited, slow or faulty."""

    def __init__(self, world: World, tokens: Tokens, faults: FaultBoard) -> None:
        self._world = world
        self._tokens = tokens
        self._faults = faults

    def routes(self) -> list[Route]:
        """Every path."""
        return [
            Route("/rehearsal/record", self._record),
            Route("/rehearsal/clock", self._clock),
            Route("/rehearsal/clocks", self._put_clocks, methods=["POST"]),
            Route("/rehearsal/faults", self._show_faults),
            Route("/rehearsal/faults", self._put_faults, methods=["POST"]),
            Route("/rehearsal/faults", self._reset_faults, methods=["DELETE"]),
            Route("/rehearsal/tokens", self._revoke_tokens, methods=["DELETE"]),
        ]

    async def _record(self, request: Request) -> Response:
        del request
        record = self._world.record
        calls = [
            {"service": service, "method": method, "status": status, "count": count}
            for (service, method, status), count in sorted(record.calls.items())
        ]
        body: Values = {
            "orders": [
                {**asdict(entry), "answered": entry.request_id not in record.lost}
                for entry in record.entries
            ],
            "instances": self._instances(),
            "calls": calls,
        }
        return json(body)

    def _instances(self) -> list[Values]:
        at = self._world.now()
        return [
            {
                "id": instance.id,
                "name": instance.name,
                "region": region.name,
                "status": instance.state(at).status,
                "task_state": instance.state(at).task_state,
                "metadata": instance.metadata,
            }
            for region in self._world.regions.values()
            for instance in region.existing(at)
        ]

    async def _clock(self, request: Request) -> Response:
        del request
        now = datetime.fromtimestamp(self._world.now(), UTC).isoformat()
        return json({"now": now, "speed": self._world.clock.speed})

    async def _put_clocks(self, request: Request) -> Response:
        """How many wall seconds each service's clock is ahead; those not named are right."""
        try:
            clocks = decode(await request.body(), dict[Service, float])
        except msgspec.MsgspecError as error:
            return json({"error": str(error)}, 400)
        self._world.clocks.clear()
        self._world.clocks.update(clocks.items())
        for region in self._world.regions.values():
            for instance in region.instances.values():
                instance.edits += 1  # what was encoded tells the former time
        return json(self._world.clocks)

    async def _show_faults(self, request: Request) -> Response:
        del request
        return json({"faults": self._faults.faults})

    async def _put_faults(self, request: Request) -> Response:
        try:
            body = decode(await request.body(), FaultsBody)
        except msgspec.MsgspecError as error:
            return json({"error": str(error)}, 400)
        self._faults.put(body.faults)
        return json({"faults": self._faults.faults})

    async def _reset_faults(self, request: Request) -> Response:
        del request
        self._faults.reset()
        return json({"faults": self._faults.faults})

    async def _revoke_tokens(self, request: Request) -> Response:
        del request
        self._tokens.revoke_all()
        return json({})
