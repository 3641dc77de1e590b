"""The words of states and phases: one set, which both faces take from here."""

from console.desk import vitals
from console.desk.muster import Mustered
from console.desk.plans import SINGLE
from console.desk.progress import phase_counts
from console.locale import Locale, catalogue
from console.model.estate import Estate
from console.model.instance import InstanceCondition
from console.model.operation import Operation, OperationState, Phase
from console.model.plan import Origin, Plan
from console.model.resource import INSTANCE, Resource


def state_word(state: OperationState, locale: Locale) -> str:
    """``running``, ``awaits approval``: how an operation stands."""
    return locale.text(f"state.{state.value}")


def origin_word(origin: Origin, locale: Locale) -> str:
    """``console``, ``command line``: where something was asked from."""
    return locale.text(f"origin.{origin.value}")


def phase_word(kind: Resource, phase: Phase, locale: Locale) -> str:
    """``mounting``, ``in service``: how far a change is; a word of its own where a kind has one."""
    own = f"phase.{kind}.{phase.value}"
    if own in catalogue(locale.language):
        return locale.text(own)
    return locale.text(f"phase.{phase.value}")


def phase_count(kind: Resource, phase: Phase, count: int, locale: Locale) -> str:
    """``mounting 3``; of one resource alone, the word says it all."""
    if kind == INSTANCE:
        return locale.text(f"phases.{phase.value}", n=count)
    word = phase_word(kind, phase, locale)
    return word if kind in SINGLE and count == 1 else f"{word} {locale.number(count)}"


def phases(operation: Operation, locale: Locale) -> tuple[str, ...]:
    """How many changes of an operation are in which phase: what failed, then as phases follow."""
    kind, counts = changed(operation.plan), phase_counts(operation)
    order = sorted(Phase, key=lambda one: one is not Phase.FAILED)
    return tuple(phase_count(kind, one, counts[one], locale) for one in order if counts[one])


def standing(operation: Operation, locale: Locale) -> tuple[str, ...]:
    """How an operation stands, then its phases: that it failed, they tell with how many."""
    told = phases(operation, locale)
    failed = operation.state is OperationState.FAILED and phase_counts(operation)[Phase.FAILED]
    return told if failed else (state_word(operation.state, locale), *told)


def changed(plan: Plan) -> Resource:
    """The sort of resource whose words an operation's phases have."""
    return plan.changes[0].resource if plan.changes else INSTANCE


def instance_word(row: Mustered, estate: Estate, pool: str, locale: Locale) -> str:
    """What an instance does; nobody says "warming up" who cannot know it."""
    waits = row.condition is InstanceCondition.READY and row.in_service is None
    if waits and vitals.health_unknown(estate, pool, row.instance.region) is not None:
        return locale.text("condition.unmeasured")
    return locale.text(f"condition.{row.condition.value}")
