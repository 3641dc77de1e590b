"""What speaks against a silence, in planning and again before it is made. Pure."""

from collections.abc import Iterable

from console.kinds.silences.facts import SilenceFacts
from console.model import silence
from console.model.notice import notice
from console.model.plan import Desired, Plan, RefusalReason
from console.model.wanted import SILENCED, THROUGHOUT, UNTIL

LONGEST_S = 7 * 24 * 3600.0
"""What is to be silent for longer is a rule that wants changing."""


def guards(plan: Plan, facts: SilenceFacts) -> Iterable[RefusalReason]:
    """A silence says why, ends, does not match everything, and leaves the Watchdog alone.

    Why one goes with another operation that operation itself says.
    """
    if plan.changes:
        yield from facts.unread
    for change in plan.changes:
        if change.desired is not Desired.PRESENT:
            continue
        if THROUGHOUT not in change.wanted and not plan.request.reason.strip():
            why = notice("guard.silence_reason")
            yield RefusalReason("silence.reason", why, notice("remedy.silence_reason"))
        if float(change.wanted[UNTIL]) - plan.planned_at.timestamp() > LONGEST_S:
            why = notice("guard.silence_long", days=int(LONGEST_S // 86_400))
            yield RefusalReason("silence.long", why, notice("remedy.silence_long"))
        matchers = silence.parse(str(change.wanted[SILENCED]))
        if silence.covers(matchers, {}):
            why = notice("guard.silence_all")
            yield RefusalReason("silence.all", why, notice("remedy.silence_narrow"))
        expected = facts.view.expected
        if expected and silence.covers(matchers, {"alertname": expected}):
            why = notice("guard.silence_watchdog", name=expected)
            yield RefusalReason("silence.watchdog", why, notice("remedy.silence_narrow"))
