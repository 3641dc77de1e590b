"""Whether the engine can work here, tried before it has to: its time, its database.

Costs no import of the engine: whoever looks may ask as well as who works.
"""

import secrets
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from sqlalchemy import URL

from console.model.error import SourceError, UsageError, VigieError
from console.model.notice import notice
from console.operations.journal.ahead import write_ahead
from console.operations.journal.database import make_room, sqlite_file
from console.operations.journal.remains import engine_file
from console.operations.worker.sqlite import NEEDED, SUBSECOND, SubsecondConnection

BUSY_S = 5.0
"""How long another process's writing is waited for. Wall seconds."""

ENGINE = "dbos"
"""Its package."""

HELD = frozenset({"SQLITE_BUSY", "SQLITE_LOCKED"})
DAMAGED = frozenset({"SQLITE_NOTADB", "SQLITE_CORRUPT"})


@dataclass(frozen=True, slots=True)
class Trial:
    """What the engine would run on: its version, and the database's."""

    engine: str
    database: str
    place: str


def system_url(url: URL) -> URL:
    """Where the engine keeps its own records: a file beside the journal, or the same database."""
    file = sqlite_file(url)
    if file is None:
        return url.set(drivername="postgresql")
    return URL.create("sqlite", database=str(engine_file(file)))


def tried(records: URL, *, writes: bool = True) -> Trial:
    """Try the engine's database at `records`, the URL of `system_url`.

    Without `writes` only this host's SQLite is tried, and no file is touched. Raises
    UsageError where it will never do, SourceError where the file cannot be written now;
    both say what to do. Of a PostgreSQL server nothing is tried: it is the journal's too.
    """
    try:
        engine = version(ENGINE)
    except PackageNotFoundError as error:
        raise UsageError(notice("engine.missing", library=ENGINE)) from error
    file = sqlite_file(records)
    if file is None:
        return Trial(engine, "PostgreSQL", f"{records.host or ''}/{records.database or ''}")
    if sqlite3.sqlite_version_info < NEEDED:
        needed = ".".join(map(str, NEEDED))
        raise UsageError(
            notice("engine.sqlite_too_old", found=sqlite3.sqlite_version, needed=needed)
        )
    try:
        _tell_the_time()
        if writes:
            make_room(file)
            _write_and_read_back(file)
    except sqlite3.Error as error:
        raise _said(error, file) from error
    return Trial(engine, f"SQLite {sqlite3.sqlite_version}", str(file))


def _tell_the_time() -> None:
    with closing(sqlite3.connect(":memory:", factory=SubsecondConnection)) as connection:
        (now,) = connection.execute("SELECT unixepoch(?)", (SUBSECOND,)).fetchone()
    if not isinstance(now, float):
        raise UsageError(notice("engine.no_time", found=sqlite3.sqlite_version))


def _write_and_read_back(file: Path) -> None:
    """Write the one number in the file's head that is the application's; the engine uses none."""
    with closing(_opened(file)) as connection:
        before = _number(connection)
        connection.execute(f"PRAGMA user_version={secrets.randbelow(2**30) * 2 + 1 - before % 2}")
    with closing(_opened(file)) as connection:
        if _number(connection) == before:
            raise sqlite3.OperationalError("what was written is not there")


def _opened(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, timeout=BUSY_S, isolation_level=None)
    write_ahead(connection, within_s=BUSY_S)
    return connection


def _number(connection: sqlite3.Connection) -> int:
    (found,) = connection.execute("PRAGMA user_version").fetchone()
    return int(found)


def _said(error: sqlite3.Error, file: Path) -> VigieError:
    name = getattr(error, "sqlite_errorname", None) or ""
    kind = "_".join(name.split("_")[:2])
    if kind in HELD:
        return SourceError(notice("engine.held", path=str(file), seconds=round(BUSY_S)))
    code = "engine.damaged" if kind in DAMAGED else "engine.closed"
    return SourceError(notice(code, path=str(file), reason=str(error)))
