import subprocess
import sys

import pytest

from console.settings.template import TEMPLATE

HEAVY = {
    "alembic", "dbos", "keyring", "keystoneauth1", "openstack", "ovh",
    "prometheus_api_client", "psycopg", "pyVmomi", "requests", "sqlalchemy", "starlette",
    "textual", "uvicorn",
}  # fmt: skip


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
