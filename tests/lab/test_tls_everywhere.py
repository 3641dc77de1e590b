"""TLS to every source by an authority of the lab's own: it works, or says why it does not."""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import rehearsed
from bad_servers import connect_proxy
from process import HANGS_AFTER_S, free_port, program, running
from rehearsed import Rehearsal
from scraping import answers
from served import VIGIE, Served
from tls_front import Authority, TlsFront, self_signed, tls_front

from console.clock import SystemClock
from console.model.error import SourceError
from console.providers.access import ServerKeys
from console.providers.prometheus.source import PrometheusSource
from console.settings.metrics import PrometheusSettings

pytestmark = pytest.mark.lab
SPEED = 600.0
PASSWORD = "lab-password"  # noqa: S105 - of a Prometheus on loopback
PASSWORD_HASH = "$2b$04$qgcbfwdrHt/mVnBgdzogJuXm36cla3oIANW7n7ssZVNKTNUtjJDhi"  # noqa: S105 - as above
REGIONS = ("RBX-A", "GRA11", "SBG5")
CA_FILES = tuple(
    f"{source}.ca_file"
    for source in ("prometheus", "alertmanager", "ovhcloud", "private_cloud.ovhcloud")
)
INNER_TEXT = ("Pool(", "Traceback", "ssl.c", "Errno", "CERTIFICATE_VERIFY_FAILED", "..")


@dataclass(frozen=True)
class Guarded:
    """An estate that is reached by TLS alone, and whoever vouches for it."""

    estate: Served
    front: TlsFront
    authority: Authority
    folder: Path

    def doctor(self, *more: str, trusting: str | None = None, **entry: object) -> dict[str, Any]:
        """The checks by name; `entry` is put in that of clouds.yaml."""
        return {each["check"]: each for each in self.checks(*more, trusting=trusting, **entry)}

    def checks(
        self, *more: str, trusting: str | None = None, **entry: object
    ) -> list[dict[str, Any]]:
        options = self.options(trusting, **entry)
        found = self.estate.vigie("doctor", *options, *more).json["checks"]
        assert isinstance(found, list)
        return found

    def options(self, trusting: str | None, **entry: object) -> list[str]:
        """What has every source trust an authority, and the entry of clouds.yaml changed."""
        clouds = json.loads(self.estate.rehearsal.clouds_yaml.read_text())
        chosen = clouds["clouds"]["vigie"] | ({"cacert": trusting} if trusting else {}) | entry
        path = self.folder / "clouds.yaml"
        path.write_text(json.dumps({"clouds": {"vigie": chosen}}))
        settings = {"openstack.clouds_yaml": path}
        if trusting:
            settings |= dict.fromkeys(CA_FILES, Path(trusting))
        return [part for key, value in settings.items() for part in ("--set", f"{key}={value}")]

    @contextmanager
    def showing(self, pair: Any) -> Iterator[None]:  # noqa: ANN401 - a certificate and its key
        """Show another certificate for a while."""
        before, self.front.context = self.front.context, pair.server()
        try:
            yield
        finally:
            self.front.context = before


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    folder = tmp_path_factory.mktemp("guarded")
    authority = Authority(folder / "ca")
    with tls_front(authority.vouch().server()) as front:
        front.target = free_port()
        served = ("--port", str(front.target), "--public-url", f"https://localhost:{front.port}")
        rehearsal = rehearsed.start(folder / "rehearsal", "steady", SPEED, *served)
        record = {"rehearsal": f"http://127.0.0.1:{front.target}/rehearsal"}
        estate = Served(replace(rehearsal, endpoints=rehearsal.endpoints | record), folder)
        try:
            yield Guarded(estate, front, authority, folder)
        finally:
            try:
                estate.end_workers()
            finally:
                rehearsed.stop(rehearsal)


def test_doctor_is_green_and_a_burst_comes_and_goes(guarded: Guarded) -> None:
    trusting = guarded.authority.file
    checks = guarded.checks(trusting=trusting)
    assert {each["check"]: each["message"] for each in checks if not each["ok"]} == {}
    before = guarded.estate.instance_ids()
    options = guarded.options(trusting)
    for verb in (("burst", "api", "--by", "3"), ("rollback", "--overload")):
        ended = guarded.estate.vigie(*verb, *options, "--yes", "--wait")
        assert ended.exit_code == 0, ended.stderr + ended.stdout
        came = 3 if verb[0] == "burst" else 0
        assert len(guarded.estate.instance_ids() - before) == came
    assert guarded.estate.instance_ids() == before


def test_who_is_not_trusted_is_told_once_a_source_with_the_setting_that_mends_it(
    guarded: Guarded,
) -> None:
    found = guarded.doctor()
    for check, setting in (
        ("identity", "cacert (clouds.yaml, OS_CACERT)"),
        ("prometheus", "prometheus.ca_file"),
        ("alertmanager", "alertmanager.ca_file"),
        ("supply", "private_cloud.ovhcloud.ca_file"),
    ):
        assert found[check]["code"] == "outage.authority", found[check]
        assert setting in found[check]["message"]
    said = [each["message"] for each in found.values()]
    assert not [line for line in said if any(word in line for word in INNER_TEXT)]
    assert found["vcenter"]["ok"]


@pytest.mark.parametrize("fault", ["expired", "other_name", "self_signed"])
def test_what_is_wrong_with_a_certificate_is_said_as_such(guarded: Guarded, fault: str) -> None:
    authority = guarded.authority
    pair = {
        "expired": lambda: authority.vouch("expired", valid=timedelta(days=-1)),
        "other_name": lambda: authority.vouch("other", names=("elsewhere.example",)),
        "self_signed": lambda: self_signed(guarded.folder),
    }[fault]()
    with guarded.showing(pair):
        found = guarded.doctor(trusting=authority.file)
    for check in ("identity", "prometheus", "alertmanager", "supply"):
        assert found[check]["code"] == f"outage.{fault}", found[check]


@pytest.mark.parametrize("how", [{"verify": False}, {"insecure": True}], ids=["verify", "insecure"])
def test_no_verification_is_honoured_with_a_warning(
    guarded: Guarded, how: dict[str, object]
) -> None:
    found = guarded.doctor(**how)
    assert found["identity"]["ok"]
    assert all(found[f"nova:{region}"]["ok"] for region in REGIONS)
    assert (found["tls"]["severity"], found["tls"]["code"]) == ("warning", "doctor.unverified")
    assert not found["prometheus"]["ok"]


def test_a_proxy_leads_to_every_source_and_its_password_is_written_nowhere(
    guarded: Guarded, monkeypatch: pytest.MonkeyPatch
) -> None:
    canary = "canary-of-the-lab-s-proxy"
    with connect_proxy(f"user:{canary}") as proxy:
        for name in ("HTTPS_PROXY", "https_proxy"):
            monkeypatch.setenv(name, f"http://user:{canary}@127.0.0.1:{proxy.port}")
        for name in ("NO_PROXY", "no_proxy"):
            monkeypatch.delenv(name, raising=False)
        found = guarded.checks(trusting=guarded.authority.file)
        vcenter = guarded.estate.rehearsal.endpoints["vcenter"].removeprefix("https://")
        assert set(proxy.asked) == {f"localhost:{guarded.front.port}", vcenter}
    assert {each["check"]: each["message"] for each in found if not each["ok"]} == {}
    dead = guarded.checks(trusting=guarded.authority.file)
    told = {each["check"]: each["code"] for each in dead if each["code"].startswith("outage.")}
    sources = ("identity", "prometheus", "alertmanager", "supply", "vcenter")
    assert {told[name] for name in sources} == {"outage.proxy"}
    kept = [each for each in guarded.folder.rglob("*") if each.is_file()]
    assert not [each for each in kept if canary.encode() in each.read_bytes()]
    assert canary not in str(found) + str(dead)


def openrc(guarded: Guarded, **more: str) -> subprocess.CompletedProcess[str]:
    """`vigie doctor` on OS_* variables alone."""
    entry = json.loads(guarded.estate.rehearsal.clouds_yaml.read_text())["clouds"]["vigie"]
    variables = {f"OS_{key.upper()}": str(value) for key, value in entry["auth"].items()}
    lines = guarded.estate.settings.read_text().splitlines(keepends=True)
    settings = guarded.estate.settings.with_name("openrc.toml")
    settings.write_text(
        "".join(line for line in lines if not line.startswith(("cloud =", "clouds_yaml =")))
    )
    bare = {name: value for name, value in os.environ.items() if not name.startswith("OS_")}
    return subprocess.run(
        [*VIGIE, "doctor", "--settings", str(settings)],
        env={**bare, **guarded.estate.environment(), **variables, **more},
        capture_output=True,
        text=True,
        timeout=HANGS_AFTER_S,
        check=False,
    )


def test_an_openrc_says_whom_to_trust_or_that_nobody_is_asked(guarded: Guarded) -> None:
    for more in ({"OS_CACERT": guarded.authority.file}, {"OS_INSECURE": "true"}):
        said = openrc(guarded, **more).stdout
        assert "✓ identity" in said, said
        assert ("! tls" in said) == ("OS_INSECURE" in more), said


def test_an_application_credential_and_one_s_own_addresses_serve(guarded: Guarded) -> None:
    clouds = json.loads(guarded.estate.rehearsal.clouds_yaml.read_text())["clouds"]
    credential = clouds["vigie-appcred"]
    auth = credential["auth"] | {"auth_url": f"https://127.0.0.1:{guarded.front.port}/identity/v3"}
    override = f"https://127.0.0.1:{guarded.front.port}/image/GRA11"
    found = guarded.doctor(
        trusting=guarded.authority.file,
        auth_type=credential["auth_type"],
        auth=auth,
        interface="public",
        image_endpoint_override=override,
    )
    assert found["identity"]["ok"]
    assert all(found[f"nova:{region}"]["ok"] for region in REGIONS)


@pytest.mark.parametrize("secured", [True, False], ids=["https", "http"])
def test_bare_ipv6_addresses_serve_for_every_source(
    guarded: Guarded, secured: bool, tmp_path: Path
) -> None:
    """The catalog answers by the address that was asked, and so is an IPv6 one as well."""
    if not secured:
        plain_by_ipv6(tmp_path)
        return
    context = guarded.authority.vouch().server()
    with tls_front(context, guarded.front.target, "::1") as front:
        base = f"https://{front.address}"
        entry = json.loads(guarded.estate.rehearsal.clouds_yaml.read_text())["clouds"]["vigie"]
        found = guarded.doctor(
            *at(base),
            trusting=guarded.authority.file,
            auth=entry["auth"] | {"auth_url": f"{base}/identity/v3"},
        )
    assert {name: each["message"] for name, each in found.items() if not each["ok"]} == {}


def at(base: str) -> list[str]:
    return [
        "--set",
        f"prometheus.url={base}/prometheus",
        "--set",
        f"alertmanager.url={base}/alertmanager",
        "--set",
        f"ovhcloud.endpoint={base}/ovhcloud/1.0",
        "--set",
        f"private_cloud.ovhcloud.endpoint={base}/ovhcloud/1.0",
    ]


def plain_by_ipv6(folder: Path) -> None:
    rehearsal: Rehearsal = rehearsed.start(folder / "rehearsal", "steady", SPEED)
    with ExitStack() as stack:
        stack.callback(rehearsed.stop, rehearsal)
        port = int(rehearsal.endpoints["prometheus"].rpartition(":")[2].partition("/")[0])
        front = stack.enter_context(tls_front(None, port, "::1"))
        vcenter = stack.enter_context(
            tls_front(None, int(rehearsal.endpoints["vcenter"].rpartition(":")[2]), "::1")
        )
        base = f"http://{front.address}"
        clouds = json.loads(rehearsal.clouds_yaml.read_text())
        clouds["clouds"]["vigie"]["auth"]["auth_url"] = f"{base}/identity/v3"
        rehearsal.clouds_yaml.write_text(json.dumps(clouds))
        place = [
            "--set",
            "private_cloud.vsphere.host=::1",
            "--set",
            f"private_cloud.vsphere.port={vcenter.port}",
        ]
        said = Served(rehearsal, folder).vigie("doctor", *at(base), *place).json["checks"]
    assert {each["check"]: each["message"] for each in said if not each["ok"]} == {}


@pytest.fixture
def fortified(tmp_path: Path) -> Iterator[tuple[str, Authority]]:
    """A real Prometheus that wants TLS, a client certificate and a password."""
    authority = Authority(tmp_path / "ca")
    pair, port = authority.vouch(), free_port()
    (tmp_path / "prometheus.json").write_text("{}")
    guard = {
        "tls_server_config": {
            "cert_file": pair.file,
            "key_file": pair.key,
            "client_ca_file": authority.file,
            "client_auth_type": "RequireAndVerifyClientCert",
        },
        "basic_auth_users": {"vigie": PASSWORD_HASH},
    }
    (tmp_path / "web.json").write_text(json.dumps(guard))
    command = [
        program("prometheus"),
        f"--config.file={tmp_path / 'prometheus.json'}",
        f"--web.config.file={tmp_path / 'web.json'}",
        f"--storage.tsdb.path={tmp_path / 'data'}",
        f"--web.listen-address=127.0.0.1:{port}",
    ]
    log = tmp_path / "log"
    with running(command, log=log, ready=lambda: "Server is ready" in log.read_text()):
        yield f"https://localhost:{port}", authority


def test_a_real_prometheus_is_asked_as_it_wants_to_be(
    fortified: tuple[str, Authority],
) -> None:
    url, authority = fortified
    assert not answers(f"{url}/-/ready")
    ours = authority.vouch("vigie")
    whole: dict[str, Any] = {
        "url": url,
        "ca_file": authority.file,
        "cert_file": ours.file,
        "key_file": ours.key,
        "username": "vigie",
        "timeout_s": 20.0,
        "headers": {"X-Scope-OrgID": "ecole"},
    }

    def ask(password: str = PASSWORD, **changes: object) -> str:
        settings = PrometheusSettings(**{**whole, **changes})
        now = datetime.now(UTC)
        source = PrometheusSource(settings, keys=ServerKeys(password=password), clock=SystemClock())
        try:
            source.growth(now - timedelta(hours=1), now, 10)
        except SourceError as failure:
            return failure.notice.code
        return "answered"

    assert ask() == "answered"
    assert ask(password="another") == "prometheus.credentials"  # noqa: S106 - no password
    assert ask(cert_file=None, key_file=None) == "outage.certificate_wanted"
    assert ask(ca_file=None) == "outage.authority"
    assert ask(url=url.replace("https:", "http:")) == "outage.encrypted"
