"""`vigie settings init` on an estate that is served: asked in a terminal, and by options alone."""

import json
import os
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from process import HANGS_AFTER_S, free_port
from rehearsed import Rehearsal, Rehearse
from served import VIGIE
from terminal import terminal

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def estate(rehearsal: Rehearse) -> Rehearsal:
    return rehearsal()


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """The environment of somebody new: a home with nothing in it."""
    return {"HOME": str(tmp_path), "LANG": "C.UTF-8", "PATH": os.environ["PATH"]}


@pytest.fixture
def run(home: dict[str, str], tmp_path: Path) -> Run:
    def vigie(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*VIGIE, *arguments],
            env=home | more,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=HANGS_AFTER_S,
            check=False,
            stdin=subprocess.DEVNULL,
        )

    return vigie


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / ".config" / "vigie" / "vigie.toml"


def written(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text())


def test_options_alone_describe_what_stands(estate: Rehearsal, run: Run, file: Path) -> None:
    access = {"OS_CLIENT_CONFIG_FILE": str(estate.clouds_yaml)}
    url = estate.endpoints["prometheus"]
    done = run("settings", "init", "--cloud", "vigie", "--prometheus", url, **access)
    assert done.returncode == 0, done.stderr
    assert "vigie doctor" in done.stdout
    assert "vigie pool adopt api" in done.stdout
    assert run("settings", "validate").returncode == 0
    assert file.stat().st_mode & 0o777 == 0o600
    settings = written(file)
    assert {tuple(place["regions"]) for place in settings["datacenters"]} == {
        ("RBX-A",),
        ("GRA11",),
        ("SBG5",),
    }
    assert settings["prometheus"] == {"url": url}
    api = settings["pools"]["api"]
    assert (api["baseline"], api["flavor"], api["image"], api["network"], api["key_name"]) == (
        30,
        "win-b2-60",
        "windows-server-2022-api",
        "vigie-private",
        "oncall",
    )
    assert api["shares"] == {"RBX": {"weight": 12}, "GRA": {"weight": 10}, "SBG": {"weight": 8}}
    before = file.read_text()
    again = run("settings", "init", **access)
    assert (again.returncode, file.read_text()) == (2, before)
    over = run("settings", "init", "--cloud", "vigie", "--overwrite", "--output", "json", **access)
    assert over.stderr == ""
    answer = json.loads(over.stdout)
    assert (answer["pools"], answer["unreached"]) == ({"api": {"standing": 30}}, [])
    assert file.read_text() != before
    assert [one.name for one in file.parent.iterdir()] == [file.name], "nothing is left over"


def test_a_person_chooses_from_what_there_is(
    estate: Rehearsal, home: dict[str, str], file: Path
) -> None:
    env = home | {"OS_CLIENT_CONFIG_FILE": str(estate.clouds_yaml)}
    with terminal([*VIGIE, "settings", "init"], env=env) as seen:
        seen.wait_for(r"vigie-reader[\s\S]*Which access")
        seen.press("nothing-like-it", "enter")
        seen.wait_for("does not fit")
        seen.press("enter")
        seen.wait_for("What the estate")
        seen.press("school", "enter")
        for question in ("Regions", "Name of the pool", "Pattern", "at rest"):
            seen.wait_for(f"{question}.*:")
            seen.press("enter")
        seen.wait_for("of a burst.*:")
        seen.press("many", "enter")
        seen.wait_for("is not a number")
        seen.press("200", "enter")
        for question in ("at most", "Flavor", "Image", "Networks", "Key pair", "carries"):
            seen.wait_for(f"{question}.*:")
            seen.press("enter")
        for question in ("Another pool", "Prometheus", "vCenter"):
            seen.wait_for(f"{question}.*:")
            seen.press("enter")
        seen.wait_for("vigie doctor")
        assert seen.wait() == 0
    settings = written(file)
    assert settings["estate"]["name"] == "school"
    assert settings["pools"]["api"]["burst_to"] == 200
    assert settings["pools"]["api"]["image"] == "windows-server-2022-api"
    assert "prometheus" not in settings


def test_what_does_not_answer_is_told_and_the_rest_is_written(
    estate: Rehearsal, run: Run, file: Path, tmp_path: Path
) -> None:
    clouds = tmp_path / "clouds.yaml"
    port = estate.endpoints["identity"].rsplit(":", 1)[1].split("/")[0]
    clouds.write_text(estate.clouds_yaml.read_text().replace(port, str(free_port())))
    silent = f"http://127.0.0.1:{free_port()}"
    options = ("--region", "GRA11", "--pool", "web", "--flavor", "b3-8", "--image", "debian-12")
    done = run("settings", "init", "--prometheus", silent, "--vcenter", "pcc.example", *options)
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("did not answer") == 2, done.stderr
    assert "vigie secrets set vsphere" in done.stdout
    assert run("settings", "validate").returncode == 0
    settings = written(file)
    assert [place["code"] for place in settings["datacenters"]] == ["GRA"]
    assert settings["pools"]["web"]["flavor"] == "b3-8"
    assert settings["pools"]["web"]["network"] == "to-be-named"


def test_variables_that_lack_something_are_told_as_such(run: Run, file: Path) -> None:
    done = run("settings", "init", OS_AUTH_URL=f"http://127.0.0.1:{free_port()}/v3")
    assert done.returncode == 0, done.stderr
    assert "lacks username, password" in done.stderr
    assert "cloud" not in written(file)["openstack"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--cloud", "nobody"], "name one of vigie"),
        (["--name-pattern", "(api"], "no regular expression"),
        (["--baseline", "50", "--burst-to", "20"], "baseline"),
        (["--prometheus", "http://u:canary-1@127.0.0.1:9"], "password"),
    ],
    ids=["cloud", "pattern", "sizes", "password"],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    estate: Rehearsal, run: Run, file: Path, options: list[str], said: str
) -> None:
    access = {"OS_CLIENT_CONFIG_FILE": str(estate.clouds_yaml)}
    done = run("settings", "init", *options, **access)
    assert done.returncode == 2, done.stderr
    assert said in done.stderr
    assert "canary-1" not in done.stdout + done.stderr
    assert not file.exists()


def test_without_any_cloud_there_is_an_example(run: Run, file: Path) -> None:
    done = run("settings", "init")
    assert done.returncode == 0, done.stderr
    assert "No clouds.yaml" in done.stdout
    assert run("settings", "validate").returncode == 0
    assert "OS_*" in file.read_text()


def test_prices_are_of_the_catalogue_where_the_keys_are_kept_and_the_next_step_is_told_else(
    estate: Rehearsal, run: Run, file: Path
) -> None:
    access = {"OS_CLIENT_CONFIG_FILE": str(estate.clouds_yaml)}
    begin = ("settings", "init", "--cloud", "vigie", "--overwrite")
    done = run(*begin, **access)
    assert "Prices: none yet" in done.stdout
    assert "[ovhcloud]" not in file.read_text()

    named = (*begin, "--ovhcloud-api", estate.endpoints["ovhcloud"])
    done = run(*named, **access)
    assert "vigie secrets set ovhcloud-application-key" in done.stdout
    assert "# [ovhcloud]" in file.read_text()
    assert run("settings", "validate").returncode == 0

    [held] = tomllib.loads((estate.settings.parent / "secrets.toml").read_text()).values()
    keys = {
        f"VIGIE_SECRET_{name.upper().replace('-', '_')}": value
        for name, value in held.items()
        if name.startswith("ovhcloud")
    }
    done = run(*named, **access, **keys)
    assert "Prices: of OVHcloud’s public catalogue" in done.stdout, done.stderr
    assert written(file)["ovhcloud"]["endpoint"] == estate.endpoints["ovhcloud"]
    told = json.loads(run("prices", "--output", "json", **access, **keys).stdout)
    [price] = {p["euro_per_hour"] for p in told["prices"] if p["flavor"] == "win-b2-60"}
    assert price == "0.82"

    nobody = f"http://127.0.0.1:{free_port()}/ovhcloud/1.0"
    done = run(*begin, "--ovhcloud-api", nobody, **access, **keys)
    assert "OVHcloud" in done.stderr
    assert "# [ovhcloud]" in file.read_text()
