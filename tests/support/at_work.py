"""Asking for work, worker processes of a test's own, and what the estate says was made."""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from asking import asking
from process import end
from rehearsed import Rehearsal

from console.desk.session import Session
from console.model.plan import Plan
from console.model.verb import Verb


def submit(session: Session, verb: Verb, **asked: object) -> str:
    """Have a plan made and accepted; its operation."""
    session.watch.refresh()
    plan = session.plan(asking(verb, session.author(), reason="chaos", **asked))
    assert isinstance(plan, Plan), plan
    assert session.operator is not None
    return session.operator.submit(plan).operation.id


def made(estate: Rehearsal, operation_id: str) -> Counter[str]:
    """How often the creation of each name was carried out, by the estate's own record."""
    asked = (o for o in estate.record().orders if o.order == "create")
    return Counter(o.name for o in asked if o.metadata.get("vigie.operation") == operation_id)


@contextmanager
def worker(settings: Path, output: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A worker process, ended by its id, stopped or not."""
    command = [sys.executable, "-m", "console", "worker", "run", "--settings", str(settings)]
    with output.open("wb") as said:
        started = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT)
    try:
        yield started
    finally:
        end(started)
