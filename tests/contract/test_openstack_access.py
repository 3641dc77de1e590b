"""Access to OpenStack as customers have it: one region in the entry, broken files."""

import copy
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from openstack.config import loader, vendors
from rehearsed import Rehearse
from scripted import Reply, ScriptedServer, scripted_openstack, token
from tls_front import Authority

from console.model.error import SourceError
from console.providers.openstack.calls import OpenStackCalls
from console.providers.openstack.connection import Connection
from console.settings.load import load
from console.settings.openstack import OpenStackSettings

REGIONS = ("RBX-A", "GRA11", "SBG5")


class Access:
    """The rehearsal's settings and its clouds.yaml, to be changed."""

    def __init__(self, rehearse: Rehearse, folder: Path) -> None:
        estate = rehearse("steady", 600.0)
        found = load(estate.settings, environ={}).settings.openstack
        self.settings = msgspec.structs.replace(found, identity_rate=20.0)
        self.path = folder / "clouds.yaml"
        self.clouds: dict[str, Any] = yaml.safe_load(Path(str(found.clouds_yaml)).read_text())

    def entry(self, **changes: object) -> dict[str, Any]:
        entry = copy.deepcopy(self.clouds["clouds"]["vigie"])
        for key in ("regions", "region_name"):
            entry.pop(key, None)
        return entry | changes

    def named(self, **entries: dict[str, Any]) -> OpenStackSettings:
        self.path.write_text(yaml.safe_dump({"clouds": entries}))
        return self.from_file()

    def from_file(self) -> OpenStackSettings:
        return msgspec.structs.replace(self.settings, clouds_yaml=str(self.path))


@pytest.fixture
def access(rehearsal: Rehearse, tmp_path: Path) -> Access:
    return Access(rehearsal, tmp_path)


def served(settings: OpenStackSettings, cloud: str | None = "vigie") -> None:
    calls = OpenStackCalls(settings, Connection(settings, cloud))
    for region in REGIONS:
        assert b"servers" in calls.read("compute", region, "servers", {"limit": "1"})


def refused(settings: OpenStackSettings, region: str = "GRA11") -> SourceError:
    with pytest.raises(SourceError) as failure:
        OpenStackCalls(settings, Connection(settings, "vigie")).read("compute", region, "servers")
    return failure.value


@pytest.mark.parametrize(
    "fixed", [{"region_name": "GRA11"}, {"regions": ["SBG5"]}, {}], ids=["name", "list", "none"]
)
def test_what_an_entry_says_of_regions_limits_nothing(
    access: Access, fixed: dict[str, object]
) -> None:
    served(access.named(vigie=access.entry(**fixed)))


def test_any_of_several_entries_serves_every_region(access: Access) -> None:
    entries = {region.lower(): access.entry(region_name=region) for region in REGIONS}
    served(access.named(**entries), "sbg5")


def test_an_openrc_with_a_region_serves_every_region(
    access: Access, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    for key, value in access.entry()["auth"].items():
        monkeypatch.setenv(f"OS_{key.upper()}", str(value))
    monkeypatch.setenv("OS_REGION_NAME", "GRA11")
    served(msgspec.structs.replace(access.settings, clouds_yaml=None), None)


def test_a_region_that_the_catalog_lacks_is_told_with_those_it_has(access: Access) -> None:
    found = refused(access.named(vigie=access.entry(region_name="GRA11")), "GRA99").notice
    assert found.code == "openstack.no_region"
    assert found.values["region"] == "GRA99"
    assert found.values["has"] == "GRA11, RBX-A, SBG5"


@pytest.mark.parametrize(
    ("content", "line"),
    [(b"clouds:\n\tvigie: {}\n", 2), (b"clouds:\n  vigie: {x: \xe9}\n", 2)],
    ids=["tab", "latin-1"],
)
def test_a_damaged_file_is_told_with_its_line(access: Access, content: bytes, line: int) -> None:
    access.path.write_bytes(content)
    found = refused(access.from_file()).notice
    assert found.code == "openstack.file_damaged"
    assert found.values["line"] == line


def test_authorities_that_are_not_there_are_told_before_any_call(access: Access) -> None:
    found = refused(access.named(vigie=access.entry(cacert="/nowhere/ca.pem"))).notice
    assert (found.code, found.values["path"]) == ("files.missing", "/nowhere/ca.pem")


def test_a_file_that_is_not_there_is_told(access: Access) -> None:
    assert refused(access.from_file()).notice.code == "files.missing"


def test_a_broken_file_among_the_usual_places_matters_only_where_no_other_serves(
    access: Access, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = msgspec.structs.replace(access.settings, clouds_yaml=None)
    broken, good = access.path.with_name("broken.yaml"), access.path
    broken.write_bytes(b"clouds:\n\tvigie: {}\n")
    access.named(vigie=access.entry(region_name="GRA11"))
    monkeypatch.setattr(loader, "CONFIG_FILES", [str(broken)])
    assert refused(settings).notice.code == "openstack.file_damaged"
    monkeypatch.setattr(loader, "CONFIG_FILES", [str(broken), str(good)])
    served(settings)


def test_what_an_access_lacks_is_named(access: Access) -> None:
    entry = access.entry()
    del entry["auth"]["auth_url"]
    found = refused(access.named(vigie=entry)).notice
    assert (found.code, found.values["names"]) == ("openstack.incomplete", "auth_url")


@pytest.mark.parametrize("key", ["auth_url", "compute_endpoint_override"])
def test_an_address_holds_no_password_and_is_one(access: Access, key: str) -> None:
    for value, code in (
        ("https://vigie:canary-in-a-url@cloud.example/v3", "openstack.password_in_url"),
        ("cloud.example:5000/v3", "outage.address"),
    ):
        entry = access.entry()
        (entry["auth"] if key == "auth_url" else entry)[key] = value
        found = refused(access.named(vigie=entry)).notice
        assert found.code == code
        assert "canary" not in str(found)
        assert key in str(found.values)


def test_an_override_is_called_in_place_of_the_catalog_s_address(access: Access) -> None:
    entry = access.entry(compute_endpoint_override="http://127.0.0.1:9/v2.1")
    found = refused(access.named(vigie=entry)).notice
    assert (found.code, found.values["source"]) == ("outage.refused", "compute GRA11")
    del entry["compute_endpoint_override"]
    served(access.named(vigie=entry))


def test_the_interface_says_which_of_the_catalog_s_addresses_is_called(tmp_path: Path) -> None:
    with scripted_openstack(tmp_path) as estate:
        answer = token(estate.server.url)
        inner = copy.deepcopy(answer.body)
        for service in inner["token"]["catalog"]:  # type: ignore[index]
            for end in service["endpoints"]:
                inside = end | {"interface": "internal", "url": f"{end['url']}/inside"}
                service["endpoints"] = [*service["endpoints"], inside]
        estate.server.on("POST", "/v3/auth/tokens", replace(answer, body=inner))
        path = Path(str(estate.settings.clouds_yaml))
        clouds = yaml.safe_load(path.read_text())
        clouds["clouds"]["vigie"]["interface"] = "internal"
        path.write_text(yaml.safe_dump(clouds))
        calls = OpenStackCalls(estate.settings, Connection(estate.settings, "vigie"))
        where = "/compute/GRA11/v2.1/inside/servers"
        estate.server.on("GET", where, Reply({"servers": []}))
        assert calls.read("compute", "GRA11", "servers") == b'{"servers": []}'
        assert len(estate.server.calls("GET", where)) == 1


@pytest.fixture
def no_vendors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget the profiles that were read: the SDK keeps them for the process."""
    monkeypatch.setattr(vendors, "_VENDOR_DEFAULTS", {})


@pytest.mark.usefixtures("no_vendors")
def test_a_profile_that_is_kept_elsewhere_gives_the_address(access: Access) -> None:
    entry = access.entry()
    profile = {"auth": {"auth_url": entry["auth"].pop("auth_url")}, "identity_api_version": "3"}
    with closing(ScriptedServer()) as server:
        place = "/.well-known/openstack/api"
        server.on("GET", place, Reply({"name": "elsewhere", "profile": profile}))
        served(access.named(vigie=entry | {"profile": server.url}))
        assert len(server.calls("GET", place)) == 1


@pytest.mark.usefixtures("no_vendors")
def test_ovhcloud_s_profile_that_cannot_be_read_is_told_with_the_way_around(
    access: Access, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://user:canary-of-a-proxy@127.0.0.1:9")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    found = refused(access.named(vigie=access.entry(profile="ovh"))).notice
    assert found.code == "openstack.profile"
    assert found.values["host"] == "https://ovhcloud.com"
    assert found.values["proxy"] == "http://127.0.0.1:9"
    assert "canary" not in str(found)


def test_a_client_certificate_with_another_s_key_is_told_before_any_call(
    access: Access, tmp_path: Path
) -> None:
    authority = Authority(tmp_path / "ca")
    ours, other = authority.vouch("vigie"), authority.vouch("other")
    found = refused(access.named(vigie=access.entry(cert=ours.file, key=other.key))).notice
    assert (found.code, found.values["path"]) == ("files.other_key", other.key)
    served(access.named(vigie=access.entry(cert=ours.file, key=ours.key)))


def test_a_key_that_the_way_to_sign_in_does_not_know_is_named(access: Access) -> None:
    entry = access.entry()
    entry["auth"]["pasword"] = "x"  # noqa: S105 - misspelt
    found = refused(access.named(vigie=entry)).notice
    assert (found.code, found.values["key"]) == ("openstack.unknown_key", "pasword")
