"""What an operation changes, in a few words: ``api 30 → 300``, ``db-1 8 → 16 vCPU``."""

from console.desk import plans
from console.locale import Locale, catalogue
from console.model.operation import Phase
from console.model.plan import Plan
from console.model.resource import INSTANCE, Resource

UNKNOWN = "–"


def effect(plan: Plan, locale: Locale) -> str:
    """What is changed, and from what to what."""
    return " ".join((plans.subject(plan, locale), ", ".join(plans.sizes(plan, locale)))).rstrip()


def sizes(plan: Plan, locale: Locale) -> str:
    """From what to what: counts, or a machine's processors and memory."""
    return ", ".join(plans.sizes(plan, locale)) or UNKNOWN


def changed(plan: Plan) -> Resource:
    """The sort of resource whose words an operation's phases have."""
    return plan.changes[0].resource if plan.changes else INSTANCE


def phase_word(kind: Resource, phase: Phase, locale: Locale) -> str:
    """``in service``, ``marking``: a word of its own where a kind has one."""
    own = f"phase.{kind}.{phase.value}"
    if own in catalogue(locale.language):
        return locale.text(own)
    return locale.text(f"cli.phase.{phase.value}")
