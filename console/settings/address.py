"""How the sources are reached, as far as types cannot say it: addresses, headers, secrets."""

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

from console.redaction import CONFIDED, known, passwords_in
from console.settings.metrics import PrometheusSettings
from console.settings.model import Settings
from console.settings.position import Key
from console.settings.private import PrivateCloudSettings
from console.settings.problem import Finding

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
        yield from _prometheus(settings.prometheus)
    if settings.private_cloud is not None:
        yield from _private_cloud(settings.private_cloud)


def has_password(url: str) -> bool:
    """Say whether a URL holds a password, which is hidden from then on."""
    found = passwords_in(url)
    known(*found)
    return bool(found)


def _prometheus(prometheus: PrometheusSettings) -> Iterator[Finding]:
    key: Key = ("prometheus",)
    if has_password(prometheus.url):
        yield Finding((*key, "url"), "settings.password_in_metrics_url", {})
    elif not is_url(prometheus.url):
        yield Finding((*key, "url"), "settings.not_a_url", {"value": prometheus.url})
    if prometheus.key_file is not None and prometheus.cert_file is None:
        yield Finding((*key, "key_file"), "settings.alone", {"needed": "cert_file"})
    user, colon, password = (prometheus.username or "").partition(":")
    if colon or not user.isprintable():
        known(password)
        yield Finding((*key, "username"), "settings.colon", {})
    yield from _headers(prometheus, key)


def _headers(prometheus: PrometheusSettings, key: Key) -> Iterator[Finding]:
    secret = prometheus.secret_header
    names = Counter(name.lower() for name in (*prometheus.headers, *filter(None, [secret])))
    for name, value in prometheus.headers.items():
        at = (*key, "headers", name)
        if HEADER.match(name) is None or SENDABLE.match(value) is None:
            yield Finding(at, "settings.not_a_header", {"value": name})
        elif name.lower() in CONFIDENTIAL or KEYED.search(name) or CONFIDED.search(name):
            known(value)
            yield Finding(at, "settings.secret_in_header", {"value": name})
        elif names[name.lower()] > 1:
            yield Finding(at, "settings.twice", {"value": name})
    if secret is None:
        return
    if HEADER.match(secret) is None:
        yield Finding((*key, "secret_header"), "settings.not_a_header", {"value": secret})
    elif secret.lower() == "authorization" and prometheus.username is not None:
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
