"""What speaks against a removal of what is left over, in planning and before it begins. Pure."""

from collections.abc import Iterable

from console.kinds.leftovers.facts import LeftoverFacts
from console.model.figure import Freshness
from console.model.leftover import Leftover
from console.model.notice import notice
from console.model.operation import Change
from console.model.plan import Plan, PlannedChange, RefusalReason
from console.model.wanted import SURE

SOURCE = "leftovers"


def guards(plan: Plan, facts: LeftoverFacts) -> Iterable[RefusalReason]:
    """What is decided on must have been read lately.

    Of each single thing the pass looks again, so that one that is taken keeps nobody else.
    """
    del plan
    stale_after_s = facts.policy.limits.stale_after_s
    if facts.estate.freshness(SOURCE, facts.findings.at, stale_after_s) is not Freshness.FRESH:
        why = notice("guard.leftovers_stale")
        yield RefusalReason("leftovers.stale", why, notice("remedy.refresh"), passing=True)


def same(change: Change | PlannedChange, found: Leftover | None) -> bool:
    """Say whether what is left over is still what was planned: proven, where it was, and his."""
    if found is None:
        return False
    proven = found.sure or not change.before.get(SURE)
    return proven and found.operation == change.made_by
