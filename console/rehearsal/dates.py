"""The header Date of every answer: what time the service that answers takes it to be."""

import time
from collections.abc import Mapping
from email.utils import formatdate

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Dated:
    """Dates answers by `clocks`: how many wall seconds a service is ahead, by its path's root."""

    def __init__(self, app: ASGIApp, clocks: Mapping[str, float]) -> None:
        self._app = app
        self._clocks = clocks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, dated."""
        service = str(scope.get("path", "")).strip("/").partition("/")[0]

        async def dated(message: Message) -> None:
            if message["type"] == "http.response.start":
                now = time.time() + self._clocks.get(service, 0.0)
                MutableHeaders(scope=message)["Date"] = formatdate(now, usegmt=True)
            await send(message)

        await self._app(scope, receive, dated)
