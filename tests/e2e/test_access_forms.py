"""`vigie doctor` on the forms in which customers have their access to OpenStack."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from rehearsed import Rehearsal, Rehearse

HANGS_AFTER_S = 120
REGIONS = ("RBX-A", "GRA11", "SBG5")


@pytest.fixture
def estate(rehearsal: Rehearse) -> Rehearsal:
    return rehearsal("steady", 600.0)


@pytest.fixture
def entry(estate: Rehearsal) -> dict[str, Any]:
    """What Keystone wants of a member of the project; no word of a region."""
    clouds = yaml.safe_load(estate.settings.with_name("clouds.yaml").read_text())
    found: dict[str, Any] = clouds["clouds"]["vigie"]
    del found["regions"]
    return found


def doctor(settings: Path, folder: Path, *more: str, **environ: str) -> tuple[int, str]:
    bare = {key: value for key, value in os.environ.items() if not key.startswith(("OS_", "VIGIE"))}
    home: Mapping[str, str] = {"HOME": str(folder), "XDG_STATE_HOME": str(folder / "state")}
    ended = subprocess.run(
        [sys.executable, "-m", "console", "doctor", "--settings", str(settings), *more],
        env={**bare, **home, "LANG": "en_GB.UTF-8", **environ},
        capture_output=True,
        text=True,
        timeout=HANGS_AFTER_S,
        check=False,
    )
    return ended.returncode, ended.stdout + ended.stderr


def setting(path: Path, cloud: str, clouds: dict[str, Any]) -> list[str]:
    path.write_text(yaml.safe_dump({"clouds": clouds}))
    return ["--set", f"openstack.clouds_yaml={path}", "--set", f"openstack.cloud={cloud}"]


def every_region_answers(outcome: tuple[int, str]) -> None:
    code, text = outcome
    assert code == 0, text
    for region in REGIONS:
        assert f"✓ nova:{region}" in text, text


def test_one_region_in_the_entry_as_horizon_writes_it(
    estate: Rehearsal, entry: dict[str, Any], tmp_path: Path
) -> None:
    clouds = {"openstack": entry | {"region_name": "GRA11"}}
    chosen = setting(tmp_path / "clouds.yaml", "openstack", clouds)
    every_region_answers(doctor(estate.settings, tmp_path, *chosen))


def test_one_entry_a_region(estate: Rehearsal, entry: dict[str, Any], tmp_path: Path) -> None:
    clouds = {region.lower(): entry | {"region_name": region} for region in REGIONS}
    chosen = setting(tmp_path / "clouds.yaml", "sbg5", clouds)
    every_region_answers(doctor(estate.settings, tmp_path, *chosen))


def test_an_openrc_with_its_region(
    estate: Rehearsal, entry: dict[str, Any], tmp_path: Path
) -> None:
    openrc = {f"OS_{key.upper()}": str(value) for key, value in entry["auth"].items()}
    lines = estate.settings.read_text().splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(("cloud =", "clouds_yaml ="))]
    settings = estate.settings.with_name("openrc.toml")
    settings.write_text("".join(kept))
    every_region_answers(doctor(settings, tmp_path, OS_REGION_NAME="GRA11", **openrc))
