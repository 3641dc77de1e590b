"""Calls to a plain HTTP server, each bounded in time, each failure one typed error."""

import socket
import threading
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

import requests
import stamina

from console.model.error import (
    BadAnswer,
    CallRefused,
    CredentialsRefused,
    OutcomeUnknown,
    SourceError,
    SourceUnreachable,
)
from console.model.notice import notice
from console.providers import skews
from console.providers.access import ServerKeys, ServerName, session
from console.providers.causes import proxy_named, reason
from console.providers.files import authorities
from console.providers.outage import Wiring
from console.providers.quotation import quoted, unmarked
from console.providers.transport import BoundedAdapter, hush
from console.settings.server import AccessSettings

RETRY_WAIT_S = 0.1
OVERLOADED = 500


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """What a server answered, and with which status."""

    status: int
    body: bytes


class HttpServer:
    """One server at one address. Thread-safe: each thread has its own session."""

    def __init__(
        self, settings: AccessSettings, url: str, *, name: ServerName, keys: ServerKeys
    ) -> None:
        """Keep the address and the credentials; nothing is called yet."""
        hush()
        self.url = url.rstrip("/")
        self._settings = settings
        self._name = name
        self._keys = keys
        self._local = threading.local()
        self._wiring = Wiring(name.title, name.address, name.authorities, name.certificate, url)

    def get(self, path: str) -> bytes:
        """The body that a path answers with 200; asked again while the server is not reached."""
        deadline = time.monotonic() + self._settings.timeout_s * (1 + self._settings.retries)

        def again(error: Exception) -> bool | float:
            late = time.monotonic() + RETRY_WAIT_S >= deadline
            return RETRY_WAIT_S if isinstance(error, SourceUnreachable) and not late else False

        for attempt in stamina.retry_context(
            on=again, attempts=1 + self._settings.retries, timeout=None
        ):
            with attempt:
                answer = self._call("GET", path, None, self._settings.timeout_s)
                if answer.status != requests.codes.ok:
                    raise self.failure(answer)
                return answer.body
        raise AssertionError("unreachable: the last attempt returns or raises")

    def post(self, path: str, body: bytes, timeout_s: float) -> HttpAnswer:
        """Send JSON once, whatever comes of it. OutcomeUnknown where it may have been received."""
        return self._call("POST", path, body, timeout_s)

    def delete(self, path: str, timeout_s: float) -> HttpAnswer:
        """Ask once that something be gone; as `post`."""
        return self._call("DELETE", path, b"", timeout_s)

    def check(self) -> None:
        """Raise SourceError for what would keep a call from being made; nothing is sent.

        Its secrets and files are looked at, and its host's name, which a proxy would look up.
        """
        self._session()
        refused = self._wiring.badly_proxied()
        if refused is not None:
            raise refused
        if proxy_named(self.url) is not None:
            return
        try:
            socket.getaddrinfo(urlsplit(self.url).hostname, None, type=socket.SOCK_STREAM)
        except OSError as error:
            raise self._wiring.outage(error) or self._lost(error, writing=False) from error

    def _call(self, method: str, path: str, body: bytes | None, timeout_s: float) -> HttpAnswer:
        writing = body is not None
        kind = {"Content-Type": "application/json"} if writing else None
        try:
            answer = self._session().request(
                method, self.url + path, data=body, headers=kind, timeout=timeout_s
            )
        except requests.TooManyRedirects as error:
            raise self.nonsense(HttpAnswer(requests.codes.found, b"")) from error
        except (requests.RequestException, OSError) as error:
            outage = self._wiring.outage(error, writing=writing)
            raise outage or self._lost(error, writing=writing) from error
        skews.told(self._name.section, answer.headers.get("Date"))
        return HttpAnswer(answer.status_code, answer.content)

    def _lost(self, error: Exception, *, writing: bool) -> SourceError:
        if writing:
            return OutcomeUnknown(self._wiring.uncertain(late=False))
        text = quoted(reason(error) or type(error).__name__)
        source = self._name.title
        return SourceUnreachable(
            notice("server.unreachable", source=source, url=self.url, text=text)
        )

    def _session(self) -> requests.Session:
        if not hasattr(self._local, "session"):
            trusted, total = self._settings.ca_file, self._settings.timeout_s
            if trusted is not None:
                authorities(trusted, self._name.authorities)
            made = session(self._settings, self._keys, self._name)
            bounded = BoundedAdapter(
                connect_s=total, total_s=total, connections=2, authorities=trusted
            )
            made.mount(self.url, bounded)
            self._local.session = made
        found: requests.Session = self._local.session
        return found

    def failure(self, answer: HttpAnswer) -> SourceError:
        """What an answer is that is not the one hoped for."""
        status = answer.status
        astray = self._wiring.astray(status, answer.body)
        if astray is not None:
            return astray
        name, text = self._name, quoted(unmarked(answer.body))
        if status in {401, 403}:
            return CredentialsRefused(
                notice(
                    "server.credentials",
                    source=name.title,
                    url=self.url,
                    status=status,
                    text=text,
                    section=name.section,
                    secret=name.secret,
                )
            )
        failed = notice("server.failed", source=name.title, url=self.url, status=status, text=text)
        if status >= OVERLOADED or status == requests.codes.too_many_requests:
            return SourceUnreachable(failed)
        return CallRefused(failed)

    def nonsense(self, answer: HttpAnswer) -> BadAnswer:
        """What an answer is that is no answer of this server."""
        said = notice(
            "server.bad_answer",
            source=self._name.title,
            url=self.url,
            text=unmarked(answer.body),
            address=self._name.address,
        )
        return self._wiring.astray(answer.status, answer.body) or BadAnswer(said)
