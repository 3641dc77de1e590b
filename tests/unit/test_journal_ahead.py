"""A new file's write-ahead log, asked for by several at once."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from console.operations.journal.ahead import write_ahead


class Noted(sqlite3.Connection):
    """Says when it was asked for the second time."""

    asked = 0
    again: Event

    def execute(self, statement: str) -> sqlite3.Cursor:  # type: ignore[override]
        self.asked += 1
        if self.asked > 1:
            self.again.set()
        return super().execute(statement)


def noted(file: Path) -> Noted:
    connection = sqlite3.connect(file, timeout=0.0, check_same_thread=False, factory=Noted)
    connection.again = Event()
    return connection


def mode(connection: sqlite3.Connection) -> str:
    return str(connection.execute("PRAGMA journal_mode").fetchone()[0])


def test_who_comes_while_another_holds_the_new_file_asks_again(tmp_path: Path) -> None:
    file = tmp_path / "journal.db"
    first = sqlite3.connect(file, isolation_level=None)
    first.execute("BEGIN EXCLUSIVE")
    second = noted(file)
    with ThreadPoolExecutor(1) as other:
        ended = other.submit(write_ahead, second, within_s=60.0)
        assert second.again.wait(60.0)
        assert not ended.done()
        first.execute("COMMIT")
        ended.result(60.0)
    assert mode(first) == mode(second) == "wal"


def test_what_is_held_for_longer_is_said_to_be_locked(tmp_path: Path) -> None:
    file = tmp_path / "journal.db"
    first = sqlite3.connect(file, isolation_level=None)
    first.execute("BEGIN EXCLUSIVE")
    second = sqlite3.connect(file, timeout=0.0)
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        write_ahead(second, within_s=0.1)


def test_what_is_no_lock_is_not_asked_twice(tmp_path: Path) -> None:
    file = tmp_path / "journal.db"
    file.write_bytes(b"this is no database at all, and long enough to be one" * 40)
    connection = noted(file)
    with pytest.raises(sqlite3.DatabaseError, match="not a database"):
        write_ahead(connection, within_s=60.0)
    assert connection.asked == 1
