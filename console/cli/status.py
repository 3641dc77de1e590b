"""`vigie status`: the estate now, in figures."""

from typing import Any

from console.cli import (
    alerts,
    attended,
    census,
    failure,
    foretold,
    looked_back,
    parser,
    private,
    proposed,
    shapes,
    verdicts,
)
from console.cli.answer import say, say_json
from console.cli.invocation import Invocation, common_options
from console.cli.repeating import repeatable
from console.cli.sources import session_of, watched
from console.cli.table import table
from console.cli.targets import shape as target_shape
from console.cli.waiting import summary, waits
from console.desk import capacity, readings, targets
from console.desk.census import total
from console.desk.foresight import foreseen
from console.desk.foretelling import advice_line
from console.desk.liveness import stalled
from console.desk.session import Session
from console.desk.verdict import verdict
from console.locale import Locale
from console.model.estate import Estate, SourceState
from console.model.instance import InstanceCondition as Condition
from console.model.pool import Pool
from console.model.tally import Tally
from console.model.verdict import VerdictState

UNKNOWN = "–"
GIVE_WAY = ("ready", "draining", "euro_hour", "out", "building")
"""What leaves the table of a narrow terminal, first to last."""


@parser.command(help="help.status")
@parser.option(
    "--check",
    is_flag=True,
    help="help.status.check",
)
@parser.option("--at", metavar="TIME", help="help.status.at")
@common_options
@repeatable
def status(invocation: Invocation, *, check: bool, at: str | None) -> int:
    """Show the estate now, or as it was."""
    if check:
        invocation.untold = verdicts.CODES[VerdictState.UNKNOWN]
    with session_of(invocation) as session:
        locale = invocation.locale()
        if at is not None:
            return _look_back(session, looked_back.estate_at(session, at), invocation, check=check)
        estate = session.watch.refresh(watched(session))
        if invocation.session is not None:
            looked_back.record(invocation, session)
        if check:
            return _check(session, estate, invocation)
        lacking = attended.lacking(session)
        if invocation.json:
            body = looked_back.shape(_shape(session, estate, locale), estate, locale)
            say_json({**body, "unattended": attended.told(lacking, locale)})
        else:
            _show(session, estate, locale)
            attended.say_lacking(lacking, locale)
        return census.unreached(invocation, estate)


def _look_back(session: Session, estate: Estate, invocation: Invocation, *, check: bool) -> int:
    """The same of a moment that has been: what nobody recorded is said, and fails nothing."""
    locale = invocation.locale()
    if check:
        return _check(session, estate, invocation)
    if invocation.json:
        body = looked_back.shape(_shape(session, estate, locale), estate, locale)
        say_json({**body, "unattended": None})
        return failure.DONE
    for line in looked_back.heading(session, estate, locale):
        say(line)
    _show(session, estate, locale)
    for line in looked_back.footing(estate, locale):
        say(line)
    return failure.DONE


def _check(session: Session, estate: Estate, invocation: Invocation) -> int:
    """The verdict alone, and its exit code; who did not answer is said beside it."""
    found, locale = verdicts.of_pools(session, estate), invocation.locale()
    if invocation.json:
        say_json({"at": shapes.moment(estate.at), "verdict": verdicts.shape(found, locale)})
    for line in () if invocation.json else verdicts.lines(found, locale):
        say(line)
    census.unreached(invocation, estate)
    return verdicts.CODES[verdicts.together(found)]


def _shape(session: Session, estate: Estate, locale: Locale) -> dict[str, Any]:
    who = estate.identity
    block = session.write_block()
    found = verdicts.of_pools(session, estate)
    return {
        "at": shapes.moment(estate.at),
        "estate": {
            "name": session.settings.estate.name,
            "environment": session.settings.estate.environment,
            "timezone": session.settings.estate.timezone,
        },
        "identity": (
            {"user": who.user, "project": who.project, "roles": list(who.roles)} if who else None
        ),
        "read_only": shapes.maybe_said(block, locale),
        "verdict": verdicts.shape(found, locale),
        "pools": [
            {
                **census.shape(session, estate, pool, locale),
                "verdict": verdicts.shape({pool.name: found[pool.name]}, locale),
                "foresight": foretold.of_pool(session, estate, pool, locale),
                "capacity": foretold.carries(estate.capacity(pool), locale),
            }
            for pool in session.policy.pools.values()
        ],
        "alerts": alerts.counted(estate, locale) if alerts.asked(estate) else None,
        "private_cloud": private.shape(session, estate, locale),
        "targets": [
            target_shape(known, estate, locale) for known in targets.glances(estate, session.policy)
        ],
        "proposals": proposed.shape(estate, session.policy, locale),
        "operations": [
            shapes.running(one, estate.activity.workers, locale) for one in estate.activity.live
        ],
        "awaiting_approval": [
            {
                "operation": one.id,
                "author": one.plan.request.author.user,
                "until": shapes.moment(one.approval_until),
                "message": said,
            }
            for one in estate.activity.live
            if (said := waits(one, locale)) is not None
        ],
        "sources": [
            _source(estate.sources[name], estate, locale)
            for name in watched(session)
            if name in estate.sources
        ],
    }


def _source(state: SourceState, estate: Estate, locale: Locale) -> dict[str, Any]:
    age = (estate.at - state.succeeded_at).total_seconds() if state.succeeded_at else None
    return {
        "name": state.name,
        "freshness": state.freshness.value,
        "age_s": age,
        "latency_s": state.latency_s,
        "failure": shapes.maybe_said(state.failure, locale),
        "warnings": list(state.warnings),
        "unreadable": state.unreadable,
    }


def _show(session: Session, estate: Estate, locale: Locale) -> None:
    settings = session.settings.estate
    say(f"{settings.name} · {settings.environment} · {_now(estate, locale)}")
    block = None if estate.recorded is not None else session.write_block()
    if block is not None:
        say(locale.notice(block))
    firing = None if estate.recorded is not None else alerts.line(estate, locale)
    if firing is not None:
        say(firing)
    for pool in session.policy.pools.values():
        _show_pool(session, estate, pool, locale)
    for known in targets.glances(estate, session.policy):
        say(f"◎ {targets.line(known, locale, estate.at)}")
    for line in proposed.lines(estate, session.policy, locale):
        say(line)
    for line in private.lines(session, estate, locale):
        say(line)
    if estate.activity.live:
        say("")
    for operation in estate.activity.live:
        say(summary(operation, locale))
        still = stalled(estate.activity.workers, operation)
        if still is not None:
            say(locale.notice(still))


def _show_pool(session: Session, estate: Estate, pool: Pool, locale: Locale) -> None:
    counted = census.places(session, estate, pool)
    say("")
    say(verdicts.line(pool.name, verdict(estate, pool, counted), locale))
    say(_load(estate, pool, counted, locale))
    learned = capacity.evidence(estate.capacity(pool), estate, locale)
    if learned is not None:
        say(locale.text("capacity.of_pool", pool=pool.name, said=learned))
    say(_table(counted, locale))
    told = (census.balanced(counted, locale), census.unreadable(pool, counted, locale))
    for line in told:
        if line is not None:
            say(line)
    advised = foreseen(estate, session.policy, pool, counted)
    if advised is not None:
        said = advice_line(advised, locale)
        say(locale.text("foresight.line", pool=pool.name, said=said))
    for why in census.unknowns(estate, pool, counted, locale):
        say(why)
    for kept in census.kept(session, estate, pool, locale):
        say(kept)
    for freeze in census.freezes(estate, pool):
        say(f"▲ {locale.notice(freeze.notice)}")
        if freeze.itself:
            say(f"  {locale.notice(freeze.remedy)}")


def _now(estate: Estate, locale: Locale) -> str:
    return f"{locale.day(estate.at)} {locale.clock(estate.at, seconds=True)} {locale.zone}"


def _load(estate: Estate, pool: Pool, counted: tuple[Tally, ...], locale: Locale) -> str:
    """Connections, what they are of the capacity, p95, errors."""
    load = census.load_of(estate, pool)
    share = readings.used(estate, pool, counted, load)
    said = locale.text(
        "cli.load",
        pool=pool.name,
        connections=readings.compact(load.connections.value, locale),
        p95=readings.latency(load, locale),
        errors=readings.errors(load.errors, locale),
    )
    if share is None:
        return said
    ratio, serving = share
    return f"{said} · {locale.percent(ratio)} {locale.text('tui.load.share', n=serving)}"


def _table(counted: tuple[Tally, ...], locale: Locale) -> str:
    heads = (
        "datacenter", "now", "in_service", "out", "ready", "building", "draining", "sick",
        "quota_left", "euro_hour",
    )  # fmt: skip
    rows = [_row(tally.datacenter, tally, tally.room, locale) for tally in counted]
    lefts = [tally.room for tally in counted if tally.room is not None]
    left = sum(lefts) if len(lefts) == len(counted) else None
    rows.append(_row(locale.text("cli.total"), total(counted), left, locale))
    return table(heads, rows, locale, gives=GIVE_WAY)


def _row(label: str, tally: Tally | None, left: int | None, locale: Locale) -> list[str]:
    room = UNKNOWN if left is None else locale.number(left)
    if tally is None or not tally.known:
        return [label, *[UNKNOWN] * 7, room, UNKNOWN]
    euros = readings.hourly(tally, locale) or UNKNOWN
    pending = (UNKNOWN if one is None else locale.number(one) for one in (tally.out, tally.ready))
    shown = (tally.count(Condition.BUILDING), tally.count(Condition.DRAINING), tally.sick)
    counts = [locale.number(number) for number in shown]
    of = f"{readings.served(tally, locale)}/{locale.number(tally.target)}"
    return [label, census.size(tally), of, *pending, *counts, room, euros]
