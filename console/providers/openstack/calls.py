"""How a call is made: within its budget and its deadline, retried only where that is safe.

Reads are retried on 5xx, 429 and connection failures. Writes never are, except
when the request certainly was not received (connection refused) or not
processed (429, 401): the SDK's own retries would send a POST twice.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar

import msgspec
import stamina

from console.model.error import (
    CredentialsRefused,
    NotFound,
    RateLimited,
    SourceError,
    SourceUnreachable,
    StoodStill,
)
from console.model.notice import notice
from console.providers import skews
from console.providers.bucket import TokenBucket, shared
from console.providers.openstack import errors
from console.providers.openstack.connection import Connection
from console.providers.openstack.errors import OpenStackAnswer
from console.providers.quotation import reference
from console.redaction import HIDDEN
from console.settings.openstack import OpenStackSettings

ATTEMPTS = 4
FIRST_WAIT_S = 0.2
LONGEST_WAIT_S = 5.0
SHORTEST_TIMEOUT_S = 0.1
UNAUTHORIZED = 401
T = TypeVar("T")
Params = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True, slots=True)
class OpenStackCall:
    """One HTTP call to one service of one region."""

    method: str
    api: str
    region: str
    path: str
    params: Params = field(default_factory=dict)
    body: object = field(default=None, repr=False)
    microversion: str | None = None
    asks: bool = False
    """Whether a POST only asks, and may be sent again."""
    secret: bytes = field(default=b"", repr=False)
    """What of the body no answer may repeat: it ends in the journal and before people."""

    @property
    def source(self) -> str:
        """What people read: ``compute GRA11``."""
        return f"{self.api} {self.region}"

    @property
    def listing(self) -> bool:
        """Say whether what is asked for is always there: a list, not one thing by its id."""
        path = self.path.removeprefix("lbaas/")
        return self.method == "GET" and ("/" not in path or path.endswith("/detail"))

    @property
    def writing(self) -> bool:
        """Say whether a lost answer leaves the outcome unknown."""
        return self.method != "GET" and not self.asks


class OpenStackCalls:
    """The project's HTTP calls. Every failure is a SourceError."""

    def __init__(self, settings: OpenStackSettings, connection: Connection) -> None:
        """Make calls over a connection, at the rates of the settings."""
        self._settings = settings
        self._connection = connection
        self._rates = {
            "compute": settings.compute_rate,
            "identity": settings.identity_rate,
            "network": settings.network_rate,
            "image": settings.image_rate,
            "block-storage": settings.volume_rate,
            "object-store": settings.object_rate,
            "load-balancer": settings.balancer_rate,
        }
        self._ahead: dict[tuple[str, str], timedelta] = {}

    def read(
        self,
        api: str,
        region: str,
        path: str,
        params: Params | None = None,
        *,
        body: object = None,
    ) -> bytes:
        """GET, or POST of a body that only asks; the body of a 2xx answer.

        Takes at most twice the read timeout, all attempts and waits included.
        """
        method = "GET" if body is None else "POST"
        call = OpenStackCall(method, api, region, path, params or {}, body, asks=True)
        timeout = self._settings.read_timeout_s
        deadline = read_deadline(self._settings)

        def once() -> bytes:
            answer = self._send(call, _left(deadline, timeout))
            if not _accepted(answer):
                raise self._refusal(answer, call)
            self._ahead[api, region] = skews.told(_named(api, region), answer.date)
            return answer.body

        return retried(once, deadline)

    def ahead(self, api: str, region: str) -> timedelta:
        """How far this machine's clock was ahead of a service's at the last read.

        Less than zero where it is behind, zero where they agree as far as can be told.
        Two clocks are never compared in a verdict: what is asked of a service by time
        is asked in its own.
        """
        return self._ahead.get((api, region), timedelta())

    def write(
        self, method: str, api: str, region: str, path: str, body: object = None
    ) -> OpenStackAnswer:
        """POST or DELETE; the 2xx answer.

        Raises OutcomeUnknown when the request may have been received and no
        clear answer came; SourceUnreachable only when nothing was sent.
        """
        return self.send(OpenStackCall(method, api, region, path, body=body))

    def send(self, call: OpenStackCall) -> OpenStackAnswer:
        """Make a call that writes; see `write`."""
        timeout = self._settings.write_timeout_s
        deadline = time.monotonic() + 2 * timeout

        def once() -> OpenStackAnswer:
            answer = self._send(call, _left(deadline, timeout))
            if _accepted(answer):
                return answer
            found = self._refusal(answer, call)
            if isinstance(found, SourceUnreachable):
                text = f"HTTP {answer.status} {found.notice.values.get('text', '')}"
                raise errors.unknown_outcome(call.source, text, answer.request_id)
            raise found

        return retried(once, deadline)

    def keystone(self, ask: Callable[[], T]) -> T:
        """Ask something of the connection that may have to authenticate, as a read."""

        def once() -> T:
            try:
                return ask()
            except errors.SDK_FAILURES as e:
                raise errors.failure(e, "identity") from e

        return retried(once, read_deadline(self._settings))

    def _refusal(self, answer: OpenStackAnswer, call: OpenStackCall) -> SourceError:
        found = errors.refusal(answer, call.source)
        if isinstance(found, NotFound) and call.listing:
            return errors.wiring(call.source).nowhere(answer.request_id)
        if isinstance(found, RateLimited):
            self._bucket(call.api).pause(found.retry_after_s)
        return found

    def _send(self, call: OpenStackCall, timeout_s: float) -> OpenStackAnswer:
        """Send once, or twice when the token was refused: a 401 was not processed."""
        url, token = self._prepare(call)
        answer = self._exchange(call, url, token, timeout_s)
        if answer.status != UNAUTHORIZED:
            return answer
        self._connection.discard(token)
        url, token = self._prepare(call)
        answer = self._exchange(call, url, token, timeout_s)
        if answer.status == UNAUTHORIZED:
            found = errors.refusal(answer, call.source)
            raise CredentialsRefused(found.notice, request_id=found.request_id)
        return answer

    def _prepare(self, call: OpenStackCall) -> tuple[str, str]:
        """Authenticate and find the service, before and apart from what is sent.

        A failure here is never one of a write whose outcome is unknown.
        """
        try:
            token = self._connection.token()
            endpoint = self._connection.endpoint(call.api, call.region)
        except errors.SDK_FAILURES as e:
            raise errors.failure(e, "identity") from e
        return f"{endpoint}/{call.path}", token

    def _exchange(
        self, call: OpenStackCall, url: str, token: str, timeout_s: float
    ) -> OpenStackAnswer:
        """Send one request, with none of the session's own retries, and read the answer."""
        wait = self._bucket(call.api).acquire(timeout_s)
        if wait is not None:
            said = notice("openstack.rate_limited", source=call.source, status=429, text="")
            raise RateLimited(said, retry_after_s=wait)
        headers = {"Accept": "application/json", "X-Auth-Token": token}
        if call.body is not None:
            headers["Content-Type"] = "application/json"
        try:
            response = self._connection.session().request(
                url,
                call.method,
                params=dict(call.params),
                data=None if call.body is None else msgspec.json.encode(call.body),
                headers=headers,
                microversion=call.microversion
                or self._connection.microversion(call.api, call.region),
                microversion_service_type=call.api,
                timeout=timeout_s,
                authenticated=False,
                raise_exc=False,
                redirect=not call.writing,
                connect_retries=0,
                log=False,
            )
        except errors.SDK_FAILURES as e:
            raise errors.failure(e, call.source, writing=call.writing) from e
        told = response.headers
        return OpenStackAnswer(
            status=response.status_code,
            body=_without(response.content, call.secret),
            request_id=reference(
                told.get("x-openstack-request-id"), told.get("x-compute-request-id")
            ),
            retry_after=told.get("Retry-After"),
            date=told.get("Date"),
        )

    def _bucket(self, api: str) -> TokenBucket:
        return shared(self._connection.scope, api, self._rates[api])


def _without(body: bytes, secret: bytes) -> bytes:
    """An answer that repeats what was sent, as refusals of Nova do, less what is secret in it."""
    return body.replace(secret, HIDDEN.encode()) if secret else body


def _named(api: str, region: str) -> str:
    """The source, as people know it: ``nova:GRA11``."""
    return f"nova:{region}" if api == "compute" else f"{api}:{region}"


def read_deadline(settings: OpenStackSettings) -> float:
    """When a read that starts now must be over, all its attempts and waits included."""
    return time.monotonic() + 2 * settings.read_timeout_s


def retried(once: Callable[[], T], deadline: float) -> T:
    """Call until it works: waits grow, honour Retry-After, and end before the deadline.

    What may be sent again is what raises SourceUnreachable or RateLimited; a write
    that may have been received raises OutcomeUnknown, and is not repeated, nor is what
    must not leave any more (`console.departure`).
    """

    def again(error: Exception) -> bool | float:
        wait = 0.0
        if isinstance(error, StoodStill):
            return False
        if isinstance(error, RateLimited | errors.Unavailable):
            wait = max(error.retry_after_s, FIRST_WAIT_S)
        elif not isinstance(error, SourceUnreachable):
            return False
        return (wait or True) if time.monotonic() + wait < deadline else False

    for attempt in stamina.retry_context(
        on=again,
        attempts=ATTEMPTS,
        timeout=max(SHORTEST_TIMEOUT_S, deadline - time.monotonic()),
        wait_initial=FIRST_WAIT_S,
        wait_max=LONGEST_WAIT_S,
        wait_jitter=FIRST_WAIT_S,
    ):
        with attempt:
            return once()
    raise AssertionError("unreachable: the last attempt returns or raises")


def _left(deadline: float, timeout_s: float) -> float:
    return max(SHORTEST_TIMEOUT_S, min(timeout_s, deadline - time.monotonic()))


def _accepted(answer: OpenStackAnswer) -> bool:
    return 200 <= answer.status < 300  # noqa: PLR2004 - HTTP
