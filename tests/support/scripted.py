"""A real HTTP server on loopback that answers what a test tells it to, and an OpenStack on it."""

import contextlib
import json
import socket
import struct
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from process import HANGS_AFTER_S

from console.providers.openstack.cloud import OpenStackCloud
from console.settings.openstack import OpenStackSettings

REGIONS = ("RBX-A", "GRA11", "SBG5")


@dataclass(frozen=True)
class Reply:
    """`how`: whole, short (fewer bytes than promised), lost (the connection is reset),
    drip (a byte now and then), dripping_head (the same within the headers).
    """

    body: object = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    how: str = "whole"

    def content(self) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        return b"" if self.body is None else json.dumps(self.body).encode()


@dataclass(frozen=True)
class Seen:
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes


class ScriptedServer:
    """Routes are (method, path); the last reply of a route is given again and again."""

    def __init__(self) -> None:
        self.seen: list[Seen] = []
        self.over = threading.Event()
        self._routes: dict[tuple[str, str], list[Reply]] = {}
        self._queries: dict[str, list[Reply]] = {}
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(
            ("127.0.0.1", 0), type("Scripted", (Handler,), {"script": self})
        )
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def on(self, method: str, path: str, *replies: Reply) -> None:
        with self._lock:
            self._routes[method, path] = list(replies)

    def on_query(self, query: str, *replies: Reply) -> None:
        """Script one query of a metrics server, whatever else is asked beside it."""
        with self._lock:
            self._queries[query] = list(replies)

    def calls(self, method: str, path: str) -> list[Seen]:
        return [seen for seen in self.seen if (seen.method, seen.path) == (method, path)]

    def reply(self, seen: Seen) -> Reply:
        with self._lock:
            self.seen.append(seen)
            replies = self._queries.get(seen.query.get("query", "")) or self._routes.get(
                (seen.method, seen.path)
            )
            if not replies:
                return Reply({"itemNotFound": {"message": f"no script for {seen.path}"}}, 404)
            return replies.pop(0) if len(replies) > 1 else replies[0]

    def close(self) -> None:
        self.over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    script: ScriptedServer

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        seen = Seen(self.command, parts.path, query, dict(self.headers), body)
        with contextlib.suppress(OSError):
            self.answer(self.script.reply(seen))

    do_POST = do_DELETE = do_GET  # noqa: N815 - the names http.server looks for

    def answer(self, reply: Reply) -> None:
        if reply.how == "lost":
            linger = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        body = reply.content()
        promised = len(body) + (100 if reply.how == "short" else 0)
        head = [f"HTTP/1.1 {reply.status} Scripted", f"Content-Length: {promised}"]
        head += [f"{name}: {value}" for name, value in reply.headers.items()]
        start = "\r\n".join(head).encode()
        if reply.how == "dripping_head":
            self.drip(start)
        self.wfile.write(start + b"\r\n\r\n")
        if reply.how == "drip":
            self.drip(body)
        self.wfile.write(body)
        self.close_connection = reply.how == "short"

    def drip(self, data: bytes) -> None:
        for byte in data:
            if self.script.over.wait(0.05):
                raise ConnectionAbortedError
            self.wfile.write(bytes([byte]))
            self.wfile.flush()


class WallClock:
    speed = 1.0

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        return datetime(2026, 11, 23, 15, 0, tzinfo=UTC) + self.ahead


def token(url: str, *, roles: tuple[str, ...] = ("member",), subject: str = "token-1") -> Reply:
    """Keystone's answer, its catalog with three regions on this server."""
    services = (
        ("compute", "compute", "/v2.1"),
        ("network", "network", ""),
        ("image", "image", ""),
        ("identity", "identity", "/v3"),
        ("volumev3", "volume", "/v3/p1"),
        ("load-balancer", "load-balancer", ""),
    )
    catalog = [
        {
            "type": api,
            "name": api,
            "id": api,
            "endpoints": [
                {
                    "id": f"{api}-{region}",
                    "interface": "public",
                    "region": region,
                    "region_id": region,
                    "url": f"{url}/{path}/{region}{version}",
                }
                for region in REGIONS
            ],
        }
        for api, path, version in services
    ]
    domain = {"id": "default", "name": "Default"}
    body = {
        "token": {
            "expires_at": (datetime.now(UTC) + timedelta(hours=1)).isoformat(),
            "issued_at": datetime.now(UTC).isoformat(),
            "user": {"id": "u1", "name": "vigie", "domain": domain},
            "project": {"id": "p1", "name": "ecole", "domain": domain},
            "roles": [{"id": role, "name": role} for role in roles],
            "catalog": catalog,
        }
    }
    return Reply(body, 201, {"X-Subject-Token": subject})


FLAVORS = Reply(
    {"flavors": [{"id": "f1", "name": "b2-60", "vcpus": 16, "ram": 60000, "disk": 400}]}
)


def server_record(number: int, **changes: object) -> dict[str, object]:
    """One server as Nova lists it at microversion 2.1."""
    return {
        "id": f"id-{number}",
        "name": f"api-rbx-{number:03d}",
        "status": "ACTIVE",
        "created": "2026-11-23T14:00:00Z",
        "updated": "2026-11-23T14:05:00Z",
        "OS-EXT-STS:task_state": None,
        "flavor": {"id": "f1", "links": []},
        "addresses": {"vigie-private": [{"addr": f"10.0.0.{number % 250}", "version": 4}]},
        "metadata": {"vigie.pool": "api"},
        "hostId": "unused",
    } | changes


def next_link(marker: str) -> list[dict[str, str]]:
    return [{"rel": "next", "href": f"https://elsewhere.example/servers/detail?marker={marker}"}]


@dataclass
class ScriptedOpenStack:
    """An OpenStack whose every answer is scripted, and a client of it."""

    server: ScriptedServer
    settings: OpenStackSettings
    clock: WallClock
    cloud: OpenStackCloud

    @staticmethod
    def compute(path: str, region: str = "RBX-A") -> str:
        return f"/compute/{region}/v2.1/{path}"


@contextlib.contextmanager
def scripted_openstack(folder: Path, **settings: object) -> Iterator[ScriptedOpenStack]:
    """A scripted OpenStack with Keystone and flavors in place.

    Nothing times out by itself: who is to find it slow gives `read_timeout_s` or
    `write_timeout_s`, so that no other test depends on how quick the machine is.
    """
    server = ScriptedServer()
    versions = {"version": {"id": "v3.14", "status": "stable", "links": []}}
    links = [{"rel": "self", "href": f"{server.url}/v3/"}]
    server.on("GET", "/v3", Reply({"version": versions["version"] | {"links": links}}))
    server.on("POST", "/v3/auth/tokens", token(server.url))
    for region in REGIONS:
        server.on("GET", f"/compute/{region}/v2.1/flavors/detail", FLAVORS)
    entry = (
        f"{{auth: {{auth_url: '{server.url}/v3', username: vigie, password: x,"
        " project_name: ecole, user_domain_name: Default, project_domain_name: Default}}"
    )
    path = folder / "clouds.yaml"
    path.write_text(f"clouds:\n  vigie: {entry}\n  other: {entry}\n", encoding="utf-8")
    chosen = OpenStackSettings(
        **{
            "clouds_yaml": str(path),
            "connect_timeout_s": HANGS_AFTER_S,
            "read_timeout_s": HANGS_AFTER_S,
            "write_timeout_s": HANGS_AFTER_S,
            "compute_rate": 1000.0,
            "identity_rate": 1000.0,
        }
        | settings  # type: ignore[arg-type]
    )
    clock = WallClock()
    cloud = OpenStackCloud(chosen, cloud_name="vigie", clock=clock)
    try:
        yield ScriptedOpenStack(server, chosen, clock, cloud)
    finally:
        server.close()
