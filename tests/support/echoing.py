"""A server, or a proxy, on loopback that answers with what it was sent: its worst habit."""

import base64
import contextlib
import html
import http.client
import json
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import cycle
from urllib.parse import quote, urlsplit

from vcsim_lab import Certificate

WAYS: tuple[Callable[[str], str], ...] = (
    str,
    quote,
    repr,
    json.dumps,
    html.escape,
    lambda text: json.dumps(json.dumps(text)),
    lambda text: base64.b64encode(text.encode()).decode(),
)
"""How programs write what they were sent into what they say of it."""

Given = tuple[int, bytes]


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    method: str
    path: str
    head: str
    body: bytes

    @property
    def all(self) -> str:
        """All of it."""
        return f"{self.method} {self.path}\n{self.head}\n{self.body.decode(errors='replace')}"


Decide = Callable[[Asked], int | Given | None]
"""Echo with a status, answer so, or (a proxy alone) pass on what was asked."""


class EchoingServer:
    """Echoes by what `decide` says of a request, each time written in another way."""

    def __init__(self, decide: Decide, certificate: Certificate | None = None) -> None:
        self.decide = decide
        self.seen: list[Asked] = []
        self.ways = cycle(WAYS)
        self.alter: Callable[[bytes], bytes] = lambda content: content
        self._server = ThreadingHTTPServer(
            ("127.0.0.1", 0), type("Echoing", (Handler,), {"echo": self})
        )
        self._server.daemon_threads = True
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign]
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate.file, certificate.key)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.port: int = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def echoed(self, asked: Asked) -> bytes:
        """What was asked, in the body of an error of every API there is."""
        text = next(self.ways)(asked.all)
        if "<" in text[:1]:
            return text.encode()
        return json.dumps(
            {"message": text, "error": text, "status": "error", "warnings": [text]}
        ).encode()


class Handler(BaseHTTPRequestHandler):
    echo: EchoingServer
    protocol_version = "HTTP/1.1"

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        asked = Asked(self.command, self.path, str(self.headers), body)
        self.echo.seen.append(asked)
        decided = self.echo.decide(asked)
        headers = {"Content-Type": "application/json"}
        if decided is None:
            status, headers, content = self._pass_on(body)
        elif isinstance(decided, int):
            status, content = decided, self.echo.echoed(asked)
            headers["X-Openstack-Request-Id"] = self.headers.get("X-Auth-Token") or "req-none"
        else:
            status, content = decided
        with contextlib.suppress(OSError):
            self.send_response_only(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    do_GET = do_POST = do_PUT = do_DELETE = do_CONNECT = _answer  # noqa: N815 - the library's names

    def _pass_on(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        url = urlsplit(self.path)
        connection = http.client.HTTPConnection(url.netloc, timeout=60)
        named = ("host", "proxy-authorization", "proxy-connection", "connection")
        sent = {name: text for name, text in self.headers.items() if name.lower() not in named}
        try:
            connection.request(
                self.command, url._replace(scheme="", netloc="").geturl(), body, sent
            )
            answer = connection.getresponse()
            skipped = ("content-length", "transfer-encoding", "connection")
            told = {name: text for name, text in answer.getheaders() if name.lower() not in skipped}
            return answer.status, told, self.echo.alter(answer.read())
        finally:
            connection.close()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextlib.contextmanager
def echoing(decide: Decide, certificate: Certificate | None = None) -> Iterator[EchoingServer]:
    """One for a while."""
    server = EchoingServer(decide, certificate)
    try:
        yield server
    finally:
        server.close()
