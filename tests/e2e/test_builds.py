"""A pool whose instances are made with everything, and what an independent client finds of it."""

import base64
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openstack
import pytest
from process import HANGS_AFTER_S
from rehearsed import Rehearsal, Rehearse

CANARY = "S3cretOfTheBoot"
USER_DATA = f"""#ps1_sysnative
Write-Host "@vigie:name@ @vigie:pool@ @vigie:datacenter@ {CANARY}"
"""
MADE = """networks = ["Ext-Net", "vigie-private"]
security_groups = ["default"]
server_group = "api-apart"
key_name = "oncall"
availability_zone = "nova"
config_drive = true
boot_volume = { size = "200GB", type = "high-speed" }
user_data = "api.ps1"
"""
REGIONS = ("RBX-A", "GRA11", "SBG5")


@dataclass(frozen=True)
class Desk:
    """Somebody at a shell, whose pool is made so."""

    estate: Rehearsal
    settings: Path

    def asks(self, *words: str, settings: Path | None = None) -> tuple[int, Any]:
        """A command's exit code and its answer; what it says is never the secret."""
        command = [sys.executable, "-m", "console", *words, "--output", "json"]
        command += ["--settings", str(settings or self.settings)]
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=HANGS_AFTER_S, check=False
        )
        assert "Traceback" not in done.stderr, done.stderr
        assert CANARY not in done.stdout + done.stderr
        return done.returncode, json.loads(done.stdout)

    def cloud(self, region: str) -> openstack.connection.Connection:
        """The estate's cloud by a client that is not ours."""
        return openstack.connect(cloud="vigie", region_name=region)

    def made_by(self, operation: str) -> list[tuple[str, dict[str, Any]]]:
        """What the cloud shows of an operation's servers, each with its region."""
        found = []
        for region in REGIONS:
            compute = self.cloud(region).compute
            for server in compute.servers():
                if server.metadata.get("vigie.operation") == operation:
                    told = compute.get(f"/servers/{server.id}", microversion="2.79").json()
                    found.append((region, told["server"]))
        return found

    def volumes(self) -> list[Any]:
        return [v for r in REGIONS for v in self.cloud(r).block_storage.volumes()]


@pytest.fixture
def desk(
    fresh_rehearsal: Rehearse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desk]:
    for name in ("CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    estate = fresh_rehearsal("steady", 600.0)
    folder = estate.settings.parent
    monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(folder / "clouds.yaml"))
    text = estate.settings.read_text(encoding="utf-8")
    text = text.replace('network = "vigie-private"\n', MADE)
    text = text.replace('image = "windows-server-2022-api"', 'image = { tag = "api-2026" }')
    settings = folder / "whole.toml"
    settings.write_text(text, encoding="utf-8")
    (folder / "api.ps1").write_text(USER_DATA, encoding="utf-8")
    desk = Desk(estate, settings)
    for region in REGIONS:
        cloud = desk.cloud(region)
        cloud.compute.create_server_group(name="api-apart", policies=["anti-affinity"])
        [image] = cloud.image.images(name="windows-server-2022-api")
        cloud.image.add_tag(image, "api-2026")
    yield desk
    _, told = desk.asks("worker", "status")
    for worker in told["workers"]:
        if worker["alive"]:
            os.kill(worker["pid"], signal.SIGTERM)


def test_everything_is_there_with_each_name_in_it_and_goes_again(desk: Desk) -> None:
    code, previewed = desk.asks("burst", "api", "--by", "6", "--dry-run")
    assert code == 0
    builds = previewed["plan"]["builds"]
    assert set(builds) == set(REGIONS)
    assert previewed["plan"]["api_calls"] == 6, "each is asked for by itself: its name is in it"
    code, done = desk.asks("burst", "api", "--by", "6", "--yes", "--wait")
    assert (code, done["operation"]["state"]) == (0, "succeeded"), done
    found = desk.made_by(done["operation"]["id"])
    assert len(found) == 6
    for region, server in found:
        name = server["name"]
        code_of = {"RBX-A": "RBX", "GRA11": "GRA", "SBG5": "SBG"}[region]
        given = base64.b64decode(server["OS-EXT-SRV-ATTR:user_data"]).decode()
        assert given.splitlines()[1] == f'Write-Host "{name} api {code_of} {CANARY}"'
        assert list(server["addresses"]) == ["Ext-Net", "vigie-private"]
        assert (server["key_name"], server["config_drive"]) == ("oncall", "True")
        assert server["OS-EXT-AZ:availability_zone"] == "nova"
        [group] = desk.cloud(region).compute.server_groups()
        assert server["id"] in group.member_ids
        [attached] = server["os-extended-volumes:volumes_attached"]
        assert attached["delete_on_termination"] is True
        volume = desk.cloud(region).block_storage.get_volume(attached["id"])
        assert (volume.size, volume.volume_type) == (200, "high-speed")
        assert volume.volume_image_metadata["image_id"] == builds[region]["image"]["id"]
    code, back = desk.asks("rollback", done["operation"]["id"], "--yes", "--overload", "--wait")
    assert (code, back["operation"]["state"]) == (0, "succeeded"), back
    assert desk.made_by(done["operation"]["id"]) == []
    assert desk.volumes() == []
    folder = desk.settings.parent
    for file in (*folder.rglob("*"), *Path(os.environ["XDG_STATE_HOME"]).rglob("*")):
        if file.is_file() and file.name != "api.ps1":
            content = file.read_bytes()
            assert CANARY.encode() not in content, file
            assert not any(form in content for form in in_base64(CANARY)), file


def in_base64(text: str) -> list[bytes]:
    """How a text looks within what is in base64, wherever it begins."""
    forms = (base64.b64encode(b"x" * at + text.encode()) for at in range(3))
    return [form[4:-4] for form in forms]


def test_what_is_wrong_anywhere_is_told_once_with_its_remedy_and_nothing_is_asked(
    desk: Desk,
) -> None:
    text = desk.settings.read_text(encoding="utf-8")
    text = text.replace('"high-speed"', '"hi-speed"').replace('"oncall"', '"on-call"')
    text = text.replace(
        "[pools.api.shares]", '[pools.api.datacenters.GRA]\nnetwork = "vigie"\n\n[pools.api.shares]'
    )
    wrong = desk.settings.with_name("wrong.toml")
    wrong.write_text(text, encoding="utf-8")
    (desk.settings.parent / "api.ps1").write_text(
        USER_DATA + "@vigie:hostname@\n", encoding="utf-8"
    )
    before = desk.estate.record().called("compute", "POST", 202)
    code, told = desk.asks("burst", "api", "--by", "6", "--yes", settings=wrong)
    assert code == 3
    said = {each["code"]: each for each in told["refused"]}
    assert set(said) == {
        "guard.missing_volume_type",
        "guard.missing_key",
        "guard.missing_network",
        "guard.user_data_strange",
    }
    assert said["guard.missing_volume_type"]["values"]["region"] == "GRA11, RBX-A, SBG5"
    assert said["guard.missing_network"]["values"] == {"region": "GRA11", "name": "vigie"}
    assert all(each["remedy"] for each in told["refused"])
    code, doctor = desk.asks("doctor", settings=wrong)
    assert code == 1
    found = {each["code"] for each in doctor["checks"] if each["check"] == "builds api"}
    assert found == set(said)
    assert desk.estate.record().called("compute", "POST", 202) == before


def test_a_silent_image_service_stops_its_region_alone(desk: Desk) -> None:
    desk.estate.set_faults({"mode": "down", "services": ["image"], "regions": ["SBG5"]})
    asked = ("burst", "api", "--by", "2", "--dry-run")
    code, told = desk.asks(*asked, "--datacenter", "SBG")
    assert code == 5
    assert "image SBG5" in told["error"]["message"]
    code, planned = desk.asks(*asked, "--datacenter", "GRA")
    assert code == 0
    assert set(planned["plan"]["builds"]) == {"GRA11"}
