"""What the engine runs on is tried before it has to: its time, and its database."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from console.model.error import SourceError, UsageError, VigieError
from console.operations.journal.database import parse_url
from console.operations.worker import sqlite, trial
from console.operations.worker.sqlite import NEEDED, SUBSECOND_SINCE, SubsecondConnection
from console.operations.worker.trial import system_url, tried

STAMPED = "CREATE TABLE stamped (at INTEGER NOT NULL DEFAULT (unixepoch('subsec') * 1000), n INT)"


@pytest.fixture
def records(tmp_path: Path) -> URL:
    return system_url(parse_url(f"sqlite:///{tmp_path / 'journal.db'}"))


def file_of(records: URL) -> Path:
    return Path(str(records.database))


def refusal(records: URL) -> VigieError:
    with pytest.raises(VigieError) as refused:
        tried(records)
    return refused.value


def test_records_lie_beside_a_file_and_in_the_same_server() -> None:
    assert str(system_url(parse_url("sqlite:////var/journal.db"))).endswith("/journal-engine.db")
    server = system_url(parse_url("postgresql://vigie@db.example/vigie"))
    assert (server.host, server.database) == ("db.example", "vigie")


def test_every_sqlite_tells_the_engine_the_time_in_milliseconds(tmp_path: Path) -> None:
    """Also for a column whose default another Python's engine has written into the file."""
    with closing(sqlite3.connect(tmp_path / "a.db", factory=SubsecondConnection)) as connection:
        connection.execute(STAMPED)
        connection.executemany("INSERT INTO stamped (n) VALUES (?)", [(n,) for n in range(50)])
        stamps = [at for (at,) in connection.execute("SELECT at FROM stamped")]
        (now,) = connection.execute("SELECT (julianday('now') - 2440587.5) * 86400000").fetchone()
        assert connection.execute("SELECT unixepoch('nonsense')").fetchone() == (None,)
    assert all(abs(at - now) < 60_000 for at in stamps)


def test_what_was_tried_is_told_and_the_file_has_taken_a_write(records: URL) -> None:
    tried(records, writes=False)
    assert not file_of(records).exists()
    found = tried(records)
    assert found.engine
    assert found.database == f"SQLite {sqlite3.sqlite_version}"
    assert found.place == str(file_of(records))
    with closing(sqlite3.connect(file_of(records))) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() != (0,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    tried(records)


def test_a_sqlite_that_the_engine_cannot_work_with_is_refused_in_words(
    records: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, NEEDED[1] - 1, 9))
    found = refusal(records)
    assert isinstance(found, UsageError)
    assert found.notice.code == "engine.sqlite_too_old"
    assert found.notice.values["needed"] == f"3.{NEEDED[1]}"


@pytest.mark.skipif(
    sqlite3.sqlite_version_info >= SUBSECOND_SINCE, reason="this SQLite tells the time itself"
)
def test_a_sqlite_that_does_not_tell_the_time_is_found_out(
    records: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "SUBSECOND_SINCE", (0, 0))
    assert refusal(records).notice.code == "engine.no_time"


def test_a_database_that_another_process_holds_is_said_to_be(
    records: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trial, "BUSY_S", 0.1)
    tried(records)
    with closing(sqlite3.connect(file_of(records), isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        found = refusal(records)
    assert isinstance(found, SourceError)
    assert found.notice.code == "engine.held"
    assert found.notice.values["path"] == str(file_of(records))
    tried(records)


def test_a_file_that_is_no_database_and_one_that_cannot_be_opened(records: URL) -> None:
    file_of(records).write_bytes(b"no database at all" * 500)
    assert refusal(records).notice.code == "engine.damaged"
    file_of(records).unlink()
    file_of(records).mkdir()
    assert refusal(records).notice.code == "engine.closed"
