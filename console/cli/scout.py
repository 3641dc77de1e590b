"""`vigie scout`: what could be had where, what it is short of, and the draft of a quota ticket."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

import click

from console.cli import census, failure, parser, shapes
from console.cli.answer import quote, say, say_json, warn
from console.cli.invocation import Invocation, common_options
from console.cli.sources import named_pool, public, session_of
from console.cli.table import table
from console.desk import scouted, ticketed
from console.desk.raising import without
from console.desk.scout import Prospect, Scouting
from console.desk.scout import scout as look
from console.desk.session import Session
from console.desk.ticket import QuotaNeed, QuotaTicket, RegionNeed
from console.desk.ticket import ticket as drafted
from console.kinds.instances.quota import Limit
from console.kinds.instances.verbs import DATACENTERS, OPEN_FOR, demand_places
from console.locale import Locale
from console.model.trial import Refusals

COULD = "obtainable"


@parser.command(help="help.scout")
@parser.argument("pool", help="parameter.pool.help")
@parser.option("--to", type=click.IntRange(1), metavar="N", help="help.scout.to")
@parser.option(
    "--datacenter", "datacenters", multiple=True, metavar="D", help="help.scout.datacenter"
)
@parser.option("--ticket", is_flag=True, help="help.scout.ticket")
@parser.option("--open-for", metavar="TIME", help="help.scout.open_for")
@parser.option("--reason", default="", metavar="TEXT", help="help.scout.reason")
@common_options
def scout(
    invocation: Invocation,
    *,
    pool: str,
    to: int | None,
    datacenters: tuple[str, ...],
    ticket: bool,
    open_for: str | None,
    reason: str,
) -> int:
    """Show what could be had of POOL now, by region, and what it is short of."""
    lasting = None if open_for is None else timedelta(hours=float(OPEN_FOR.read(open_for)))
    with session_of(invocation) as session:
        places = DATACENTERS.read(",".join(datacenters)) if datacenters else ()
        demand_places(places, named_pool(session, pool), session.policy)
        estate = session.watch.refresh(public(session))
        locale = invocation.locale()
        found = look(session, pool, locale.zone, to, places)
        if ticket:
            until = None if lasting is None else session.clock.now() + lasting
            return _ticket(invocation, session, found, until, reason)
        if invocation.json:
            say_json(shape(found, locale))
        else:
            for line in lines(found, locale):
                say(line)
        return census.unreached(invocation, estate)


def lines(found: Scouting, locale: Locale) -> Iterator[str]:
    """What a scout has found, for people."""
    yield scouted.headline(found, locale)
    yield from table_lines(found, locale)
    yield from short_lines(found, locale)


def table_lines(found: Scouting, locale: Locale) -> Iterator[str]:
    """The table, what it has no room for, and what could be had in all."""
    yield rows(found, locale)
    yield locale.text("scout.legend")
    yield from beneath(found, locale)
    yield scouted.could(found, locale)


def short_lines(found: Scouting, locale: Locale) -> Iterator[str]:
    """What keeps back the rest, and how to ask for it."""
    short = list(scouted.shorts(found, locale))
    if short:
        yield locale.text("scout.short")
        yield from (f"  {one}" for one in short)
        pool = found.facts.pool.name
        yield locale.text("scout.ticket_hint", pool=pool, level=found.level)


def rows(found: Scouting, locale: Locale) -> str:
    """One line a region."""
    resources = _resources(found.prospects)
    heads = ("datacenter", "region", "serving", *resources, "refused", "stock", COULD)
    cells = [_cells(one, resources, locale) for one in found.prospects]
    figures = ("serving", *resources, "refused")
    binding = {one.binding.resource for one in found.prospects if one.binding is not None}
    slack = [name for name in reversed(resources) if name not in binding]
    return table(heads, cells, locale, figures=figures, gives=(*slack, "region"))


def _cells(one: Prospect, resources: Iterable[str], locale: Locale) -> list[str]:
    refused = scouted.UNKNOWN if one.refusals is None else locale.number(one.refusals.hostless)
    stock = scouted.UNKNOWN
    if one.stock is not None:
        stock = locale.text("cli.stock_yes" if one.stock else "cli.stock_no")
    room = [scouted.fits(one, resource, locale) for resource in resources]
    where = [one.datacenter, one.region, scouted.serving(one, locale)]
    return [*where, *room, refused, stock, scouted.span(one, locale)]


def _resources(prospects: Iterable[Prospect]) -> tuple[str, ...]:
    """All that bounds one of them, in its order."""
    return tuple(dict.fromkeys(name for one in prospects for name in scouted.limits(one)))


def beneath(found: Scouting, locale: Locale) -> Iterator[str]:
    """What the table has no room for: why a region is shut, when hosts refused, a stock unread."""
    for one in found.prospects:
        if one.shut is not None:
            yield locale.notice(one.shut.why)
        if one.refusals is not None and one.refusals.hostless:
            yield f"{one.region}, {scouted.hosts(one, locale)}"
        if one.unasked is not None:
            yield f"{one.region}, {scouted.stock(one, locale)}"


def _ticket(
    invocation: Invocation,
    session: Session,
    found: Scouting,
    until: datetime | None,
    reason: str,
) -> int:
    """The text alone on standard output; what can be done without it on standard error."""
    settings, locale = session.settings.ovhcloud, invocation.locale()
    one = drafted(found, None if settings is None else settings.project, until, reason)
    calls = list(without(one, session.stock, locale)) if one.needed else []
    if invocation.json:
        say_json(ticket_shape(one, calls, locale))
    elif not one.needed:
        say(locale.text("ticket.nothing"))
    else:
        quote(ticketed.text(one, locale))
    if calls and not invocation.json:
        warn("")
        warn(locale.text("ticket.without"))
        for line in calls:
            warn(f"  {line}")
    return failure.DONE


def shape(found: Scouting, locale: Locale) -> dict[str, Any]:
    """The same, for programs."""
    return {
        "at": shapes.moment(found.facts.estate.at),
        "pool": found.facts.pool.name,
        "level": found.level,
        "target": None if found.target is None else found.target.id,
        "size": found.size,
        "missing": found.missing,
        COULD: {
            "least": found.least,
            "most": found.most,
            "places": dict(found.rest.by_datacenter),
            "unknown": list(found.dark),
        },
        "regions": [region_shape(one, locale) for one in found.prospects],
        "short": [shapes.said(one, locale) for one in found.short],
    }


def region_shape(one: Prospect, locale: Locale) -> dict[str, Any]:
    """One region; null is unknown."""
    binding = one.binding
    return {
        "datacenter": one.datacenter,
        "region": one.region,
        "standing": one.standing,
        "in_service": one.serving,
        "limits": [_limit_shape(limit) for limit in one.limits],
        "binding": None if binding is None else binding.resource,
        "refusals": None if one.refusals is None else _refusals_shape(one.refusals),
        "rests_until": shapes.moment(one.trials.rests_until if one.trials else None),
        "in_stock": one.stock,
        "stock_unread": shapes.maybe_said(one.unasked, locale),
        "least": None if one.dark else one.least,
        "most": one.most,
        "shut": None if one.shut is None else shapes.said(one.shut.why, locale),
    }


def _limit_shape(limit: Limit) -> dict[str, Any]:
    allowance = limit.allowance
    return {
        "resource": limit.resource,
        "of": limit.of or None,
        "known": limit.known,
        "limit": None if allowance is None else allowance.limit,
        "used": None if allowance is None else allowance.used,
        "left": limit.left,
        "each": limit.each,
        "instances": limit.fits,
    }


def _refusals_shape(one: Refusals) -> dict[str, Any]:
    return {
        "no_valid_host": one.hostless,
        "others": one.others,
        "last_at": shapes.moment(one.last_at),
        "made_since": one.made_since,
    }


def ticket_shape(one: QuotaTicket, calls: list[str], locale: Locale) -> dict[str, Any]:
    """A ticket's figures and text; null text: there is nothing to ask for."""
    return {
        "pool": one.found.facts.pool.name,
        "project": one.project,
        "level": one.found.level,
        "until": shapes.moment(one.until),
        "reason": one.reason,
        "regions": [_need_shape(need) for need in one.regions],
        "subject": ticketed.subject(one, locale) if one.needed else None,
        "text": ticketed.text(one, locale) if one.needed else None,
        "without": calls,
    }


def _need_shape(need: RegionNeed) -> dict[str, Any]:
    return {
        "region": need.prospect.region,
        "size": need.size,
        "more": need.more,
        "quotas": [_quota_shape(one) for one in need.quotas],
    }


def _quota_shape(one: QuotaNeed) -> dict[str, Any]:
    return {
        "resource": one.resource,
        "of": one.of or None,
        "limit": one.limit,
        "used": one.used,
        "wanted": one.wanted,
        "more": one.more,
    }
