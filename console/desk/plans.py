"""What a plan or an operation is about, in the words of both faces, and what it costs."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from console.kinds import registry
from console.kinds.instances.cautions import OVERLOADS
from console.kinds.verb import Side
from console.locale import NO_BREAK_SPACE, Locale
from console.model.notice import Notice
from console.model.plan import (
    Desired,
    Plan,
    PlannedChange,
)
from console.model.resource import CLUSTER, INSTANCE, LOCK, MACHINE, MEMBERSHIP, SILENCE, TARGET
from console.model.wanted import LEADER, MEMORY, POWER, VCPUS

UNKNOWN = "?"
SINGLE = frozenset({CLUSTER, MACHINE})
"""Sorts of resource of which an operation is about one, by its name."""


@dataclass(frozen=True, slots=True)
class Bill:
    """What a plan changes of the bill: an hour, a month, and over the planned duration in all.

    Where it is paid by the month alone, `hourly` is None. All None: nobody knows.
    """

    hourly: Decimal | None
    monthly: Decimal | None
    in_all: Decimal | None

    @property
    def known(self) -> bool:
        """Say whether anything is known of it."""
        return self.hourly is not None or self.monthly is not None


def overload(plan: Plan) -> Notice | None:
    """What is said of the load where a plan leaves less than carries it."""
    if plan.size_after >= plan.size_now:
        return None
    return next((said for said in plan.warnings if said.code in OVERLOADS), None)


def configures(plan: Plan) -> bool:
    """Say whether one thing is set otherwise, instead of some being added, removed or taken in."""
    return plan.resource in SINGLE and any(c.desired is Desired.CONFIGURED for c in plan.changes)


def ordered(plan: Plan) -> bool:
    """Say whether what is added comes out of a supplier's stock, not out of a quota."""
    return registry.sides().get(plan.resource) is Side.SUPPLY


def bill(plan: Plan) -> Bill | None:
    """What it changes of the bill; None where that is nothing, as with sizes mostly."""
    free = any(change.resource in {MEMBERSHIP, LOCK, TARGET} for change in plan.changes)
    if (configures(plan) or free) and not plan.euro_per_hour and not plan.euro_per_month:
        return None
    by_month_alone = plan.euro_per_month is not None and not plan.euro_per_hour
    hourly = None if by_month_alone else plan.euro_per_hour
    return Bill(hourly, plan.euro_per_month, plan.euro_for_duration)


def subject(plan: Plan, locale: Locale) -> str:
    """The pool, the machine's or cluster's name, what is silent, or the word for the rest."""
    if plan.resource in {INSTANCE, TARGET}:
        return plan.pool
    named = plan.resource in SINGLE or plan.resource == SILENCE
    return plan.subject or plan.pool if named else locale.resource(plan.resource)


def sizes(plan: Plan, locale: Locale) -> tuple[str, ...]:
    """``30 → 300``; of a machine ``8 → 16 vCPU``, of a cluster ``db-1 → db-3``: what changes."""
    if not configures(plan):
        return (f"{locale.number(plan.size_now)} → {locale.number(plan.size_after)}",)
    found = (
        size
        for change in plan.changes
        for size in (
            machine_sizes(change, locale) if change.resource == MACHINE else (_led(change),)
        )
    )
    return tuple(dict.fromkeys(found))


def _led(change: PlannedChange) -> str:
    """``db-1 → db-3``; of a member that is restarted, its name."""
    before = change.before.get(LEADER)
    return change.name if before is None else f"{before} → {change.name}"


def machine_sizes(change: PlannedChange, locale: Locale) -> tuple[str, ...]:
    """``8 → 16 vCPU`` and ``64 → 128 GB``: the unit once where both have the same; ``off → on``."""
    found = []
    if POWER in change.wanted:
        was, will = (locale.text(f"tui.power.{v[POWER]}") for v in (change.before, change.wanted))
        found.append(f"{was} → {will}")
    before, after = change.before.get(VCPUS), change.wanted.get(VCPUS)
    if isinstance(after, int) and before != after:
        was = locale.number(before) if isinstance(before, int) else UNKNOWN
        found.append(f"{was} → {locale.number(after)} vCPU")
    before, after = change.before.get(MEMORY), change.wanted.get(MEMORY)
    if isinstance(after, int) and before != after:
        was = locale.memory(before) if isinstance(before, int) else UNKNOWN
        will = locale.memory(after)
        figure, _, unit = was.rpartition(NO_BREAK_SPACE)
        same = bool(figure) and will.endswith(f"{NO_BREAK_SPACE}{unit}")
        found.append(f"{figure if same else was} → {will}")
    return tuple(found)


def sorts(plan: Plan, locale: Locale) -> str:
    """``instances 30, members 30`` where changes are of several sorts; else empty."""
    counts = Counter(change.resource for change in plan.changes)
    if len(counts) < 2:  # noqa: PLR2004 - one sort needs no name
        return ""
    return ", ".join(f"{locale.resource(sort)} {locale.number(n)}" for sort, n in counts.items())
