"""A small OVHcloud API on loopback: what it answers is scripted, what it is asked is kept."""

import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from process import HANGS_AFTER_S

from console.providers.ovhcloud.keys import Keys
from console.settings.ovhcloud import ProjectSettings
from console.settings.private import OvhcloudSettings

KEYS = Keys("application", "s3cret", "consumer")
ROOT = "/1.0"
PUBLIC = {"/order/catalog/public/cloud"}
"""What needs no signature."""
SERVICE = "/dedicatedCloud/pcc-1"
VDC = f"{SERVICE}/datacenter/7"


@dataclass(frozen=True)
class Reply:
    """One answer. `dropped`: the connection is closed in its place."""

    body: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    dropped: bool = False

    @property
    def content(self) -> bytes:
        return json.dumps(self.body).encode() if self.raw is None else self.raw


@dataclass(frozen=True)
class Call:
    """What was asked."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any
    signed: bool


def refused(status: int, code: str, message: str = "no") -> Reply:
    """A refusal in the API's own words."""
    return Reply({"errorCode": code, "message": message, "httpCode": str(status)}, status)


class OvhServer:
    """Routes by method and path; a list of replies is used up, its last one stays."""

    def __init__(self) -> None:
        self.routes: dict[tuple[str, str], list[Reply]] = {}
        self.calls: list[Call] = []
        self.clock_off_s = 0
        self.url = ""

    def on(self, method: str, path: str, *replies: Reply | Any) -> None:  # noqa: ANN401 - any JSON
        self.routes[method, path] = [
            each if isinstance(each, Reply) else Reply(each) for each in replies
        ]

    def asked(self, method: str, path: str) -> list[Call]:
        return [each for each in self.calls if (each.method, each.path) == (method, path)]

    def paths(self, method: str = "GET") -> list[str]:
        return [each.path for each in self.calls if each.method == method]

    def settings(self, **more: Any) -> OvhcloudSettings:  # noqa: ANN401 - any setting
        given = {
            "vdc_id": 7,
            "connect_timeout_s": HANGS_AFTER_S,
            "read_timeout_s": HANGS_AFTER_S,
            **more,
        }
        given.setdefault("calls_per_minute", 60_000.0)
        return OvhcloudSettings(endpoint=self.url, service="pcc-1", **given)

    def project(self, **more: Any) -> ProjectSettings:  # noqa: ANN401 - any setting
        given = {"connect_timeout_s": HANGS_AFTER_S, "read_timeout_s": HANGS_AFTER_S, **more}
        given.setdefault("calls_per_minute", 60_000.0)
        return ProjectSettings(endpoint=self.url, project="p1", **given)

    def reply(self, call: Call) -> Reply:
        if call.path == "/auth/time":
            return Reply(int(time.time()) + self.clock_off_s)
        if not call.signed and call.path not in PUBLIC:
            return refused(400, "INVALID_SIGNATURE", "Invalid signature")
        replies = self.routes.get((call.method, call.path))
        if not replies:
            return Reply({"class": "Client::NotFound", "message": "no such object"}, 404)
        return replies.pop(0) if len(replies) > 1 else replies[0]


@contextmanager
def ovh_server() -> Iterator[OvhServer]:
    """Serve on a free port of loopback."""
    server = OvhServer()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # headers and body in one segment, or each call waits 40 ms

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            call = _call(server, self, body)
            server.calls.append(call)
            reply = server.reply(call)
            if reply.dropped:
                self.close_connection = True
                return
            content = reply.content
            self.send_response(reply.status)
            for name, value in {"X-OVH-QUERYID": "EU.ext-1.q", **reply.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = _answer  # noqa: N815 - http.server's names

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
            """Say nothing."""

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads = True
    server.url = f"http://127.0.0.1:{httpd.server_port}{ROOT}"
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        httpd.shutdown()
        httpd.server_close()
        thread.join()


def _call(server: OvhServer, request: BaseHTTPRequestHandler, body: bytes) -> Call:
    parts = urlsplit(request.path)
    told = request.headers.get("X-Ovh-Timestamp", "")
    url = server.url.removesuffix(ROOT) + request.path
    signed = "+".join(
        (KEYS.application_secret or "", KEYS.consumer_key or "", request.command, url)
    )
    digest = hashlib.sha1(f"{signed}+{body.decode()}+{told}".encode()).hexdigest()  # noqa: S324 - the API's
    in_time = told.isdigit() and abs(int(told) - time.time() - server.clock_off_s) < 60
    return Call(
        method=request.command,
        path=parts.path.removeprefix(ROOT),
        query={name: values[0] for name, values in parse_qs(parts.query).items()},
        headers={name.lower(): value for name, value in request.headers.items()},
        body=json.loads(body) if body else None,
        signed=in_time and request.headers.get("X-Ovh-Signature") == f"$1${digest}",
    )
