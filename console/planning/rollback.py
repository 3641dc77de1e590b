"""Rollback: what an operation and its family did, inverted, whatever sort of resource it was.

What is there is given back by its id, what was configured gets back what it had, what
was removed is made good in number.
"""

from dataclasses import replace

from console.kinds.draft import Draft, Facts
from console.kinds.planner import Planner
from console.model.notice import notice
from console.model.operation import Operation
from console.model.plan import RefusalReason
from console.model.verb import ROLLBACK
from console.planning.target import about, completed


def draft(kind: Planner, facts: Facts, target: Operation) -> Draft:
    """The target undone: exactly what its family did and has not been undone."""
    empty = about(facts, target, ROLLBACK)
    if empty.reasons:
        return empty
    family = kind.standing(facts, target, ROLLBACK)
    if family.reasons:
        return replace(empty, reasons=family.reasons)
    if family.inverse:
        undone = kind.weigh(facts, family.inverse)
    elif family.lacking:
        undone = kind.renew(facts, family)
    else:
        why = notice("guard.nothing_to_undo", operation=target.id)
        return replace(empty, reasons=(RefusalReason("nothing", why),))
    return completed(empty, undone, family)
