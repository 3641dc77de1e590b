"""Where vCenter listens: TLS on a port of its own, on the event loop of the rehearsal."""

import contextlib
import socket
import ssl
from dataclasses import dataclass

import msgspec
import uvicorn
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from console.decoding import decode
from console.rehearsal.connection import CuttableProtocol
from console.rehearsal.files_private import VcenterPlace as Address
from console.rehearsal.front import Front
from console.rehearsal.section import ScenarioSection
from console.rehearsal.vcenter.call import Vcenter
from console.rehearsal.vcenter.certificate import Authority, establish
from console.rehearsal.vcenter.fragments import Fragments
from console.rehearsal.vcenter.service import Service
from console.rehearsal.vcenter.sessions import Sessions

HOST, ALSO = "127.0.0.1", "127.0.0.2"
"""Clients verify nothing on the first of themselves; the second is for those that should."""


class PasswordBody(ScenarioSection, frozen=True, kw_only=True):
    """The body of POST /rehearsal/vcenter/password."""

    user: str
    password: str


@dataclass(frozen=True, slots=True)
class Listener:
    """A vCenter that is bound to its port; `config` is what serves it."""

    vcenter: Vcenter
    authority: Authority
    sockets: list[socket.socket]
    config: uvicorn.Config

    @property
    def address(self) -> Address:
        """Where it listens, and the certificate that vouches for it."""
        return Address(HOST, self.sockets[0].getsockname()[1], self.authority.certificate)

    def routes(self) -> list[Route]:
        """The rehearsal's own paths about vCenter."""
        return [
            Route("/rehearsal/sessions", self._sessions),
            Route("/rehearsal/sessions", self._evict, methods=["DELETE"]),
            Route("/rehearsal/vcenter/password", self._password, methods=["POST"]),
        ]

    async def _sessions(self, request: Request) -> Response:
        del request
        sessions = self.vcenter.sessions
        shown = [
            {"user": each.user.name, "calls": each.calls, "idle_s": sessions.idle_s(each)}
            for each in sessions.all()
        ]
        return _json({"sessions": shown})

    async def _evict(self, request: Request) -> Response:
        del request
        self.vcenter.sessions.end_all()
        return _json({})

    async def _password(self, request: Request) -> Response:
        """A password changes; sessions that exist go on, as they do in vCenter."""
        try:
            body = decode(await request.body(), PasswordBody)
        except msgspec.MsgspecError as error:
            return _json({"error": str(error)}, 400)
        user = self.vcenter.estate.accounts.users.get(body.user)
        if user is None:
            return _json({"error": "There is no such user."}, 404)
        user.password = body.password
        return _json({})


def listen(front: Front) -> Listener:
    """Bind a vCenter of an estate to a free port of loopback."""
    estate = front.world.private
    vcenter = Vcenter(estate, Sessions(estate.accounts, estate.settings.sessions), Fragments())
    authority = establish()

    def context(_config: uvicorn.Config, _default: object) -> ssl.SSLContext:
        return authority.context

    config = uvicorn.Config(
        Service(front, vcenter),
        http=CuttableProtocol,
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="critical",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=1,
        ssl_context_factory=context,
    )
    return Listener(vcenter, authority, _bound(), config)


def _bound() -> list[socket.socket]:
    first = _socket(HOST, 0)
    sockets = [first]
    with contextlib.suppress(OSError):  # not every system has more than one loopback address
        sockets.append(_socket(ALSO, first.getsockname()[1]))
    return sockets


def _socket(host: str, port: int) -> socket.socket:
    # With the protocol named, asyncio sets TCP_NODELAY: without it a kept-alive call costs 40 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(512)
    except OSError:
        listener.close()
        raise
    return listener


def _json(body: object, status: int = 200) -> Response:
    return Response(msgspec.json.encode(body), status, media_type="application/json")
