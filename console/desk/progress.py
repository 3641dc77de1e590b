"""How far an operation is, and when it should end."""

from collections import Counter
from datetime import datetime, timedelta

from console.locale import Locale
from console.model.operation import Operation, Phase

DONE = (Phase.IN_SERVICE, Phase.GONE)
LEAST_DONE, LEAST_PART = 3, 20
"""A pace is told from at least so many changes done, and one in so many of them all."""


def phase_counts(operation: Operation) -> Counter[Phase]:
    """Changes by phase over all datacenters."""
    total: Counter[Phase] = Counter()
    for counts in operation.phases.values():
        total.update(counts)
    return total


def progress(operation: Operation) -> tuple[int, int]:
    """Changes done, and all of them."""
    counts = phase_counts(operation)
    total = sum(counts.values()) or len(operation.plan.changes)
    return sum(counts[phase] for phase in DONE), total


def done(operation: Operation, locale: Locale) -> str:
    """``135/270``: changes done, of all of them."""
    ended, total = progress(operation)
    return f"{locale.number(ended)}/{locale.number(total)}"


def expected_end(operation: Operation, now: datetime) -> datetime | None:
    """When it should end: by the plan's estimate, else by the pace so far; None: nobody knows.

    While a freeze of its pool holds some of it nobody does.
    """
    if operation.started_at is None or not operation.state.live or operation.held_by is not None:
        return None
    if operation.plan.eta_s is not None:
        return operation.started_at + timedelta(seconds=operation.plan.eta_s)
    done, total = progress(operation)
    spent_s = (now - operation.started_at).total_seconds()
    if done < max(LEAST_DONE, total // LEAST_PART) or spent_s <= 0:
        return None
    return operation.started_at + timedelta(seconds=spent_s * total / done)
