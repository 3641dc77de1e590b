"""A pool's instances counted by condition and datacenter, for programs and for people."""

from typing import Any

from console.cli import failure, shapes
from console.cli.answer import warn
from console.cli.invocation import Invocation
from console.desk import quarantines, vitals
from console.desk.census import tallies, total
from console.desk.quarantines import Quarantined
from console.desk.session import Session
from console.locale import Locale, in_a_row
from console.model.estate import Estate
from console.model.figure import Load
from console.model.freeze import Freeze, freeze_of, of_pool
from console.model.instance import InstanceCondition
from console.model.notice import notice
from console.model.policy import Policy
from console.model.pool import Pool
from console.model.tally import Tally

UNKNOWN = "–"
UNCOUNTED = frozenset({InstanceCondition.GONE, InstanceCondition.QUARANTINED})
"""What is no part of a pool's size."""


def places(session: Session, estate: Estate, pool: Pool) -> tuple[Tally, ...]:
    """The datacenters that the pool is meant for, and those that hold some of it."""
    counted = tallies(estate, session.policy, pool)
    return tuple(tally for tally in counted if tally.shared or tally.owned)


def load_of(estate: Estate, pool: Pool) -> Load:
    """The load of a pool in all; everything unknown when nothing was read."""
    return vitals.load(estate, pool.name).total


def shape(session: Session, estate: Estate, pool: Pool, locale: Locale) -> dict[str, Any]:
    """One pool, for programs."""
    counted, load = places(session, estate, pool), load_of(estate, pool)
    return {
        "name": pool.name,
        "baseline": pool.baseline,
        "floor": pool.floor,
        "burst_to": pool.burst_to,
        "ceiling": pool.ceiling,
        **shapes.frozen(pool.name, estate.activity.freezes, session.policy),
        "total": _count(total(counted), locale),
        "datacenters": [
            {
                "code": tally.datacenter,
                "count": _count(tally if tally.known else None, locale),
                "target": tally.target if tally.known else None,
                "quota_left": tally.room,
                "load_balancer_pool": tally.balancer,
            }
            for tally in counted
        ],
        "quarantined": [shapes.quarantined(one) for one in aside(session, estate, pool)],
        "load": {
            "connections": load.connections.value,
            "requests_per_s": load.requests.value,
            "error_ratio": load.errors.value,
            "p95_s": load.p95_s.value,
            "cpu_ratio": load.cpu.value,
            "unknown": {
                name: shapes.said(why, locale)
                for name, why in vitals.load(estate, pool.name).reasons.items()
            },
        },
    }


def freezes(estate: Estate, pool: Pool) -> tuple[Freeze, ...]:
    """What people have frozen of a pool, all of it first."""
    return of_pool(pool.name, estate.activity.freezes)


def held(policy: Policy, estate: Estate, pool: Pool, locale: Locale) -> str:
    """In a table's cell: the settings' reason, who froze the pool and why, or what is suspended."""
    settled = policy.frozen.get(pool.name)
    if settled is not None:
        return settled
    stands = freezes(estate, pool)
    whole = freeze_of(pool.name, stands)
    if whole is not None:
        return locale.of(whole.author, whole.reason)
    return in_a_row(locale.notice(one.notice) for one in stands)


def size(tally: Tally | None) -> str:
    """How many there are: ``30``, ``≥27`` where records could not be read, or a dash."""
    if tally is None or not tally.known:
        return UNKNOWN
    return f"≥{tally.size}" if tally.unreadable else str(tally.size)


def serving(tally: Tally | None) -> str:
    """How many are in service; a dash where nobody says."""
    if tally is None or not tally.known or tally.serving is None:
        return UNKNOWN
    return str(tally.serving)


def unknowns(estate: Estate, pool: Pool, counted: tuple[Tally, ...], locale: Locale) -> list[str]:
    """Why health or a figure of the load is unknown: each reason once, with what it takes away."""
    lacking: dict[str, list[str]] = {}
    for why in (tally.unknown for tally in counted if tally.unknown is not None):
        lacking[locale.notice(why)] = [locale.text("metrics.figure.health")]
    for name, reason in vitals.load(estate, pool.name).reasons.items():
        said = lacking.setdefault(locale.notice(reason), [])
        label = locale.text(f"metrics.figure.{name}")
        if label not in said:
            said.append(label)
    unknown = locale.text("metrics.unknown")
    return [
        locale.of(f"○ {', '.join(names)}", f"{unknown}. {said}") for said, names in lacking.items()
    ]


def balanced(counted: tuple[Tally, ...], locale: Locale) -> str | None:
    """Where load balancers say what is in service, and which pools of theirs; None nowhere."""
    said = [f"{tally.datacenter} {tally.balancer}" for tally in counted if tally.balancer]
    return locale.text("cli.balanced", places=", ".join(said)) if said else None


def aside(session: Session, estate: Estate, pool: Pool) -> tuple[Quarantined, ...]:
    """What heals keep of the pool for a post-mortem."""
    find = quarantines.known_to(session.journal)
    return quarantines.quarantined(estate, session.policy, pool, find)


def kept(session: Session, estate: Estate, pool: Pool, locale: Locale) -> list[str]:
    """The same in words, a line each."""
    return [quarantines.named(one, locale) for one in aside(session, estate, pool)]


def unreadable(pool: Pool, counted: tuple[Tally, ...], locale: Locale) -> str | None:
    """That some records could not be read, if so."""
    bad = sum(tally.unreadable for tally in counted)
    if not bad:
        return None
    least = sum(tally.size for tally in counted)
    return f"▲ {locale.text('cli.unreadable', pool=pool.name, size=least, n=bad)}"


def unreached(invocation: Invocation, estate: Estate) -> int:
    """Say which sources did not answer, or not wholly; the exit code of a verb that only reads.

    One sentence a cause, whomever it keeps from answering.
    """
    silent = [state for state in estate.sources.values() if state.failure is not None]
    causes: dict[str, list[str]] = {}
    for state in estate.sources.values():
        said = state.failure
        if said is None and state.unreadable:
            said = notice("doctor.unreadable", n=state.unreadable)
        if said is not None:
            causes.setdefault(invocation.locale().notice(said), []).append(state.name)
    for sentence, names in causes.items():
        if not invocation.json:
            warn(invocation.locale().of(", ".join(names), sentence))
    return failure.UNREACHABLE if silent else failure.DONE


def _count(tally: Tally | None, locale: Locale) -> dict[str, Any] | None:
    if tally is None:
        return None
    conditions = {
        condition.value: tally.count(condition)
        for condition in InstanceCondition
        if condition not in UNCOUNTED
    }
    return {
        "size": tally.size,
        **conditions,
        "active": tally.active,
        "sick": tally.sick,
        "ready": tally.ready,
        "in_service": tally.serving,
        "in_service_reason": shapes.maybe_said(tally.unknown, locale),
        "unreadable": tally.unreadable,
        "euro_per_hour": shapes.money(tally.euro_per_hour),
    }
