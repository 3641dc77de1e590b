"""An account that the system does not list, and to which nothing on this host belongs."""

import os
import sysconfig
from pathlib import Path

import pytest
from bastion import reachable_python

ROOT = Path(__file__).resolve().parents[2]
UID = 54321


def stranger() -> tuple[str, ...]:
    """The command line before `-m console` by which the stranger runs it; skips where none can."""
    if os.geteuid() != 0:
        pytest.skip("only root can be somebody else")
    python = reachable_python()
    if not python:
        pytest.skip("no interpreter that other accounts may run")
    path = f"PYTHONPATH={sysconfig.get_path('purelib')}:{ROOT}"
    dropped = ("setpriv", f"--reuid={UID}", f"--regid={UID}", "--clear-groups", "--")
    return (*dropped, "env", path, python)
