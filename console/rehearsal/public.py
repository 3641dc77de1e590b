"""How the estate is called from outside, where something else ends TLS in front of it."""

from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send


class BehindTls:
    """Has every request taken for one by the scheme of the public URL, as its sender made it.

    The host is the one that the sender wrote: what ends TLS leaves it as it is.
    """

    def __init__(self, app: ASGIApp, url: str) -> None:
        self._app = app
        self._scheme = urlsplit(url).scheme

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as if asked by that scheme: catalog, links and signatures follow."""
        called = {**scope, "scheme": self._scheme} if scope["type"] == "http" else scope
        await self._app(called, receive, send)
