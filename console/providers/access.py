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
from console.settings.server import ServerSettings


def authorities_key(section: str) -> str:
    """The setting that names the authorities of a section's server."""
    return f"{section}.ca_file"


def certificate_key(section: str) -> str:
    """The settings that name the client certificate for a section's server."""
    return f"{section}.cert_file, {section}.key_file"


@dataclass(frozen=True, slots=True)
class ServerKeys:
    """The secrets of one HTTP server: a bearer token, a password, a header's value."""

    token: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)
    header: str | None = field(default=None, repr=False)


class ServerAuth(AuthBase):
    """Says who asks as the settings have it, and nobody else: not what ~/.netrc has."""

    def __init__(self, settings: ServerSettings, keys: ServerKeys, section: str) -> None:
        """Raise CredentialsRefused where a secret that the settings need is not kept."""
        self._headers: dict[str, str] = {}
        self._basic: HTTPBasicAuth | None = None
        if settings.username is not None:
            password = _needed(keys.password, section, "password")
            self._basic = HTTPBasicAuth(
                settings.username.encode(), password.encode()
            )  # UTF-8, as RFC 7617 has it
        elif keys.token is not None:
            self._headers["Authorization"] = f"Bearer {keys.token}"
        if settings.secret_header is not None:
            self._headers[settings.secret_header] = _needed(keys.header, section, "header")

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Add what says who asks."""
        request.headers.update(self._headers)
        return request if self._basic is None else self._basic(request)


def session(settings: ServerSettings, keys: ServerKeys, section: str) -> requests.Session:
    """A session that follows no redirect: what says who asks would go along to another place."""
    made = requests.Session()
    made.max_redirects = 0
    made.headers.update(_sent(settings.headers))
    made.auth = ServerAuth(settings, keys, section)
    if settings.cert_file is not None:
        files.pair(settings.cert_file, settings.key_file, certificate_key(section))
        made.cert = _expanded(settings.cert_file)
        if settings.key_file is not None:
            made.cert = (_expanded(settings.cert_file), _expanded(settings.key_file))
    return made


def _sent(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: value.strip() for name, value in headers.items()}


def _expanded(file: str) -> str:
    return str(expanded(Path(file)))


def _needed(secret: str | None, section: str, what: str) -> str:
    if secret is None:
        said = notice("server.no_secret", source=section.capitalize(), name=f"{section}-{what}")
        raise CredentialsRefused(said)
    return secret
