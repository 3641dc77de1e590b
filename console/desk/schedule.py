"""What the windows of the settings come to: when, how large, at what price."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from console.desk.leads import ebbs, leads
from console.desk.session import Session
from console.kinds import registry
from console.kinds.instances.price import of_parts, shared_out
from console.kinds.instances.verbs import BURST, DATACENTERS, POOL, TO
from console.locale import Locale
from console.model.billing import billed_hours
from console.model.error import UsageError
from console.model.money import euros
from console.model.notice import Notice, notice
from console.model.plan import Plan, Refusal
from console.model.resource import INSTANCE
from console.model.window import Opening
from console.schedule.openings import openings, upcoming
from console.schedule.spans import spill
from console.schedule.wanted import Leads

UNKNOWN = "–"
WEEK = timedelta(days=7)
MANY = 200
"""How many openings are looked at at most."""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """An opening, when its instances are asked for, and what it costs above the baseline.

    Euros are None where a price is not known; they count from `begins_at` until what was
    added is gone. `early_euro` are those of the hours that only giving back after its end
    costs: what `end_early` saves, or would.
    """

    opening: Opening
    begins_at: datetime
    added: int
    euro_per_hour: Decimal | None
    euro: Decimal | None
    early_euro: Decimal | None = None


def foreseen(session: Session, count: int) -> tuple[Foreseen, ...]:
    """The next openings of all windows, skipped ones too. Raises UsageError without windows."""
    policy = session.policy
    if not policy.windows:
        raise UsageError(notice("schedule.none"))
    now = session.clock.now()
    found = upcoming(policy.windows, policy.pools, now, count, session.calendars)
    times = leads(policy, session.journal), ebbs(policy, session.journal)
    return tuple(_foreseen(session, one, *times) for one in found)


def week(session: Session) -> tuple[Foreseen, ...]:
    """The openings of the next seven days. Raises UsageError without windows."""
    until = session.clock.now() + WEEK
    return tuple(one for one in foreseen(session, MANY) if one.opening.opens_at < until)


def asked(session: Session) -> Iterator[tuple[str, Plan | Refusal]]:
    """What planning says now to each window's largest opening of the week, by window.

    Nothing is said of one that would find its size already there.
    """
    for window in session.policy.windows:
        pool, now = session.policy.pools[window.pool], session.clock.now()
        coming = openings(window, pool, now, now + WEEK, session.calendars)
        level = max((one.level for one in coming if one.skipped is None), default=0)
        verb = registry.spec(BURST)
        wanted: dict[str, object] = {POOL.name: pool.name, TO.name: level}
        if window.rises:
            wanted[DATACENTERS.name] = tuple(code for code, _ in window.rises)
        values = verb.settled(wanted, session.policy)
        planned = session.plan(verb.request(session.author(INSTANCE), values))
        if isinstance(planned, Plan) or not _there(planned):
            yield window.name, planned


def remarks(one: Foreseen) -> tuple[Notice, ...]:
    """What is to be known of an opening: why it is skipped, where it wants how many, and the like.

    That it ends early where the load lets it is said with what that saves.
    """
    opening = one.opening
    if opening.skipped is not None:
        return (opening.skipped,)
    found = list(opening.remarks)
    if opening.levels:
        places = ", ".join(f"{code} {number}" for code, number in opening.levels.items())
        found.insert(0, notice("schedule.placed", places=places))
    if opening.window.end_early and one.early_euro:
        found.append(notice("schedule.ends_early", euro=float(euros(one.early_euro))))
    return tuple(found)


def cells(one: Foreseen, locale: Locale) -> dict[str, str]:
    """An opening by columns, on its window's own clock; a dash where it is skipped or unknown."""
    opening, skipped = one.opening, one.opening.skipped is not None
    local = Locale(locale.language, opening.window.zone)
    return {
        "window": opening.window.name,
        "pool": opening.window.pool,
        "date": local.day(opening.opens_at),
        "asked": UNKNOWN if skipped else local.clock(one.begins_at),
        "start": local.clock(opening.opens_at),
        "end": local.clock(opening.closes_at),
        "level": UNKNOWN if skipped else locale.number(opening.level),
        "euro_hour": _euros(None if skipped else one.euro_per_hour, locale),
        "euro": _euros(None if skipped else one.euro, locale),
    }


def _euros(amount: Decimal | None, locale: Locale) -> str:
    return UNKNOWN if amount is None else locale.euros(amount)


def _there(refused: Refusal) -> bool:
    """Say whether a burst is refused because there are as many already."""
    return any(reason.guard in {"nothing", "burst"} for reason in refused.reasons)


def _foreseen(session: Session, opening: Opening, lead: Leads, ebb: Leads) -> Foreseen:
    pool, begins_at = (
        session.policy.pools[opening.window.pool],
        opening.begins_at(lead[opening.window.name]),
    )
    added = 0 if opening.skipped else max(0, opening.level - pool.baseline)
    estate, levels = session.watch.snapshot(), opening.levels if added else {}
    per_hour = (
        of_parts(estate, session.policy, pool, pool.above(levels))
        if levels
        else shared_out(estate, session.policy, pool, added)
    )
    if per_hour is None:
        return Foreseen(opening, begins_at, added, None, None)
    rule = session.policy.billing
    euro = per_hour * billed_hours(rule, begins_at, opening.gone_at(ebb))
    early = per_hour * spill(rule, opening, lead, ebb)
    return Foreseen(opening, begins_at, added, per_hour, euro, early)
