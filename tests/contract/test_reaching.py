"""Every way in which a source is not reached, for each: one sentence that names the cure."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, timedelta
from pathlib import Path

import pytest
import stamina
import yaml
from bad_servers import Serve, alerts, answers, connect_proxy, is_silent, resets, serving
from process import HANGS_AFTER_S, free_port
from scripted import WallClock
from tls_front import Authority, Pair, self_signed, tls_front

from console.locale import Locale
from console.model.error import SourceError
from console.providers.access import ServerKeys
from console.providers.openstack.calls import OpenStackCalls
from console.providers.openstack.connection import Connection
from console.providers.ovhcloud.calls import OvhcloudCalls
from console.providers.ovhcloud.keys import Keys
from console.providers.patroni.reader import PatroniReader
from console.providers.prometheus.server import PrometheusServer
from console.providers.vsphere.cloud import VsphereReader
from console.settings.clusters import ClusterSettings
from console.settings.metrics import PrometheusSettings
from console.settings.openstack import OpenStackSettings
from console.settings.private import OvhcloudSettings, VsphereSettings

PASSWORD = "canary-of-the-proxy"  # noqa: S105 - looked for in what is said
PAGE = b"<!DOCTYPE html><html><head><title>Portal</title></head><body>Please log in</body></html>"
LIBRARY = ("Pool(", "urllib3", "requests", "ssl.c", "Errno", "HTTPSConnection", "retries", "..")
"""How long a call may take that is answered, on a machine that is busy."""
SOON_S = 0.3
"""The same where nothing answers."""

Source = Callable[[str, Path, str | None, float], None]
"""Asks one thing of a source at a URL, trusting the authorities of a file, for so many seconds."""


def openstack(url: str, folder: Path, ca: str | None, within_s: float) -> None:
    auth = {"auth_url": f"{url}/v3", "username": "vigie", "password": "x", "project_name": "p"}
    auth |= {"user_domain_name": "Default", "project_domain_name": "Default"}
    entry = {"auth": auth, **({"cacert": ca} if ca else {})}
    path = folder / "clouds.yaml"
    path.write_text(yaml.safe_dump({"clouds": {"vigie": entry}}))
    settings = OpenStackSettings(
        cloud="vigie",
        clouds_yaml=str(path),
        identity_rate=1000.0,
        connect_timeout_s=within_s,
        read_timeout_s=within_s,
    )
    OpenStackCalls(settings, Connection(settings, "vigie")).read("compute", "GRA11", "servers")


def prometheus(url: str, _: Path, ca: str | None, within_s: float) -> None:
    settings = PrometheusSettings(url=url, ca_file=ca, timeout_s=within_s, retries=0)
    server = PrometheusServer(settings, ServerKeys())
    server.instant("up", server.deadline())


def ovhcloud(url: str, _: Path, ca: str | None, within_s: float) -> None:
    settings = OvhcloudSettings(
        endpoint=f"{url}/1.0",
        service="pcc-1",
        ca_file=ca,
        connect_timeout_s=within_s,
        read_timeout_s=within_s,
        calls_per_minute=60_000.0,
    )
    OvhcloudCalls(settings, Keys("application", "secret", "consumer")).read("/me")


def vcenter(url: str, _: Path, ca: str | None, within_s: float) -> None:
    place = url.partition("://")[2]
    settings = VsphereSettings(
        host=place.rpartition(":")[0],
        port=int(place.rpartition(":")[2]),
        user="vigie",
        ca_file=ca,
        connect_timeout_s=within_s,
        read_timeout_s=within_s,
    )
    reader = VsphereReader(settings, user="vigie", password=lambda: "x", clock=WallClock())
    try:
        reader.inventory()
    finally:
        reader.close()


def patroni(url: str, _: Path, ca: str | None, within_s: float) -> None:
    settings = ClusterSettings(
        pool="databases", urls=(url,), ca_file=ca, timeout_s=within_s, retries=0
    )
    PatroniReader("databases", settings, keys=ServerKeys(), clock=WallClock()).view()


SOURCES: dict[str, Source] = {
    "openstack": openstack,
    "prometheus": prometheus,
    "ovhcloud": ovhcloud,
    "patroni": patroni,
    "vcenter": vcenter,
}
ALWAYS_TLS = "vcenter"


class Ground:
    """What a fault is made of: an authority, a folder, servers that end with the test."""

    def __init__(self, folder: Path, stack: ExitStack, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.ca = Authority(folder / "ca")
        self.stack = stack
        self.monkeypatch = monkeypatch
        self.trusted: str | None = self.ca.file

    def front(self, pair: Pair, target: int | None = None, *, clients: str | None = None) -> str:
        front = tls_front(pair.server(clients), target)
        return f"https://{self.stack.enter_context(front).address}"

    def good(self, serve: Serve) -> str:
        """The server behind TLS that is as it should be."""
        return self.front(self.ca.vouch(), self.stack.enter_context(serving(serve)))

    def plain(self, serve: Serve) -> str:
        return f"http://127.0.0.1:{self.stack.enter_context(serving(serve))}"

    def proxy(self, url: str) -> None:
        for name in ("HTTPS_PROXY", "HTTP_PROXY"):
            self.monkeypatch.setenv(name, url)


@pytest.fixture
def ground(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ground]:
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)
    stamina.set_testing(True, attempts=1)
    with ExitStack() as stack:
        yield Ground(tmp_path, stack, monkeypatch)
    stamina.set_testing(False)


def untrusted(ground: Ground) -> str:
    ground.trusted = None
    return ground.good(is_silent)


def another_authority(ground: Ground) -> str:
    ground.trusted = Authority(ground.folder / "other", "Another CA").file
    return ground.good(is_silent)


def no_such_file(ground: Ground) -> str:
    ground.trusted = str(ground.folder / "nothing.pem")
    return ground.good(is_silent)


def no_certificate(ground: Ground) -> str:
    path = ground.folder / "text.pem"
    path.write_text("no certificate\n")
    ground.trusted = str(path)
    return ground.good(is_silent)


def expired(ground: Ground) -> str:
    return ground.front(ground.ca.vouch("expired", valid=timedelta(days=-1)))


def other_name(ground: Ground) -> str:
    return ground.front(ground.ca.vouch("other", names=("elsewhere.example",)))


def by_itself(ground: Ground) -> str:
    return ground.front(self_signed(ground.folder))


def wants_a_certificate(ground: Ground) -> str:
    port = ground.stack.enter_context(serving(is_silent))
    return ground.front(ground.ca.vouch(), port, clients=ground.ca.file)


def dead_proxy(ground: Ground) -> str:
    ground.proxy(f"http://user:{PASSWORD}@127.0.0.1:{free_port()}")
    return "https://api.example:443"


def proxy_wants_more(ground: Ground) -> str:
    proxy = ground.stack.enter_context(connect_proxy("user:another"))
    ground.proxy(f"http://user:{PASSWORD}@127.0.0.1:{proxy.port}")
    return "https://api.example:443"


def proxy_refuses(ground: Ground) -> str:
    proxy = ground.stack.enter_context(connect_proxy(refuses=True))
    ground.proxy(f"http://user:{PASSWORD}@127.0.0.1:{proxy.port}")
    return "https://api.example:443"


def proxy_of_another_kind(ground: Ground) -> str:
    ground.proxy(f"socks5://user:{PASSWORD}@127.0.0.1:{free_port()}")
    return "https://api.example:443"


def proxy_without_a_host(ground: Ground) -> str:
    ground.proxy(f"http://user:{PASSWORD}@:3128")
    return "https://api.example:443"


def proxy_whose_port_is_none(ground: Ground) -> str:
    ground.proxy(f"http://user:{PASSWORD}@127.0.0.1:port")
    return "https://api.example:443"


def silent_proxy(ground: Ground) -> str:
    port = ground.stack.enter_context(serving(is_silent))
    ground.proxy(f"http://user:{PASSWORD}@127.0.0.1:{port}")
    return "https://api.example:443"


HTML = answers("200 OK\r\nContent-Type: text/html", PAGE)
GONE = answers("404 Not Found\r\nContent-Type: text/html", PAGE)
LOGIN = answers("302 Found\r\nLocation: /login", b"")
PORT_OF_TLS = answers("400 Bad Request", b"The plain HTTP request was sent to HTTPS port")

FAULTS: dict[str, tuple[str, Callable[[Ground], str]]] = {
    "no such name": ("outage.name", lambda _: "https://vigie.invalid:443"),
    "nobody listens": ("outage.refused", lambda _: f"https://127.0.0.1:{free_port()}"),
    "silence": ("outage.late", lambda ground: ground.good(is_silent)),
    "silence before TLS": (
        "outage.late",
        lambda ground: ground.plain(is_silent).replace("http:", "https:"),
    ),
    "reset": ("outage.cut", lambda ground: ground.plain(resets).replace("http:", "https:")),
    "half an answer": (
        "outage.cut",
        lambda ground: ground.good(answers("200 OK\r\nX-Rest: lost", b"{}", lacking=9)),
    ),
    "reset, plain": ("outage.cut_plain", lambda ground: ground.plain(resets)),
    "unknown authority": ("outage.authority", untrusted),
    "another authority": ("outage.authority", another_authority),
    "no such file of authorities": ("files.missing", no_such_file),
    "no certificate in it": ("files.no_certificate", no_certificate),
    "expired": ("outage.expired", expired),
    "for another name": ("outage.other_name", other_name),
    "self-signed": ("outage.self_signed", by_itself),
    "wants a client certificate": ("outage.certificate_wanted", wants_a_certificate),
    "HTTP where TLS is spoken": ("outage.encrypted", lambda ground: ground.plain(alerts)),
    "the same, in words": ("outage.encrypted", lambda ground: ground.plain(PORT_OF_TLS)),
    "TLS where HTTP is spoken": (
        "outage.plain",
        lambda ground: ground.plain(HTML).replace("http:", "https:"),
    ),
    "a portal's page": ("outage.portal", lambda ground: ground.good(HTML)),
    "another path": ("outage.nowhere", lambda ground: ground.good(GONE)),
    "dead proxy": ("outage.proxy", dead_proxy),
    "proxy wants a password": ("outage.proxy_password", proxy_wants_more),
    "proxy refuses": ("outage.proxy_refuses", proxy_refuses),
    "proxy of another kind": ("outage.proxy_kind", proxy_of_another_kind),
    "proxy without a host": ("outage.proxy_kind", proxy_without_a_host),
    "proxy whose port is none": ("outage.proxy_kind", proxy_whose_port_is_none),
    "silent proxy": ("outage.late_proxy", silent_proxy),
}
PLAIN = {"reset, plain", "HTTP where TLS is spoken", "the same, in words"}


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("fault", FAULTS)
def test_why_a_source_is_not_reached_is_one_sentence_with_its_cure(
    ground: Ground, fault: str, source: str
) -> None:
    if source == ALWAYS_TLS and fault in PLAIN:
        pytest.skip("vCenter is always asked by TLS")
    code, make = FAULTS[fault]
    url, late = make(ground), code.startswith("outage.late")
    with pytest.raises(SourceError) as failure:
        SOURCES[source](url, ground.folder, ground.trusted, SOON_S if late else HANGS_AFTER_S)
    found = failure.value
    assert found.notice.code == code, found.notice
    assert found.exit_code == 5
    assert PASSWORD not in str(found.notice)
    for language in ("en", "fr"):
        said = Locale(language, UTC).notice(found.notice)  # type: ignore[arg-type]
        assert PASSWORD not in said
        assert not [word for word in LIBRARY if word in said], said


def arrives(ground: Ground, source: str, url: str) -> None:
    """Ask what answers to everything with a page: whoever is told so has been there."""
    with pytest.raises(SourceError) as failure:
        SOURCES[source](url, ground.folder, ground.trusted, HANGS_AFTER_S)
    assert failure.value.notice.code == "outage.portal"


@pytest.mark.parametrize("source", SOURCES)
def test_every_source_is_reached_through_the_proxy_of_the_environment(
    ground: Ground, source: str
) -> None:
    url = ground.good(HTML)
    proxy = ground.stack.enter_context(connect_proxy(f"user:{PASSWORD}"))
    ground.proxy(f"http://user:{PASSWORD}@127.0.0.1:{proxy.port}")
    arrives(ground, source, url)
    assert set(proxy.asked) == {url.removeprefix("https://")}
    before = len(proxy.asked)
    ground.monkeypatch.setenv("NO_PROXY", "127.0.0.0/8")
    arrives(ground, source, url)
    assert len(proxy.asked) == before


@pytest.mark.parametrize("source", SOURCES)
def test_every_source_is_reached_by_a_bare_ipv6_address(ground: Ground, source: str) -> None:
    target = ground.stack.enter_context(serving(HTML))
    front = ground.stack.enter_context(tls_front(ground.ca.vouch().server(), target, "::1"))
    arrives(ground, source, f"https://{front.address}")


@pytest.mark.parametrize("source", SOURCES)
def test_a_bare_ipv6_address_is_reached_through_a_proxy_as_well(
    ground: Ground, source: str
) -> None:
    target = ground.stack.enter_context(serving(HTML))
    front = ground.stack.enter_context(tls_front(ground.ca.vouch().server(), target, "::1"))
    proxy = ground.stack.enter_context(connect_proxy())
    ground.proxy(f"http://127.0.0.1:{proxy.port}")
    arrives(ground, source, f"https://{front.address}")
    assert set(proxy.asked) == {front.address}


@pytest.mark.parametrize("source", SOURCES)
def test_authorities_of_the_settings_stand_before_those_of_the_environment(
    ground: Ground, source: str
) -> None:
    other = Authority(ground.folder / "other", "Another CA").file
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"):
        ground.monkeypatch.setenv(name, other)
    arrives(ground, source, ground.good(HTML))


@pytest.mark.parametrize("source", SOURCES)
def test_authorities_of_the_system_serve_for_every_source(ground: Ground, source: str) -> None:
    ground.trusted = None
    ground.monkeypatch.setenv("SSL_CERT_FILE", ground.ca.file)
    arrives(ground, source, ground.good(HTML))


@pytest.mark.parametrize("source", [name for name in SOURCES if name != ALWAYS_TLS])
def test_authorities_of_the_environment_that_are_not_there_are_named(
    ground: Ground, source: str
) -> None:
    ground.trusted = None
    ground.monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(ground.folder / "nothing.pem"))
    with pytest.raises(SourceError) as failure:
        SOURCES[source](ground.good(HTML), ground.folder, None, HANGS_AFTER_S)
    assert failure.value.notice.code == "outage.bundle"
