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
from console.settings.server import AccessSettings


@dataclass(frozen=True, slots=True)
class ServerName:
    """A server as people know it: what it is, its table in the settings, its secrets' name."""

    title: str
    section: str
    secret: str
    url_key: str = "url"

    @property
    def address(self) -> str:
        """The setting that says where it is."""
        return f"{self.section}.{self.url_key}"

    @property
    def authorities(self) -> str:
        """The setting that names the authorities of its certificate."""
        return f"{self.section}.ca_file"

    @property
    def certificate(self) -> str:
        """The settings that name the client certificate for it."""
        return f"{self.section}.cert_file, {self.section}.key_file"


@dataclass(frozen=True, slots=True)
class ServerKeys:
    """The secrets of one HTTP server: a bearer token, a password, a header's value."""

    token: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)
    header: str | None = field(default=None, repr=False)


class ServerAuth(AuthBase):
    """Says who asks as the settings have it, and nobody else: not what ~/.netrc has."""

    def __init__(self, settings: AccessSettings, keys: ServerKeys, name: ServerName) -> None:
        """Raise CredentialsRefused where a secret that the settings need is not kept."""
        self._headers: dict[str, str] = {}
        self._basic: HTTPBasicAuth | None = None
        if settings.username is not None:
            password = _needed(keys.password, name, "password")
            self._basic = HTTPBasicAuth(
                settings.username.encode(), password.encode()
            )  # UTF-8, as RFC 7617 has it
        elif keys.token is not None:
            self._headers["Authorization"] = f"Bearer {keys.token}"
        if settings.secret_header is not None:
            self._headers[settings.secret_header] = _needed(keys.header, name, "header")

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Add what says who asks."""
        request.headers.update(self._headers)
        return request if self._basic is None else self._basic(request)


def session(settings: AccessSettings, keys: ServerKeys, name: ServerName) -> requests.Session:
    """A session that follows no redirect: what says who asks would go along to another place."""
    made = requests.Session()
    made.max_redirects = 0
    made.headers.update(_sent(settings.headers))
    made.auth = ServerAuth(settings, keys, name)
    if settings.cert_file is not None:
        files.pair(settings.cert_file, settings.key_file, name.certificate)
        made.cert = _expanded(settings.cert_file)
        if settings.key_file is not None:
            made.cert = (_expanded(settings.cert_file), _expanded(settings.key_file))
    return made


def _sent(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: value.strip() for name, value in headers.items()}


def _expanded(file: str) -> str:
    return str(expanded(Path(file)))


def _needed(secret: str | None, name: ServerName, what: str) -> str:
    if secret is None:
        said = notice("server.no_secret", source=name.title, name=f"{name.secret}-{what}")
        raise CredentialsRefused(said)
    return secret
