"""How a query says who asks: by headers, a password or a token, a client certificate."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import requests
from requests.auth import AuthBase, HTTPBasicAuth

from console.model.error import CredentialsRefused
from console.model.notice import notice
from console.providers import files
from console.settings.locations import expanded
from console.settings.metrics import PrometheusSettings

AUTHORITIES = "prometheus.ca_file"
CERTIFICATE = "prometheus.cert_file, prometheus.key_file"


@dataclass(frozen=True, slots=True)
class MetricsKeys:
    """The secrets of the metrics server: a bearer token, a password, a header's value."""

    token: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)
    header: str | None = field(default=None, repr=False)


class MetricsAuth(AuthBase):
    """Says who asks as the settings have it, and nobody else: not what ~/.netrc has."""

    def __init__(self, settings: PrometheusSettings, keys: MetricsKeys) -> None:
        """Raise CredentialsRefused where a secret that the settings need is not kept."""
        self._headers: dict[str, str] = {}
        self._basic: HTTPBasicAuth | None = None
        if settings.username is not None:
            password = _needed(keys.password, "prometheus-password")
            self._basic = HTTPBasicAuth(
                settings.username.encode(), password.encode()
            )  # UTF-8, as RFC 7617 has it
        elif keys.token is not None:
            self._headers["Authorization"] = f"Bearer {keys.token}"
        if settings.secret_header is not None:
            self._headers[settings.secret_header] = _needed(keys.header, "prometheus-header")

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Add what says who asks."""
        request.headers.update(self._headers)
        return request if self._basic is None else self._basic(request)


def session(settings: PrometheusSettings, keys: MetricsKeys) -> requests.Session:
    """A session that follows no redirect: what says who asks would go along to another place."""
    made = requests.Session()
    made.max_redirects = 0
    made.headers.update(_sent(settings.headers))
    made.auth = MetricsAuth(settings, keys)
    if settings.cert_file is not None:
        files.pair(settings.cert_file, settings.key_file, CERTIFICATE)
        made.cert = _expanded(settings.cert_file)
        if settings.key_file is not None:
            made.cert = (_expanded(settings.cert_file), _expanded(settings.key_file))
    return made


def _sent(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: value.strip() for name, value in headers.items()}


def _expanded(file: str) -> str:
    return str(expanded(Path(file)))


def _needed(secret: str | None, name: str) -> str:
    if secret is None:
        raise CredentialsRefused(notice("prometheus.no_secret", name=name))
    return secret
