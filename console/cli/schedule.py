"""`vigie schedule`: which windows there are, and when they open."""

from typing import Any

import click

from console.cli import failure, parser, shapes
from console.cli.answer import say, say_json
from console.cli.checks import windows
from console.cli.doctor import lines, shape_of
from console.cli.invocation import Invocation, common_options
from console.cli.parser import word
from console.cli.sources import session_of
from console.cli.standby import awaiting
from console.cli.table import table
from console.desk.schedule import Foreseen, cells, foreseen, remarks
from console.locale import Locale
from console.model.error import UsageError
from console.model.notice import notice
from console.model.window import Window
from console.watch.prices import NAME as PRICES

UNKNOWN = "–"
SHOWN = 8
MOST = 200
COLUMNS = ("window", "pool", "date", "asked", "start", "end", "level", "euro_hour", "euro")
GIVE_WAY = ("euro_hour", "asked", "euro", "pool")
"""What leaves the table of a narrow terminal, first to last."""


@parser.group(help="help.schedule")
def schedule() -> None:
    """Show the windows, and when they open."""


@schedule.command("list", help="help.schedule.list")
@common_options
def list_(invocation: Invocation) -> int:
    """List the windows as the settings declare them."""
    with session_of(invocation) as session:
        found, locale = session.policy.windows, invocation.locale()
        if invocation.json:
            say_json({"windows": [_window(one) for one in found]})
        elif not found:
            say(locale.text("schedule.none"))
        else:
            heads = ("window", "pool", "days", "start", "end", "zone", "level")
            rows = [_declared(one, locale) for one in found]
            say(table(heads, rows, locale, gives=("zone",), texts=("days", "level")))
        return failure.DONE


@schedule.command("next", help="help.schedule.next")
@parser.option(
    "--count", type=click.IntRange(1, MOST), default=SHOWN, show_default=True, metavar="N",
    help="help.schedule.next.count",
)  # fmt: skip
@common_options
def next_(invocation: Invocation, *, count: int) -> int:
    """Show the next openings: when, to which size, at what cost, and why one is skipped."""
    with session_of(invocation) as session:
        session.watch.refresh([PRICES])
        found, locale = foreseen(session, count), invocation.locale()
        if invocation.json:
            at = shapes.moment(session.clock.now())
            say_json({"at": at, "openings": [opening_shape(one, locale) for one in found]})
            return failure.DONE
        if not found:
            say(locale.text("schedule.never"))
            return failure.DONE
        heads = (*COLUMNS, "remark")
        rows = [_row(one, locale) for one in found]
        say(table(heads, rows, locale, gives=GIVE_WAY, texts=("remark",)))
        return failure.DONE


@schedule.command(help="help.schedule.check")
@common_options
def check(invocation: Invocation) -> int:
    """Check that windows open, fit and cost what they may, by what planning would say now."""
    with session_of(invocation) as session:
        if not session.policy.windows:
            raise UsageError(notice("schedule.none"))
        estate, locale = session.watch.refresh(), invocation.locale()
        with awaiting(word("cli.awaits.plan")):
            found = list(windows.checks(session, estate))
        if invocation.json:
            say_json({"checks": [shape_of(one, "windows", locale) for one in found]})
        else:
            for line in lines([("windows", found)], locale):
                say(line)
        return max((one.exit_code for one in found if not one.ok), default=failure.DONE)


def _declared(one: Window, locale: Locale) -> list[str]:
    days = " ".join(locale.text(f"weekday.{day}") for day in sorted(one.days))
    start, end = f"{one.start:%H:%M}", f"{one.end:%H:%M}"
    return [one.name, one.pool, days or UNKNOWN, start, end, one.zone.key, _size(one)]


def _size(one: Window) -> str:
    named = [f"{code} {rise}" for code, rise in one.rises]
    return ", ".join(named) if one.rise is None else str(one.rise)


def _row(one: Foreseen, locale: Locale) -> list[str]:
    said = cells(one, locale)
    return [*(said[name] for name in COLUMNS), " · ".join(map(locale.notice, remarks(one)))]


def _window(one: Window) -> dict[str, Any]:
    return {
        "name": one.name,
        "pool": one.pool,
        "days": sorted(one.days),
        "start": f"{one.start:%H:%M}",
        "end": f"{one.end:%H:%M}",
        "timezone": one.zone.key,
        "to": None if one.rise is None or one.rise.above else one.rise.number,
        "by": one.rise.number if one.rise is not None and one.rise.above else None,
        "datacenters": {code: str(rise) for code, rise in one.rises},
        "lead_s": one.lead_s,
        "calendar": one.calendar,
        "except_on": sorted(day.isoformat() for day in one.except_on),
        "also_on": sorted(day.isoformat() for day in one.also_on),
    }


def opening_shape(one: Foreseen, locale: Locale) -> dict[str, Any]:
    """An opening, for programs."""
    opening = one.opening
    return {
        "window": opening.window.name,
        "pool": opening.window.pool,
        "date": opening.day.isoformat(),
        "begins_at": shapes.moment(one.begins_at),
        "opens_at": shapes.moment(opening.opens_at),
        "closes_at": shapes.moment(opening.closes_at),
        "level": opening.level,
        "levels": dict(opening.levels),
        "added": one.added,
        "euro_per_hour": shapes.money(one.euro_per_hour),
        "euro": shapes.money(one.euro),
        "early_euro": shapes.money(one.early_euro),
        "ends_early": opening.window.end_early,
        "skipped": shapes.maybe_said(opening.skipped, locale),
        "remarks": [shapes.said(remark, locale) for remark in opening.remarks],
    }
