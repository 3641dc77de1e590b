"""What lies under a failed HTTP call: was it sent, why did it fail, when may it be tried again."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import requests
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError, ProxyError

from console.providers.quotation import quoted

LONGEST_PAUSE_S = 300.0
DEFAULT_PAUSE_S = 1.0


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
            | requests.exceptions.InvalidURL,
        )
        for link in _chain(cause)
    )


def reason(cause: BaseException) -> str:
    """Give the innermost reason: ``Connection refused``, not the four wrappers around it."""
    links = list(_chain(cause))
    if any(isinstance(link, requests.Timeout) for link in links):
        return "timed out"
    proxied = any(isinstance(link, ProxyError) for link in links)
    refused = [link for link in links if isinstance(link, ssl.SSLCertVerificationError)]
    if refused:
        return quoted(f"certificate refused: {refused[-1].verify_message}")
    found = [
        link.strerror or str(link)
        for link in links
        if isinstance(link, OSError)
        and not isinstance(link, requests.RequestException | ProxyError)
    ]
    text = quoted(found[-1]) if found else ""
    return f"proxy: {text or 'no answer'}" if proxied else text


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
