"""Asking for work, worker processes of a test's own, and what the estate says was made."""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from asking import asking
from process import end, wait_until
from rehearsed import Rehearsal

from console.desk.session import Session
from console.model.plan import Plan, Refusal
from console.model.verb import Verb


def submit(session: Session, verb: Verb, **asked: object) -> str:
    """Have a plan made and accepted; its operation."""
    plan = _planned(session, verb, **asked)
    assert isinstance(plan, Plan), plan
    return _accepted(session, plan)


def insist(session: Session, verb: Verb, **asked: object) -> str:
    """The same, planned again while a source is unreachable, as people do: nothing began."""
    found: list[Plan | Refusal] = []

    def planned() -> bool:
        found.append(_planned(session, verb, **asked))
        return isinstance(found[-1], Plan)

    wait_until(planned, what=f"a plan of {verb}")
    assert isinstance(found[-1], Plan)
    return _accepted(session, found[-1])


def _planned(session: Session, verb: Verb, **asked: object) -> Plan | Refusal:
    session.watch.refresh()
    return session.plan(asking(verb, session.author(), reason="chaos", **asked))


def _accepted(session: Session, plan: Plan) -> str:
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
