"""Backups and object storage on the storage screen: what is late first, unknown as unknown."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import fakes
import pytest
import roubaix
from roubaix import NOW
from test_actions_by_keys import text_in
from test_private_views import EN, FR, scene
from waiting import settled, until

from console.desk.backups import BackupAge, BackupAges
from console.desk.kept import StoredBeside
from console.desk.recording.growth import ContainerThen, GrowthSpan, ObjectHistory
from console.locale import Locale
from console.model.backup import Backup
from console.model.error import SourceUnreachable
from console.model.notice import notice
from console.model.objects import ObjectAccount, ObjectContainer, ObjectStore
from console.tui.lines import Role, text_of
from console.tui.view import beside

SILENT = notice("journal.locked")
DAY_S = 86_400.0
LIMIT_S = 93_600.0
WELL = BackupAge("volumes", "index", "GRA11", DAY_S, LIMIT_S)
LATE = BackupAge("jobs", "sites", "", 2 * DAY_S, LIMIT_S)
NEVER = BackupAge("volumes", "data-1", "GRA11", None, LIMIT_S, never=True)
UNKNOWN = BackupAge("jobs", "mail", "", None, LIMIT_S)
HELD = ObjectAccount("GRA11", (ObjectContainer("documents", 1_200, 3_000_000),))
UNCOUNTED = ObjectAccount("GRA", (ObjectContainer("media", None, None),), store=ObjectStore.S3)
DARK = ObjectAccount("RBX", unread=SILENT, store=ObjectStore.S3)


def told(
    ages: tuple[BackupAge, ...] = (),
    *objects: ObjectAccount,
    unread: tuple[str, ...] = (),
    french: bool = False,
) -> list[str]:
    found = StoredBeside(BackupAges(ages, tuple((name, SILENT) for name in unread)), objects)
    shown = beside.lines(scene(locale=FR if french else EN), found, None, 120)
    return [text_of(one) for one in shown]


def test_what_needs_somebody_comes_first_and_what_is_well_is_counted() -> None:
    [line] = told((WELL, LATE, NEVER, UNKNOWN), unread=("machines",))
    assert line.split(" · ") == [
        "Backups  1 late: sites",
        "1 never backed up: data-1",
        "1 unknown: mail",
        "not known: machines",
        "1 in time",
    ]
    assert told((WELL,), french=True) == ["Sauvegardes  1 à jour"]
    assert told() == []


def test_what_is_not_counted_is_a_least_and_what_is_silent_is_named() -> None:
    assert told((), HELD) == ["Objects  1 container · 1,200 objects · 3\u00a0MB"]
    assert told((), HELD, UNCOUNTED, DARK) == [
        "Objects  not known: s3 RBX · 2 containers · ≥1,200 objects · ≥3\u00a0MB"
    ]
    assert told((), DARK) == ["Objects  not known: s3 RBX"]


def test_growth_is_told_or_why_nobody_knows_it() -> None:
    then = (ContainerThen(ObjectStore.SWIFT, "GRA11", "documents", 1_000, 2_900_000),)
    grown = ObjectHistory(NOW, NOW - timedelta(days=2), {GrowthSpan.DAY: then})

    def ends(known: ObjectHistory, locale: Locale = EN) -> str:
        found = StoredBeside(BackupAges((), ()), (HELD,), known)
        [line] = beside.lines(scene(locale=locale), found, None, 120)
        return text_of(line).split(" · ", 3)[3]

    assert ends(grown) == "+200 · +100\u00a0kB in a day"
    assert ends(grown, FR) == "+200 · +100\u00a0ko en un jour"
    young = ObjectHistory(NOW, NOW - timedelta(hours=3))
    assert ends(young) == "growth unknown: recorded for 3 h 00"


def test_where_there_is_little_room_what_is_well_is_left_out() -> None:
    found = StoredBeside(BackupAges((LATE,), ()), (HELD,))
    shown = beside.lines(scene(), found, None, 120)
    assert [text_of(one) for one in beside.pressing(shown)] == ["Backups  1 late: sites"]


def test_what_fails_as_a_whole_is_said() -> None:
    [line] = beside.lines(scene(), None, SILENT, 120)
    assert line[0][1] is Role.WARN
    assert beside.lines(scene(), None, None, 120) == ()


class Public:
    """A public cloud whose one volume was backed up three days ago, with object storage."""

    def volume_backups(self, region: str) -> tuple[Backup, ...]:
        return (Backup(region, "v1", f"index-{region}", NOW - timedelta(days=3)),)

    def instance_backups(self, region: str) -> tuple[Backup, ...]:
        raise SourceUnreachable(notice("watch.no_answer", source=f"image {region}", seconds=5))

    def volume_names(self, region: str) -> dict[str, str]:
        return {"v1": f"index-{region}"}

    def accounts(self) -> tuple[ObjectAccount, ...]:
        return (HELD,)


@pytest.mark.parametrize(("size", "lines"), [((120, 40), 2), ((80, 24), 1)])
async def test_the_screen_reads_them_when_somebody_looks(
    open_app: Callable[..., Any], size: tuple[int, int], lines: int
) -> None:
    made = fakes.session(roubaix.steady())
    made.backups = made.objects = Public()
    app = open_app(made)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        await pilot.press("3")
        await until(pilot, lambda: app.current_mode == "storage" and app.on_top)
        await until(pilot, lambda: text_in(app, "#beside"))
        await settled(pilot)
        shown = text_in(app, "#beside").splitlines()
        assert len(shown) == lines
        assert shown[0].startswith("Backups  3 late: ")
        assert "not known: instances" in text_in(app, "#beside") or size == (80, 24)
