"""What every call meets: faults, rate limits, latency."""

import asyncio
import random

from starlette.types import ASGIApp, Receive, Scope, Send

from console.rehearsal import strike
from console.rehearsal.exchange import Answer, ApiError, to_response
from console.rehearsal.faults import FaultBoard
from console.rehearsal.rate import Limiter
from console.rehearsal.scenario import CallLatency
from console.rehearsal.tokens import Tokens
from console.rehearsal.world import World


class Front:
    """What stands before every handler."""

    def __init__(self, world: World, tokens: Tokens, faults: FaultBoard, limiter: Limiter) -> None:
        self.world = world
        self.tokens = tokens
        self.faults = faults
        self._limiter = limiter
        self._latency = random.Random(f"{world.scenario.seed}/latency")  # noqa: S311 - reproducible

    def limit(self, service: str, whose: str) -> None:
        """Answer 429 when a budget is used up."""
        wait = self._limiter.wait_s(service, whose)
        if wait:
            error = ApiError(429, "This request was rate-limited.", "overLimit")
            error.headers["Retry-After"] = str(wait)
            raise error

    async def lag(self, method: str) -> None:
        """The latency of one call, in wall time."""
        calls: CallLatency = self.world.scenario.calls
        base = calls.read_wall_s if method in {"GET", "HEAD"} else calls.write_wall_s
        await asyncio.sleep(base + calls.spread_wall_s * self._latency.random())

    def guard(self, service: str, app: ASGIApp) -> ASGIApp:
        """An application that answers for itself, but meets the faults of `service`."""

        async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
            struck = self.faults.strike(service, "", scope["method"], scope["path"])
            try:
                replaced = await strike.before(struck, scope, receive)
            except strike.NoAnswer:
                return
            if isinstance(replaced, ApiError):
                replaced = Answer(
                    replaced.message.encode(), replaced.status, media_type="text/plain"
                )
            answered = app if replaced is None else to_response(replaced)
            await answered(scope, receive, send)

        return guarded
