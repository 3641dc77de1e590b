"""`vigie export`: what is handed to others: the next on call, auditors, who keeps the books."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import wraps
from pathlib import Path
from typing import Any

import click

from console.cli import attended, census, failure, parser, records, shapes
from console.cli import handover as told
from console.cli.answer import fit, json_text, warn
from console.cli.costs import period_of
from console.cli.delivery import deliver, free
from console.cli.invocation import Invocation, common_options
from console.cli.sheet import Record, csv_lines, json_lines
from console.cli.sources import public, session_of, watched
from console.desk import handover as desk
from console.desk.reckoning import counted
from console.desk.session import Session
from console.desk.statement import unknown
from console.kinds.parameter import DurationParameter

SINCE = DurationParameter(name="since")


def since_option(default: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare from when on something is told."""
    key = "help.export.since"
    return parser.option("--since", metavar="TIME", default=default, show_default=True, help=key)


def file_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Declare where an export goes: `--output` says how Vigie answers, here as everywhere."""
    options = (
        parser.option(
            "--file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
            help="help.export.file",
        ),
        parser.option("--overwrite", is_flag=True, help="help.export.overwrite"),
    )  # fmt: skip
    for option in reversed(options):
        function = option(function)
    return function


def sheet_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Declare the form of a table of rows, and where it goes."""
    form = parser.option(
        "--format", "form", type=click.Choice(["csv", "json"]),
        help="help.export.format",
    )  # fmt: skip

    @form
    @file_options
    @common_options
    @wraps(function)
    def verb(invocation: Invocation, **arguments: Any) -> object:  # noqa: ANN401 - the verb's own, checked by click
        free(arguments["file"], overwrite=arguments["overwrite"])
        form = arguments.pop("form") or ("json" if invocation.json else "csv")
        return function(invocation, form=form, **arguments)

    return verb


@parser.group(help="help.export")
def export() -> None:
    """Write what is handed to others: a handover, the journal, the estate, the costs."""


@export.command(help="help.export.handover")
@since_option("8h")
@file_options
@common_options
def handover(invocation: Invocation, *, since: str, **where: Any) -> int:  # noqa: ANN401 - of `file_options`
    """Write what the next on call is to know, as Markdown."""
    free(where["file"], overwrite=where["overwrite"])
    with session_of(invocation) as session:
        begin = _begin(session, since)
        lacking = attended.lacking(session)
        estate = session.watch.refresh(watched(session))
        found, locale = desk.handover(session, estate, begin), invocation.locale()
        texts: Iterable[str]
        if invocation.json:
            texts = [f"{json_text(told.shape(session, found, lacking, locale))}\n"]
        else:
            texts = (f"{fit(line)}\n" for line in told.lines(session, found, lacking, locale))
        deliver(texts, invocation, **where)
        return census.unreached(invocation, estate)


@export.command(help="help.export.journal")
@since_option("30d")
@parser.option("--events", is_flag=True, help="help.export.journal.events")
@sheet_options
def journal(
    invocation: Invocation,
    *,
    form: str,
    since: str,
    events: bool,
    **where: Any,  # noqa: ANN401 - of `file_options`
) -> int:
    """Write the operations of a time, one a row, archived ones too."""
    with session_of(invocation) as session:
        begin, locale = _begin(session, since), invocation.locale()
        columns: Sequence[str]
        rows: Iterator[Record]
        if events:
            columns, name = records.EVENTS, "events"
            rows = (records.event(one, locale) for one in session.journal.audit(begin))
        else:
            columns, name = records.OPERATIONS, "operations"
            rows = map(records.operation, session.journal.history(begin))
        head = {"since": shapes.moment(begin), "at": shapes.moment(session.clock.now())}
        deliver(_lines(form, head, name, columns, rows), invocation, **where)
        unread = session.journal.warnings
        for said in unread:
            warn(said)
        return failure.PARTIAL if unread else failure.DONE


@export.command(help="help.export.estate")
@sheet_options
def estate(invocation: Invocation, *, form: str, **where: Any) -> int:  # noqa: ANN401 - of `file_options`
    """Write all that stands, one a row: instances, hosts, datastores, machines."""
    with session_of(invocation) as session:
        found = session.watch.refresh(watched(session))
        head = {"at": shapes.moment(found.at)}
        rows = records.estate(session, found)
        deliver(_lines(form, head, "estate", records.ESTATE, rows), invocation, **where)
        return census.unreached(invocation, found)


@export.command(help="help.export.costs")
@parser.option("--month", "of", metavar="YYYY-MM", help="help.month")
@sheet_options
def costs(invocation: Invocation, *, form: str, of: str | None, **where: Any) -> int:  # noqa: ANN401 - of `file_options`
    """Write a month by pool and datacenter, one a row, without VAT."""
    with session_of(invocation) as session:
        period = period_of(session, of)
        estate = session.watch.refresh(public(session))
        found = counted(session, period, estate)
        lacking = list(unknown(found))
        head = {
            "at": shapes.moment(found.at),
            "rule": found.rule.value,
            "currency": "EUR",
            "vat": "excluded",
            "whole": not lacking,
        }
        rows = records.costs(found)
        deliver(_lines(form, head, "costs", records.COSTS, rows), invocation, **where)
        for why in lacking:
            warn(invocation.locale().notice(why))
        return failure.DONE if estate.regions else failure.UNREACHABLE


def _lines(
    form: str,
    head: Mapping[str, object],
    name: str,
    columns: Sequence[str],
    rows: Iterable[Record],
) -> Iterator[str]:
    return csv_lines(columns, rows) if form == "csv" else json_lines(head, name, rows)


def _begin(session: Session, since: str) -> datetime:
    """The moment so long ago. Raises UsageError for what is no time."""
    return session.clock.now() - timedelta(hours=float(SINCE.read(since)))
