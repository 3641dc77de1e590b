"""`vigie pool`: the pools."""

from collections.abc import Callable

import click

from console.cli import census, failure, shapes
from console.cli.acting import refuse
from console.cli.answer import say, say_json, table
from console.cli.invocation import Invocation, common_options
from console.cli.sources import named_pool, public, session_of
from console.desk.census import total
from console.desk.session import Operator, Session
from console.locale import Locale
from console.model.error import Refused, UsageError
from console.model.estate import Estate
from console.model.freeze import freeze_of, settled
from console.model.notice import notice
from console.model.plan import Author, RefusalReason


@click.group()
def pool() -> None:
    """Show the pools, freeze and thaw them."""


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


@pool.command()
@click.argument("pool")
@click.option("--reason", required=True, metavar="TEXT", help="Why; shown until the thaw.")
@common_options
def freeze(invocation: Invocation, *, pool: str, reason: str) -> int:
    """Have nothing written to a pool, also by what runs, until it is thawed."""
    if not reason.strip():
        raise UsageError(notice("pool.freeze_reason"))
    with session_of(invocation) as session:
        name = named_pool(session, pool).name
        return _do(invocation, session, name, lambda by, who: by.freeze(name, reason.strip(), who))


@pool.command()
@click.argument("pool")
@common_options
def thaw(invocation: Invocation, *, pool: str) -> int:
    """Let what waits in a frozen pool go on."""
    with session_of(invocation) as session:
        name = named_pool(session, pool).name
        floor = session.policy.frozen.get(name)
        if floor is not None and freeze_of(name, session.journal.freezes()) is None:
            return refuse(invocation, (RefusalReason("pool.frozen", *settled(name, floor)),))
        return _do(invocation, session, name, lambda by, who: by.thaw(name, who))


def _do(
    invocation: Invocation, session: Session, name: str, ask: Callable[[Operator, Author], None]
) -> int:
    """Ask, and say how the pool stands then. No source is asked: it may be what is broken."""
    block = session.ask_block()
    if session.operator is None or block is not None:
        why = RefusalReason("read_only", block or notice("session.read_only"))
        return refuse(invocation, (why,))
    try:
        ask(session.operator, session.author())
    except Refused as error:
        return refuse(invocation, (RefusalReason("pool", error.notice),))
    found, floor = freeze_of(name, session.journal.freezes()), session.policy.frozen.get(name)
    locale = invocation.locale()
    if invocation.json:
        frozen = None if found is None else shapes.freeze(found)
        say_json({"pool": name, "frozen": frozen, "settings": floor})
        return failure.DONE
    stands = notice("pool.thawed", pool=name) if found is None else found.notice
    say(locale.notice(stands))
    for told in () if floor is None else settled(name, floor):
        say(locale.notice(told))
    return failure.DONE


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
                census.frozen(session, estate, one) or "",
            )
        )
        notes += [
            census.unreadable(one, counted, locale),
            *census.unknowns(estate, one, counted, locale),
        ]
    listed = table([locale.text(f"cli.head.{head}") for head in heads], rows)
    return "\n".join([listed, *(note for note in notes if note is not None)])
