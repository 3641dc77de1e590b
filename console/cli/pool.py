"""`vigie pool`: the pools."""

import click

from console.cli import census
from console.cli.answer import say, say_json, table
from console.cli.invocation import Invocation, common_options
from console.cli.sources import public, session_of
from console.desk.census import total
from console.desk.session import Session
from console.locale import Locale
from console.model.estate import Estate


@click.group()
def pool() -> None:
    """Show the pools."""


@pool.command("list")
@common_options
def list_(invocation: Invocation) -> int:
    """List the pools with their sizes and limits."""
    with session_of(invocation) as session:
        estate = session.watch.refresh(public(session))
        if invocation.json:
            pools = session.policy.pools.values()
            say_json(
                {
                    "pools": [
                        census.shape(session, estate, one, invocation.locale()) for one in pools
                    ]
                }
            )
        else:
            say(_table(session, estate, invocation.locale()))
        return census.unreached(invocation, estate)


def _table(session: Session, estate: Estate, locale: Locale) -> str:
    heads = ("pool", "now", "in_service", "baseline", "burst_to", "ceiling", "frozen")
    rows, notes = [], list[str | None]()
    for one in session.policy.pools.values():
        counted = census.places(session, estate, one)
        whole = total(counted)
        rows.append(
            (
                one.name,
                census.size(whole),
                census.serving(whole),
                one.baseline,
                one.burst_to,
                one.ceiling,
                session.policy.frozen.get(one.name, ""),
            )
        )
        notes += [
            census.unreadable(one, counted, locale),
            *census.unknowns(estate, one, counted, locale),
        ]
    listed = table([locale.text(f"cli.head.{head}") for head in heads], rows)
    return "\n".join([listed, *(note for note in notes if note is not None)])
