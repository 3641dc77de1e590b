"""Questions to Alertmanager, each bounded in time, each failure one typed error."""

import threading
import time

import msgspec
import requests
import stamina

from console.decoding import decode
from console.model.error import (
    BadAnswer,
    CallRefused,
    CredentialsRefused,
    SourceError,
    SourceUnreachable,
)
from console.model.notice import notice
from console.providers import skews
from console.providers.access import ServerKeys, authorities_key, certificate_key, session
from console.providers.causes import reason
from console.providers.files import authorities
from console.providers.outage import Wiring
from console.providers.quotation import quoted, unmarked
from console.providers.transport import BoundedAdapter, hush
from console.settings.alerting import AlertmanagerSettings

SECTION = "alertmanager"
RETRY_WAIT_S = 0.1


class AlertmanagerServer:
    """One Alertmanager. Thread-safe: each thread has its own session."""

    def __init__(self, settings: AlertmanagerSettings, keys: ServerKeys) -> None:
        """Keep the address and the credentials; nothing is called yet."""
        hush()
        self._settings = settings
        self._keys = keys
        self._local = threading.local()
        self._wiring = Wiring(
            "Alertmanager",
            f"{SECTION}.url",
            authorities_key(SECTION),
            certificate_key(SECTION),
            settings.url,
        )

    def records(self, path: str) -> list[msgspec.Raw]:
        """The records of a list such as ``/api/v2/alerts``, each still to be decoded."""
        deadline = time.monotonic() + self._settings.timeout_s * (1 + self._settings.retries)

        def again(error: Exception) -> bool | float:
            late = time.monotonic() + RETRY_WAIT_S >= deadline
            return RETRY_WAIT_S if isinstance(error, SourceUnreachable) and not late else False

        for attempt in stamina.retry_context(
            on=again, attempts=1 + self._settings.retries, timeout=None
        ):
            with attempt:
                body = self._get(path)
                try:
                    return decode(body, list[msgspec.Raw])
                except (msgspec.DecodeError, UnicodeDecodeError) as error:
                    raise self._nonsense(requests.codes.ok, body) from error
        raise AssertionError("unreachable: the last attempt returns or raises")

    def _get(self, path: str) -> bytes:
        url = self._settings.url.rstrip("/") + path
        try:
            answer = self._session().get(url, timeout=self._settings.timeout_s)
        except requests.TooManyRedirects as error:
            raise self._nonsense(requests.codes.found, b"") from error
        except (requests.RequestException, OSError) as error:
            text = quoted(reason(error) or type(error).__name__)
            said = notice("alertmanager.unreachable", url=self._settings.url, text=text)
            raise self._wiring.outage(error) or SourceUnreachable(said) from error
        skews.told(SECTION, answer.headers.get("Date"))
        if answer.status_code != requests.codes.ok:
            raise self._failure(answer.status_code, answer.content)
        return answer.content

    def _session(self) -> requests.Session:
        if not hasattr(self._local, "session"):
            trusted, total = self._settings.ca_file, self._settings.timeout_s
            if trusted is not None:
                authorities(trusted, authorities_key(SECTION))
            made = session(self._settings, self._keys, SECTION)
            bounded = BoundedAdapter(
                connect_s=total, total_s=total, connections=2, authorities=trusted
            )
            made.mount(self._settings.url, bounded)
            self._local.session = made
        found: requests.Session = self._local.session
        return found

    def _failure(self, status: int, body: bytes) -> SourceError:
        astray = self._wiring.astray(status, body)
        if astray is not None:
            return astray
        url, text = self._settings.url, quoted(unmarked(body))
        if status in {401, 403}:
            return CredentialsRefused(
                notice("alertmanager.credentials", url=url, status=status, text=text)
            )
        failed = notice("alertmanager.failed", url=url, status=status, text=text)
        if status >= 500 or status == requests.codes.too_many_requests:  # noqa: PLR2004 - HTTP
            return SourceUnreachable(failed)
        return CallRefused(failed)

    def _nonsense(self, status: int, body: bytes) -> BadAnswer:
        said = notice("alertmanager.bad_answer", url=self._settings.url, text=unmarked(body))
        return self._wiring.astray(status, body) or BadAnswer(said)
