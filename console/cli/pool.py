"""`vigie pool`: the pools."""

import click

from console.cli.answer import say, say_json, table
from console.cli.census import Census, census, unreached
from console.cli.invocation import Invocation, common_options
from console.cli.sight import session_of
from console.locale import Locale


@click.group()
def pool() -> None:
    """Show the pools."""


@pool.command("list")
@common_options
def list_(invocation: Invocation) -> int:
    """List the pools with their sizes and limits."""
    with session_of(invocation) as session:
        estate = session.watch.refresh()
        counted = [census(session, estate, name) for name in session.policy.pools]
        if invocation.json:
            say_json({"pools": [one.shape() for one in counted]})
        else:
            say(_table(counted, invocation.locale()))
        return unreached(invocation, estate)


def _table(counted: list[Census], locale: Locale) -> str:
    heads = ("pool", "now", "in_service", "baseline", "burst_to", "ceiling", "frozen")
    rows = [
        (
            one.pool.name,
            "–" if one.total is None else one.total.size,
            "–" if one.total is None else one.total.in_service,
            one.pool.baseline,
            one.pool.burst_to,
            one.pool.ceiling,
            one.frozen or "",
        )
        for one in counted
    ]
    return table([locale.text(f"cli.head.{head}") for head in heads], rows)
