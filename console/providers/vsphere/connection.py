"""HTTPS to one vCenter that always ends and whose certificate is always verified.

The library's own way would not do: it verifies nothing on loopback, checks a
pinned fingerprint only where the authorities have failed, and reads versions
without a timeout.
"""

import contextlib
import gzip
import hashlib
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPException, HTTPSConnection

from console.model.error import SourceError
from console.model.notice import notice
from console.settings.private import VsphereSettings

FINGERPRINT = re.compile(r"^[0-9a-f]{64}$")
LEAST_S = 0.001
FRESH_S = 20.0
"""Idle seconds after which a kept connection is not used again."""


class Broken(Exception):
    """No answer. `sent` says that the request may have been received."""

    def __init__(self, text: str, *, sent: bool) -> None:
        super().__init__(text)
        self.text = text
        self.sent = sent


class Untrusted(Exception):
    """The server's certificate was refused; nothing was sent."""


class WrongFingerprint(Untrusted):
    """The certificate is not the pinned one. The text is the fingerprint it has."""


@dataclass(frozen=True, slots=True)
class Trust:
    """How a certificate is judged: by authorities, or by its SHA-256 fingerprint alone."""

    context: ssl.SSLContext
    fingerprint: str | None = None


def trust_of(settings: VsphereSettings) -> Trust:
    """Read the settings and the files they name; SourceError says what is wrong with them."""
    if settings.fingerprint is not None:
        pinned = re.sub(r"[:\s]", "", settings.fingerprint).lower()
        if not FINGERPRINT.match(pinned):
            raise SourceError(notice("vsphere.bad_fingerprint", host=settings.host))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE  # the fingerprint is compared before anything is sent
        return Trust(context, pinned)
    try:
        return Trust(ssl.create_default_context(cafile=settings.ca_file))
    except (OSError, ssl.SSLError) as failure:
        said = notice("vsphere.ca_file", file=settings.ca_file or "", text=str(failure))
        raise SourceError(said) from failure


class _CuttableConnection(HTTPSConnection):
    """A connection whose socket can be cut from another thread in every phase."""

    def __init__(self, host: str, port: int, trust: Trust, connect_s: float) -> None:
        super().__init__(host, port=port, context=trust.context)
        self._trust = trust
        self._connect_s = connect_s
        self._socket: socket.socket | None = None
        self.used_at = time.monotonic()

    def connect(self) -> None:
        """Connect, shake hands, and compare the fingerprint."""
        bare = socket.create_connection((self.host, self.port), self._connect_s)
        bare.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        wire = self._trust.context.wrap_socket(
            bare, server_hostname=self.host, do_handshake_on_connect=False
        )
        self._socket = wire
        try:
            wire.do_handshake()
            self._compare(wire)
        except BaseException:
            wire.close()
            raise
        self.sock = wire

    def _compare(self, wire: ssl.SSLSocket) -> None:
        if self._trust.fingerprint is None:
            return
        found = hashlib.sha256(wire.getpeercert(binary_form=True) or b"").hexdigest()
        if found != self._trust.fingerprint:
            raise WrongFingerprint(found)

    def wait_at_most(self, seconds: float) -> None:
        """Bound each wait for bytes."""
        if self._socket is not None:
            self._socket.settimeout(max(seconds, LEAST_S))

    def cut(self) -> None:
        """End every wait on the socket; callable from any thread."""
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)


@dataclass(frozen=True, slots=True)
class SoapAnswer:
    """An HTTP answer, complete and decompressed."""

    status: int
    body: bytes
    cookie: str | None = None


class Line:
    """The way to one vCenter: one request at a time, each within `deadline`.

    Not thread-safe. `deadline` is a reading of the monotonic clock, set by
    whoever begins a piece of work.
    """

    def __init__(self, settings: VsphereSettings, trust: Trust) -> None:
        self._host = settings.host.strip("[]")
        self._port = settings.port
        self._connect_s = settings.connect_timeout_s
        self._trust = trust
        self._kept: _CuttableConnection | None = None
        self.deadline = float("inf")

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | None,
        headers: Mapping[str, str],
        *,
        fresh: bool = False,
    ) -> SoapAnswer:
        """Send a request and read the whole answer; raises Broken or Untrusted.

        A kept connection that the server has closed meanwhile is replaced once;
        with `fresh` none is used, so that a failure to connect is certain not
        to have reached the server.
        """
        kept, self._kept = self._kept, None
        if kept is not None:
            idle_s = time.monotonic() - kept.used_at
            if fresh or idle_s > FRESH_S:
                kept.close()
            else:
                with contextlib.suppress(Broken):
                    return self._exchange(kept, method, path, body, headers)
                if time.monotonic() >= self.deadline:
                    raise Broken("timed out", sent=True)
        return self._exchange(self._connected(), method, path, body, headers)

    def hang_up(self) -> None:
        """Close the kept connection."""
        kept, self._kept = self._kept, None
        if kept is not None:
            kept.close()

    def _connected(self) -> _CuttableConnection:
        remaining = self.deadline - time.monotonic()
        connect_s = min(self._connect_s, max(remaining, LEAST_S))
        connection = _CuttableConnection(self._host, self._port, self._trust, connect_s)
        try:
            with _cut_after(connection, connect_s):
                connection.connect()
        except ssl.SSLCertVerificationError as failure:
            raise Untrusted(failure.verify_message or str(failure)) from failure
        except (OSError, ValueError) as failure:
            raise Broken(_reason(failure), sent=False) from failure
        return connection

    def _exchange(
        self,
        connection: _CuttableConnection,
        method: str,
        path: str,
        body: bytes | None,
        headers: Mapping[str, str],
    ) -> SoapAnswer:
        remaining = self.deadline - time.monotonic()
        connection.wait_at_most(min(remaining, 3600.0))
        try:
            with _cut_after(connection, remaining):
                connection.request(method, path, body, {**headers, "Accept-Encoding": "gzip"})
                response = connection.getresponse()
                content = response.read()
        except (OSError, HTTPException, ValueError) as failure:
            connection.close()
            late = time.monotonic() >= self.deadline
            raise Broken("timed out" if late else _reason(failure), sent=True) from failure
        if response.will_close:
            connection.close()
        else:
            connection.used_at = time.monotonic()
            self._kept = connection
        if response.headers.get("Content-Encoding", "").lower() == "gzip":
            content = _inflated(content)
        return SoapAnswer(response.status, content, response.headers.get("Set-Cookie"))


def _inflated(content: bytes) -> bytes:
    try:
        return gzip.decompress(content)
    except (OSError, EOFError, zlib.error) as failure:
        raise Broken(f"the compressed answer is damaged: {failure}", sent=True) from failure


@contextlib.contextmanager
def _cut_after(connection: _CuttableConnection, seconds: float) -> Iterator[None]:
    """Cut the connection if the block takes longer: a server may drip bytes for ever."""
    if seconds == float("inf"):
        yield
        return
    watchdog = threading.Timer(max(seconds, LEAST_S), connection.cut)
    watchdog.daemon = True
    watchdog.start()
    try:
        yield
    finally:
        watchdog.cancel()


def _reason(failure: Exception) -> str:
    if isinstance(failure, TimeoutError):
        return "timed out"
    if isinstance(failure, ssl.SSLError):
        return failure.reason or str(failure)
    if isinstance(failure, OSError) and failure.strerror:
        return failure.strerror
    return str(failure) or type(failure).__name__
