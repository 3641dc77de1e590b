"""One path of one service: from the request to the answer, whatever happens in between."""

from collections.abc import Callable
from uuid import uuid4

from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from console.rehearsal import strike
from console.rehearsal.exchange import (
    Answer,
    ApiError,
    Errors,
    Finish,
    Handler,
    ServedCall,
    to_response,
)
from console.rehearsal.faults import AFTER
from console.rehearsal.front import Front

UNAUTHORIZED = "The request you have made requires authentication."


class Door:
    """One path of one service, with a handler a method."""

    def __init__(
        self,
        front: Front,
        service: str,
        handlers: dict[str, Handler],
        *,
        errors: Errors,
        prepare: Callable[[ServedCall], None] | None = None,
        finish: Finish | None = None,
        public: bool = False,
    ) -> None:
        """`public` needs no token and meets no fault."""
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
        except strike.NoAnswer:
            self._front.world.record.called(self._service, call.method, 0)
            return
        self._front.world.record.called(self._service, call.method, answer.status)
        response = to_response(answer)
        response.headers["X-Openstack-Request-Id"] = call.request_id
        await response(scope, receive, send)

    async def _call(self, request: Request) -> ServedCall:
        region = request.path_params.get("region", "")
        base = str(request.base_url).rstrip("/")
        path = request.url.path
        _, found, rest = path.partition(f"/{region}/") if region else ("", "", path)
        return ServedCall(
            method=request.method,
            base=base,
            path=_behind_version(rest if found else path, request.path_params.get("project", "")),
            params=request.path_params,
            query=request.query_params,
            headers=request.headers,
            body=await request.body(),
            request_id=f"req-{uuid4()}",
            found_region=self._front.world.regions.get(region),
        )

    async def _answer(self, call: ServedCall, scope: Scope, receive: Receive) -> Answer:
        if self._public:
            return self._handle(call)
        region = call.found_region.name if call.found_region else ""
        struck = self._front.faults.strike(self._service, region, call.method, call.path)
        replaced = await strike.before(struck, scope, receive)
        if replaced is not None:
            return self._errors(replaced) if isinstance(replaced, ApiError) else replaced
        await self._front.lag(call.method)
        call.fates = frozenset(each.fault.mode for each in struck)
        answer = self._handle(call)
        if any(each.fault.mode in AFTER for each in struck):
            self._front.world.record.lost.add(call.request_id)
        late = await strike.after(struck, scope, receive)
        return answer if late is None else self._errors(late)

    def _handle(self, call: ServedCall) -> Answer:
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

    def _authorise(self, call: ServedCall) -> None:
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


def _behind_version(path: str, project: str) -> str:
    """The path behind the API's version, and Cinder's project: what faults are matched against."""
    _, slash, rest = path.lstrip("/").partition("/")
    if project and rest.startswith(f"{project}/"):
        rest = rest.removeprefix(f"{project}/")
    return f"/{rest}" if slash else "/"
