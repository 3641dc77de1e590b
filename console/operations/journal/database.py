"""Open the journal's database: SQLite in WAL mode, or PostgreSQL.

Every failure of the database leaves here as a `SourceError`; its text is the
driver's, which never holds the URL's password.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import (
    Connection,
    Engine,
    create_engine,
    event,
    func,
    inspect,
    make_url,
    select,
    text,
)
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, DisconnectionError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from console.model.error import CallRefused, SourceError, SourceUnreachable, UsageError
from console.model.notice import notice
from console.operations.journal.ahead import write_ahead
from console.operations.journal.schema import REVISIONS, VERSION_TABLE, UtcTime
from console.operations.journal.storage import trouble
from console.settings import locations

BUSY_TIMEOUT_MS = 30_000
POSTGRESQL_LIMITS = {
    "statement_timeout": 30_000,
    "lock_timeout": 15_000,
    "idle_in_transaction_session_timeout": 10_000,
}
"""Milliseconds. The last bounds every lock: who says nothing for so long in the middle
of a transaction, its host gone or itself stopped, loses its session and all it holds."""

POSTGRESQL_SOCKET = {
    "connect_timeout": 5,
    "tcp_user_timeout": 15_000,
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
}
"""What ends a connection to a server that vanished: seconds, `tcp_user_timeout` in
milliseconds. The server is asked to watch its clients in the same way."""

SERVER_SIDE = {
    "tcp_user_timeout": 15_000,
    "tcp_keepalives_idle": 10,
    "tcp_keepalives_interval": 5,
    "tcp_keepalives_count": 3,
}
NOT_ALLOWED = "42501"
"""PostgreSQL's insufficient_privilege."""

MIGRATION_LOCK = 7_316_001
WRITE_LOCK = 7_316_002


def parse_url(url: str) -> URL:
    """Read a database URL; PostgreSQL always by psycopg."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise UsageError(notice("journal.bad_url")) from error
    if parsed.get_backend_name() not in {"sqlite", "postgresql"}:
        raise UsageError(notice("journal.bad_url"))
    if parsed.get_backend_name() == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    return parsed


def sqlite_file(url: URL) -> Path | None:
    """The file of a SQLite URL, None for PostgreSQL."""
    if url.get_backend_name() != "sqlite" or not url.database:
        return None
    return Path(url.database)


def open_engine(url: URL, *, writes: bool) -> Engine:
    """An engine whose transactions take the write lock at once (`writes`), or cannot write."""
    file = sqlite_file(url)
    if file is None:
        return _open_postgresql(url, writes=writes)
    mode = {"mode": "rwc" if writes else "ro", "uri": "true"}
    target = URL.create("sqlite", database=f"file:{quote(str(file.absolute()))}", query=mode)
    engine = _another_s(file) if not writes and (_foreign(file) or trouble(file)) else None
    engine = engine or create_engine(target, pool_size=8, max_overflow=24)

    def connected(connection: Any, record: ConnectionPoolEntry) -> None:  # noqa: ANN401 - a raw driver connection
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        connection.execute("PRAGMA foreign_keys=ON")
        if writes:
            write_ahead(connection, within_s=BUSY_TIMEOUT_MS / 1000)
        else:
            connection.execute("PRAGMA query_only=ON")
        record.info["file"] = used = _present(file)
        known.add(used)

    def asked(*_: object) -> None:
        if known or not writes:
            _present(file)

    def taken(_connection: object, record: ConnectionPoolEntry, _proxy: object) -> None:
        if _present(file) != record.info.get("file"):
            raise DisconnectionError  # the pool opens the file that is there now

    def begun(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    known: set[tuple[int, int]] = set()
    event.listen(engine, "do_connect", asked)
    event.listen(engine, "connect", connected)
    event.listen(engine, "checkout", taken)
    event.listen(engine, "begin", begun)
    return engine


def there(file: Path) -> bool:
    """Say whether a journal is there. Raises SourceUnreachable where that may not be seen."""
    return _identity(file) is not None


def _present(file: Path) -> tuple[int, int]:
    """Which file the journal is. Raises SourceUnreachable where none is."""
    found = _identity(file)
    if found is None:
        raise SourceUnreachable(notice("journal.gone", path=str(file)))
    return found


def _identity(file: Path) -> tuple[int, int] | None:
    """Which file it is; None: none. An open connection goes on with one that was removed."""
    try:
        found = file.stat()
    except FileNotFoundError:
        return None
    except OSError as error:
        said = notice("journal.closed", path=str(file), reason=error.strerror or "?")
        raise SourceUnreachable(said) from error
    return found.st_dev, found.st_ino


def make_room(file: Path) -> None:
    """Make the folder of a journal. Raises SourceUnreachable where that may not be."""
    try:
        locations.private(file.parent)
    except OSError as error:
        said = notice("journal.unwritable", path=str(file.parent), reason=error.strerror or "?")
        raise SourceUnreachable(said) from error


def _foreign(file: Path) -> bool:
    """Say whether the journal is another account's: SQLite can make nothing beside it."""
    return os.path.isdir(file.parent) and not os.access(file.parent, os.W_OK)  # noqa: PTH112 - closed is no error here


def _another_s(file: Path) -> Engine:
    """Read a journal beside which nothing can be made, a connection a transaction.

    While it is in use, or its writer died, SQLite's companions lie there to be
    read. Without them all is in the one file, and nobody writes it: it is then read as
    what doesn't change, but only for this once.
    """

    def connect() -> sqlite3.Connection:
        still = "" if file.with_name(f"{file.name}-wal").exists() else "&immutable=1"
        address = f"file:{quote(str(file.absolute()))}?mode=ro{still}"
        return sqlite3.connect(address, uri=True, check_same_thread=False)

    return create_engine("sqlite://", creator=connect, poolclass=NullPool)


def _open_postgresql(url: URL, *, writes: bool) -> Engine:
    limits = POSTGRESQL_LIMITS | SERVER_SIDE
    if not writes:
        limits = limits | {"default_transaction_read_only": 1}
    return create_engine(
        url,
        pool_size=4,
        max_overflow=12,
        pool_pre_ping=True,
        connect_args={
            **POSTGRESQL_SOCKET,
            "options": " ".join(f"-c {name}={value}" for name, value in limits.items()),
            "application_name": "vigie",
        },
    )


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """One transaction; a database that fails is an unreachable source.

    Constraint violations pass through: they are answers, not failures.
    """
    try:
        with engine.begin() as connection:
            yield connection
    except DBAPIError as error:
        if type(error).__name__ == "IntegrityError":
            raise
        if getattr(error.orig, "sqlstate", None) == NOT_ALLOWED:
            raise CallRefused(notice("journal.not_allowed", reason=_reason(error))) from error
        raise SourceUnreachable(notice("journal.unreachable", reason=_reason(error))) from error
    except SQLAlchemyError as error:
        raise SourceUnreachable(notice("journal.unreachable", reason=str(error))) from error


def _reason(error: DBAPIError) -> str:
    return str(error.orig).strip().splitlines()[0] if error.orig else type(error).__name__


def wall(connection: Connection, here: Callable[[], datetime]) -> datetime:
    """The real time by the database's clock; of a file, by this machine's (`here`).

    What several machines write and compare is in this one clock, so that a
    clock that is wrong somewhere decides nothing.
    """
    if connection.dialect.name != "postgresql":
        return here()
    return connection.execute(select(func.clock_timestamp(type_=UtcTime))).scalar_one()


def version_of(connection: Connection) -> str | None:
    """The schema version in the database, None when there is no journal yet."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    found = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}"))  # noqa: S608 - a constant
    return found.scalar()


def check_version(version: str | None) -> bool:
    """Say whether there is a journal; raise when it is not this program's version."""
    if version is None:
        return False
    if version == REVISIONS[-1]:
        return True
    code = "journal.older" if version in REVISIONS else "journal.newer"
    raise SourceError(notice(code, found=version, known=REVISIONS[-1]))


def migrate(engine: Engine) -> None:
    """Bring the schema to this program's version; safe when several do it at once."""
    with transaction(engine) as connection:
        if version_of(connection) == REVISIONS[-1]:
            return
    with transaction(engine) as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"))
        version = version_of(connection)
        if version is not None and (version not in REVISIONS or not _owned(connection)):
            check_version(version)
        _upgrade(connection)


def _owned(connection: Connection) -> bool:
    """Say whether this session may change the tables: on a server, who only asks may not."""
    if connection.dialect.name != "postgresql":
        return True
    owner = "SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass(:table)"
    return bool(connection.execute(text(owner), {"table": VERSION_TABLE}).scalar())


def _upgrade(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415 - costs 0.2 s, needed once in a journal's life
    from alembic.config import Config  # noqa: PLC0415 - as above

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def order_writers(connection: Connection) -> None:
    """Make `events.seq` follow the order of commits, so that nobody who polls misses one."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({WRITE_LOCK})"))
