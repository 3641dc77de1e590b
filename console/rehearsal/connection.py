"""HTTP connections that the estate can cut in the middle of a call."""

import asyncio
from typing import Any

from starlette.types import Receive, Scope
from uvicorn.protocols.http.h11_impl import H11Protocol

TRANSPORT = "rehearsal.transport"


class CuttableProtocol(H11Protocol):
    """uvicorn's own protocol, which also tells the application its transport."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # uvicorn narrows it too
        """Put the transport where `cut` finds it."""
        super().connection_made(transport)
        self.app_state: dict[str, Any] = {**self.app_state, TRANSPORT: transport}


async def cut(scope: Scope, receive: Receive) -> None:
    """Close the connection without an answer, and wait until it is closed."""
    transport: asyncio.Transport = scope["state"][TRANSPORT]
    transport.abort()
    await silence(receive)


async def silence(receive: Receive) -> None:
    """Answer nothing until the caller goes away."""
    while (await receive())["type"] != "http.disconnect":
        pass
