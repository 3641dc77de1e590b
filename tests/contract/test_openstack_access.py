"""Access to OpenStack as customers have it: one region in the entry, broken files."""

import copy
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from openstack.config import loader
from rehearsed import Rehearse

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
