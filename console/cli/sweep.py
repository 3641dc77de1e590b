"""`vigie sweep`: what no live operation owns and is still there, and its removal."""

from typing import Any

from console.cli import failure, parser, shapes
from console.cli.acting import Manner, acting_options
from console.cli.answer import say, say_json, warn
from console.cli.command import ask
from console.cli.invocation import Invocation, common_options
from console.cli.parser import word
from console.cli.sources import session_of
from console.cli.standby import awaiting
from console.cli.table import table
from console.desk.leftovers import SORTS, lasted, month, monthly, sentence, unknown
from console.desk.session import Session
from console.kinds import registry
from console.kinds.leftovers.verbs import NAMED, SWEEP
from console.locale import Locale
from console.model.error import UsageError
from console.model.leftover import Findings, Leftover
from console.model.notice import notice
from console.watch.prices import NAME as PRICES

UNKNOWN = "–"
GIVE_WAY = ("id", "pool", "ours", "since", "region")
"""What leaves the table of a narrow terminal, first to last."""


@parser.command(help="help.sweep")
@parser.argument("named", nargs=-1, metavar="[ID]...", help="parameter.named.help")
@parser.option("--remove", is_flag=True, help="help.sweep.remove")
@acting_options
@common_options
def sweep(
    invocation: Invocation,
    *,
    named: tuple[str, ...],
    remove: bool,
    dry_run: bool,
    yes: bool,
    wait: bool,
    reason: str,
) -> int:
    """Show what ended operations left behind and is still there, or remove it.

    Without an ID, what the journal proves to be ours is removed, and nothing else.
    """
    if not remove and (named or dry_run or yes or wait or reason):
        raise UsageError(notice("cli.sweep_remove"))
    with session_of(invocation) as session:
        if not remove:
            return _shown(invocation, session)
        manner = Manner(dry_run=dry_run, yes=yes, wait=wait, reason=reason)
        values = {NAMED.name: " ".join(named) or None}
        return ask(invocation, session, registry.spec(SWEEP), manner, values)


def _shown(invocation: Invocation, session: Session) -> int:
    session.watch.refresh([PRICES, *session.beside()])
    locale = invocation.locale()
    with awaiting(word("cli.awaits.leftovers")):
        found = session.leftovers()
    if invocation.json:
        say_json(_shape(session, found, locale))
    else:
        if found.leftovers:
            say(_table(found, locale))
        for said in unknown(found, locale):
            warn(said)
        if not found.silent:
            say(sentence(found, locale))
        if found.monthly:
            say(_monthly(found, locale))
        for said in monthly(found, locale):
            warn(said)
        if found.monthly:
            warn(locale.text("monthly.remedy"))
    return failure.UNREACHABLE if found.silent else failure.DONE


def _table(found: Findings, locale: Locale) -> str:
    heads = ("type", "name", "id", "region", "since", "euro_month", "ours", "why")
    rows = [_row(one, found, locale) for one in found.leftovers]
    return table(heads, rows, locale, gives=GIVE_WAY, texts=("ours", "why"))


def _row(one: Leftover, found: Findings, locale: Locale) -> list[str]:
    return [
        locale.text(SORTS[one.sort]),
        one.name or UNKNOWN,
        one.id,
        one.region,
        lasted(one.since, found.at, locale),
        month(one.euro_per_month, locale),
        locale.text("leftover.sure" if one.sure else "leftover.perhaps"),
        locale.notice(one.why),
    ]


def _monthly(found: Findings, locale: Locale) -> str:
    """What nobody meant to be billed by the month."""
    heads = ("name", "id", "pool", "region", "since", "euro_month", "why")
    rows = [
        [
            one.name,
            one.id,
            one.pool,
            one.region,
            lasted(one.since, found.at, locale),
            month(one.euro_per_month, locale),
            locale.notice(one.told),
        ]
        for one in found.monthly
    ]
    return table(heads, rows, locale, gives=GIVE_WAY, texts=("why",))


def _shape(session: Session, found: Findings, locale: Locale) -> dict[str, Any]:
    place = session.policy.place
    return {
        "at": shapes.moment(found.at),
        "leftovers": [
            {
                "sort": one.sort.value,
                "id": one.id,
                "name": one.name,
                "datacenter": place(one.region),
                "region": one.region,
                "since": shapes.moment(one.since),
                "euro_per_month": shapes.money(one.euro_per_month),
                "sure": one.sure,
                "operation": one.operation,
                "why": shapes.said(one.why, locale),
                "held": shapes.maybe_said(one.held, locale),
            }
            for one in found.leftovers
        ],
        "euro_per_month": shapes.money(found.euro_per_month),
        "monthly": [
            {
                "id": one.id,
                "name": one.name,
                "pool": one.pool,
                "datacenter": place(one.region),
                "region": one.region,
                "since": shapes.moment(one.since),
                "euro_per_month": shapes.money(one.euro_per_month),
                "why": shapes.said(one.told, locale),
            }
            for one in found.monthly
        ],
        "monthly_unknown": shapes.maybe_said(found.monthly_unread, locale),
        "unknown": [
            {"region": one.region, "sort": one.sort.value, "why": shapes.said(one.why, locale)}
            for one in found.unread
        ],
    }
