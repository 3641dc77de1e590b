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
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from urllib.parse import unquote, urlsplit

from requests.auth import _basic_auth_str
from urllib3.exceptions import ProxyError

from console.departure import cleared
from console.model.error import SourceError
from console.model.notice import notice
from console.providers import files
from console.providers.causes import UnusableProxy, proxy_named, proxy_usable
from console.settings.locations import expanded
from console.settings.private import VsphereSettings

FINGERPRINT = re.compile(r"^[0-9a-f]{64}$")
AUTHORITIES = "private_cloud.vsphere.ca_file"
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
    named = settings.ca_file
    if named is None:
        return Trust(ssl.create_default_context())
    files.authorities(named, AUTHORITIES)
    return Trust(ssl.create_default_context(cafile=expanded(Path(named))))


@dataclass(frozen=True, slots=True)
class Proxy:
    """What the environment puts before a server: where it listens, what says who asks."""

    host: str
    port: int
    headers: dict[str, str]

    @classmethod
    def of(cls, url: str) -> "Proxy | None":
        """The one for a URL, if any. Raises UnusableProxy for one that is not HTTP."""
        named = proxy_named(url)
        if named is None:
            return None
        parts = urlsplit(named if "://" in named else f"http://{named}")
        if not proxy_usable(named) or parts.scheme != "http" or parts.hostname is None:
            raise UnusableProxy(parts.scheme)
        headers = {}
        if parts.username is not None:
            credentials = (unquote(parts.username), unquote(parts.password or ""))
            headers["Proxy-Authorization"] = _basic_auth_str(*credentials)
        return cls(parts.hostname, parts.port or 80, headers)


class _CuttableConnection(HTTPSConnection):
    """A connection whose socket can be cut from another thread in every phase."""

    def __init__(self, settings: VsphereSettings, trust: Trust, connect_s: float) -> None:
        host, port = settings.host.strip("[]"), settings.port
        proxy = Proxy.of(f"https://{settings.place}")
        at = (host, port) if proxy is None else (proxy.host, proxy.port)
        super().__init__(*at, context=trust.context, timeout=connect_s)
        if proxy is not None:
            self.set_tunnel(f"[{host}]" if ":" in host else host, port, proxy.headers)
        self._proxied = proxy is not None
        self._named = host
        self._trust = trust
        self._socket: socket.socket | None = None
        self.used_at = time.monotonic()

    def connect(self) -> None:
        """Connect, through the proxy where there is one, shake hands, compare the fingerprint."""
        try:
            HTTPConnection.connect(self)
        except OSError as failure:
            self.close()
            if not self._proxied:
                raise
            raise ProxyError("unable to connect to the proxy", failure) from failure
        wire = self._trust.context.wrap_socket(
            self.sock, server_hostname=self._named, do_handshake_on_connect=False
        )
        self._socket = wire
        try:
            wire.do_handshake()
            self._compare(wire)
        except BaseException:
            wire.close()
            raise
        self.sock = wire

    def send(self, data: bytes) -> None:  # type: ignore[override] # nothing else is sent here
        """Send, unless it must not leave any more: half a request is of no use to anybody."""
        try:
            cleared()
        except BaseException:
            self.close()
            raise
        super().send(data)

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
        open_now = self._socket or self.sock
        if open_now is not None:
            with contextlib.suppress(OSError):
                open_now.shutdown(socket.SHUT_RDWR)


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
        self._settings = settings
        self._always = {"Host": settings.place, "Accept-Encoding": "gzip"}
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
                    raise Broken("timed out", sent=True) from TimeoutError()
        return self._exchange(self._connected(), method, path, body, headers)

    def hang_up(self) -> None:
        """Close the kept connection."""
        kept, self._kept = self._kept, None
        if kept is not None:
            kept.close()

    def _connected(self) -> _CuttableConnection:
        remaining = self.deadline - time.monotonic()
        connect_s = min(self._connect_s, max(remaining, LEAST_S))
        until = time.monotonic() + connect_s
        try:
            connection = _CuttableConnection(self._settings, self._trust, connect_s)
            with _cut_after(connection, connect_s):
                connection.connect()
        except ssl.SSLCertVerificationError as failure:
            raise Untrusted(failure.verify_message or str(failure)) from failure
        except (OSError, ValueError, ProxyError, UnusableProxy) as failure:
            late = time.monotonic() >= until
            raise Broken(_reason(failure), sent=False) from (TimeoutError() if late else failure)
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
                connection.request(method, path, body, {**headers, **self._always})
                response = connection.getresponse()
                content = response.read()
        except (OSError, HTTPException, ValueError) as failure:
            connection.close()
            late = time.monotonic() >= self.deadline
            said = "timed out" if late else _reason(failure)
            raise Broken(said, sent=True) from (TimeoutError() if late else failure)
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
