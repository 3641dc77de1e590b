"""The product as a user has it: a wheel, installed with its bytecode into a place of its own."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


def uv() -> str:
    """The installer of this project: on the PATH, or where the Makefile has put it."""
    found = shutil.which("uv") or str(ROOT / ".bootstrap" / "bin" / "uv")
    if not Path(found).exists():
        pytest.fail("uv is needed to install a wheel: `make .venv/.ready` brings it")
    return found


def installed(folder: Path) -> Path:
    """The `bin` of a new environment with nothing in it but the wheel and what that needs."""
    place = folder / "installed"
    subprocess.run(
        [uv(), "sync", "--quiet", "--locked", "--no-dev", "--no-editable", "--compile-bytecode"],
        cwd=ROOT,
        env=os.environ | {"UV_PROJECT_ENVIRONMENT": str(place)},
        check=True,
        timeout=600,
    )
    return place / "bin"
