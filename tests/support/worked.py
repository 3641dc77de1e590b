"""An estate with a worker of its own, as a service manager would have one, and who looks on."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rehearsed import Rehearsal
from served import end_worker

from console.bootstrap import open_session
from console.desk.session import Session
from console.model.plan import Origin


def session(estate: Rehearsal) -> Session:
    """Who reads the estate and its journal, and changes nothing."""
    return open_session(estate.settings, read_only=True, origin=Origin.CLI)


@contextmanager
def working(estate: Rehearsal) -> Iterator[None]:
    """A worker of this estate, as a service manager would have one."""
    command = [sys.executable, "-m", "console", "worker", "run", "--settings", str(estate.settings)]
    worker = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        end_worker(worker.pid)
        worker.wait()
