"""A pool's instances counted by condition and datacenter, for programs and for people."""

import sys
from typing import Any

from console.cli import failure, shapes
from console.cli.answer import say
from console.cli.invocation import Invocation
from console.desk.census import Tally, tallies, total
from console.desk.session import Session
from console.locale import Locale
from console.model.estate import Estate
from console.model.figure import Load
from console.model.instance import InstanceCondition
from console.model.notice import notice
from console.model.pool import Pool

UNKNOWN = "–"


def places(session: Session, estate: Estate, pool: Pool) -> tuple[Tally, ...]:
    """The datacenters that the pool is meant for, and those that hold some of it."""
    counted = tallies(estate, session.policy, pool)
    return tuple(tally for tally in counted if tally.shared or tally.owned)


def load_of(estate: Estate, pool: Pool) -> Load:
    """The load of a pool in all; everything unknown when nothing was read."""
    load = estate.loads.get(pool.name)
    return load.total if load else Load()


def shape(session: Session, estate: Estate, pool: Pool) -> dict[str, Any]:
    """One pool, for programs."""
    counted, load = places(session, estate, pool), load_of(estate, pool)
    return {
        "name": pool.name,
        "baseline": pool.baseline,
        "burst_to": pool.burst_to,
        "ceiling": pool.ceiling,
        "frozen": session.policy.frozen.get(pool.name),
        "total": _count(total(counted)),
        "datacenters": [
            {
                "code": tally.datacenter,
                "count": _count(tally if tally.known else None),
                "quota_left": tally.room,
            }
            for tally in counted
        ],
        "load": {
            "connections": load.connections.value,
            "requests_per_s": load.requests.value,
            "error_ratio": load.errors.value,
            "p95_s": load.p95_s.value,
            "cpu_ratio": load.cpu.value,
        },
    }


def size(tally: Tally | None) -> str:
    """How many there are: ``30``, ``≥27`` where records could not be read, or a dash."""
    if tally is None or not tally.known:
        return UNKNOWN
    return f"≥{tally.size}" if tally.unreadable else str(tally.size)


def serving(tally: Tally | None) -> str:
    """How many are in service; a dash where the metrics do not say."""
    if tally is None or not tally.known or tally.serving is None:
        return UNKNOWN
    return str(tally.serving)


def unreadable(pool: Pool, counted: tuple[Tally, ...], locale: Locale) -> str | None:
    """That some records could not be read, if so."""
    bad = sum(tally.unreadable for tally in counted)
    if not bad:
        return None
    least = sum(tally.size for tally in counted)
    return f"⚠ {locale.text('cli.unreadable', pool=pool.name, size=least, n=bad)}"


def unreached(invocation: Invocation, estate: Estate) -> int:
    """Say which sources did not answer, or not wholly; the exit code of a verb that only reads."""
    silent = [state for state in estate.sources.values() if state.failure is not None]
    for state in estate.sources.values():
        said = state.failure
        if said is None and state.unreadable:
            said = notice("doctor.unreadable", n=state.unreadable)
        if said is not None and not invocation.json:
            say(f"{state.name}: {invocation.locale().notice(said)}", sys.stderr)
    return failure.UNREACHABLE if silent else failure.DONE


def _count(tally: Tally | None) -> dict[str, Any] | None:
    if tally is None:
        return None
    conditions = {
        condition.value: tally.count(condition)
        for condition in InstanceCondition
        if condition is not InstanceCondition.GONE
    }
    return {
        "size": tally.size,
        **conditions,
        "in_service": tally.serving,
        "unreadable": tally.unreadable,
        "euro_per_hour": shapes.money(tally.euro_per_hour),
    }
