"""How object storage grew in a day and a week; unknown until that was recorded for so long."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from console.desk.recording import growth
from console.desk.recording.file import RecordFile
from console.desk.recording.growth import GrowthSpan, ObjectGrowth
from console.locale import Locale
from console.model.notice import notice
from console.model.objects import ObjectAccount, ObjectContainer, ObjectStore

NOW = datetime(2026, 11, 27, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
EN = Locale("en", ZoneInfo("Europe/Paris"))
FR = Locale("fr", ZoneInfo("Europe/Paris"))


@pytest.fixture
def file(tmp_path: Path) -> RecordFile:
    return RecordFile(tmp_path / "recorder.db", 7 * 86_400.0, 1 << 22)


def held(*containers: tuple[str, int, int], region: str = "GRA11") -> ObjectAccount:
    return ObjectAccount(region, tuple(ObjectContainer(*one) for one in containers))


def recorded(file: RecordFile, ago: timedelta, *found: ObjectAccount) -> None:
    text = growth.text(found)
    assert text is not None
    file.add_objects((NOW - ago).timestamp(), text)


def test_growth_is_told_once_it_was_recorded_for_so_long(file: RecordFile) -> None:
    now = held(("documents", 1_000, 5_000_000))
    container = now.containers[0]
    recorded(file, 3 * HOUR, now)
    young = growth.history(file, NOW)
    assert young.of(now, container, GrowthSpan.DAY) is None
    assert young.total([now], GrowthSpan.DAY) is None
    assert growth.unknown(young, EN) == "growth unknown: recorded for 3 h 00"

    recorded(file, 24 * HOUR, held(("documents", 900, 4_000_000)))
    recorded(file, 23 * HOUR, held(("documents", 950, 4_500_000)))
    day = growth.history(file, NOW)
    assert day.of(now, container, GrowthSpan.DAY) == ObjectGrowth(100, 1_000_000)
    assert day.of(now, container, GrowthSpan.WEEK) is None

    recorded(file, 7 * 24 * HOUR, held(("documents", 1_500, 9_000_000)))
    week = growth.history(file, NOW).of(now, container, GrowthSpan.WEEK)
    assert week == ObjectGrowth(-500, -4_000_000)
    assert growth.said(week, EN) == "−500 · −4\u00a0MB"


def test_what_was_recorded_at_another_hour_is_not_of_then(file: RecordFile) -> None:
    now = held(("documents", 1_000, 5_000_000))
    recorded(file, 29 * HOUR, held(("documents", 900, 4_000_000)))
    assert growth.history(file, NOW).of(now, now.containers[0], GrowthSpan.DAY) is None


def test_a_new_container_grew_from_nothing_and_one_that_went_counts_in_the_sum(
    file: RecordFile,
) -> None:
    recorded(file, 24 * HOUR, held(("documents", 900, 4_000_000), ("old", 10, 1_000_000)))
    now = held(("documents", 1_000, 5_000_000), ("new", 7, 300_000))
    known = growth.history(file, NOW)
    assert known.of(now, now.containers[1], GrowthSpan.DAY) == ObjectGrowth(7, 300_000)
    assert known.total([now], GrowthSpan.DAY) == ObjectGrowth(1_007 - 910, 5_300_000 - 5_000_000)


def test_a_place_that_was_or_is_silent_is_unknown_and_so_is_the_sum(file: RecordFile) -> None:
    here, there = held(("documents", 9, 9)), held(("documents", 9, 9), region="SBG5")
    dark = ObjectAccount("SBG5", unread=notice("journal.locked"))
    uncounted = ObjectAccount("GRA", (ObjectContainer("media", None, None),), store=ObjectStore.S3)
    recorded(file, 24 * HOUR, here, dark, uncounted)
    known = growth.history(file, NOW)
    assert known.of(here, here.containers[0], GrowthSpan.DAY) == ObjectGrowth(0, 0)
    assert known.of(there, there.containers[0], GrowthSpan.DAY) is None
    assert known.of(uncounted, uncounted.containers[0], GrowthSpan.DAY) is None
    assert known.total([here], GrowthSpan.DAY) == ObjectGrowth(0, 0)
    assert known.total([here, there], GrowthSpan.DAY) is None
    assert known.total([here, dark], GrowthSpan.DAY) is None


def test_without_a_record_that_is_said_in_both_languages(file: RecordFile) -> None:
    known = growth.history(file, NOW)
    assert known.since is None
    assert growth.unknown(known, EN) == "growth unknown: nothing is recorded yet"
    assert "rien n’est encore enregistré" in growth.unknown(known, FR)
    assert growth.history(None, NOW) == known
    assert growth.text([ObjectAccount("SBG5", unread=notice("journal.locked"))]) is None


def test_what_stood_there_is_told_of_a_moment(file: RecordFile) -> None:
    then = held(("documents", 900, 4_000_000))
    recorded(file, 24 * HOUR, then)
    assert growth.accounts_at(file, NOW - 23 * HOUR) == (then,)
    assert growth.accounts_at(file, NOW - 25 * HOUR) == ()
    assert growth.accounts_at(file, NOW - 20 * HOUR) == ()
