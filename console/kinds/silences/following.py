"""The silence that goes with another operation, while it is carried out; and its end. Pure."""

from dataclasses import replace
from datetime import timedelta

from console.kinds.draft import Draft
from console.kinds.silences.draft import ending, found, made, silenced
from console.kinds.silences.facts import SilenceFacts
from console.kinds.silences.verbs import UNSAID
from console.model import silence
from console.model.notice import notice
from console.model.operation import Change, Phase
from console.model.plan import Desired
from console.model.resource import SILENCE
from console.model.silence import SilenceMatcher
from console.model.verb import ROLLBACK
from console.model.wanted import THROUGHOUT


def follow(facts: SilenceFacts, draft: Draft) -> Draft:
    """The draft with a silence of its pool's alerts, where the request wants one.

    It ends with the operation, and by itself in any case. A rollback ends what its target
    has left standing.
    """
    if draft.resource == SILENCE or draft.reasons or not draft.changes:
        return draft
    if facts.request.verb == ROLLBACK:
        return _taken_back(facts, draft)
    if facts.request.parameters.get(silence.ALONG) is not True:
        return draft
    text = silence.spelled((SilenceMatcher(facts.view.pool_label, draft.pool),))
    until = facts.estate.at + timedelta(hours=float(UNSAID))
    alone = made(text, until)
    change = replace(alone, wanted={**alone.wanted, THROUGHOUT: 1})
    told = notice("detail.silence_along", matchers=text, until=facts.policy.moment(until))
    return replace(
        draft,
        changes=(*draft.changes, change),
        calls=draft.calls + 2,  # it is made, and ended
        details=(*draft.details, told, *silenced(facts, text)),
    )


def _taken_back(facts: SilenceFacts, draft: Draft) -> Draft:
    """With the end of the silences that the target's family made and that stand, or may."""
    asked = [change for change in facts.record.target_changes if _may_stand(change)]
    if asked and facts.unread:
        told = notice("warning.silence_unread")
        return replace(draft, warnings=(*draft.warnings, told))
    standing = [one for change in asked if (one := found(facts, change)) and not one.ended]
    ends = tuple(map(ending, standing))
    return replace(draft, changes=(*draft.changes, *ends), calls=draft.calls + len(ends))


def _may_stand(change: Change) -> bool:
    """Say whether a silence was asked for that nobody has seen end."""
    along = change.desired is Desired.PRESENT and THROUGHOUT in change.wanted
    return along and change.attempts > 0 and change.phase is not Phase.GONE
