"""The recorder: what changed once a minute, in a bounded file that survives whatever befalls it."""

import os
import sqlite3
import subprocess
import sys
import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from kept import Kept
from modelled import World

from console.desk.census import tallies
from console.desk.muster import Muster
from console.desk.recording.figures import figures, restored
from console.desk.recording.file import RecorderFailed, RecordFile
from console.desk.recording.recorder import Recorder, heard
from console.model.estate import SourceState
from console.model.figure import Freshness
from console.model.notice import notice
from console.model.private import Datastore, DatastoreKind, PrivateView
from console.redaction import known

MINUTE_S, HOUR_S, DAY_S = 60.0, 3600.0, 86_400.0
MIB = 1 << 20
T0 = 1_795_000_000.0


def file_in(folder: Path, keep_s: float = 7 * DAY_S, most: int = 4 * MIB) -> RecordFile:
    return RecordFile(folder / "recorder.db", keep_s, most)


@pytest.fixture
def estate(tmp_path: Path) -> Kept:
    kept = Kept.open(tmp_path / "journal", World.steady())
    kept.watch.refresh(())
    return kept


def recorder_of(kept: Kept, folder: Path) -> Recorder:
    return Recorder(kept.session, file_in(folder))


def passes(kept: Kept, seconds: float) -> float:
    """Let estate time pass; the time it is then."""
    kept.world.now += timedelta(seconds=seconds)
    return kept.world.now.timestamp()


def bodies(path: Path) -> list[str]:
    with sqlite3.connect(path) as file:
        rows = file.execute("SELECT body FROM minutes ORDER BY seq").fetchall()
    return [zlib.decompress(body).decode() for (body,) in rows]


# The file ----------------------------------------------------------------------


def test_a_minute_is_told_by_what_differs_from_those_before_it(tmp_path: Path) -> None:
    file = file_in(tmp_path)
    base = file.add(T0, {"a": "1", "b": "1"}, None)
    file.add(T0 + 60, {"a": "2"}, base)
    last = file.add(T0 + 120, {"b": None}, base)
    file.prolong(last, T0 + 300)
    found = [file.at(T0 + passed) for passed in (-1, 0, 59, 60, 119, 299)]
    assert [None if one is None else dict(one.parts) for one in found] == [
        None,
        {"a": "1", "b": "1"},
        {"a": "1", "b": "1"},
        {"a": "2", "b": "1"},
        {"a": "2", "b": "1"},
        {"a": "2"},
    ]
    assert file.first() == T0


def test_what_nobody_recorded_is_unknown(tmp_path: Path) -> None:
    file = file_in(tmp_path)
    file.add(T0, {"a": "1"}, None)
    file.add(T0 + HOUR_S, {"a": "2"}, None)
    assert file.at(T0 + file.slack_s - 1) is not None
    assert file.at(T0 + HOUR_S / 2) is None
    assert file.at(T0 + 2 * HOUR_S) is None


def test_of_two_that_tell_of_one_time_the_last_written_counts(tmp_path: Path) -> None:
    file = file_in(tmp_path)
    file.prolong(file.add(T0, {"a": "of before the clock was set"}, None), T0 + HOUR_S)
    file.prolong(file.add(T0 + 60, {"a": "of after"}, None), T0 + 600)
    found = file.at(T0 + 120)
    assert found is not None
    assert dict(found.parts) == {"a": "of after"}


def test_the_file_never_passes_its_size_and_keeps_the_newest(tmp_path: Path) -> None:
    file = file_in(tmp_path, most=MIB)
    for minute in range(600):
        file.add(T0 + minute * 60, {"a": os.urandom(4000).hex()}, None)
        assert file.path.stat().st_size <= MIB
    assert file.at(T0 + 599 * 60) is not None
    first = file.first()
    assert first is not None
    assert T0 < first < T0 + 500 * 60


def test_what_is_too_old_goes(tmp_path: Path) -> None:
    file = file_in(tmp_path, keep_s=DAY_S)
    for hour in range(40):
        file.add(T0 + hour * HOUR_S, {"a": "1"}, None)
        file.add_objects(T0 + hour * HOUR_S, "[]")
    assert file.first() == T0 + 15 * HOUR_S
    # Its growth is told by the week: an hour of it is a line.
    assert len(file.objects(0, T0 + DAY_S * 9)) == 40


def test_minutes_without_the_whole_one_before_them_tell_nothing(tmp_path: Path) -> None:
    file = file_in(tmp_path)
    base = file.add(T0, {"a": "1", "b": "1"}, None)
    file.add(T0 + 60, {"a": "2"}, base)
    with sqlite3.connect(file.path) as opened:
        opened.execute("DELETE FROM minutes WHERE seq = ?", (base,))
    assert file.at(T0 + 60) is None


WRITES = """
import sys
from pathlib import Path
from console.desk.recording.file import RecordFile

file = RecordFile(Path(sys.argv[1]), 7 * 86400.0, 1 << 22)
at = float(sys.argv[2])
while True:
    base = file.add(at, {"n": str(at), "ballast": "x" * 50_000}, None)
    file.add(at + 60, {"n": str(at + 60)}, base)
    at += 120
    print(at, flush=True)
"""


def test_a_record_that_is_cut_by_a_kill_leaves_a_file_that_is_read_and_written(
    tmp_path: Path,
) -> None:
    file = file_in(tmp_path)
    at = T0
    for round_ in range(8):
        command = [sys.executable, "-c", WRITES, str(file.path), str(at)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            for _ in range(2 + round_):
                at = float(writer.stdout.readline())
            writer.kill()
        found = file.at(at - 60)
        assert found is not None
        assert found.parts["n"] == str(at - 60), "what was told to be written is there"
        with sqlite3.connect(file.path) as opened:
            assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        at += 100 * 120
    file.add(at, {"n": "after"}, None)
    assert file.at(at) is not None


# What is recorded ----------------------------------------------------------------


def test_counts_and_verdicts_come_back_as_they_were_shown(estate: Kept, tmp_path: Path) -> None:
    shown, policy = estate.watch.snapshot(), estate.session.policy
    shown.sources["nova:GRA11"] = SourceState(
        "nova:GRA11", Freshness.STALE, shown.at, failure=notice("journal.locked")
    )
    recorder_of(estate, tmp_path).look()
    found = file_in(tmp_path).at(estate.world.now.timestamp())
    assert found is not None
    back = restored(found.parts, estate.world.now)
    pool = policy.pools["api"]
    assert back.recorded.tallies["api"] == tallies(shown, policy, pool)
    assert back.recorded.verdicts.keys() == policy.pools.keys()
    assert back.sources["nova:GRA11"] == shown.sources["nova:GRA11"]


def test_only_what_changed_is_written_and_all_of_it_once_an_hour(
    estate: Kept, tmp_path: Path
) -> None:
    recorder = recorder_of(estate, tmp_path)
    recorder.look()
    for _ in range(5):
        passes(estate, 60)
        recorder.look()
    path = recorder.file.path
    assert len(bodies(path)) == 1, "nothing changed: the record is prolonged"
    assert recorder.file.at(estate.world.now.timestamp()) is not None
    shown = estate.watch.snapshot()
    shown.sources["identity"] = SourceState("identity", Freshness.STALE, shown.at)
    passes(estate, 60)
    recorder.look()
    assert len(bodies(path)) == 2
    assert len(bodies(path)[1]) < len(bodies(path)[0]) / 4
    for _ in range(60):
        passes(estate, 60)
        recorder.look()
    assert len(bodies(path)) == 3
    assert len(bodies(path)[2]) > len(bodies(path)[0]) / 2


def test_a_datastore_is_written_again_when_its_use_moved_by_a_thousandth(estate: Kept) -> None:
    full = 3_000_000_000_000
    store = Datastore("datastore-1", "ssd-1", DatastoreKind.NFS, True, full, full // 2)

    def told(free: int) -> str:
        view = PrivateView(
            (replace(store, free_bytes=free),), (), (), (), datetime(2026, 11, 23, tzinfo=UTC)
        )
        shown = replace(estate.watch.snapshot(), private=view)
        policy = estate.session.policy
        return figures(shown, policy, Muster(policy.healing.grace_s))["store/datastore-1"].same

    assert told(full // 2 - 1) == told(full // 2 - full // 2000)
    assert told(full // 2 - 1) != told(full // 2 - full // 500)


def test_no_secret_is_recorded(estate: Kept, tmp_path: Path) -> None:
    known("hunter2-of-the-recorder")
    shown = estate.watch.snapshot()
    said = notice("journal.unwritable", path="/x", reason="password hunter2-of-the-recorder")
    shown.sources["nova:GRA11"] = SourceState("nova:GRA11", Freshness.STALE, failure=said)
    recorder = recorder_of(estate, tmp_path)
    recorder.look()
    [body] = bodies(recorder.file.path)
    assert "nova:GRA11" in body
    assert "hunter2" not in body
    assert recorder.file.path.stat().st_mode & 0o077 == 0


def test_nothing_is_recorded_before_every_source_was_heard(estate: Kept) -> None:
    shown = estate.watch.snapshot()
    silent = SourceState("vcenter", Freshness.UNKNOWN)
    shown.sources.clear()
    shown.sources["vcenter"] = silent
    assert not heard(shown)
    shown.sources["vcenter"] = replace(silent, failed_at=shown.at, failure=notice("journal.locked"))
    assert heard(shown)


# Who records, and what befalls the file ---------------------------------------------


def test_one_process_records_at_a_time(estate: Kept, tmp_path: Path) -> None:
    one, other = recorder_of(estate, tmp_path), recorder_of(estate, tmp_path)
    one.look()
    passes(estate, 60)
    other.look()
    assert other.trouble is None
    assert len(bodies(one.file.path)) == 1
    assert one.file.at(estate.world.now.timestamp() + 60) is None
    one.release()
    other.look()
    assert len(bodies(one.file.path)) == 2


def test_after_a_break_all_is_written_and_the_break_is_unknown(
    estate: Kept, tmp_path: Path
) -> None:
    recorder = recorder_of(estate, tmp_path)
    recorder.look()
    asleep = passes(estate, 1800)
    passes(estate, 1800)
    recorder.look()
    assert len(bodies(recorder.file.path)) == 2
    assert recorder.file.at(asleep) is None
    assert recorder.file.at(estate.world.now.timestamp()) is not None


def test_a_broken_file_is_put_aside_and_said(estate: Kept, tmp_path: Path) -> None:
    recorder = recorder_of(estate, tmp_path)
    recorder.file.path.write_bytes(b"no database at all" * 1000)
    with pytest.raises(RecorderFailed):
        recorder.file.at(T0)
    recorder.look()
    assert recorder.trouble is not None
    assert recorder.trouble.code == "recorder.broken"
    recorder.look()
    assert recorder.trouble is None
    assert recorder.file.at(estate.world.now.timestamp()) is not None
    assert (tmp_path / "recorder.broken").read_bytes().startswith(b"no database")


def test_a_folder_that_cannot_be_written_is_said_and_tried_again(
    estate: Kept, tmp_path: Path
) -> None:
    folder = tmp_path / "state"
    folder.write_text("a file, where a folder should be")
    recorder = recorder_of(estate, folder)
    recorder.look()
    assert recorder.trouble is not None
    assert recorder.trouble.code == "recorder.unwritable"
    folder.unlink()
    recorder.look()
    assert recorder.trouble is None
    assert recorder.file.at(estate.world.now.timestamp()) is not None


def test_a_disk_without_room_is_said_and_what_was_there_stays(estate: Kept, tmp_path: Path) -> None:
    file = file_in(tmp_path, most=16 * 4096)
    file.add(T0, {"a": "1"}, None)
    with pytest.raises(RecorderFailed) as failed:
        file.add(T0 + 60, {"a": os.urandom(200_000).hex()}, None)
    assert failed.value.notice.code == "recorder.unwritable"
    assert file.at(T0) is not None
    recorder = Recorder(estate.session, file)
    recorder.look()
    assert recorder.trouble is None


def test_a_file_that_is_removed_meanwhile_is_made_anew(estate: Kept, tmp_path: Path) -> None:
    recorder = recorder_of(estate, tmp_path)
    recorder.look()
    recorder.file.path.unlink()
    for _ in range(2):
        passes(estate, 60)
        recorder.look()
    found = recorder.file.at(estate.world.now.timestamp())
    assert found is not None
    assert "tallies/api" in found.parts
