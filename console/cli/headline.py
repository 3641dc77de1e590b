"""What an operation changes, in a few words: ``api 30 → 300``, ``db-1 8 → 16 vCPU``."""

from console.locale import Locale
from console.model.plan import (
    Plan,
)
from console.model.resource import INSTANCE, MACHINE
from console.model.wanted import MEMORY, VCPUS

UNKNOWN = "–"


def effect(plan: Plan, locale: Locale) -> str:
    """What is changed, and from what to what."""
    named = plan.resource in {INSTANCE, MACHINE}
    subject = plan.subject or plan.pool if named else locale.resource(plan.resource)
    return f"{subject} {sizes(plan, locale)}"


def sizes(plan: Plan, locale: Locale) -> str:
    """From what to what: counts, or a machine's processors and memory."""
    if plan.resource != MACHINE:
        return f"{plan.size_now} → {plan.size_after}"
    parts = [
        part
        for change in plan.changes
        for part in (
            _vcpus(change.before.get(VCPUS), change.wanted.get(VCPUS), locale),
            _memory(change.before.get(MEMORY), change.wanted.get(MEMORY), locale),
        )
        if part is not None
    ]
    return ", ".join(parts) or UNKNOWN


def _vcpus(before: str | int | None, after: str | int | None, locale: Locale) -> str | None:
    if not isinstance(after, int) or after == before:
        return None
    now = locale.number(before) if isinstance(before, int) else UNKNOWN
    return f"{now} → {locale.number(after)} vCPU"


def _memory(before: str | int | None, after: str | int | None, locale: Locale) -> str | None:
    if not isinstance(after, int) or after == before:
        return None
    now = locale.memory(before) if isinstance(before, int) else UNKNOWN
    now_figure, _, now_unit = now.rpartition("\u00a0")
    told = locale.memory(after)
    if now_unit == told.rpartition("\u00a0")[2]:
        now = now_figure
    return f"{now} → {told}"
