"""What a rollback and a top-up have in common: they are about an operation that has ended."""

from dataclasses import replace

from console.kinds.draft import Draft, Facts, Family
from console.model.operation import Operation
from console.model.verb import Verb
from console.planning import guards


def about(facts: Facts, target: Operation, verb: Verb) -> Draft:
    """The draft of nothing yet, about the target; or why the target is not to be touched."""
    record, plan = facts.record, target.plan
    wrong = guards.present(
        (guards.target_ended(record, verb), guards.target_pool(facts.request, record))
    )
    return Draft(plan.resource, plan.pool, plan.subject, target=target.id, reasons=wrong)


def completed(empty: Draft, drafted: Draft, family: Family) -> Draft:
    """What a kind has drafted for a family, as the target's: it holds what the target held."""
    return replace(
        drafted,
        pool=empty.pool,
        subject=empty.subject,
        target=empty.target,
        warnings=(*family.warnings, *drafted.warnings),
    )
