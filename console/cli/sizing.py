"""Sizes on the command line: ``--to 300`` or ``--by 90``, and where."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import click

from console.cli.acting import Manner, act, acting_options
from console.cli.invocation import Invocation, common_options
from console.cli.sight import named_pool, session_of
from console.model.error import UsageError
from console.model.notice import notice
from console.model.plan import (
    Request,
)
from console.model.verb import BURST, Verb


def size_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a verb a pool, a size and places."""
    options = (
        click.argument("pool"),
        click.option("--to", type=click.IntRange(min=0), metavar="N", help="The size to reach."),
        click.option("--by", type=int, metavar="N", help="How many more (or, negative, fewer)."),
        click.option(
            "--datacenter", "datacenters", multiple=True, metavar="D", help="Only there; repeat."
        ),
        click.option(
            "--hours",
            type=click.FloatRange(min=0, min_open=True),
            metavar="H",
            help="The planned duration, for the cost.",
        ),
    )
    for option in reversed(options):
        function = option(function)
    return function


def resize(
    invocation: Invocation,
    verb: Verb,
    manner: Manner,
    *,
    pool: str,
    to: int | None,
    by: int | None,
    datacenters: tuple[str, ...],
    hours: float | None,
) -> int:
    """Burst or scale a pool. A burst without a size goes to the pool's burst size."""
    if to is not None and by is not None:
        raise UsageError(notice("cli.to_or_by"))
    with session_of(invocation) as session:
        named = named_pool(session, pool)
        if to is None and by is None:
            if verb != BURST:
                raise UsageError(notice("cli.to_or_by"))
            to = named.burst_to

        def request() -> Request:
            return Request(
                verb=verb,
                author=session.author(),
                pool=named.name,
                to=to,
                by=by,
                datacenters=datacenters,
                duration_h=None if hours is None else Decimal(str(hours)),
                reason=manner.reason,
            )

        return act(invocation, session, manner, request)


def verb_command(verb: Verb, summary: str) -> click.Command:
    """The command of a verb that sizes a pool."""

    @click.command(verb, help=summary)
    @size_options
    @acting_options
    @common_options
    def command(
        invocation: Invocation,
        *,
        dry_run: bool,
        yes: bool,
        wait: bool,
        reason: str,
        pool: str,
        to: int | None,
        by: int | None,
        datacenters: tuple[str, ...],
        hours: float | None,
    ) -> int:
        manner = Manner(dry_run=dry_run, yes=yes, wait=wait, reason=reason)
        return resize(
            invocation,
            verb,
            manner,
            pool=pool,
            to=to,
            by=by,
            datacenters=datacenters,
            hours=hours,
        )

    return command
