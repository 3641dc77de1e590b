"""What a silence comes to, and taking it back. Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from console.kinds.draft import Draft, Standing, additions
from console.kinds.silences.facts import SilenceFacts
from console.kinds.silences.verbs import LASTING, MATCHERS, NUMBER, UNSAID, UNSILENCING
from console.model import silence
from console.model.alert import AlertSilence
from console.model.notice import Notice, notice
from console.model.operation import Change, Operation, Phase
from console.model.plan import Desired, PlannedChange, PlanRow, RefusalReason
from console.model.resource import SILENCE
from console.model.verb import TOPUP, Verb
from console.model.wanted import SILENCED, UNTIL

PLACE = "–"
"""A silence stands in no datacenter."""
SHORTEST_ID = 8
NAMED = 3
"""So many alerts are named, and how many more there are."""
UNKNOWN = "–"


def draft(facts: SilenceFacts) -> Draft:
    """A silence of what is matched, until a moment that the plan says; or the end of one."""
    if facts.request.verb == UNSILENCING:
        return _ended(facts, NUMBER.of(facts.request) or "")
    text = MATCHERS.of(facts.request) or ""
    hours = LASTING.of(facts.request) or UNSAID
    until = facts.estate.at + timedelta(hours=float(hours))
    change = made(text, until)
    told = (
        notice("detail.silence_until", until=facts.policy.moment(until)),
        *silenced(facts, text),
    )
    return _draft(facts, (change,), 1, text, told)


def standing(facts: SilenceFacts, target: Operation, verb: Verb) -> Standing:
    """The silences of a family that have not ended, found by id or by the mark in their comment."""
    if verb == TOPUP or target.plan.request.verb == UNSILENCING:
        code = "guard.topup_silence" if verb == TOPUP else "guard.rollback_unsilence"
        why = notice(code, operation=target.id)
        return Standing(reasons=(RefusalReason("target.silence", why, notice("remedy.silence")),))
    asked, _ = additions(facts.record, target, verb)
    there = [one for change in asked if (one := found(facts, change)) is not None]
    return Standing(inverse=tuple(map(ending, there)))


def weigh(facts: SilenceFacts, changes: tuple[PlannedChange, ...]) -> Draft:
    """Silences that are ended before their time."""
    return _draft(facts, changes, -len(changes), ", ".join(c.name for c in changes), ())


def renew(facts: SilenceFacts, family: Standing) -> Draft:
    """Nothing of a silence is made anew: `standing` has said so."""
    del family
    return _draft(facts, (), 0, "", ())


def _ended(facts: SilenceFacts, asked: str) -> Draft:
    named = [
        one
        for one in facts.view.silences
        if one.id == asked or (len(asked) >= SHORTEST_ID and one.id.startswith(asked))
    ]
    if len(named) != 1:
        why = notice("guard.no_silence", silence=asked)
        reason = RefusalReason("silence.none", why, notice("remedy.no_silence"))
        return Draft(SILENCE, silence.key(asked), asked, reasons=(reason,))
    [one] = named
    until = facts.policy.moment(one.ends_at)
    told = notice("detail.silence", author=one.author, comment=one.comment, until=until)
    return _draft(facts, (ending(one),), -1, silence.spelled(one.matchers), (told,))


def made(text: str, until: datetime) -> PlannedChange:
    """A silence of what is matched, until a moment."""
    return PlannedChange(
        datacenter=PLACE,
        region=PLACE,
        name=text,
        desired=Desired.PRESENT,
        resource=SILENCE,
        wanted={SILENCED: text, UNTIL: int(until.timestamp())},
    )


def ending(one: AlertSilence) -> PlannedChange:
    """The end of a silence before its time, pinned by its id."""
    return PlannedChange(
        datacenter=PLACE,
        region=PLACE,
        name=silence.spelled(one.matchers),
        desired=Desired.ABSENT,
        resource_id=one.id,
        resource=SILENCE,
    )


def found(facts: SilenceFacts, change: Change) -> AlertSilence | None:
    """The silence of a change while it stands; nothing where nothing was asked for."""
    if change.phase is Phase.PLANNED and not change.attempts:
        return None
    mark = silence.mark(change.operation_id)
    known = (one for one in facts.view.silences if one.id == change.resource_id)
    marked = (one for one in facts.view.silences if mark in one.comment)
    return next(known, None) or next(marked, None)


def _draft(
    facts: SilenceFacts,
    changes: tuple[PlannedChange, ...],
    more: int,
    subject: str,
    details: tuple[Notice, ...],
) -> Draft:
    now = len(facts.view.silences)
    return Draft(
        resource=SILENCE,
        pool=silence.key(MATCHERS.of(facts.request) or NUMBER.of(facts.request) or subject),
        subject=subject,
        changes=changes,
        rows=(PlanRow(PLACE, now, more, now + more, None, None),),
        size_now=now,
        size_after=now + more,
        calls=len(changes),
        details=details,
        undo=(notice("undo.silence"),) if more > 0 else (),
    )


def silenced(facts: SilenceFacts, text: str) -> Iterable[Notice]:
    """Which of the alerts that are known now nobody would be told of."""
    matchers = silence.parse(text)
    names = [
        one.name or UNKNOWN for one in facts.view.alerts if silence.covers(matchers, one.labels)
    ]
    if not names:
        yield notice("detail.silence_none")
        return
    more = len(names) - NAMED
    said = ", ".join(names[:NAMED]) + (f" +{more}" if more > 0 else "")
    yield notice("detail.silence_now", n=len(names), names=said)
