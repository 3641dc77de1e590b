"""The container file agrees with the program that it packs; building it takes a builder."""

import re
import tomllib
from pathlib import Path

import pytest

from console.settings import locations

ROOT = Path(__file__).parents[2]
FILE = ROOT / "docs" / "guide" / "container" / "Containerfile"


@pytest.fixture
def steps() -> list[tuple[str, str]]:
    """Every instruction of the file and what follows it."""
    text = re.sub(r"(?m)^#.*\n", "", FILE.read_text(encoding="utf-8")).replace("\\\n", " ")
    pairs = (line.partition(" ") for line in text.splitlines() if line.strip())
    return [(name, " ".join(rest.split())) for name, _, rest in pairs]


def only(steps: list[tuple[str, str]], name: str) -> str:
    (found,) = (rest for step, rest in steps if step == name)
    return found


def test_what_it_runs_on_is_a_python_that_is_supported(steps: list[tuple[str, str]]) -> None:
    base = re.fullmatch(r"BASE=python:(3\.\d+)-slim", only(steps, "ARG"))
    assert base
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert f"Programming Language :: Python :: {base[1]}" in project["classifiers"]
    assert only(steps, "ENTRYPOINT") == f'["{next(iter(project["scripts"]))}"]'
    assert only(steps, "CMD") == '["worker", "run"]'


def test_its_files_are_where_the_program_looks_and_kept_in_the_volume_alone(
    steps: list[tuple[str, str]],
) -> None:
    given = dict(pair.split("=", 1) for pair in only(steps, "ENV").split())
    volume = Path(only(steps, "VOLUME"))
    assert locations.settings_path(None, given) == Path("/etc/vigie/vigie.toml")
    assert locations.state_dir(given) == volume
    assert Path(given["HOME"]) == volume
    assert f"-v vigie-state:{volume}" in (ROOT / "docs/guide/deployment.md").read_text("utf-8")


def test_it_runs_for_an_account_that_owns_its_volume_and_nothing_else(
    steps: list[tuple[str, str]],
) -> None:
    names = [name for name, _ in steps]
    assert names.index("USER") > max(at for at, name in enumerate(names) if name in {"RUN", "COPY"})
    user, made = only(steps, "USER"), only(steps, "RUN")
    assert re.search(rf"useradd --uid [1-9]\d+ .*\b{user}\b", made)
    owned = re.findall(rf"install -d -o {user} -g {user} -m (\d+) (\S+)", made)
    assert owned == [("0700", only(steps, "VOLUME"))]


def test_a_service_has_its_files_where_systemd_says_unless_it_is_told_otherwise() -> None:
    given = {"STATE_DIRECTORY": "/var/lib/watch:/var/lib/other"}
    assert locations.state_dir(given) == Path("/var/lib/watch")
    assert locations.state_dir(given | {"XDG_STATE_HOME": "/srv"}) == Path("/srv/vigie")
    home = locations.state_dir({"HOME": "/home/anna"})
    assert locations.state_dir({"STATE_DIRECTORY": "not/absolute"}) == home
