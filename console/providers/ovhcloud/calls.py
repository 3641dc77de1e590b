"""How a call is made: signed, within its budget and its deadline, retried only where that is safe.

Reads are retried on 5xx, 429 and connection failures. An order never is: the
API has no key that would make a second POST the same order.
"""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeAlias, TypeVar
from urllib.parse import urlencode

import msgspec
import requests
import stamina

from console.decoding import decode
from console.model.error import RateLimited, SourceUnreachable
from console.model.notice import notice
from console.providers import skews
from console.providers.bucket import MinuteWindow, shared_window
from console.providers.files import authorities
from console.providers.ovhcloud import errors
from console.providers.ovhcloud.errors import OvhcloudAnswer
from console.providers.ovhcloud.keys import Keys
from console.providers.quotation import reference
from console.settings.ovhcloud import ApiSettings

if TYPE_CHECKING:
    from console.providers.ovhcloud.client import BoundedClient

ATTEMPTS = 3
FIRST_WAIT_S = 0.2
LONGEST_WAIT_S = 5.0
SHORTEST_TIMEOUT_S = 0.1
Parameter: TypeAlias = str | int | bool
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class OvhcloudCall:
    """One HTTP call. `writing`: a lost answer leaves the outcome unknown.

    `public` calls are not signed.
    """

    method: str
    path: str
    body: Mapping[str, Parameter] | None = None
    headers: Mapping[str, str] | None = None
    writing: bool = False
    public: bool = False

    def __str__(self) -> str:
        """What people read: ``GET /dedicatedCloud/pcc-1/filer``."""
        return f"{self.method} {self.path}"


class OvhcloudCalls:
    """The calls of one consumer key. Every failure is a SourceError. Thread-safe."""

    def __init__(self, settings: ApiSettings, keys: Keys) -> None:
        """Keep the keys; the library is loaded and the clock compared at the first call."""
        self._settings = settings
        self._keys = keys
        self._lock = threading.Lock()
        self._client: BoundedClient | None = None

    def deadline(self) -> float:
        """When a group of reads that starts now must be over, on the monotonic clock."""
        return time.monotonic() + 2 * self._settings.read_timeout_s

    def read(
        self,
        path: str,
        params: Mapping[str, Parameter | None] | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        deadline: float | None = None,
        public: bool = False,
    ) -> OvhcloudAnswer:
        """GET; the 2xx answer. Parameters that are None are left out."""
        call = OvhcloudCall("GET", with_query(path, params or {}), headers=headers, public=public)
        return self._retried(call, deadline)

    def get(
        self,
        path: str,
        shape: type[T],
        params: Mapping[str, Parameter | None] | None = None,
        *,
        deadline: float | None = None,
        public: bool = False,
    ) -> T:
        """GET, decoded."""
        answer = self.read(path, params, deadline=deadline, public=public)
        return decoded(answer, shape, f"GET {path}")

    def ask(self, path: str, body: Mapping[str, Parameter], shape: type[T]) -> T:
        """POST that only reads, decoded."""
        return decoded(self._retried(OvhcloudCall("POST", path, body), None), shape, f"POST {path}")

    def write(self, path: str, body: Mapping[str, Parameter] | None = None) -> OvhcloudAnswer:
        """POST; the 2xx answer. Sent once, twice only when its signature's time was refused.

        Raises OutcomeUnknown when the request may have been received and no
        clear answer came; SourceUnreachable only when nothing was sent.
        """
        return self._once(OvhcloudCall("POST", path, body, writing=True), self.deadline())

    def _retried(self, call: OvhcloudCall, deadline: float | None) -> OvhcloudAnswer:
        until = self.deadline() if deadline is None else deadline

        def again(error: Exception) -> bool | float:
            wait = error.retry_after_s if isinstance(error, RateLimited) else FIRST_WAIT_S
            transient = isinstance(error, SourceUnreachable | RateLimited)
            return (wait or True) if transient and time.monotonic() + wait < until else False

        for attempt in stamina.retry_context(
            on=again,
            attempts=ATTEMPTS,
            timeout=max(SHORTEST_TIMEOUT_S, until - time.monotonic()),
            wait_initial=FIRST_WAIT_S,
            wait_max=LONGEST_WAIT_S,
            wait_jitter=FIRST_WAIT_S,
        ):
            with attempt:
                return self._once(call, until)
        raise AssertionError("unreachable: the last attempt returns or raises")

    def _once(self, call: OvhcloudCall, deadline: float) -> OvhcloudAnswer:
        client = self._prepared(deadline)
        answer = self._exchange(client, call, deadline)
        if errors.stale_signature(answer):
            # The library compares clocks once and for all: a new client compares them again.
            self._discard(client)
            client = self._prepared(deadline)
            answer = self._exchange(client, call, deadline)
        if answer.accepted:
            return answer
        found = errors.refusal(
            answer, str(call), writing=call.writing, section=self._settings.section
        )
        if isinstance(found, RateLimited):
            self._window.pause(found.retry_after_s)
        raise found

    def _prepared(self, deadline: float) -> "BoundedClient":
        """Make the client and compare its clock, before and apart from what is sent.

        A failure here is never one of a write whose outcome is unknown.
        """
        if self._keys.missing:
            raise errors.without_keys(self._keys.missing)
        from ovh.exceptions import (  # noqa: PLC0415 - the SDK is loaded at first use
            InvalidConfiguration,
            InvalidRegion,
        )

        from console.providers.ovhcloud.client import (  # noqa: PLC0415 - as above
            BoundedClient,
        )

        with self._lock:
            if self._client is not None:
                return self._client
            if self._settings.ca_file is not None:
                authorities(self._settings.ca_file, f"{self._settings.section}.ca_file")
            try:
                client = BoundedClient(self._settings, self._keys)
            except (InvalidRegion, InvalidConfiguration) as e:
                raise errors.unusable(str(e.args[0] if e.args else e)) from e
            except errors.FAILURES as e:
                raise errors.unusable(str(e)) from e
            self._compare_clocks(client, deadline)
            self._client = client
            return client

    def _compare_clocks(self, client: "BoundedClient", deadline: float) -> None:
        """Sign by the API's own time (GET /auth/time): seconds since 1970."""
        call = OvhcloudCall("GET", "/auth/time")
        self._acquire(call, deadline)
        try:
            answer = _answer(client.raw_call(call.method, call.path, None, need_auth=False))
        except errors.FAILURES as e:
            raise errors.failure(e, str(call), writing=False, section=self._settings.section) from e
        if not answer.accepted:
            raise errors.refusal(answer, str(call), writing=False, section=self._settings.section)
        there = decoded(answer, int, str(call))
        client.signs_at(there)
        skews.heard("ovhcloud", datetime.fromtimestamp(there, UTC))

    def _discard(self, client: "BoundedClient") -> None:
        with self._lock:
            if self._client is client:
                self._client = None

    def _exchange(
        self, client: "BoundedClient", call: OvhcloudCall, deadline: float
    ) -> OvhcloudAnswer:
        self._acquire(call, deadline)
        try:
            response = client.raw_call(
                call.method,
                call.path,
                None if call.body is None else dict(call.body),
                need_auth=not call.public,
                headers={"Accept": "application/json", **(call.headers or {})},
            )
        except errors.FAILURES as e:
            raise errors.failure(
                e, str(call), writing=call.writing, section=self._settings.section
            ) from e
        return _answer(response)

    def _acquire(self, call: OvhcloudCall, deadline: float) -> None:
        wait = self._window.acquire(max(0.0, deadline - time.monotonic()))
        if wait is not None:
            said = notice("ovhcloud.budget", call=str(call))
            raise RateLimited(said, retry_after_s=wait)

    @property
    def _window(self) -> MinuteWindow:
        scope = f"{self._settings.endpoint} {self._keys.scope}"
        return shared_window(scope, self._settings.calls_per_minute)


def with_query(path: str, params: Mapping[str, Parameter | None]) -> str:
    """Add parameters to a path; python-ovh would send None as ``null``."""
    given = {
        name: str(value).lower() if isinstance(value, bool) else value
        for name, value in params.items()
        if value is not None
    }
    return f"{path}?{urlencode(given)}" if given else path


def decoded(answer: OvhcloudAnswer, shape: type[T], call: str) -> T:
    """Decode an answer, or say that it is not the protocol's."""
    try:
        return decode(answer.body, shape)
    except (msgspec.DecodeError, UnicodeDecodeError) as e:
        raise errors.bad_answer(call, f"{e}: {answer.text}", answer.query_id, answer.body) from e


def _answer(response: requests.Response) -> OvhcloudAnswer:
    told = response.headers
    return OvhcloudAnswer(
        status=response.status_code,
        body=response.content,
        query_id=reference(told.get("X-OVH-QUERYID")),
        retry_after=told.get("Retry-After"),
    )
