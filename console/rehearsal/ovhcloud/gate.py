"""What every call of the OVHcloud API meets: its signature, faults, its rate, its latency."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any, TypeVar
from uuid import uuid4

import msgspec
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from console.decoding import decode
from console.rehearsal import strike
from console.rehearsal.exchange import Answer, ApiError, to_response
from console.rehearsal.faults import AFTER, Struck
from console.rehearsal.front import Front
from console.rehearsal.ovhcloud.signature import Denied, Signed, check
from console.rehearsal.private.accounts import NICHANDLE, ConsumerKey
from console.rehearsal.private.orders import OrderRefused
from console.rehearsal.private.things import By
from console.rehearsal.rate import Bucket

SERVICE = "ovhcloud"
ROOT = "/ovhcloud/1.0"
TOO_MANY = 429
T = TypeVar("T")
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """A call that was let in."""

    method: str
    path: str
    params: Mapping[str, Any]
    query: QueryParams
    headers: Mapping[str, str]
    body: bytes
    query_id: str
    consumer: ConsumerKey | None

    def decode(self, shape: type[T]) -> T:
        """The body as a typed value; what does not fit is answered 400."""
        try:
            return decode(self.body or b"{}", shape)
        except msgspec.MsgspecError as error:
            raise OrderRefused(400, "Client::BadRequest", str(error)) from error

    def number(self, name: str) -> int:
        """An id in the path; whatever is no number names nothing."""
        given = str(self.params[name])
        if not given.isascii() or not given.isdigit():
            raise missing(given)
        return int(given)

    @property
    def by(self) -> By:
        """Who asks, as tasks tell it."""
        return By(NICHANDLE, self.query_id)


Handler = Callable[[Asked], Answer]


def missing(what: object) -> OrderRefused:
    """There is no such thing."""
    said = f"The requested object ({what}) does not exist"
    return OrderRefused(404, "Client::NotFound", said)


class OvhcloudGate:
    """Makes ASGI applications of handlers, one a path."""

    def __init__(self, front: Front) -> None:
        self._front = front
        self._accounts = front.world.private.accounts
        self._per_minute = front.world.scenario.private.calls_per_minute
        self._buckets: dict[str, Bucket] = {}

    def door(self, handlers: Mapping[str, Handler], *, public: bool = False) -> "OvhcloudDoor":
        """An application for one path, a handler a method. `public` needs no signature."""
        return OvhcloudDoor(self, handlers, public=public)

    async def answer(
        self, door: "OvhcloudDoor", scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Answer one request, unless a fault keeps it from being answered."""
        request = Request(scope, receive)
        asked = await self._asked(request)
        record = self._front.world.record
        try:
            answer = await self._answer(request, asked, door)
        except strike.NoAnswer:
            record.called(SERVICE, asked.method, 0)
            return
        record.called(SERVICE, asked.method, answer.status)
        response = to_response(answer)
        response.headers["X-OVH-QUERYID"] = asked.query_id
        await response(scope, receive, send)

    @staticmethod
    async def _asked(request: Request) -> Asked:
        return Asked(
            method=request.method,
            path=request.url.path.removeprefix(ROOT),
            params=request.path_params,
            query=request.query_params,
            headers=request.headers,
            body=await request.body(),
            query_id=f"EU.ext-1.{uuid4().hex[:24]}",
            consumer=None,
        )

    async def _answer(self, request: Request, asked: Asked, door: "OvhcloudDoor") -> Answer:
        struck = self._front.faults.strike(SERVICE, "", asked.method, asked.path)
        replaced = await strike.before(struck, request.scope, request.receive)
        if replaced is not None:
            return _failed(replaced) if isinstance(replaced, ApiError) else replaced
        await self._front.lag(asked.method)
        answer = self._handle(request, asked, door)
        return await self._after(request, asked, struck, answer)

    async def _after(
        self, request: Request, asked: Asked, struck: tuple[Struck, ...], answer: Answer
    ) -> Answer:
        if any(each.fault.mode in AFTER for each in struck):
            self._front.world.record.lost.add(asked.query_id)
        late = await strike.after(struck, request.scope, request.receive)
        return answer if late is None else _failed(late)

    def _handle(self, request: Request, asked: Asked, door: "OvhcloudDoor") -> Answer:
        try:
            consumer = None if door.public else self._let_in(request, asked)
            handler = door.handlers.get(asked.method)
            if handler is None:
                return _error(405, "Client::MethodNotAllowed", "Method not allowed")
            return handler(replace(asked, consumer=consumer))
        except Denied as denied:
            return _denied(denied)
        except OrderRefused as refused:
            return _error(refused.status, refused.kind, refused.message)

    def _let_in(self, request: Request, asked: Asked) -> ConsumerKey:
        call = Signed(asked.method, _whole_url(request), asked.body, asked.headers)
        consumer = check(call, self._accounts)
        bucket = self._buckets.get(consumer.key)
        if bucket is None:
            bucket = Bucket(self._per_minute, self._per_minute / 60)
            self._buckets[consumer.key] = bucket
        if bucket.take():
            raise Denied(TOO_MANY, "QUOTA_EXCEEDED", "Too many calls, slow down")
        return consumer


class OvhcloudDoor:
    """One path. A class, since the router takes a function for something else."""

    def __init__(
        self, gate: OvhcloudGate, handlers: Mapping[str, Handler], *, public: bool
    ) -> None:
        self._gate = gate
        self.handlers = handlers
        self.public = public

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        await self._gate.answer(self, scope, receive, send)


def _whole_url(request: Request) -> str:
    """The URL as the caller wrote it, its escapes untouched."""
    scope = request.scope
    path = scope["raw_path"].decode("ascii", "replace").partition("?")[0]
    query = scope["query_string"].decode("ascii", "replace")
    host = request.headers.get("host", "")
    return f"{scope['scheme']}://{host}{path}" + (f"?{query}" if query else "")


def _denied(denied: Denied) -> Answer:
    title = HTTPStatus(denied.status).phrase
    body = {
        "errorCode": denied.code,
        "httpCode": f"{denied.status} {title}",
        "message": denied.message,
    }
    headers = {"Retry-After": "1"} if denied.status == TOO_MANY else {}
    return Answer(body, denied.status, headers)


def _error(status: int, kind: str, message: str) -> Answer:
    return Answer({"class": kind, "message": message}, status)


def _failed(error: ApiError) -> Answer:
    return _error(error.status, "Server::InternalServerError", error.message)
