"""Top-up: what was asked for and neither stands nor is on its way, and only that."""

from dataclasses import replace

from console.kinds.draft import Draft, Facts
from console.kinds.planner import Planner
from console.model.operation import Operation
from console.model.verb import TOPUP
from console.planning.target import about, completed


def draft(kind: Planner, facts: Facts, target: Operation) -> Draft:
    """As many new ones as the target's family misses."""
    empty = about(facts, target, TOPUP)
    if empty.reasons:
        return empty
    family = kind.standing(facts, target, TOPUP)
    wrong = family.reasons
    if not wrong and family.missing <= 0 and family.complete is not None:
        wrong = (family.complete,)
    if wrong:
        return replace(empty, reasons=wrong)
    return completed(empty, kind.renew(facts, family), family)
