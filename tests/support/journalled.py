"""Journals for tests: empty ones at this version's schema, and operations as one gives them."""

import atexit
import shutil
import tempfile
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from asking import asking

from console.kinds.instances.verbs import BURST
from console.model.operation import Operation, OperationState
from console.model.plan import (
    Author,
    Origin,
    Plan,
)
from console.operations.journal.database import migrate, open_engine, parse_url, sqlite_file
from console.operations.journal.reader import default_url

START = datetime(2026, 11, 23, 15, 40, tzinfo=UTC)


def migrated_url(folder: Path) -> str:
    """The journal of a state folder: a copy of an empty one that was migrated once for all."""
    url = default_url(folder)
    file = sqlite_file(parse_url(url))
    assert file is not None
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(_template(), file)
    return url


@cache
def _template() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="journal-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    url = parse_url(default_url(folder))
    engine = open_engine(url, writes=True)
    migrate(engine)
    engine.dispose()
    file = sqlite_file(url)
    assert file is not None
    return file


def operation(name: str, state: OperationState) -> Operation:
    author = Author("root", "host", Origin.CLI, "oncall", ("member",))
    plan = Plan(
        operation_id=name,
        request=asking(BURST, author, pool="api", to=3),
        pool="api",
        planned_at=START,
        changes=(),
        rows=(),
        size_now=1,
        size_after=3,
        ceiling=9,
        euro_per_hour=None,
        euro_for_duration=None,
        api_calls=0,
        api_time_s=0.0,
        eta_s=None,
    )
    return Operation(name, plan, state, START)
