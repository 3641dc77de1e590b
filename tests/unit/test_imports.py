import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from terminal import terminal

from console.kinds.registry import BUILT_IN
from console.locale import FIRST, ROOMS
from console.settings.template import TEMPLATE

HEAVY = {
    "alembic", "apprise", "dbos", "keyring", "keystoneauth1", "openstack", "ovh",
    "prometheus_api_client", "psycopg", "pyVmomi", "requests", "sqlalchemy", "starlette",
    "textual", "uvicorn",
}  # fmt: skip


ROOT = Path(__file__).resolve().parents[2]


def contracts() -> list[dict[str, Any]]:
    """What import-linter is asked to hold."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = settings["tool"]["importlinter"]["contracts"]
    return found


def rooms(package: str) -> set[str]:
    """The packages and modules right in a package."""
    folder = ROOT / package.replace(".", "/")
    found = {path.parent.name for path in folder.glob("*/__init__.py")}
    return found | {path.stem for path in folder.glob("*.py")} - {"__init__"}


def names(layer: str) -> set[str]:
    """The rooms of a layer; those in brackets need not be there."""
    return {room.strip("() ") for room in layer.replace(":", "|").split("|")}


def test_every_room_of_the_house_stands_in_a_layer() -> None:
    layered = [one for one in contracts() if one["type"] == "layers"]
    assert "console" in {name for one in layered for name in one["containers"]}
    for one in layered:
        assert one["exhaustive"]
        placed = set().union(*map(names, one["layers"]))
        for container in one["containers"]:
            assert rooms(container) <= placed


def test_every_kind_is_kept_from_the_others_and_from_those_who_are_blind_to_it() -> None:
    kinds = {
        f"console.kinds.{path.parent.name}" for path in (ROOT / "console/kinds").glob("*/verbs.py")
    }
    assert kinds
    apart = next(one for one in contracts() if one["name"] == "No kind knows another")
    assert kinds in [
        {f"console.kinds.{name}" for name in names(layer)} for layer in apart["layers"]
    ]
    blind = next(one for one in contracts() if "know no kind by name" in one["name"])
    assert kinds == set(blind["protected_modules"])


def test_no_contract_is_a_list_of_who_may_not() -> None:
    """Such a list forgets whoever comes later."""
    assert "forbidden" not in {one["type"] for one in contracts()}


def loaded_by(statements: str) -> set[str]:
    """Which of the heavy modules an interpreter of its own has loaded afterwards."""
    program = f"{statements}\nimport sys\nprint(*sys.modules)"
    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True
    )
    return HEAVY & set(answer.stdout.split())


@pytest.mark.parametrize(
    "module",
    [
        "console.cli",
        "console.__main__",
        "console.bootstrap",
        "console.bootstrap.parts",
        "console.desk.session",
        "console.planning",
    ],
)
def test_importing_loads_nothing_heavy(module: str) -> None:
    assert loaded_by(f"import {module}") == set()


def test_opening_a_session_loads_no_sdk_no_driver_and_no_interface(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    settings = tmp_path_factory.mktemp("settings") / "vigie.toml"
    settings.write_text(TEMPLATE, encoding="utf-8")
    loaded = loaded_by(
        "from pathlib import Path\n"
        "from console.bootstrap import open_session\n"
        "from console.model.plan import Origin\n"
        f"open_session(Path({str(settings)!r}), read_only=False, origin=Origin.CONSOLE)\n"
    )
    assert loaded == set()


def test_the_whole_help_is_shown_without_importing_a_verb() -> None:
    program = (
        "import sys\nfrom console.cli.entry import run\nrun(['--help'])\n"
        "sys.stderr.write(' '.join(m for m in sys.modules if m.startswith('console.cli.')))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True
    )
    assert "rollback" in answer.stdout
    assert "console.cli.rollback" not in answer.stderr


BEFORE_FIRST_PAINT = """
import os, sys
from pathlib import Path
sys.argv = ["vigie", "--settings", {settings!r}]
from console.tui.terminal import prepare
from console.tui.app import VigieApp
from textual.css.stylesheet import Stylesheet

def again(self):
    raise AssertionError("every sheet is parsed again")

def begin(self):
    Path({loaded!r}).write_text(" ".join(sys.modules))
    self.exit(0)

Stylesheet.reparse = again
VigieApp._begin = begin
from console.__main__ import main
main()
"""
AFTER_FIRST_PAINT = (
    "click.shell_completion", "console.bootstrap", "console.desk", "console.model.cluster",
    "console.model.estate", "console.model.instance", "console.model.plan",
    "console.model.policy", "console.model.private", "console.operations",
    "console.planning", "console.ports", "console.providers", "console.settings.clusterpresets",
    "console.tui.actions",
    "console.tui.dialogs", "console.tui.keymap", "console.tui.requests", "console.tui.scene",
    "console.tui.screens.board", "console.tui.screens.instances", "console.tui.view",
    "console.watch", "console.kinds.verb", "email", "hashlib", "importlib.metadata", "json",
    "statistics", "zipfile", *HEAVY - {"textual"}, *BUILT_IN,
    *(f"console.locale.en.{room}" for room in set(ROOMS) - set(FIRST)),
)  # fmt: skip
"""With all that is in them. A person waits for what is imported before the first paint."""


def test_the_first_paint_waits_for_nothing_that_it_does_not_show(tmp_path: Path) -> None:
    settings, loaded = tmp_path / "vigie.toml", tmp_path / "loaded"
    settings.write_text(TEMPLATE, encoding="utf-8")
    program = BEFORE_FIRST_PAINT.format(settings=str(settings), loaded=str(loaded))
    home = {"HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path), "LANG": "C.UTF-8"}
    with terminal([sys.executable, "-c", program], env=home) as opened:
        assert opened.wait(60) == 0, opened.text()
    names = loaded.read_text().split()
    early = [n for n in names for late in AFTER_FIRST_PAINT if f"{n}.".startswith(f"{late}.")]
    assert "console.tui.screens.overview" in names
    assert early == []


def test_a_part_of_the_database_library_is_never_imported_before_the_library() -> None:
    """Two threads begin with it. One that holds the part and waits for the whole, while the
    other holds the whole and waits for the part, is given what is half imported: ImportError.
    """
    first = re.compile(r"^\s*(?:from|import) (sqlalchemy[\w.]*)", re.MULTILINE)
    for path in (ROOT / "console/operations").rglob("*.py"):
        found = first.search(path.read_text(encoding="utf-8"))
        assert found is None or found[1] == "sqlalchemy", path
