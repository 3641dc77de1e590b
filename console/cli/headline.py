"""What an operation changes, in a few words: ``api 30 → 300``, ``db-1 8 → 16 vCPU``."""

from console.desk import plans
from console.locale import Locale
from console.model.plan import Plan

UNKNOWN = "–"


def effect(plan: Plan, locale: Locale) -> str:
    """What is changed, and from what to what."""
    return " ".join((plans.subject(plan, locale), ", ".join(plans.sizes(plan, locale)))).rstrip()


def sizes(plan: Plan, locale: Locale) -> str:
    """From what to what: counts, or a machine's processors and memory."""
    return ", ".join(plans.sizes(plan, locale)) or UNKNOWN
