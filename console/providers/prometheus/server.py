"""Queries to a Prometheus server, each bounded in time, each failure one typed error.

prometheus-api-client alone waits for ever, hides warnings and raises five
kinds of exception; the session given to it here looks at each answer first.
"""

import threading
import time
from datetime import datetime
from typing import Any, TypeVar

import msgspec
import requests
import stamina
from prometheus_api_client.exceptions import PrometheusApiClientException
from prometheus_api_client.prometheus_connect import PrometheusConnect
from urllib3.util.retry import Retry

from console.decoding import convert, decode
from console.model.error import (
    BadAnswer,
    CallRefused,
    CredentialsRefused,
    RateLimited,
    SourceError,
    SourceUnreachable,
)
from console.model.notice import NoticeValue, notice
from console.providers import skews
from console.providers.access import ServerKeys, ServerName, session
from console.providers.causes import reason
from console.providers.files import authorities
from console.providers.outage import Wiring
from console.providers.quotation import quoted, unmarked
from console.providers.transport import BoundedAdapter, hush
from console.settings.metrics import PrometheusSettings

SHORTEST_TIMEOUT_S = 0.05
RETRY_WAIT_S = 0.1
NAME = ServerName("Prometheus", "prometheus", "prometheus")
REDIRECT = 302
REFUSED_STATUSES = {400, 405, 422}
T = TypeVar("T")


class AnswerEnvelope(msgspec.Struct):
    """What every answer of the HTTP API carries."""

    status: str
    error: str = ""
    warnings: list[str] = msgspec.field(default_factory=list)
    infos: list[str] = msgspec.field(default_factory=list)


class InstantSample(msgspec.Struct):
    """One sample of an instant vector; the value is a text, ``NaN`` and ``+Inf`` included."""

    metric: dict[str, str]
    value: tuple[float, str]


class RangeSample(msgspec.Struct):
    """One series of a range vector."""

    metric: dict[str, str]
    values: list[tuple[float, str]]


class PrometheusServer:
    """One Prometheus server. Thread-safe: each thread has its own session."""

    def __init__(self, settings: PrometheusSettings, keys: ServerKeys) -> None:
        """Keep the address and the credentials; nothing is called yet."""
        hush()
        self._settings = settings
        self._keys = keys
        self._wiring = Wiring(
            NAME.title, NAME.address, NAME.authorities, NAME.certificate, settings.url
        )
        self._local = threading.local()

    def deadline(self) -> float:
        """When a group of queries that starts now must be over, on the monotonic clock."""
        return time.monotonic() + self._settings.timeout_s * (1 + self._settings.retries)

    def instant(self, query: str, deadline: float) -> tuple[list[InstantSample], list[str]]:
        """Samples of an instant query, and the server's warnings."""
        return self._ask(
            lambda client, timeout: client.custom_query(query, timeout=timeout),
            list[InstantSample],
            deadline,
        )

    def range(
        self, query: str, start: datetime, end: datetime, step_s: int, deadline: float
    ) -> tuple[list[RangeSample], list[str]]:
        """Series of a range query, and the server's warnings."""
        return self._ask(
            lambda client, timeout: client.custom_query_range(
                query, start_time=start, end_time=end, step=f"{step_s}s", timeout=timeout
            ),
            list[RangeSample],
            deadline,
        )

    def _ask(self, call: Any, shape: type[T], deadline: float) -> tuple[T, list[str]]:  # noqa: ANN401 - the client is untyped
        def once() -> T:
            left = min(self._settings.timeout_s, deadline - time.monotonic())
            if left <= 0:
                raise self._unreachable("no answer in time")
            self._local.warnings = []
            try:
                result = call(self._client(), max(left, SHORTEST_TIMEOUT_S))
                return convert(result, shape)
            except requests.TooManyRedirects as e:
                raise self._bad_answer(b"", status=REDIRECT) from e
            except requests.RequestException as e:
                found = self._wiring.outage(e)
                raise found or self._unreachable(reason(e) or type(e).__name__) from e
            except OSError as e:
                raise self._wiring.outage(e) or self._unreachable(str(e)) from e
            except (
                PrometheusApiClientException,
                msgspec.ValidationError,
                ValueError,
                KeyError,
                TypeError,
            ) as e:
                raise self._bad_answer(str(e).encode()) from e

        def again(error: Exception) -> bool | float:
            wait = error.retry_after_s if isinstance(error, RateLimited) else RETRY_WAIT_S
            transient = isinstance(error, SourceUnreachable | RateLimited)
            return wait if transient and time.monotonic() + wait < deadline else False

        for attempt in stamina.retry_context(
            on=again, attempts=1 + self._settings.retries, timeout=None
        ):
            with attempt:
                return once(), list(self._local.warnings)
        raise AssertionError("unreachable: the last attempt returns or raises")

    def _client(self) -> PrometheusConnect:
        if not hasattr(self._local, "client"):
            url = self._settings.url.rstrip("/")
            trusted = self._settings.ca_file
            if trusted is not None:
                authorities(trusted, NAME.authorities)
            line = session(self._settings, self._keys, NAME)
            line.hooks["response"].append(self._look)
            client = PrometheusConnect(url=url, retry=Retry(total=0), session=line)
            # The client has mounted an adapter of its own, without a deadline.
            total = self._settings.timeout_s
            bounded = BoundedAdapter(
                connect_s=total, total_s=total, connections=2, authorities=trusted
            )
            line.mount(url, bounded)
            self._local.client = client
        return self._local.client

    def _look(self, response: requests.Response, *_: object, **__: object) -> None:
        """Raise what an answer stands for, and keep its warnings: the client drops both."""
        skews.told("prometheus", response.headers.get("Date"))
        if response.is_redirect:
            return
        try:
            envelope = decode(response.content, AnswerEnvelope)
        except (msgspec.DecodeError, UnicodeDecodeError):
            envelope = None
        text = envelope.error if envelope is not None else unmarked(response.content)
        if response.status_code != requests.codes.ok:
            raise self._refusal(response, text)
        if envelope is None:
            raise self._bad_answer(response.content)
        if envelope.status != "success":
            raise self._bad_answer((envelope.error or envelope.status).encode())
        self._local.warnings = [*envelope.warnings, *envelope.infos]

    def _refusal(self, response: requests.Response, text: str) -> SourceError:
        status = response.status_code
        astray = self._wiring.astray(status, response.content)
        if astray is not None:
            return astray
        said: dict[str, NoticeValue] = {
            "url": self._settings.url,
            "status": status,
            "text": quoted(text),
        }
        if status in {401, 403}:
            return CredentialsRefused(notice("prometheus.credentials", **said))
        if status == requests.codes.too_many_requests:
            pause = response.headers.get("Retry-After", "")
            seconds = float(pause) if pause.isdigit() else 1.0
            return RateLimited(notice("prometheus.failed", **said), retry_after_s=seconds)
        if status in REFUSED_STATUSES:
            return CallRefused(notice("prometheus.refused", **said))
        if status >= 500:  # noqa: PLR2004 - HTTP
            return SourceUnreachable(notice("prometheus.failed", **said))
        return BadAnswer(notice("prometheus.bad_answer", url=self._settings.url, text=quoted(text)))

    def _unreachable(self, text: str) -> SourceUnreachable:
        said = notice("prometheus.unreachable", url=self._settings.url, text=quoted(text))
        return SourceUnreachable(said)

    def _bad_answer(self, body: bytes, status: int = requests.codes.ok) -> BadAnswer:
        said = notice("prometheus.bad_answer", url=self._settings.url, text=unmarked(body))
        return self._wiring.astray(status, body) or BadAnswer(said)
