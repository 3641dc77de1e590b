"""HTTP that always ends: every request has one deadline, from connecting to the last byte.

The read timeout of `requests` bounds each wait for bytes, so a server that
drips one byte a second holds its caller for hours. Here the whole answer,
headers included, must be in before the deadline.
"""

import contextlib
import logging
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from http.client import IncompleteRead
from pathlib import Path
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import DecodeError, HTTPError, ReadTimeoutError
from urllib3.response import BaseHTTPResponse, HTTPResponse
from urllib3.util.ssl_ import create_urllib3_context

from console.departure import cleared
from console.settings.locations import expanded

CHUNK = 1 << 18
# Their warnings would go to standard error, through the middle of the screen,
# where no handler is set; everything they warn of is raised as an error, too.
NOISY = ("keystoneauth", "openstack", "prometheus_api_client", "stamina", "urllib3")
_current = threading.local()


def _remaining() -> float:
    deadline: float = getattr(_current, "deadline", float("inf"))
    return deadline - time.monotonic()


@contextlib.contextmanager
def _cut_after(connection: HTTPConnection, seconds: float) -> Iterator[None]:
    """Shut the connection's socket down if the block takes longer."""

    def cut() -> None:
        sock = connection.sock
        if sock is not None:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    if seconds == float("inf"):
        yield
        return
    watchdog = threading.Timer(max(seconds, 0.001), cut)
    watchdog.daemon = True
    watchdog.start()
    try:
        yield
    finally:
        watchdog.cancel()


class _Connection(HTTPConnection):
    def send(self, data: Any) -> None:  # noqa: ANN401 - the signature of http.client
        """Send, unless it must not leave any more: asked once connected, before each part."""
        if self.sock is None and self.auto_open:
            self.connect()
        cleared()
        super().send(data)

    def getresponse(self) -> HTTPResponse:  # type: ignore[override] # urllib3's own
        """Read status and headers before the deadline of the request under way."""
        with _cut_after(self, _remaining()):
            return super().getresponse()


class _SecureConnection(_Connection, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


class BoundedAdapter(HTTPAdapter):
    """A transport adapter whose requests end within their timeout, whatever the server does.

    `before` is called with the URL of each request, and may wait (rate limits).
    The timeout given with a request, or `total_s`, is the deadline of the
    whole exchange; connecting may take `connect_s` of it. Nothing is retried.
    """

    def __init__(
        self,
        *,
        connect_s: float,
        total_s: float,
        connections: int = 10,
        before: Callable[[str], None] | None = None,
        authorities: str | None = None,
    ) -> None:
        """Keep the bounds, in wall-clock seconds, and size the connection pool.

        `authorities` is a file, whatever the session's own; `requests` would put
        that of REQUESTS_CA_BUNDLE before one that a session is given.
        """
        self._authorities = None if authorities is None else str(expanded(Path(authorities)))
        self._system: ssl.SSLContext | None = None
        self._connect_s = connect_s
        self._total_s = total_s
        self._before = before
        super().__init__(pool_connections=connections, pool_maxsize=connections, max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - the signature of requests
        """Use connections that watch the deadline."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:  # noqa: ANN401 - the signature of requests
        """Watch the deadline through a proxy, too."""
        manager = super().proxy_manager_for(proxy, **kwargs)
        manager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}
        return manager

    def build_connection_pool_key_attributes(
        self,
        request: requests.PreparedRequest,
        verify: bool | str,  # noqa: FBT001 - the signature of requests
        cert: Any = None,  # noqa: ANN401 - as above
    ) -> Any:  # noqa: ANN401 - as above
        """Where nobody names authorities, trust the system's, too, as vCenter's line does.

        `requests` knows those alone that come with it: a company's, installed on
        the host, would serve for one source and not for the others.
        """
        host, pool = super().build_connection_pool_key_attributes(request, verify, cert)
        if verify is True and host["scheme"] == "https":
            if self._system is None:
                self._system = create_urllib3_context()
                self._system.load_default_certs()
            pool["ssl_context"] = self._system
        return host, pool

    def send(  # noqa: PLR0917 - the signature of requests
        self,
        request: requests.PreparedRequest,
        stream: bool = False,  # noqa: ARG002, FBT001, FBT002 - the signature of requests
        timeout: float | tuple[float, float] | tuple[float, None] | None = None,
        verify: bool | str = True,  # noqa: FBT001, FBT002 - the signature of requests
        cert: bytes | str | tuple[bytes | str, bytes | str] | None = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """Send, and read the whole answer, before the deadline."""
        if self._before is not None:
            self._before(request.url or "")
        total = timeout if isinstance(timeout, int | float) else self._total_s
        deadline = time.monotonic() + total
        _current.deadline = deadline
        try:
            response = super().send(
                request,
                stream=True,
                timeout=(min(self._connect_s, total), total),
                verify=self._authorities or verify,
                cert=cert,
                proxies=proxies,
            )
            _read_body(response, request, deadline)
        except requests.ConnectionError as failure:
            if time.monotonic() >= deadline and not isinstance(failure, requests.Timeout):
                raise requests.ReadTimeout(_late(total), request=request) from failure
            raise
        finally:
            _current.deadline = float("inf")
        return response


def hush() -> None:
    """Keep the libraries' loggers off standard error; handlers that are set still get all."""
    for name in NOISY:
        logger = logging.getLogger(name)
        if not logger.handlers:
            logger.addHandler(logging.NullHandler())


def _late(total_s: float) -> str:
    return f"no complete answer within {total_s:g} s"


def _read_body(
    response: requests.Response, request: requests.PreparedRequest, deadline: float
) -> None:
    raw: BaseHTTPResponse = response.raw
    chunks: list[bytes] = []
    try:
        while chunk := raw.read1(CHUNK, decode_content=True):
            chunks.append(chunk)
            if time.monotonic() >= deadline:
                raise requests.ReadTimeout("the answer came too slowly", request=request)
    except ReadTimeoutError as failure:
        raw.close()
        raise requests.ReadTimeout(failure, request=request) from failure
    except DecodeError as failure:
        raw.close()
        raise requests.exceptions.ContentDecodingError(failure, request=request) from failure
    except (HTTPError, OSError) as failure:
        raw.close()
        if isinstance(failure, requests.RequestException):
            raise
        raise requests.ConnectionError(failure, request=request) from failure
    missing = getattr(raw, "length_remaining", None)
    if missing and request.method != "HEAD":
        raw.close()
        raise requests.ConnectionError(IncompleteRead(b"", missing), request=request)
    if time.monotonic() >= deadline:
        raw.close()
        raise requests.ReadTimeout("the answer came too slowly", request=request)
    raw.release_conn()
    # What `requests` itself does in Response.content, after its own unbounded reading.
    response._content = b"".join(chunks)  # noqa: SLF001 - no public way to hand over a body
    response._content_consumed = True  # type: ignore[attr-defined] # noqa: SLF001 - as above
