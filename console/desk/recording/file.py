"""The recorder's file: a ring of minutes, bounded by age and size.

SQLite in its plain mode: a process that is killed while it writes leaves what was there
before. A minute is written as what differs from the one before, and whole once an hour and
after every break, so that old ones go without those that come after them.
"""

import os
import sqlite3
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec

from console.decoding import decode
from console.model.error import VigieError
from console.model.notice import Notice, notice

VERSION = 1
SCHEMA = """
CREATE TABLE minutes(seq INTEGER PRIMARY KEY, base INTEGER NOT NULL, at REAL NOT NULL,
                     until REAL NOT NULL, body BLOB NOT NULL);
CREATE INDEX minutes_at ON minutes(at);
CREATE TABLE objects(at REAL PRIMARY KEY, body BLOB NOT NULL);
"""
PAGE = 4096
FULL_FROM = 0.9
"""Of the pages that there may be: from there on the oldest tenth goes."""
OBJECTS_KEPT_S = 35 * 86_400.0
"""Object storage is written once an hour, and its growth told by the week."""
WAIT_S = 2.0

Parts = dict[str, str | None]
"""JSON texts by the names of what they tell; None: it is no more."""
Found = TypeVar("Found")


class RecorderFailed(VigieError):
    """The recorder's file can be neither read nor written, or not now."""


@dataclass(frozen=True, slots=True)
class Minute:
    """What was kept of a minute, and when that was seen (seconds of 1970, estate time)."""

    at: float
    parts: Mapping[str, str]


@dataclass(slots=True)
class RecordFile:
    """One estate's records. Making one does no I/O; every call opens the file anew.

    So a file that is removed or replaced meanwhile is found out. A record holds for
    `slack_s` after it was last seen to be so.
    """

    path: Path
    keep_s: float
    most_bytes: int
    slack_s: float = 95.0

    # Reading --------------------------------------------------------------

    def at(self, moment: float) -> Minute | None:
        """What was known at a moment; None where nobody recorded it. Raises RecorderFailed."""
        found = self._read(lambda file: _rows(file, moment, self.slack_s))
        if found is None:
            return None
        seen, packed = found
        parts: Parts = {}
        for body in packed:
            parts |= _unpacked(body)
        known = {name: text for name, text in parts.items() if text is not None}
        return Minute(min(seen, moment), known)

    def first(self) -> float | None:
        """Since when there are records; None: there are none. Raises RecorderFailed."""
        return self._read(lambda file: _one(file, "SELECT min(at) FROM minutes"))

    def has(self, number: int) -> bool:
        """Say whether a record is still there. Raises RecorderFailed."""
        query = "SELECT seq FROM minutes WHERE seq = ?"
        return self._read(lambda file: file.execute(query, (number,)).fetchone()) is not None

    def objects(self, since: float, until: float) -> list[tuple[float, str]]:
        """What stood in object storage, the oldest first. Raises RecorderFailed."""
        query = "SELECT at, body FROM objects WHERE at BETWEEN ? AND ? ORDER BY at"
        rows = self._read(lambda file: file.execute(query, (since, until)).fetchall()) or []
        return [(at, zlib.decompress(body).decode()) for at, body in rows]

    def _read(self, ask: Callable[[sqlite3.Connection], Found]) -> Found | None:
        """What the file says; None where there is none, or none of this version."""
        if not self.path.exists():
            return None
        try:
            with _connected(self.path) as file:
                return ask(file) if _version(file) == VERSION else None
        except (sqlite3.Error, OSError, zlib.error) as error:
            raise RecorderFailed(self._said("recorder.unreadable", error)) from error

    # Writing --------------------------------------------------------------

    def add(self, at: float, parts: Parts, base: int | None) -> int:
        """Write what differs from the record before, or all with `base` None; its number.

        Raises RecorderFailed, which leaves the file as it was.
        """
        body = _packed(parts)

        def written(file: sqlite3.Connection) -> int:
            query = "INSERT INTO minutes(base, at, until, body) VALUES (?, ?, ?, ?)"
            number = file.execute(query, (base or 0, at, at, body)).lastrowid or 0
            if base is None:
                file.execute("UPDATE minutes SET base = seq WHERE seq = ?", (number,))
            return number

        return self._written(written, at)

    def prolong(self, number: int, until: float) -> None:
        """Say that a record still held then. Raises RecorderFailed."""
        query = "UPDATE minutes SET until = ? WHERE seq = ?"
        self._written(lambda file: file.execute(query, (until, number)), until)

    def add_objects(self, at: float, text: str) -> None:
        """Write what stands in object storage. Raises RecorderFailed."""
        body = zlib.compress(text.encode())
        query = "INSERT OR REPLACE INTO objects(at, body) VALUES (?, ?)"
        self._written(lambda file: file.execute(query, (at, body)), at)

    def set_aside(self) -> None:
        """Put a broken file out of the way, for who wants to look at it."""
        self.path.replace(self.path.with_suffix(".broken"))

    def _written(self, write: Callable[[sqlite3.Connection], Found], now: float) -> Found:
        try:
            self._make()
            with _connected(self.path) as file:
                self._settle(file)
                self._trim(file, now)
                with file:
                    return write(file)
        except sqlite3.DatabaseError as error:
            broken = _code(error) in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
            code = "recorder.broken" if broken else "recorder.unwritable"
            raise RecorderFailed(self._said(code, error)) from error
        except (sqlite3.Error, OSError) as error:
            raise RecorderFailed(self._said("recorder.unwritable", error)) from error

    def _make(self) -> None:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))

    def _settle(self, file: sqlite3.Connection) -> None:
        """Its bound, and its tables where it is new."""
        file.execute(f"PRAGMA max_page_count = {max(16, self.most_bytes // PAGE)}")
        version = _version(file)
        if version == 0:
            file.executescript(f"BEGIN; {SCHEMA} PRAGMA user_version = {VERSION}; COMMIT")
        elif version != VERSION:
            raise RecorderFailed(notice("recorder.broken", path=str(self.path), reason="version"))

    def _trim(self, file: sqlite3.Connection, now: float) -> None:
        """Let go what is too old, and the oldest tenth where room runs out."""
        with file:
            file.execute("DELETE FROM minutes WHERE until < ?", (now - self.keep_s,))
            kept_s = max(self.keep_s, OBJECTS_KEPT_S)
            file.execute("DELETE FROM objects WHERE at < ?", (now - kept_s,))
        for table in ("minutes", "objects"):
            if _used(file) < FULL_FROM * max(16, self.most_bytes // PAGE):
                return
            with file:
                file.execute(
                    f"DELETE FROM {table} WHERE rowid IN (SELECT rowid FROM {table} ORDER BY rowid"  # noqa: S608 - our own tables
                    f" LIMIT 1 + (SELECT count(*) FROM {table}) / 10)"
                )

    def _said(self, code: str, error: Exception) -> Notice:
        reason = getattr(error, "strerror", None) or str(error)
        return notice(code, path=str(self.path), reason=reason)


@contextmanager
def _connected(path: Path) -> Iterator[sqlite3.Connection]:
    """The file, for one call; as a file that is there, so that nobody makes one by reading."""
    address = f"{path.absolute().as_uri()}?mode=rw"
    with closing(sqlite3.connect(address, uri=True, timeout=WAIT_S)) as file:
        yield file


def _rows(
    file: sqlite3.Connection, moment: float, slack_s: float
) -> tuple[float, list[bytes]] | None:
    """Until when the record was seen that holds at a moment, and the texts it is made of.

    The last that was written wins. None where there is none, or where the whole one is gone
    that it follows: what differs from what nobody knows tells nothing.
    """
    held = file.execute(
        "SELECT seq, base, until FROM minutes WHERE at <= ? AND until >= ?"
        " ORDER BY seq DESC LIMIT 1",
        (moment, moment - slack_s),
    ).fetchone()
    if held is None:
        return None
    number, base, until = held
    query = "SELECT seq, body FROM minutes WHERE base = ? AND seq <= ? ORDER BY seq"
    rows = file.execute(query, (base, number)).fetchall()
    return (until, [body for _seq, body in rows]) if rows[0][0] == base else None


def _one(file: sqlite3.Connection, query: str) -> float | None:
    found: float | None = file.execute(query).fetchone()[0]
    return found


def _version(file: sqlite3.Connection) -> int:
    return int(_one(file, "PRAGMA user_version") or 0)


def _used(file: sqlite3.Connection) -> float:
    pages, free = _one(file, "PRAGMA page_count"), _one(file, "PRAGMA freelist_count")
    return (pages or 0) - (free or 0)


def _code(error: sqlite3.Error) -> int:
    """SQLite's own word, without what says more of it."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def _packed(parts: Parts) -> bytes:
    return zlib.compress(msgspec.json.encode(parts))


def _unpacked(body: bytes) -> Parts:
    try:
        return decode(zlib.decompress(body), dict[str, str | None])
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise zlib.error(str(error)) from error
