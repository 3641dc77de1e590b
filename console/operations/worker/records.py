"""Where the engine keeps its own records, in what form, and with which limits."""

import json
import sqlite3
import sys
from typing import Any

from dbos import DBOSConfig, Serializer
from sqlalchemy.engine import URL

from console.model.error import UsageError
from console.model.notice import notice
from console.operations.journal.database import POSTGRESQL_SOCKET, sqlite_file

APPLICATION_VERSION = "1"
"""Raise it only when workflows in flight can no longer be continued by this code."""

SCHEMA = "vigie_engine"
SQLITE_NEEDED = (3, 42) if sys.version_info >= (3, 12) else (3, 35)
SILENCE_S = 10.0
"""How long PostgreSQL lets a session of the engine be idle in a transaction."""


class JsonSerializer(Serializer):
    """Plain JSON: whoever can write the database cannot run code with it."""

    def serialize(self, data: Any) -> str:  # noqa: ANN401 - the engine's signature
        """JSON text; an exception becomes its type and text."""
        return json.dumps(data, default=_plain)

    def deserialize(self, serialized_data: str) -> Any:  # noqa: ANN401 - the engine's signature
        """The value again; an exception comes back as a RuntimeError."""
        value = json.loads(serialized_data)
        if isinstance(value, dict) and set(value) == {"error"}:
            return RuntimeError(value["error"])
        return value

    def name(self) -> str:
        """The name the engine stores with each value."""
        return "vigie_json"


def _plain(value: object) -> object:
    if isinstance(value, BaseException):
        return {"error": f"{type(value).__name__}: {value}"}
    raise TypeError(type(value).__name__)


def system_url(url: URL) -> URL:
    """Where the engine keeps its own records: a file beside the journal, or the same database."""
    file = sqlite_file(url)
    if file is None:
        return url.set(drivername="postgresql")
    return URL.create("sqlite", database=str(file.absolute().with_name(f"{file.stem}-engine.db")))


def check_sqlite() -> None:
    """Refuse a SQLite that the engine cannot work with: nothing would ever run."""
    if sqlite3.sqlite_version_info < SQLITE_NEEDED:
        needed = ".".join(str(part) for part in SQLITE_NEEDED)
        raise UsageError(
            notice("engine.sqlite_too_old", found=sqlite3.sqlite_version, needed=needed)
        )


def configuration(url: URL, executor: str, serializer: Serializer) -> DBOSConfig:
    """The engine's settings for its records at `url`; makes a file ready for several processes.

    Raises UsageError for a SQLite that it cannot work with.
    """
    found: DBOSConfig = {
        "name": "vigie",
        "system_database_url": url.render_as_string(hide_password=False),
        "dbos_system_schema": SCHEMA,
        "application_version": APPLICATION_VERSION,
        "executor_id": executor,
        "serializer": serializer,
        "log_level": "WARNING",
        "console_log_level": "CRITICAL",
        "use_listen_notify": False,
    }
    file = sqlite_file(url)
    if file is None:
        found["sys_db_idle_transaction_timeout_sec"] = SILENCE_S
        found["db_engine_kwargs"] = {"connect_args": dict(POSTGRESQL_SOCKET)}
        return found
    check_sqlite()
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.close()
    return found
