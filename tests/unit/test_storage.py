"""A disk that is full, read-only or nearly so is known before anything stands still for it."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from console.clock import SystemClock
from console.model.error import SourceUnreachable
from console.operations.journal import storage
from console.operations.journal.reader import SqlJournalReader, default_url
from console.operations.journal.remains import engine_file
from console.operations.journal.storage import room, tried, trouble
from console.operations.journal.writer import SqlJournal

Disk = Callable[..., None]


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Disk:
    """Give every folder a file system as asked for."""
    real = os.statvfs(tmp_path)

    def be(*, free: int = 10**9, files: int = 10**6, flags: int = 0) -> None:
        values = list(real)
        blocks = free // real.f_frsize
        values[3:5], values[7:9] = [blocks, blocks], [files, flags]
        monkeypatch.setattr(storage.os, "statvfs", lambda _path: os.statvfs_result(values))

    return be


def test_a_disk_says_by_itself_why_nothing_can_be_written(disk: Disk, tmp_path: Path) -> None:
    disk()
    found = room(tmp_path)
    assert found is not None
    assert found.trouble is None
    disk(free=4096)
    (full,) = tried([tmp_path], writes=True)
    assert full.trouble is not None
    assert full.trouble.code == "storage.full"
    disk(flags=os.ST_RDONLY)
    (closed,) = tried([tmp_path], writes=True)
    assert closed.trouble is not None
    assert closed.trouble.code == "storage.read_only"


def test_of_a_folder_that_is_not_there_nothing_is_said(tmp_path: Path) -> None:
    assert room(tmp_path / "none") is None
    assert trouble(tmp_path / "none" / "journal.db") is None


def test_a_disk_is_tried_once_and_nothing_is_left_there(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    (found,) = tried([tmp_path, tmp_path / "below", tmp_path / "missing"], writes=True)
    assert found.trouble is None
    assert found.room.free_bytes > 0
    assert [one.name for one in tmp_path.iterdir()] == ["below"]


def test_what_a_write_is_refused_with_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, code in (
        (storage.errno.EDQUOT, "storage.full"),
        (storage.errno.EIO, "storage.closed"),
    ):
        failure = OSError(number, os.strerror(number))

        def fsync(_descriptor: int, failure: OSError = failure) -> None:
            raise failure

        monkeypatch.setattr(storage.os, "fsync", fsync)
        (found,) = tried([tmp_path], writes=True)
        assert found.trouble is not None
        assert found.trouble.code == code


def test_a_journal_is_read_on_a_full_disk_though_nobody_has_it_open(
    disk: Disk, tmp_path: Path
) -> None:
    SqlJournal(default_url(tmp_path), clock=SystemClock(), state_dir=tmp_path).close()
    assert [one.name for one in tmp_path.iterdir()] == ["journal.db"]
    disk(free=0)
    reader = SqlJournalReader(default_url(tmp_path), state_dir=tmp_path)
    assert reader.operations() == ()
    assert reader.trouble() is not None
    assert [one.name for one in tmp_path.iterdir()] == ["journal.db"]  # nothing was made beside it
    reader.close()


@pytest.mark.parametrize(("status", "lost"), [("PENDING", True), ("SUCCESS", False)])
def test_a_journal_that_is_gone_is_not_made_anew_while_the_engine_knows_of_work_in_it(
    tmp_path: Path, status: str, *, lost: bool
) -> None:
    with closing(sqlite3.connect(engine_file(tmp_path / "journal.db"))) as connection:
        connection.execute("CREATE TABLE workflow_status (status TEXT)")
        connection.execute("INSERT INTO workflow_status VALUES (?)", (status,))
        connection.commit()
    if not lost:
        SqlJournal(default_url(tmp_path), clock=SystemClock(), state_dir=tmp_path).close()
        return
    with pytest.raises(SourceUnreachable) as refused:
        SqlJournal(default_url(tmp_path), clock=SystemClock(), state_dir=tmp_path)
    assert refused.value.notice.code == "journal.lost"
    with pytest.raises(SourceUnreachable):
        SqlJournalReader(default_url(tmp_path), state_dir=tmp_path).operations()
    assert not (tmp_path / "journal.db").exists()
