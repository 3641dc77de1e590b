"""What is asked of an operation that has ended: to take it back, or to bring what it lacks.

Both are written once, on what the kind says of the operation's family: what is there
is given back by its id, what was configured gets back what it had, what was removed is
made good in number; a top-up brings what was asked for and neither stands nor is coming.
"""

from dataclasses import replace

from console.kinds.draft import Draft, Facts, Standing
from console.kinds.planner import Planner
from console.model.notice import notice
from console.model.operation import Operation
from console.model.plan import RefusalReason
from console.model.verb import ROLLBACK, TOPUP, Verb
from console.planning import guards

NOTHING_LEFT = "nothing"
"""The guard that says that of a target nothing is left to be undone."""


def rollback(kind: Planner, facts: Facts, target: Operation) -> Draft:
    """The target undone: exactly what its family did and has not been undone."""
    empty, family = _about(kind, facts, target, ROLLBACK)
    if empty.reasons:
        return empty
    if family.inverse:
        return _completed(empty, kind.weigh(facts, family.inverse), family)
    if family.lacking:
        return _completed(empty, kind.renew(facts, family), family)
    why = notice("guard.nothing_to_undo", operation=target.id)
    return replace(empty, reasons=(RefusalReason(NOTHING_LEFT, why),))


def topup(kind: Planner, facts: Facts, target: Operation) -> Draft:
    """As many new ones as the target's family misses."""
    empty, family = _about(kind, facts, target, TOPUP)
    if empty.reasons:
        return empty
    if family.missing <= 0 and family.complete is not None:
        return replace(empty, reasons=(family.complete,))
    return _completed(empty, kind.renew(facts, family), family)


def _about(kind: Planner, facts: Facts, target: Operation, verb: Verb) -> tuple[Draft, Standing]:
    """A draft of nothing yet, with why the target is not to be touched; and its family."""
    record, plan = facts.record, target.plan
    wrong = guards.present(
        (guards.target_ended(record, verb), guards.target_pool(facts.request, record))
    )
    family = Standing(reasons=wrong) if wrong else kind.standing(facts, target, verb)
    reasons = family.reasons
    return Draft(plan.resource, plan.pool, plan.subject, target=target.id, reasons=reasons), family


def _completed(empty: Draft, drafted: Draft, family: Standing) -> Draft:
    """What a kind has drafted for a family, as the target's: it holds what the target held."""
    return replace(
        drafted,
        pool=empty.pool,
        subject=empty.subject,
        target=empty.target,
        warnings=(*family.warnings, *drafted.warnings),
        left=family.left,
    )


TARGETED = {ROLLBACK: rollback, TOPUP: topup}
