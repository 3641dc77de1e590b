"""`vigie instance`: the pools' instances, and one of them: its console, its actions, its page."""

from typing import Any

import click

from console.cli import completing, parser, shapes
from console.cli.answer import quote, say, say_json
from console.cli.census import unreached
from console.cli.invocation import Invocation, common_options
from console.cli.repeating import repeatable
from console.cli.sources import demand, named_pool, public, session_of
from console.cli.standby import awaiting
from console.cli.table import table
from console.desk import instances as desk
from console.desk.session import Session
from console.desk.wording import instance_word
from console.model.error import UsageError
from console.model.instance import Instance
from console.model.notice import notice

MOST = 10_000
subject = parser.argument("instance", metavar="NAME", help="help.instance.name")


@parser.group(help="help.instance")
def instance() -> None:
    """Show the pools' instances, and what one of them says and was done to it."""


@instance.command("list", help="help.instance.list")
@parser.option(
    "--pool",
    metavar="POOL",
    help="help.operations.pool",
    shell_complete=completing.pools,
)
@common_options
@repeatable
def list_(invocation: Invocation, *, pool: str | None) -> int:
    """List the instances of the pools, by pool and name."""
    with session_of(invocation) as session:
        pools = [named_pool(session, pool)] if pool else [*session.policy.pools.values()]
        estate, locale = session.watch.refresh(public(session)), invocation.locale()
        rows = [
            (row.instance, each.name, instance_word(row, estate, each.name, locale), row)
            for each, row in desk.listed(session, estate, pools)
        ]
        if invocation.json:
            shown = [
                {
                    **_shape(session, one),
                    "pool": name,
                    "state": row.condition.value,
                    "in_service": row.in_service,
                }
                for one, name, _, row in rows
            ]
            say_json({"at": shapes.moment(estate.at), "instances": shown})
        else:
            heads = ("name", "pool", "datacenter", "state", "since", "id")
            said = [
                (
                    one.name,
                    name,
                    session.policy.place(one.region),
                    word,
                    locale.duration((estate.at - one.created_at).total_seconds() // 60 * 60),
                    one.id,
                )
                for one, name, word, _ in rows
            ]
            say(table(heads, said, locale, gives=("id", "pool")))
        return unreached(invocation, estate)


@instance.command(help="help.instance.log")
@subject
@parser.option(
    "--lines", type=click.IntRange(1, MOST), default=desk.LINES, show_default=True,
    help="help.instance.lines",
)  # fmt: skip
@common_options
def log(invocation: Invocation, *, instance: str, lines: int) -> None:
    """Show the last lines of an instance's console, without secrets."""
    with session_of(invocation) as session:
        found = _found(session, instance)
        with awaiting(found.name):
            said = desk.console_log(session.compute, found, lines)
        if invocation.json:
            say_json({"instance": _shape(session, found), "lines": list(said)})
        else:
            quote("\n".join(said) or invocation.locale().text("instance.silent", name=found.name))


@instance.command(help="help.instance.actions")
@subject
@common_options
def actions(invocation: Invocation, *, instance: str) -> None:
    """Show what was done to an instance, the newest first, by whom."""
    with session_of(invocation) as session:
        found, locale = _found(session, instance), invocation.locale()
        with awaiting(found.name):
            done = session.compute.actions(found.region, found.id)
        if invocation.json:
            shown = [
                {
                    "action": one.action,
                    "started_at": shapes.moment(one.started_at),
                    "user": one.user,
                    "request_id": one.request_id,
                    "message": one.message,
                }
                for one in done
            ]
            say_json({"instance": _shape(session, found), "actions": shown})
            return
        heads = ("action", "time", "who", "id", "why")
        rows = [
            (
                one.action,
                f"{locale.day(one.started_at)} {locale.clock(one.started_at, seconds=True)}",
                one.user or "–",
                one.request_id,
                one.message or "",
            )
            for one in done
        ]
        say(table(heads, rows, locale, gives=("id", "who"), texts=("why",)))


@instance.command(help="help.instance.url")
@subject
@common_options
def url(invocation: Invocation, *, instance: str) -> None:
    """Show where a browser shows an instance: in Horizon, or in the provider's manager."""
    with session_of(invocation) as session:
        found = _found(session, instance)
        estate = session.watch.refresh(["identity"])
        address = desk.page(session.settings, estate.identity, found)
        if address is None:
            demand(estate, ["identity"])  # which cloud it is may be all that is not known
            raise UsageError(notice("instance.no_page"))
        if invocation.json:
            say_json({"instance": _shape(session, found), "url": address})
        else:
            say(address)


def _found(session: Session, name: str) -> Instance:
    """The instance of a name or id, as the regions' lists have it now."""
    known = session.watch.snapshot().sources
    estate = session.watch.refresh([one for one in known if one.startswith("nova:")])
    return desk.named(estate, name)


def _shape(session: Session, one: Instance) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "region": one.region,
        "datacenter": session.policy.place(one.region),
        "status": one.status.value,
        "created_at": shapes.moment(one.created_at),
    }
