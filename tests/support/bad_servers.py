"""Servers on loopback that nobody wants to meet, and a proxy that does what a test says."""

import base64
import contextlib
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tls_front import both_ways

HANDSHAKE = b"\x16\x03"
Serve = Callable[[socket.socket], None]


@contextmanager
def serving(serve: Serve) -> Iterator[int]:
    """Hand each connection to `serve`, in a thread of its own; the port."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)

    def accept() -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=lead, args=(client,), daemon=True).start()

    def lead(client: socket.socket) -> None:
        with contextlib.suppress(OSError), client:
            serve(client)

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def resets(client: socket.socket) -> None:
    """Read what is asked, and reset the connection."""
    client.recv(1 << 16)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def is_silent(client: socket.socket) -> None:
    """Never say anything."""
    while client.recv(1 << 16):
        pass


def answers(head: str, body: bytes, lacking: int = 0) -> Serve:
    """Answer everything alike, in plain HTTP; `lacking` bytes are promised and never come."""
    told = f"HTTP/1.1 {head}\r\nContent-Length: {len(body) + lacking}\r\n\r\n".encode()

    def serve(client: socket.socket) -> None:
        while _request(client):
            client.sendall(told + body)
            if lacking:
                return

    return serve


def alerts(client: socket.socket) -> None:
    """Answer what is not TLS as OpenSSL's servers do: by an alert, unencrypted."""
    client.recv(1 << 16)
    client.sendall(b"\x15\x03\x01\x00\x02\x02\x46")
    client.shutdown(socket.SHUT_WR)
    while client.recv(1 << 16):  # closed at once, the alert may be lost
        pass


def _request(client: socket.socket) -> bytes:
    seen = b""
    while b"\r\n\r\n" not in seen:
        more = client.recv(1 << 16)
        if not more:
            return b""
        seen += more
        if seen.startswith(HANDSHAKE):
            return seen  # the beginning of TLS: a server of plain HTTP answers it, too
    return seen


class ConnectProxy:
    """An HTTP proxy: tunnels by CONNECT, and plain requests with whole URLs."""

    def __init__(self, credentials: str | None = None, refuses: bool = False) -> None:
        self.port = 0
        self.asked: list[str] = []
        """Where it led to: ``127.0.0.1:8443``."""
        self._refuses = refuses
        self._wanted = credentials and base64.b64encode(credentials.encode()).decode()

    def serve(self, client: socket.socket) -> None:
        head = _request(client)
        if not head:
            return
        method, target, _ = head.split(b"\r\n", 1)[0].decode().split(" ")
        if self._wanted is not None and self._wanted.encode() not in head:
            said = b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"
            client.sendall(said)
            return
        place = target if method == "CONNECT" else target.partition("://")[2].partition("/")[0]
        self.asked.append(place)
        if self._refuses:
            client.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
            return
        host, _, port = place.rpartition(":")
        with socket.create_connection((host.strip("[]"), int(port))) as server:
            if method == "CONNECT":
                client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            else:
                path = "/" + target.partition("://")[2].partition("/")[2]
                server.sendall(head.replace(target.encode(), path.encode(), 1))
            both_ways(client, server)


@contextmanager
def connect_proxy(
    credentials: str | None = None, *, refuses: bool = False
) -> Iterator[ConnectProxy]:
    proxy = ConnectProxy(credentials, refuses)
    with serving(proxy.serve) as port:
        proxy.port = port
        yield proxy
