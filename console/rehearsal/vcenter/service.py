"""The ASGI application of vCenter: its versions, its SOAP endpoint, its faults."""

import asyncio
import time
from collections.abc import Coroutine

from pyVmomi import vim
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from console.rehearsal import strike
from console.rehearsal.connection import silence
from console.rehearsal.exchange import Answer, ApiError, to_response
from console.rehearsal.faults import AFTER, Struck
from console.rehearsal.front import Front
from console.rehearsal.vcenter import envelope
from console.rehearsal.vcenter.call import Vcenter
from console.rehearsal.vcenter.dispatch import answer
from console.rehearsal.vcenter.fault import Faulted, no_method

SERVICE = "vcenter"
ENDPOINT = "/sdk"
XML = "text/xml"
READS = ("Retrieve", "Continue", "Wait", "Fetch", "Current", "Has", "Query", "Find")
WAITS = "WaitForUpdates"
VERSIONS = {
    "/sdk/vimServiceVersions.xml": (
        "urn:vim25",
        "8.0.3.0",
        ("8.0.2.0", "8.0.1.0", "8.0.0.1", "7.0.3.2", "7.0.0.0", "6.7.3", "6.7", "6.5", "6.0"),
    ),
    "/pbm/pbmServiceVersions.xml": ("urn:pbm", "2.0", ("1.0",)),
}


def versions(path: str) -> str | None:
    """The document at a path that says which versions are spoken; None when there is none."""
    if path not in VERSIONS:
        return None
    name, newest, older = VERSIONS[path]
    prior = "".join(f"<version>{each}</version>" for each in older)
    return (
        '<?xml version="1.0" encoding="UTF-8" ?><namespaces version="1.0"><namespace>'
        f"<name>{name}</name><version>{newest}</version><priorVersions>{prior}</priorVersions>"
        "</namespace></namespaces>"
    )


class Service:
    """One vCenter."""

    def __init__(self, front: Front, vcenter: Vcenter) -> None:
        self._front = front
        self._vcenter = vcenter
        self._started = time.monotonic()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, unless a fault keeps it from being answered."""
        request = Request(scope, receive)
        body = await request.body()
        try:
            response = await self._respond(request, body, scope, receive)
        except strike.NoAnswer:
            self._front.world.record.called(SERVICE, request.method, 0)
            return
        self._front.world.record.called(SERVICE, request.method, response.status_code)
        await response(scope, receive, send)

    async def _respond(
        self, request: Request, body: bytes, scope: Scope, receive: Receive
    ) -> Response:
        await self._keep_silent(receive)
        call, unreadable = _read(body) if request.method == "POST" else (None, None)
        path = request.url.path if call is None else f"{ENDPOINT}/{call.method}"
        struck = self._front.faults.strike(SERVICE, "", request.method, path)
        replaced = await strike.before(struck, scope, receive)
        if replaced is not None:
            return _replacing(replaced)
        if request.method == "GET":
            document = versions(request.url.path)
            return Response(document or "", 200 if document else 404, media_type=XML)
        if request.method != "POST" or request.url.path.rstrip("/") != ENDPOINT:
            return PlainTextResponse("Not found", 404)
        if call is None:
            return Response(unreadable, 500, media_type=XML)
        answering = self._answer(request, call)
        # A write is carried out whether or not its caller stays to hear of it.
        waits = call.method.startswith(WAITS)
        response = await (_while_heard(answering, receive) if waits else answering)
        return await self._after(struck, call, response, scope, receive)

    async def _keep_silent(self, receive: Receive) -> None:
        since = time.monotonic() - self._started
        for each in self._vcenter.estate.settings.silences:
            if each.after_wall_s <= since < each.after_wall_s + each.wall_s:
                await silence(receive)
                raise strike.NoAnswer

    async def _answer(self, request: Request, call: envelope.SoapRequest) -> Response:
        await self._front.lag("GET" if call.method.startswith(READS) else "POST")
        version = envelope.version_of(request.headers.get("soapaction", ""))
        try:
            content, cookie = await answer(
                self._vcenter,
                call,
                version=version,
                cookie=request.headers.get("cookie", ""),
                address=request.client.host if request.client is not None else "",
                agent=request.headers.get("user-agent", ""),
            )
        except Faulted as faulted:
            return Response(envelope.fault(faulted.fault, version), 500, media_type=XML)
        headers = {"Set-Cookie": cookie} if cookie is not None else None
        return Response(envelope.answer(call, content), 200, headers, media_type=XML)

    async def _after(
        self,
        struck: tuple[Struck, ...],
        call: envelope.SoapRequest,
        response: Response,
        scope: Scope,
        receive: Receive,
    ) -> Response:
        """Faults that strike once the call is carried out."""
        if not any(each.fault.mode in AFTER for each in struck):
            return response
        self._front.world.record.lost.add(call.operation)
        late = await strike.after(struck, scope, receive)
        return response if late is None else _replacing(late)


async def _while_heard(answering: Coroutine[None, None, Response], receive: Receive) -> Response:
    """The answer, unless the caller goes away before: a wait for updates may have no end."""
    answered = asyncio.ensure_future(answering)
    left = asyncio.ensure_future(silence(receive))
    try:
        await asyncio.wait({answered, left}, return_when=asyncio.FIRST_COMPLETED)
        if not answered.done():
            raise strike.NoAnswer
        return answered.result()
    finally:
        answered.cancel()
        left.cancel()


def _read(body: bytes) -> tuple[envelope.SoapRequest | None, bytes | None]:
    """The call in a body; else the fault that says why there is none."""
    try:
        return envelope.read(body), None
    except envelope.UnknownMethod as unknown:
        failed = no_method(vim.ServiceInstance("ServiceInstance"), str(unknown)).fault
    except envelope.UnreadableRequest as unreadable:
        failed = envelope.invalid_request(str(unreadable))
    return None, envelope.fault(failed, envelope.FALLBACK)


def _replacing(replaced: Answer | ApiError) -> Response:
    if isinstance(replaced, ApiError):
        return PlainTextResponse(replaced.message, replaced.status)
    return to_response(replaced)
