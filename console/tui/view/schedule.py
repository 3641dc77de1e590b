"""The week of windows: a strip a day, as rows, and one opening in full."""

from datetime import datetime, timedelta

from console.desk.schedule import Foreseen, remarks
from console.desk.schedule import cells as cells_of
from console.locale import Locale
from console.model.notice import Notice
from console.tui.columns import Column, heads, layout, table_line
from console.tui.lines import EMPTY, Line, Lines, Role, fit, line, wrapped
from console.tui.scene import Scene
from console.tui.view.private import facts

UNKNOWN = "–"
DAYS = 7
HOURS = 24
LABEL = 14
COLUMNS = (
    Column("date", 14),
    Column("hours", 13),
    Column("window", 10, most=16),
    Column("pool", 6, most=10, rank=1),
    Column("level", 6, right=True),
    Column("cost", 11, right=True),
    Column("summary", 20, most=200, rank=2),
)


def strips(
    scene: Scene, found: tuple[Foreseen, ...] | None, failure: Notice | None, cells: int
) -> Lines:
    """A line a day, a cell an hour or half of one; why nobody knows anything."""
    if failure is not None:
        return wrapped(scene.say(failure), cells, Role.WARN)
    if found is None:
        return (line((scene.locale.text("tui.detail.reading"), Role.FAINT)),)
    each = 2 if cells >= LABEL + 2 * HOURS else 1
    now = scene.now.astimezone(scene.locale.zone)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    days = (midnight + timedelta(days=n) for n in range(DAYS))
    rows = (_strip(scene, found, day, each) for day in days)
    return (fit(_ruler(now, each), cells), *(fit(row, cells) for row in rows))


def _ruler(now: datetime, each: int) -> Line:
    """The hours, and where in the first of the days it is now."""
    at = (now.hour * 60 + now.minute) * each // 60
    shown = (
        hour if not hour * each <= at <= hour * each + 1 else "" for hour in range(0, HOURS, 6)
    )
    hours = "".join(f"{hour:<{6 * each}}" for hour in shown)
    return line(
        (" " * LABEL, Role.PLAIN),
        (hours[:at], Role.FAINT),
        ("▼", Role.TITLE),
        (hours[at + 1 :], Role.FAINT),
    )


def _strip(scene: Scene, found: tuple[Foreseen, ...], day: datetime, each: int) -> Line:
    """``Mon 30 Nov  ·········▒██████··``: begun early, open, or not."""
    step = timedelta(hours=1) / each
    spans = [(day + n * step, day + (n + 1) * step) for n in range(HOURS * each)]
    here = (line((f"{scene.locale.day(day):<{LABEL}}", Role.PLAIN)),)
    return line(*(span for one in here for span in one), *(_cell(found, *one) for one in spans))


def _cell(found: tuple[Foreseen, ...], start: datetime, end: datetime) -> tuple[str, Role]:
    counted = [one for one in found if one.opening.skipped is None]
    if any(_meets(one.opening.opens_at, one.opening.closes_at, start, end) for one in counted):
        return ("█", Role.CHART)
    if any(_meets(one.begins_at, one.opening.opens_at, start, end) for one in counted):
        return ("▒", Role.BUSY)
    away = (one.opening for one in found if one.opening.skipped is not None)
    if any(_meets(one.opens_at, one.closes_at, start, end) for one in away):
        return ("┄", Role.WARN)
    return ("·", Role.FAINT)


def _meets(one: datetime, other: datetime, start: datetime, end: datetime) -> bool:
    return one < end and start < other


def header(scene: Scene, cells: int) -> Line:
    """Column heads."""
    titles = {c.name: scene.locale.text(f"tui.column.{c.name}") for c in COLUMNS}
    return heads(titles, layout(COLUMNS, cells), "", reverse=False)


def row_line(scene: Scene, one: Foreseen, cells: int) -> Line:
    """``○ Mon 30 Nov  16:00–22:00  evening  api  300  €1,771.20``."""
    said, role = cells_of(one, scene.locale), Role.FAINT if one.opening.skipped else Role.PLAIN
    parts = {
        "date": line((said["date"], role)),
        "hours": line((f"{said['start']}–{said['end']}", role)),
        "window": line((said["window"], role)),
        "pool": line((said["pool"], Role.FAINT)),
        "level": line((said["level"], role)),
        "cost": line((said["euro"], role)),
        "summary": line((" · ".join(map(scene.say, remarks(one))), Role.FAINT)),
    }
    return table_line(mark(scene, one), parts, layout(COLUMNS, cells))


def mark(scene: Scene, one: Foreseen) -> tuple[str, Role]:
    """What stands before a row: open, begun early, to come, or skipped."""
    if one.opening.skipped is not None:
        return ("· ", Role.FAINT)
    if one.opening.opens_at <= scene.now:
        return ("● ", Role.GOOD)
    return ("◐ ", Role.BUSY) if one.begins_at <= scene.now else ("○ ", Role.PLAIN)


def details(scene: Scene, one: Foreseen, cells: int) -> Lines:
    """Everything that is known of an opening."""
    locale, opening = _local(scene, one), one.opening
    begins = f"{locale.day(one.begins_at)} {locale.clock(one.begins_at)}"
    cell = cells_of(one, scene.locale)
    known = (
        ("pool", line(cell["pool"])),
        ("when", line(f"{cell['date']} {cell['start']}–{cell['end']}")),
        ("zone", line(opening.window.zone.key)),
        ("asked_for", line(begins)),
        ("level", line(f"{locale.number(opening.level)} (+{locale.number(one.added)})")),
        ("hourly", line(cell["euro_hour"])),
        ("cost", line(cell["euro"])),
    )
    said = [row for remark in remarks(one) for row in wrapped(scene.say(remark), cells, Role.WARN)]
    return (*facts(scene, known), *((EMPTY, *said) if said else ()))


def _local(scene: Scene, one: Foreseen) -> Locale:
    """The window's own clock."""
    return Locale(scene.locale.language, one.opening.window.zone)
