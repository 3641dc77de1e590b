"""A bell that rings when something was written into the journal: cheap to listen to.

SQLite counts the commits of other connections (`PRAGMA data_version`), which a
look at shared memory tells; PostgreSQL sends a notification to who listens.
"""

import sqlite3
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

from sqlalchemy import URL, Connection, text

from console.operations.journal.database import POSTGRESQL_SOCKET, sqlite_file

CHANNEL = "vigie"
LOOK_S = 0.2
RECONNECT_S = 10.0
UNHEARD_S = 1.0


class Bell(Protocol):
    """Listened to by one thread. What it misses, the regular look finds a little later."""

    def rung(self) -> bool:
        """Say whether anything was written since the last time; True when nobody knows."""
        ...

    def descriptors(self) -> tuple[int, ...]:
        """What becomes readable when it rings."""
        ...

    @property
    def pause_s(self) -> float:
        """How long one may wait before one listens again."""
        ...

    def close(self) -> None:
        """Stop listening."""
        ...


def hang(url: URL) -> Bell:
    """The bell of a journal. Opening it does no I/O and cannot fail."""
    file = sqlite_file(url)
    return _FileBell(file) if file is not None else _ServerBell(url)


def ring(connection: Connection) -> None:
    """Tell whoever listens, once this transaction is committed; a file's bell needs nobody."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"NOTIFY {CHANNEL}"))


class _FileBell:
    def __init__(self, file: Path) -> None:
        self._uri = f"file:{quote(str(file.absolute()))}?mode=ro"
        self._connection: sqlite3.Connection | None = None
        self._version: int | None = None

    def rung(self) -> bool:
        try:
            if self._connection is None:
                self._connection = sqlite3.connect(self._uri, uri=True, check_same_thread=False)
            (version,) = self._connection.execute("PRAGMA data_version").fetchone()
        except sqlite3.Error:
            self.close()
            return True
        if version == self._version:
            return False
        self._version = version
        return True

    def descriptors(self) -> tuple[int, ...]:
        return ()

    @property
    def pause_s(self) -> float:
        return LOOK_S

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = self._version = None


class _ServerBell:
    def __init__(self, url: URL) -> None:
        self._url = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._connection: Any = None
        self._tried_at: float | None = None

    def rung(self) -> bool:
        import psycopg  # noqa: PLC0415 - only where PostgreSQL is

        if self._connection is None:
            return self._listen()
        try:
            return any(True for _ in self._connection.notifies(timeout=0))
        except psycopg.Error:
            self.close()
            return True

    def descriptors(self) -> tuple[int, ...]:
        return () if self._connection is None else (self._connection.fileno(),)

    @property
    def pause_s(self) -> float:
        return UNHEARD_S

    def close(self) -> None:
        import psycopg  # noqa: PLC0415 - as above

        if self._connection is not None:
            with suppress(psycopg.Error):
                self._connection.close()
        self._connection = None

    def _listen(self) -> bool:
        """Connect where it is time to; nobody knows what was written meanwhile."""
        import psycopg  # noqa: PLC0415 - as above

        now = time.monotonic()
        if self._tried_at is None or now - self._tried_at >= RECONNECT_S:
            self._tried_at = now
            with suppress(psycopg.Error):
                limits: dict[str, Any] = {**POSTGRESQL_SOCKET, "application_name": "vigie bell"}
                self._connection = psycopg.connect(self._url, autocommit=True, **limits)
                self._connection.execute(f"LISTEN {CHANNEL}")
        return True
