"""The REST API of each member (https://github.com/patroni/patroni, patroni/api.py).

Reads need nobody's word, writes the password. What needs the cluster's store gets no
answer while that has no quorum: the handler of the real one fails, and the call is cut.
"""

import asyncio
import json
from base64 import b64decode
from binascii import Error
from collections.abc import Callable
from datetime import UTC, datetime
from secrets import compare_digest
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from console.rehearsal.connection import cut
from console.rehearsal.patroni.cluster import PatroniNode, SimulatedCluster
from console.rehearsal.record import CallRecord

USER = "patroni"
SCOPE, VERSION = "databases", "4.1.5"
POLL_WALL_S = 0.05
PATIENCE_S = 20.0
"""How long a switchover is waited for, `max(10, loop_wait) * 2`, in estate seconds."""
OF_THE_STORE = ("/cluster", "/switchover", "/restart")
LEADER = ("/primary", "/leader", "/read-write")


def mounts(
    cluster: SimulatedCluster,
    password: str,
    record: CallRecord,
    guard: Callable[[str, ASGIApp], ASGIApp],
) -> list[Mount]:
    """Every member at a path of its own, where its API would have a port."""
    return [
        Mount(
            f"/patroni/{member.name}",
            guard("patroni", MemberApi(cluster, member, password, record)),
        )
        for member in cluster.members.values()
    ]


class MemberApi:
    """One member's API, as an application."""

    def __init__(
        self,
        cluster: SimulatedCluster,
        member: PatroniNode,
        password: str,
        record: CallRecord,
    ) -> None:
        self._cluster = cluster
        self._member = member
        self._password = password
        self._record = record
        self._router = Router(
            [
                Route("/cluster", self._show),
                Route("/patroni", self._own),
                Route("/", self._health),
                *(Route(path, self._health) for path in (*LEADER, "/replica", "/health")),
                Route("/switchover", self._switchover, methods=["POST"]),
                Route("/restart", self._restart, methods=["POST"]),
            ]
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, unless nobody is there to do it."""
        self._cluster.now()
        storeless = not self._cluster.quorum and scope["path"].endswith(OF_THE_STORE)
        if storeless or not self._cluster.hears(self._member):
            await cut(scope, receive)
            return
        await self._router(scope, receive, send)

    async def _show(self, request: Request) -> Response:
        at = self._cluster.now()
        base = str(request.base_url).rstrip("/").removesuffix(self._member.name)
        shown: dict[str, Any] = {
            "members": [self._told(one, at, base) for one in self._cluster.listed(at)],
            "scope": SCOPE,
        }
        if self._cluster.paused:
            shown["pause"] = True
        return JSONResponse(shown)

    def _told(self, one: PatroniNode, at: float, base: str) -> dict[str, Any]:
        leads = one.name == self._cluster.leader
        lag = one.lag(at)
        streams = one.postgres == "running" and not leads and self._cluster.leader is not None
        told: dict[str, Any] = {
            "name": one.name,
            "role": "leader" if leads else "replica",
            "state": "streaming" if streams else one.postgres,
            "api_url": f"{base}{one.name}/patroni",
            "host": one.name,
            "port": 5432,
            "timeline": one.timeline,
        }
        if one.restart_pending:
            told["pending_restart"] = True
        if not one.eligible:
            told["tags"] = {"nofailover": True}
        if not leads:
            for kind in ("lag", "receive_lag", "replay_lag"):
                told[kind] = "unknown" if lag is None else lag
        return told

    async def _own(self, request: Request) -> Response:
        """``GET /patroni``: what a member knows of itself, always 200."""
        del request
        leads = self._member.name == self._cluster.leader
        shown: dict[str, Any] = {
            "state": self._member.postgres,
            "role": "primary" if leads else "replica",
            "timeline": self._member.timeline,
            "patroni": {"version": VERSION, "scope": SCOPE, "name": self._member.name},
        }
        if self._member.postgres == "running":
            shown["postmaster_start_time"] = _since(self._member.started_at)
        if self._cluster.leader is None:
            shown["cluster_unlocked"] = True
        if self._cluster.paused:
            shown["pause"] = True
        return JSONResponse(shown)

    async def _health(self, request: Request) -> Response:
        """Health checks: 200 where the member is what the path asks for, else 503."""
        leads = self._member.name == self._cluster.leader
        path = "/" + request.url.path.rpartition("/")[2]
        wanted = leads if path in {*LEADER, "/"} else not leads if path == "/replica" else True
        well = wanted and self._member.postgres == "running"
        return JSONResponse({"state": self._member.postgres}, 200 if well else 503)

    def _denied(self, request: Request) -> Response | None:
        said = request.headers.get("authorization", "")
        kind, _, encoded = said.partition(" ")
        try:
            user, _, password = b64decode(encoded).decode().partition(":")
        except (Error, UnicodeDecodeError):
            user = password = ""
        fine = kind == "Basic" and compare_digest(user, USER)
        if fine and compare_digest(password.encode(), self._password.encode()):
            return None
        text = "not authenticated" if said else "no auth header received"
        challenge = {"WWW-Authenticate": f'Basic realm="{VERSION}"'}
        return PlainTextResponse(text, 401, headers=challenge)

    async def _switchover(self, request: Request) -> Response:
        denied = self._denied(request)
        if denied is not None:
            return denied
        given = await _body(request)
        if not given:
            return PlainTextResponse("", 400)
        leader, candidate = given.get("leader"), given.get("candidate") or given.get("member")
        if not leader:
            said = "Switchover could be performed only from a specific leader"
        elif self._cluster.paused and not candidate:
            said = "Switchover is possible only to a specific candidate in a paused state"
        elif leader == candidate:
            said = "Switchover target and source are the same"
        else:
            return await self._switched(leader, candidate)
        return PlainTextResponse(said, 400)

    async def _switched(self, leader: str, candidate: str | None) -> Response:
        why = self._cluster.impossible(leader, candidate)
        if why is not None:
            return PlainTextResponse(why, 412)
        if not self._cluster.order(leader, candidate):
            return PlainTextResponse("failed to write failover key into DCS", 503)
        self._write("switchover", {"from": leader, "to": candidate or ""})
        until = self._cluster.now() + PATIENCE_S
        while self._cluster.now() < until:
            await asyncio.sleep(POLL_WALL_S)
            found = self._cluster.leader
            if found is not None and found != leader:
                return PlainTextResponse(f'Successfully switched over to "{found}"')
            if self._cluster.ordered is None:
                return PlainTextResponse("Switchover failed", 503)
        return PlainTextResponse("Switchover status unknown", 503)

    async def _restart(self, request: Request) -> Response:
        denied = self._denied(request)
        if denied is not None:
            return denied
        if not self._cluster.restart(self._member):
            return PlainTextResponse("restart already in progress", 503)
        self._write("restart", {})
        while self._member.postgres == "restarting":
            await asyncio.sleep(POLL_WALL_S)
            self._cluster.now()
        if self._member.postgres == "running":
            return PlainTextResponse("restarted successfully")
        return PlainTextResponse("restart failed", 503)

    def _write(self, order: str, more: dict[str, str]) -> None:
        name = self._member.name
        self._record.write(
            order, id=name, name=name, region="patroni", request_id="", metadata=more
        )


def _since(at: float) -> str:
    """A time as PostgreSQL writes it."""
    return datetime.fromtimestamp(at, UTC).isoformat(sep=" ", timespec="microseconds")


async def _body(request: Request) -> dict[str, Any]:
    """A JSON object; empty for anything else."""
    try:
        given = json.loads(await request.body())
    except ValueError:
        return {}
    return given if isinstance(given, dict) else {}
