"""`vigie pool`: the pools."""

from collections.abc import Callable

import click

from console.cli import census, completing, failure, parser, shapes
from console.cli.acting import refuse
from console.cli.answer import say, say_json
from console.cli.invocation import Invocation, common_options
from console.cli.repeating import repeatable
from console.cli.sources import pool_of_any, public, session_of
from console.cli.table import table
from console.desk.census import total
from console.desk.session import Operator, Session
from console.locale import Locale
from console.model.error import Refused, UsageError
from console.model.estate import Estate
from console.model.freeze import PARTS, Scope, of_pool, settled, thawed
from console.model.notice import Notice, notice
from console.model.plan import Author, RefusalReason

only = parser.option(
    "--only",
    type=click.Choice([scope.value for scope in PARTS]),
    help="help.pool.only",
)


@parser.group(help="help.pool")
def pool() -> None:
    """Show the pools, freeze and thaw them."""


@pool.command("list", help="help.pool.list")
@common_options
@repeatable
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


@pool.command(help="help.pool.freeze")
@parser.argument("pool", shell_complete=completing.pools, help="parameter.pool.help")
@parser.option("--reason", required=True, metavar="TEXT", help="help.pool.freeze.reason")
@only
@common_options
def freeze(invocation: Invocation, *, pool: str, reason: str, only: str | None) -> int:
    """Have nothing written to a pool, also by what runs, until it is thawed.

    With --only its healing, its windows or its shrinking is suspended, and all else goes on.
    """
    if not reason.strip():
        raise UsageError(notice("pool.freeze_reason"))
    with session_of(invocation) as session:
        name, scope = pool_of_any(session, pool), _scope(only)
        return _do(
            invocation,
            session,
            name,
            lambda by, who: by.freeze(name, reason.strip(), who, scope),
        )


@pool.command(help="help.pool.thaw")
@parser.argument("pool", shell_complete=completing.pools, help="parameter.pool.help")
@only
@common_options
def thaw(invocation: Invocation, *, pool: str, only: str | None) -> int:
    """Let what waits in a frozen pool go on; what --only suspended is thawed by the same."""
    with session_of(invocation) as session:
        name, scope = pool_of_any(session, pool), _scope(only)
        floor, stands = session.policy.frozen.get(name), session.journal.freezes()
        if floor is not None and not of_pool(name, stands):
            return refuse(invocation, (RefusalReason("pool.frozen", *settled(name, floor)),))
        others = [one.remedy for one in of_pool(name, stands) if one.scope is not scope]
        return _do(
            invocation,
            session,
            name,
            lambda by, who: by.thaw(name, who, scope),
            others[0] if others else None,
        )


def _scope(only: str | None) -> Scope:
    return Scope.EVERYTHING if only is None else Scope(only)


def _do(
    invocation: Invocation,
    session: Session,
    name: str,
    ask: Callable[[Operator, Author], None],
    remedy: Notice | None = None,
) -> int:
    """Ask, and say how the pool stands then. No source is asked: it may be what is broken."""
    block = session.ask_block()
    if session.operator is None or block is not None:
        why = RefusalReason("read_only", block or notice("session.read_only"))
        return refuse(invocation, (why,))
    try:
        ask(session.operator, session.author())
    except Refused as error:
        return refuse(invocation, (RefusalReason("pool", error.notice, remedy),))
    stands, floor = of_pool(name, session.journal.freezes()), session.policy.frozen.get(name)
    locale = invocation.locale()
    if invocation.json:
        say_json({"pool": name, **shapes.frozen(name, stands, session.policy)})
        return failure.DONE
    for told in [one.notice for one in stands] or [thawed(name)]:
        say(locale.notice(told))
    for told in () if floor is None else settled(name, floor):
        say(locale.notice(told))
    return failure.DONE


def _table(session: Session, estate: Estate, locale: Locale) -> str:
    heads = ("pool", "now", "in_service", "floor", "baseline", "burst_to", "ceiling", "frozen")
    rows, notes = [], list[str | None]()
    for one in session.policy.pools.values():
        counted = census.places(session, estate, one)
        whole = total(counted)
        rows.append(
            (
                one.name,
                census.size(whole),
                census.serving(whole),
                one.floor,
                one.baseline,
                one.burst_to,
                one.ceiling,
                census.held(session.policy, estate, one, locale),
            )
        )
        notes += [
            census.unreadable(one, counted, locale),
            *census.unknowns(estate, one, counted, locale),
            *census.kept(session, estate, one, locale),
        ]
    listed = table(heads, rows, locale, gives=("floor", "burst_to"), texts=("frozen",))
    return "\n".join([listed, *(note for note in notes if note is not None)])
