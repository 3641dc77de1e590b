"""`vigie target`: the sizes that stay open, and how far each is."""

from collections.abc import Iterable
from typing import Any

from console.cli import census, parser, scout, shapes
from console.cli.answer import say, say_json
from console.cli.invocation import Invocation, common_options
from console.cli.repeating import repeatable
from console.cli.sources import public, session_of
from console.cli.table import table
from console.desk.costs import OperationCost
from console.desk.scout import Scouting
from console.desk.scout import scout as look
from console.desk.session import Session
from console.desk.targets import TargetProgress, progress
from console.locale import Locale
from console.model.error import UsageError
from console.model.estate import Estate
from console.model.notice import notice
from console.model.target import PoolTarget
from console.model.trial import RegionTrials
from console.watch.trials import TrialReader

UNKNOWN = "–"


@parser.group(help="help.target")
def target() -> None:
    """Show the targets that are open, open and close them."""


@target.command("list", help="help.target.list")
@parser.option("--all", "ended", is_flag=True, help="help.target.list.all")
@common_options
@repeatable
def list_(invocation: Invocation, *, ended: bool) -> int:
    """List the open targets, with how far each is."""
    with session_of(invocation) as session:
        estate = session.watch.refresh(public(session))
        found = [*session.journal.targets(), *(session.journal.ended_targets() if ended else ())]
        trials, locale = TrialReader(session.journal), invocation.locale()
        known = [progress(session, estate, one, trials) for one in found]
        if invocation.json:
            say_json({"targets": [shape(one, estate, locale) for one in known]})
        elif not known:
            say(locale.text("target.none"))
        else:
            heads = ("target", "pool", "level", "now", "state", "until", "who", "reason")
            rows = [_row(one, estate, locale) for one in known]
            say(table(heads, rows, locale, gives=("who",), texts=("reason",)))
        return census.unreached(invocation, estate)


@target.command(help="help.target.show")
@parser.argument("target", required=False, help="help.target.show.target")
@common_options
@repeatable
def show(invocation: Invocation, *, target: str | None) -> int:
    """Show one target in full: what stands where, what could be had now, what is short of what.

    Without its id, or the first letters of it, the newest open one.
    """
    with session_of(invocation) as session:
        found = _named(session, target)
        estate = session.watch.refresh(public(session))
        known = progress(session, estate, found, TrialReader(session.journal))
        locale = invocation.locale()
        scouted = _scouted(session, known, locale)
        if invocation.json:
            told = None if scouted is None else scout.shape(scouted, locale)
            say_json({**shape(known, estate, locale), "scout": told})
        else:
            for line in lines(known, estate, locale, scouted):
                say(line)
        return census.unreached(invocation, estate)


def _scouted(session: Session, known: TargetProgress, locale: Locale) -> Scouting | None:
    """What could be had for a target that is open; None where nobody can count."""
    one = known.target
    if known.rest is None or not one.holds(session.clock.now()):
        return None
    return look(session, one.pool, locale.zone, one.level, one.datacenters)


def lines(
    known: TargetProgress, estate: Estate, locale: Locale, scouted: Scouting | None
) -> Iterable[str]:
    """A target for people; of an open one with what a scout finds."""
    one = known.target
    size = UNKNOWN if known.size is None else locale.number(known.size)
    level, until = locale.number(one.level), _moment(one, locale)
    state = locale.text(f"target.state.{one.state(estate.at)}")
    yield locale.text(
        "target.headline", target=one.id, pool=one.pool, size=size, level=level, state=state
    )
    yield locale.text("target.asked", user=one.author, until=until, reason=one.reason or UNKNOWN)
    if scouted is not None:
        yield from scout.table_lines(scouted, locale)
        yield from scout.short_lines(scouted, locale)
    elif known.places:
        heads = ("datacenter", "now")
        rows = list(known.places.items())
        yield table(heads, rows, locale)
    for region, trials in known.trials.items():
        yield _refused(region, trials, locale)
    at = known.next_at(estate.at)
    if known.asking is not None:
        yield locale.text("target.asking", operation=known.asking.id)
    elif known.missing and at is not None:
        yield locale.text("target.next", time=locale.clock(at))
    elif known.missing:
        yield locale.text("target.waits")
    if known.cost is not None:
        yield _cost(known.cost, locale)


def shape(known: TargetProgress, estate: Estate, locale: Locale) -> dict[str, Any]:
    """A target, for programs."""
    one, rest = known.target, known.rest
    return {
        "id": one.id,
        "pool": one.pool,
        "level": one.level,
        "state": one.state(estate.at),
        "opened_at": shapes.moment(one.opened_at),
        "until": shapes.moment(one.until),
        "author": one.author,
        "reason": one.reason,
        "datacenters": list(one.datacenters),
        "keep": one.keeps,
        "closed_at": shapes.moment(one.closed_at),
        "closed_by": one.closed_by or None,
        "size": known.size,
        "missing": known.missing,
        "places": [
            {
                "datacenter": code,
                "now": n,
                "obtainable": rest.by_datacenter.get(code, 0) if rest else None,
            }
            for code, n in known.places.items()
        ],
        "asking": None if known.asking is None else known.asking.id,
        "next_at": shapes.moment(known.next_at(estate.at)),
        "refused": [
            {
                "region": region,
                "n": trials.refused,
                "last_at": shapes.moment(trials.last_at),
                "rests_until": shapes.moment(trials.rests_until),
                "why": shapes.maybe_said(trials.why, locale),
            }
            for region, trials in known.trials.items()
        ],
        "cost": None if known.cost is None else shapes.operation_cost(known.cost),
        "short": [shapes.said(reason.why, locale) for reason in rest.short] if rest else [],
    }


def _refused(region: str, trials: RegionTrials, locale: Locale) -> str:
    why = UNKNOWN if trials.why is None else locale.notice(trials.why)
    at, rests = locale.clock(trials.last_at), locale.clock(trials.rests_until)
    return locale.text(
        "target.refusals", region=region, n=trials.refused, at=at, rests=rests, why=why
    )


def _cost(cost: OperationCost, locale: Locale) -> str:
    euro = UNKNOWN if cost.euro is None else locale.euros(cost.euro)
    return locale.text("target.cost", euro=euro, hours=cost.hours, n=cost.instances)


def _row(known: TargetProgress, estate: Estate, locale: Locale) -> list[str]:
    one = known.target
    size = UNKNOWN if known.size is None else locale.number(known.size)
    state = locale.text(f"target.state.{one.state(estate.at)}")
    level, until = locale.number(one.level), _moment(one, locale)
    return [one.id, one.pool, level, size, state, until, one.author, one.reason or UNKNOWN]


def _moment(one: PoolTarget, locale: Locale) -> str:
    return f"{locale.day(one.until)} {locale.clock(one.until)}"


def _named(session: Session, named: str | None) -> PoolTarget:
    """The target of that id, or the newest open one. Raises UsageError."""
    open_ = session.journal.targets()
    if named is None:
        if not open_:
            raise UsageError(notice("target.none"))
        return open_[-1]
    found = [one for one in (*open_, *session.journal.ended_targets()) if one.id.startswith(named)]
    exact = [one for one in found if one.id == named] or list(
        session.journal.named_targets([named])
    )
    if len(exact) == 1 or len(found) == 1:
        return (exact or found)[0]
    raise UsageError(notice("target.unknown", target=named))
