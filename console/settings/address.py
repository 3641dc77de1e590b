"""How the sources are reached, as far as types cannot say it: addresses, headers, secrets."""

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

from console.model.notice import NoticeValue
from console.redaction import CONFIDED, known, passwords_in
from console.settings.hooks import secret_of
from console.settings.model import Settings
from console.settings.position import Key
from console.settings.private import PrivateCloudSettings
from console.settings.problem import Finding
from console.settings.server import AccessSettings, ServerSettings

HEADER = re.compile(r"^[A-Za-z0-9!#$%&'*+.^_`|~-]+$")
SENDABLE = re.compile(r"^[ -~\xa0-\xff]*$")
CONFIDENTIAL = {"authorization", "cookie", "proxy-authorization"}
KEYED = re.compile(r"(?i)(secret|token|password|(^|[-_])(api[-_]?)?key)$")


def is_url(text: str) -> bool:
    """Say whether this is an address of HTTP: a scheme, a host, a port that is a number."""
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def findings(settings: Settings) -> Iterator[Finding]:
    """What cannot be meant, with the key to repair; no secret is repeated."""
    for name in ("url", "read_url"):
        url: str | None = getattr(settings.journal, name)
        if url is not None and has_password(url):
            yield Finding(("journal", name), "settings.password_in_url", {"secret": "journal"})
    if settings.prometheus is not None:
        yield from _server(settings.prometheus, "prometheus")
    if settings.alertmanager is not None:
        yield from _server(settings.alertmanager, "alertmanager")
    for name, cluster in settings.clusters.items():
        key: Key = ("clusters", name)
        own = _own(key, f"cluster-{name}")
        for index, url in enumerate(cluster.urls):
            yield from _url(url, (*key, "urls", index), own)
        yield from _access(cluster, key, own)
        for action, hook in cluster.hooks.named.items():
            place: Key = (*key, "hooks", action)
            its = _own(place, secret_of(name, action))
            if hook.url is not None:
                yield from _url(hook.url, (*place, "url"), its)
            yield from _access(hook, place, its)
    if settings.private_cloud is not None:
        yield from _private_cloud(settings.private_cloud)


def has_password(url: str) -> bool:
    """Say whether a URL holds a password, which is hidden from then on."""
    found = passwords_in(url)
    known(*found)
    return bool(found)


def _server(server: ServerSettings, section: str) -> Iterator[Finding]:
    key: Key = (section,)
    own = _own(key, section)
    yield from _url(server.url, (*key, "url"), own)
    yield from _access(server, key, own)


def _own(key: Key, secret: str) -> dict[str, NoticeValue]:
    """Where a server stands in the settings, and how its secrets begin."""
    return {"section": ".".join(map(str, key)), "secret": secret}


def _url(url: str, key: Key, own: dict[str, NoticeValue]) -> Iterator[Finding]:
    if has_password(url):
        yield Finding(key, "settings.password_in_server_url", own)
    elif not is_url(url):
        yield Finding(key, "settings.not_a_url", {"value": url})


def _access(server: AccessSettings, key: Key, own: dict[str, NoticeValue]) -> Iterator[Finding]:
    if server.key_file is not None and server.cert_file is None:
        yield Finding((*key, "key_file"), "settings.alone", {"needed": "cert_file"})
    user, colon, password = (server.username or "").partition(":")
    if colon or not user.isprintable():
        known(password)
        yield Finding((*key, "username"), "settings.colon", own)
    yield from _headers(server, key, own)


def _headers(server: AccessSettings, key: Key, own: dict[str, NoticeValue]) -> Iterator[Finding]:
    secret = server.secret_header
    names = Counter(name.lower() for name in (*server.headers, *filter(None, [secret])))
    for name, value in server.headers.items():
        at = (*key, "headers", name)
        if HEADER.match(name) is None or SENDABLE.match(value) is None:
            yield Finding(at, "settings.not_a_header", {"value": name})
        elif name.lower() in CONFIDENTIAL or KEYED.search(name) or CONFIDED.search(name):
            known(value)
            yield Finding(at, "settings.secret_in_header", {"value": name, **own})
        elif names[name.lower()] > 1:
            yield Finding(at, "settings.twice", {"value": name})
    if secret is None:
        return
    if HEADER.match(secret) is None:
        yield Finding((*key, "secret_header"), "settings.not_a_header", {"value": secret})
    elif secret.lower() == "authorization" and server.username is not None:
        yield Finding((*key, "secret_header"), "settings.either", {"other": "username"})


def _private_cloud(private: PrivateCloudSettings) -> Iterator[Finding]:
    key: Key = ("private_cloud",)
    host = private.vsphere.host
    if has_password(f"https://{host}"):
        yield Finding((*key, "vsphere", "host"), "settings.password_in_host", {})
    elif "/" in host or "@" in host:
        yield Finding((*key, "vsphere", "host"), "settings.not_a_host", {"value": host})
    if private.ovhcloud is None or "://" not in private.ovhcloud.endpoint:
        return
    at = (*key, "ovhcloud", "endpoint")
    if has_password(private.ovhcloud.endpoint):
        yield Finding(at, "settings.password_in_endpoint", {})
    elif not is_url(private.ovhcloud.endpoint):
        yield Finding(at, "settings.not_a_url", {"value": private.ovhcloud.endpoint})
