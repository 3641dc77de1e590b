"""The door every call comes through: faults, tokens, rate limits, latency, error bodies."""

import asyncio
import html
import random
from collections.abc import Callable
from uuid import uuid4

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from console.rehearsal.connection import cut, silence
from console.rehearsal.exchange import Answer, ApiError, Call, Handler
from console.rehearsal.faults import AFTER, FaultBoard, Struck
from console.rehearsal.rate import Limiter
from console.rehearsal.scenario import Calls
from console.rehearsal.tokens import Tokens
from console.rehearsal.world import World

UNAUTHORIZED = "The request you have made requires authentication."
HTML_PAGE = b"<html><head><title>Maintenance</title></head><body>Back soon.</body></html>"
NONSENSE = b'{"weather": ["sunny", 21, null], "servers": "many"}'
REASONS = {
    500: "Unexpected API Error.",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}
Errors = Callable[[ApiError], Answer]
Finish = Callable[[Call, Answer], Answer]


class NoAnswer(Exception):
    """The connection was cut, or kept silent until the caller left."""


class Front:
    """Wraps handlers into ASGI applications."""

    def __init__(self, world: World, tokens: Tokens, faults: FaultBoard, limiter: Limiter) -> None:
        self.world = world
        self.tokens = tokens
        self.faults = faults
        self._limiter = limiter
        self._latency = random.Random(f"{world.scenario.seed}/latency")  # noqa: S311 - reproducible

    def door(
        self,
        service: str,
        handlers: dict[str, Handler],
        *,
        errors: Errors,
        prepare: Callable[[Call], None] | None = None,
        finish: Finish | None = None,
        public: bool = False,
    ) -> "Door":
        """An ASGI application for one path. `public` needs no token and meets no fault."""
        return Door(
            self,
            service,
            handlers,
            errors=errors,
            prepare=prepare,
            finish=finish,
            public=public,
        )

    def limit(self, service: str, whose: str) -> None:
        """Answer 429 when a budget is used up."""
        wait = self._limiter.wait_s(service, whose)
        if wait:
            error = ApiError(429, "This request was rate-limited.", "overLimit")
            error.headers["Retry-After"] = str(wait)
            raise error

    async def lag(self, method: str) -> None:
        """The latency of one call, in wall time."""
        calls: Calls = self.world.scenario.calls
        base = calls.read_wall_s if method in {"GET", "HEAD"} else calls.write_wall_s
        await asyncio.sleep(base + calls.spread_wall_s * self._latency.random())


class Door:
    """One path of one service, with a handler a method."""

    def __init__(
        self,
        front: Front,
        service: str,
        handlers: dict[str, Handler],
        *,
        errors: Errors,
        prepare: Callable[[Call], None] | None,
        finish: Finish | None,
        public: bool,
    ) -> None:
        self._front = front
        self._service = service
        self._handlers = handlers
        self._errors = errors
        self._prepare = prepare
        self._finish = finish
        self._public = public

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, unless a fault keeps it from being answered."""
        request = Request(scope, receive)
        call = await self._call(request)
        try:
            answer = await self._answer(call, scope, receive)
        except NoAnswer:
            self._front.world.record.called(self._service, call.method, 0)
            return
        self._front.world.record.called(self._service, call.method, answer.status)
        await _response(answer, call)(scope, receive, send)

    async def _call(self, request: Request) -> Call:
        region = request.path_params.get("region", "")
        base = str(request.base_url).rstrip("/")
        path = request.url.path
        _, found, rest = path.partition(f"/{region}/") if region else ("", "", path)
        return Call(
            method=request.method,
            base=base,
            path=_behind_version(rest if found else path),
            params=request.path_params,
            query=request.query_params,
            headers=request.headers,
            body=await request.body(),
            request_id=f"req-{uuid4()}",
            found_region=self._front.world.regions.get(region),
        )

    async def _answer(self, call: Call, scope: Scope, receive: Receive) -> Answer:
        if self._public:
            return self._handle(call)
        region = call.found_region.name if call.found_region else ""
        struck = self._front.faults.strike(self._service, region, call.method, call.path)
        for each in struck:
            if each.fault.mode not in AFTER:
                replaced = await _before(each, scope, receive)
                if replaced is not None:
                    return self._errors(replaced) if isinstance(replaced, ApiError) else replaced
        await self._front.lag(call.method)
        answer = self._handle(call)
        for each in struck:
            if each.fault.mode in AFTER:
                self._front.world.record.lost.add(call.request_id)
                if each.fault.mode == "lost":
                    await cut(scope, receive)
                    raise NoAnswer
                return self._errors(ApiError(504, REASONS[504]))
        return answer

    def _handle(self, call: Call) -> Answer:
        try:
            if not self._public:
                self._authorise(call)
            if self._prepare is not None:
                self._prepare(call)
            handler = self._handlers.get(call.method)
            if handler is None:
                raise ApiError(405, "The method specified is not allowed for this resource.")  # noqa: TRY301 - answered as all errors are
            answer = handler(call)
        except ApiError as error:
            answer = self._errors(error)
        return answer if self._finish is None else self._finish(call, answer)

    def _authorise(self, call: Call) -> None:
        """Identity authorises by itself, since its callers come to get a token."""
        if self._service == "identity":
            return
        token = self._front.tokens.valid(call.headers.get("x-auth-token", ""))
        if token is None or token.project_id is None:
            error = ApiError(401, UNAUTHORIZED)
            error.headers["WWW-Authenticate"] = f'Keystone uri="{call.base}/identity"'
            raise error
        call.found_token = token
        self._front.limit(self._service, token.project_id)


def _behind_version(path: str) -> str:
    """The path behind the API's version, which faults are matched against."""
    _, slash, rest = path.lstrip("/").partition("/")
    return f"/{rest}" if slash else "/"


async def _before(struck: Struck, scope: Scope, receive: Receive) -> Answer | ApiError | None:
    mode = struck.fault.mode
    if mode == "down":
        await cut(scope, receive)
        raise NoAnswer
    if mode == "hang":
        await silence(receive)
        raise NoAnswer
    if mode == "slow":
        await asyncio.sleep(struck.fault.wall_s)
        return None
    if mode == "html":
        return Answer(HTML_PAGE, media_type="text/html")
    if mode == "nonsense":
        return Answer(NONSENSE)
    return ApiError(struck.status, REASONS.get(struck.status, "Unexpected API Error."))


def _response(answer: Answer, call: Call) -> Response:
    content = answer.content
    if content is None:
        body = b""
    else:
        body = content if isinstance(content, bytes) else msgspec.json.encode(content)
    headers = {**answer.headers, "X-Openstack-Request-Id": call.request_id}
    media_type = answer.media_type if body else None
    return Response(body, answer.status, headers, media_type)


def identity_error(error: ApiError) -> Answer:
    """Keystone's error body, which the middleware of the other services uses for 401 as well."""
    titles = {400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found"}
    titles |= {405: "Method Not Allowed", 429: "Too Many Requests", 500: "Internal Server Error"}
    title = titles.get(error.status, REASONS.get(error.status, "Error"))
    body = {"error": {"code": error.status, "message": error.message, "title": title}}
    return Answer(body, error.status, error.headers)


def html_error(error: ApiError) -> Answer:
    """Glance's error body: a page, also for JSON callers."""
    if error.status == 401:  # noqa: PLR2004 - the middleware's answer, not Glance's
        return identity_error(error)
    text = html.escape(error.message)
    page = f"<html><head><title>{error.status}</title></head><body>{text}</body></html>"
    return Answer(page.encode(), error.status, error.headers, "text/html")
