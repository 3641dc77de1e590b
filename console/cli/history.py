"""`vigie history`: what a pool's load was, what could be carried, and what was done meanwhile."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise

import click

from console.cli import failure, parser, shapes
from console.cli.answer import say, say_json
from console.cli.invocation import Invocation, common_options
from console.cli.sources import named_pool, session_of
from console.cli.standby import awaiting
from console.cli.table import table
from console.desk import capacity
from console.desk.past import BusiestMoment, PoolPasts, carried, moments
from console.desk.readings import compact
from console.locale import Locale
from console.model.past import ChartSpan, PoolPast
from console.model.pool import Pool
from console.schedule.rounds import DAY, rounds

ROWS = {
    ChartSpan.HOUR: timedelta(minutes=5),
    ChartSpan.DAY: timedelta(hours=1),
    ChartSpan.WEEK: timedelta(hours=6),
    ChartSpan.MONTH: DAY,
}
"""How much time a row of the table tells of, from round times on the wall."""


@parser.command(help="help.history")
@parser.argument("pool", help="parameter.pool.help")
@parser.option(
    "--span", type=click.Choice([one.value for one in ChartSpan]), default=ChartSpan.DAY.value,
    show_default=True, help="help.history.span",
)  # fmt: skip
@common_options
def history(invocation: Invocation, *, pool: str, span: str) -> int:
    """Show the past of POOL: its load, what could be carried, operations and windows."""
    back, locale = ChartSpan(span), invocation.locale()
    with session_of(invocation) as session:
        named = named_pool(session, pool)
        with awaiting("prometheus"):
            past = PoolPasts(session).read(named, back)
            each = capacity.known(session, named).each
    if invocation.json:
        say_json(_shape(named, back, past, each))
    else:
        heads = ("time", "load", "capacity", "share", "in_service", "operations", "window")
        rows = list(_rows(back, past, each, locale))
        said = table(
            heads,
            rows,
            locale,
            figures=heads[1:5],
            gives=("in_service",),
            texts=("operations", "window"),
        )
        say(said)
    known = any(sample.value is not None for sample in past.load)
    return failure.DONE if known else failure.UNREACHABLE


def _rows(span: ChartSpan, past: PoolPast, each: int | None, locale: Locale) -> Iterator[list[str]]:
    """The busiest moment of each time, and what was begun and open in it."""
    start = past.at - span.length
    inner = [at for at in rounds(start, past.at, ROWS[span], locale.zone) if at > start]
    edges = [start, *inner, past.at]
    found = moments(past.load, carried(past.serving, each), edges)
    stood = moments(past.load, past.serving, edges)
    for (begin, end), moment, there in zip(pairwise(edges), found, stood, strict=True):
        yield [
            _time(begin, span, locale),
            compact(moment.load, locale),
            compact(moment.limit, locale),
            _share(moment, locale),
            compact(there.limit, locale),
            ", ".join(
                f"{locale.clock(mark.at)} {locale.verb(mark.verb)} {mark.operation_id}"
                for mark in past.marks
                if begin <= mark.at < end
            ),
            ", ".join(
                one.window.name
                for one in past.openings
                if one.opens_at < end and one.closes_at > begin
            ),
        ]


def _time(at: datetime, span: ChartSpan, locale: Locale) -> str:
    if span is ChartSpan.HOUR:
        return locale.clock(at)
    return f"{locale.day(at)} {locale.clock(at)}"


def _share(moment: BusiestMoment, locale: Locale) -> str:
    if moment.load is None or not moment.limit:
        return locale.text("tui.unknown")
    return locale.percent(moment.load / moment.limit)


def _shape(pool: Pool, span: ChartSpan, past: PoolPast, each: int | None) -> shapes.Shape:
    """Every sample, for programs."""
    serving = {one.at: one.value for one in past.serving}
    limits = {one.at: one.value for one in carried(past.serving, each)}
    return {
        "at": shapes.moment(past.at),
        "pool": pool.name,
        "span": span.value,
        "step_s": span.step.total_seconds(),
        "steps": [
            {
                "at": shapes.moment(one.at),
                "connections": one.value,
                "instances": serving.get(one.at),
                "capacity": limits.get(one.at),
            }
            for one in past.load
        ],
        "operations": [
            {
                "id": mark.operation_id,
                "verb": mark.verb,
                "at": shapes.moment(mark.at),
                "state": mark.state.value,
            }
            for mark in past.marks
        ],
        "windows": [
            {
                "name": one.window.name,
                "opens_at": shapes.moment(one.opens_at),
                "closes_at": shapes.moment(one.closes_at),
                "level": one.level,
            }
            for one in past.openings
        ],
    }
