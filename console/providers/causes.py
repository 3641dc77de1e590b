"""What lies under a failed HTTP call: was it sent, why did it fail, when may it be tried again."""

import errno
import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from http.client import BadStatusLine, IncompleteRead
from urllib.parse import urlsplit
from urllib.request import getproxies

import requests
from requests.utils import get_environ_proxies, select_proxy
from urllib3.exceptions import (
    ConnectTimeoutError,
    LocationParseError,
    NewConnectionError,
    ProxyError,
)

from console.providers.quotation import quoted

LONGEST_PAUSE_S = 300.0
DEFAULT_PAUSE_S = 1.0
SOCKS_LACKS = "Missing dependencies for SOCKS"
BUNDLE_GONE = "suitable TLS CA certificate bundle"
"""What `requests` says where REQUESTS_CA_BUNDLE names a file that is not there."""
ALERT = "\x15\x03"
"""How an answer in TLS begins that says that the question was not."""


class Why(StrEnum):
    """Why no answer came, of whatever source. Each has its sentence, ``outage.KIND``."""

    ADDRESS = "address"
    AUTHORITY = "authority"
    BUNDLE = "bundle"
    CERTIFICATE_WANTED = "certificate_wanted"
    CUT = "cut"
    CUT_PLAIN = "cut_plain"
    EARLY = "early"
    ENCRYPTED = "encrypted"
    EXPIRED = "expired"
    LATE = "late"
    LATE_PROXY = "late_proxy"
    NAME = "name"
    OTHER_NAME = "other_name"
    PLAIN = "plain"
    PROXY = "proxy"
    PROXY_KIND = "proxy_kind"
    PROXY_PASSWORD = "proxy_password"  # noqa: S105 - what a proxy asks for, no password
    PROXY_REFUSES = "proxy_refuses"
    REFUSED = "refused"
    ROUTE = "route"
    SELF_SIGNED = "self_signed"
    TLS = "tls"
    UNTRUSTED = "untrusted"


class UnusableProxy(Exception):
    """The environment names a proxy that is none, or of a kind that is not spoken here."""


# OpenSSL's X509_V_ERR_*; 62 to 64 are names and addresses.
_CERTIFICATES = {
    9: Why.EARLY,
    10: Why.EXPIRED,
    18: Why.SELF_SIGNED,
    **dict.fromkeys((2, 19, 20, 21), Why.AUTHORITY),
    **dict.fromkeys((62, 63, 64), Why.OTHER_NAME),
}
# What OpenSSL calls it, in whole or in part; the wrong version is an answer in plain HTTP.
_ALERTS = {
    "WRONG_VERSION_NUMBER": Why.PLAIN,
    "RECORD_LAYER_FAILURE": Why.PLAIN,
    "PACKET_LENGTH_TOO_LONG": Why.PLAIN,
    "HTTP_REQUEST": Why.PLAIN,
    "CERTIFICATE_REQUIRED": Why.CERTIFICATE_WANTED,
    "ALERT_BAD_CERTIFICATE": Why.CERTIFICATE_WANTED,
    "ALERT_UNKNOWN_CA": Why.CERTIFICATE_WANTED,
    "ALERT_CERTIFICATE": Why.CERTIFICATE_WANTED,
    "ALERT_DECRYPT_ERROR": Why.CERTIFICATE_WANTED,
    "UNEXPECTED_EOF": Why.CUT,
    "EOF occurred": Why.CUT,
}
_BY_TYPE: tuple[tuple[Why, tuple[type[BaseException], ...]], ...] = (
    (Why.NAME, (socket.gaierror,)),
    (Why.REFUSED, (ConnectionRefusedError,)),
    (
        Why.ADDRESS,
        (
            requests.exceptions.InvalidURL,
            requests.exceptions.InvalidSchema,
            requests.exceptions.MissingSchema,
            LocationParseError,
        ),
    ),
    (Why.LATE, (requests.Timeout, TimeoutError)),
)
_CUT = (BadStatusLine, ConnectionResetError, BrokenPipeError, IncompleteRead, ssl.SSLEOFError)
_CUT_NUMBERS = {errno.ECONNRESET, errno.EPIPE, errno.ECONNABORTED}
_UNROUTED = {errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EHOSTDOWN, errno.ENETDOWN}


def unsent(cause: BaseException) -> bool:
    """Say whether the request certainly never reached the server.

    Libraries report a read timeout as a connect timeout and a lost answer as a
    failed connection, so only the exceptions underneath tell.
    """
    return any(
        isinstance(
            link,
            requests.ConnectTimeout
            | NewConnectionError
            | ConnectTimeoutError
            | ssl.SSLCertVerificationError
            | ProxyError  # said of what never got beyond the proxy
            | socket.gaierror
            | requests.exceptions.InvalidURL
            | requests.exceptions.InvalidSchema
            | UnusableProxy,
        )
        for link in _chain(cause)
    )


def why(cause: BaseException, url: str = "") -> Why | None:
    """The kind of failure to reach a server; None where it is none of these.

    `url` is what was asked for, where no exception underneath says so.
    """
    links = list(_chain(cause))
    asked = asked_url(cause) or url
    return _of_proxy(links) or _of_type(links, asked) or _of_tls(links) or _of_cut(links, asked)


def _of_proxy(links: list[BaseException]) -> Why | None:
    unusable = (UnusableProxy, requests.exceptions.InvalidProxyURL)
    if any(isinstance(link, unusable) or SOCKS_LACKS in str(link) for link in links):
        return Why.PROXY_KIND
    if not any(isinstance(link, ProxyError) for link in links):
        return None
    told = " ".join(str(link) for link in links if type(link) is OSError)
    if "Tunnel connection failed: 407" in told:
        return Why.PROXY_PASSWORD
    if any(isinstance(link, TimeoutError) for link in links):
        return Why.LATE_PROXY
    return Why.PROXY_REFUSES if "Tunnel connection failed" in told else Why.PROXY


def _of_type(links: list[BaseException], url: str) -> Why | None:
    for kind, sorts in _BY_TYPE:
        if any(isinstance(link, sorts) for link in links):
            proxy = proxy_named(url)
            if kind is Why.ADDRESS and proxy is not None and not proxy_usable(proxy):
                return Why.PROXY_KIND
            return Why.LATE_PROXY if kind is Why.LATE and proxy is not None else kind
    return None


def _of_tls(links: list[BaseException]) -> Why | None:
    refused = next((link for link in reversed(links) if isinstance(link, ssl.SSLError)), None)
    if refused is None:
        return None
    if isinstance(refused, ssl.SSLCertVerificationError):
        return _CERTIFICATES.get(refused.verify_code, Why.UNTRUSTED)
    said = refused.reason or str(refused)
    return next((kind for part, kind in _ALERTS.items() if part in said), Why.TLS)


def _of_cut(links: list[BaseException], url: str) -> Why | None:
    if any(BUNDLE_GONE in str(link) for link in links):
        return Why.BUNDLE
    if any(isinstance(link, BadStatusLine) and ALERT in str(link) for link in links):
        return Why.ENCRYPTED
    numbers = {link.errno for link in links if isinstance(link, OSError)}
    if numbers & _UNROUTED:
        return Why.ROUTE
    if any(isinstance(link, _CUT) for link in links) or numbers & _CUT_NUMBERS:
        return Why.CUT if url.startswith("https:") else Why.CUT_PLAIN
    return None


def asked_url(cause: BaseException) -> str:
    """The URL of the request that failed; "" where no exception knows it."""
    made = (getattr(link, "request", None) for link in _chain(cause))
    urls = (getattr(one, "url", None) for one in made)
    return next((str(url) for url in urls if url), "")


def proxy_named(url: str) -> str | None:
    """The proxy that the environment names for a URL, credentials included; for all sources."""
    return select_proxy(url, get_environ_proxies(url)) if url else None


def proxy_usable(named: str) -> bool:
    """Say whether this is a proxy's address at all: a host, a port that is a number."""
    try:
        parts = urlsplit(named if "://" in named else f"http://{named}")
        return bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def proxy_of(url: str) -> str | None:
    """The same, without anybody's credentials; where the URL is not known, one that is none."""
    named = proxy_named(url)
    if not url:
        named = next((one for one in getproxies().values() if not proxy_usable(one)), None)
    return None if named is None else place(named)


def place(url: str) -> str:
    """A URL's scheme, host and port, without path and credentials."""
    scheme, mark, rest = url.rpartition("://")
    return f"{scheme}{mark}{rest.partition('/')[0].rpartition('@')[2]}"


def reason(cause: BaseException) -> str:
    """Give the innermost reason: ``Connection refused``, not the four wrappers around it."""
    links = list(_chain(cause))
    if any(isinstance(link, requests.Timeout) for link in links):
        return "timed out"
    found = [
        getattr(link, "verify_message", None) or link.strerror or str(link)
        for link in links
        if isinstance(link, OSError)
        and not isinstance(link, requests.RequestException | ProxyError)
    ]
    return quoted(found[-1]) if found else ""


def pause_s(retry_after: str | None) -> float:
    """Seconds of a Retry-After header, in either of its two forms, within reason."""
    if not retry_after:
        return DEFAULT_PAUSE_S
    try:
        seconds = float(retry_after)
    except ValueError:
        try:
            until = parsedate_to_datetime(retry_after)
        except ValueError:
            return DEFAULT_PAUSE_S
        until = until if until.tzinfo else until.replace(tzinfo=UTC)
        seconds = (until - datetime.now(UTC)).total_seconds()
    return min(LONGEST_PAUSE_S, max(0.0, seconds)) if seconds == seconds else DEFAULT_PAUSE_S  # noqa: PLR0124 - NaN


def _chain(cause: BaseException) -> Iterator[BaseException]:
    """Give an exception and everything underneath it, urllib3's `reason` included."""
    seen: set[int] = set()
    waiting: list[object] = [cause]
    while waiting:
        link = waiting.pop()
        if not isinstance(link, BaseException) or id(link) in seen:
            continue
        seen.add(id(link))
        yield link
        waiting += [link.__cause__, link.__context__, getattr(link, "reason", None), *link.args]
