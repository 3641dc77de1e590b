"""`vigie export`: what is handed to others: the next on call, auditors, who keeps the books."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click

from console.cli import attended, census
from console.cli import handover as told
from console.cli.answer import json_text
from console.cli.delivery import deliver
from console.cli.invocation import Invocation, common_options
from console.cli.sources import session_of, watched
from console.desk import handover as desk
from console.desk.session import Session
from console.kinds.parameter import DurationParameter

SINCE = DurationParameter(name="since")


def since_option(default: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare from when on something is told."""
    text = "From so long ago until now: 8h, 90m, 3d."
    return click.option("--since", metavar="TIME", default=default, show_default=True, help=text)


def file_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Declare where an export goes: `--output` says how Vigie answers, here as everywhere."""
    options = (
        click.option(
            "--file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
            help="Write it there, whole or not at all.",
        ),
        click.option("--overwrite", is_flag=True, help="Also over a file that is there."),
    )  # fmt: skip
    for option in reversed(options):
        function = option(function)
    return function


@click.group()
def export() -> None:
    """Write what is handed to others: a handover."""


@export.command()
@since_option("8h")
@file_options
@common_options
def handover(invocation: Invocation, *, since: str, file: Path | None, overwrite: bool) -> int:
    """Write what the next on call is to know, as Markdown."""
    with session_of(invocation) as session:
        begin = _begin(session, since)
        lacking = attended.lacking(session)
        estate = session.watch.refresh(watched(session))
        found, locale = desk.handover(session, estate, begin), invocation.locale()
        texts: Iterable[str]
        if invocation.json:
            texts = [f"{json_text(told.shape(session, found, lacking, locale))}\n"]
        else:
            texts = (f"{line}\n" for line in told.lines(session, found, lacking, locale))
        deliver(texts, invocation, file, over=overwrite)
        return census.unreached(invocation, estate)


def _begin(session: Session, since: str) -> datetime:
    """The moment so long ago. Raises UsageError for what is no time."""
    return session.clock.now() - timedelta(hours=float(SINCE.read(since)))
