"""Silences as a kind: matchers, the plan, its guards, taking it back, and looking before asking."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from asking import asking
from journalled import operation
from modelled import AUTHOR, POLICY, START

from console.kinds.silences.judge import END, MAKE, judge
from console.kinds.silences.verbs import SILENCING, UNSILENCING
from console.kinds.step import Ground, Tuning
from console.model import silence
from console.model.alert import Alert, AlertSilence, AlertState, AlertView
from console.model.error import UsageError
from console.model.estate import Estate, SourceState
from console.model.figure import Freshness
from console.model.operation import Change, OperationState, Phase
from console.model.plan import Desired, Plan, Refusal
from console.model.policy import Record
from console.model.resource import SILENCE
from console.model.silence import SilenceMatcher
from console.model.tracked import Tracked
from console.model.verb import ROLLBACK, TOPUP
from console.model.wanted import SILENCED, UNTIL
from console.planning import plan

OWN = "cccc3333"
TEXT = 'alertname="PoolSaturated"'
FIRING = Alert(
    "f1", "PoolSaturated", "critical", "GRA", "api", AlertState.ACTIVE, START,
    labels={"alertname": "PoolSaturated", "datacenter": "GRA"},
)  # fmt: skip
STANDS = AlertSilence(
    "11112222-3333", "ana", f"known {silence.mark(OWN)}", START, START + timedelta(hours=2),
    silence.parse(TEXT),
)  # fmt: skip
FRESH = {"alertmanager": SourceState("alertmanager", Freshness.FRESH)}


def estate(*silences: AlertSilence, **changes: Any) -> Estate:  # noqa: ANN401 - an estate's own
    view = AlertView((FIRING,), silences, START, watchdog=True, expected="Watchdog")
    return replace(Estate(START, sources=FRESH, alerts=view), **changes)


def asked(text: str, hours: str = "2", reason: str = "known", **told: Any) -> Plan | Refusal:  # noqa: ANN401 - as above
    request = asking(SILENCING, AUTHOR, matchers=text, duration_h=Decimal(hours), reason=reason)
    return plan(request, told.pop("estate", estate()), POLICY, Record(), operation_id=OWN)


def refused(*args: str, **told: Any) -> list[str]:  # noqa: ANN401 - as above
    made = asked(*args, **told)
    assert isinstance(made, Refusal), made
    return [reason.why.code for reason in made.reasons]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a=b", [SilenceMatcher("a", "b")]),
        ('a="b, c", d!=e', [SilenceMatcher("a", "b, c"), SilenceMatcher("d", "e", equal=False)]),
        ("a=~b.*", [SilenceMatcher("a", "b.*", regex=True)]),
        ("c!~d", [SilenceMatcher("c", "d", regex=True, equal=False)]),
        (r'a="say \"no\" \\ yes"', [SilenceMatcher("a", r'say "no" \ yes')]),
        ("a=", [SilenceMatcher("a", "")]),
    ],
)  # fmt: skip
def test_matchers_are_read_as_they_are_written_and_back(
    text: str, found: list[SilenceMatcher]
) -> None:
    assert list(silence.parse(text)) == found
    assert list(silence.parse(silence.spelled(found))) == found


@pytest.mark.parametrize("text", ["", "  ", "nonsense", 'a="b', "a=~(", "=b", "a==b=c,,"])
def test_what_is_no_matcher_is_said(text: str) -> None:
    with pytest.raises(UsageError):
        silence.parse(text)


def test_expressions_match_whole_values_and_a_label_that_is_missing_is_empty() -> None:
    labels = {"pool": "api"}
    for text, met in (("pool=~ap", False), ("pool=~ap.*", True), ("pool!=web", True), ("x=", True)):
        assert silence.covers(silence.parse(text), labels) is met


def test_the_plan_says_until_when_and_which_alerts_are_silent_then() -> None:
    made = asked(TEXT)
    assert isinstance(made, Plan), made
    [change] = made.changes
    until = int((START + timedelta(hours=2)).timestamp())
    assert (change.desired, change.resource) == (Desired.PRESENT, SILENCE)
    assert change.wanted == {SILENCED: TEXT, UNTIL: until}
    told = {one.code: one.values for one in made.details}
    assert told["detail.silence_now"] == {"n": 1, "names": "PoolSaturated"}
    assert (made.pool, made.size_now, made.size_after) == (TEXT, 0, 1)
    none = asked("alertname=Other")
    assert isinstance(none, Plan)
    assert [one.code for one in none.details] == ["detail.silence_until", "detail.silence_none"]


def test_long_matchers_are_held_by_a_short_name_of_their_own() -> None:
    one, other = (f'alertname="{letter * 100}"' for letter in "ab")
    assert silence.key(one) != silence.key(other)
    assert len(silence.key(one)) <= 63


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"reason": " "}, "guard.silence_reason"),
        ({"hours": "169"}, "guard.silence_long"),
        ({"text": 'pool!="api"'}, "guard.silence_all"),
        ({"text": 'alertname=~".*dog"'}, "guard.silence_watchdog"),
    ],
)
def test_what_would_hide_too_much_is_refused(told: dict[str, str], code: str) -> None:
    assert code in refused(told.pop("text", TEXT), **told)


def test_nothing_is_planned_on_alerts_that_nobody_read() -> None:
    stale = {"alertmanager": SourceState("alertmanager", Freshness.STALE)}
    assert refused(TEXT, estate=estate(sources=stale)) == ["guard.alerts_unread"]
    assert refused(TEXT, estate=Estate(START)) == ["alerts.absent"]


def test_a_silence_is_ended_by_its_id_or_the_beginning_of_it() -> None:
    for number in (STANDS.id, STANDS.id[:8]):
        request = asking(UNSILENCING, AUTHOR, silence=number)
        made = plan(request, estate(STANDS), POLICY, Record(), operation_id="dddd4444")
        assert isinstance(made, Plan), made
        [change] = made.changes
        assert (change.desired, change.resource_id) == (Desired.ABSENT, STANDS.id)
    for number in ("1111", "99998888"):
        request = asking(UNSILENCING, AUTHOR, silence=number)
        made = plan(request, estate(STANDS), POLICY, Record(), operation_id="dddd4444")
        assert isinstance(made, Refusal)
        assert [one.why.code for one in made.reasons] == ["guard.no_silence"]


# Taking back ------------------------------------------------------------------


def change(desired: Desired = Desired.PRESENT, **more: Any) -> Change:  # noqa: ANN401 - a change's own
    until = int((START + timedelta(hours=2)).timestamp())
    fields: dict[str, Any] = {
        "operation_id": OWN, "seq": 1, "datacenter": "–", "region": "–", "name": TEXT,
        "desired": desired, "phase": Phase.PLANNED, "updated_at": START, "batch": None,
        "resource_id": None, "resource": SILENCE, "wanted": {SILENCED: TEXT, UNTIL: until},
    }  # fmt: skip
    return Change(**(fields | more))


def undone(found: Change, *silences: AlertSilence, verb: Any = ROLLBACK) -> Plan | Refusal:  # noqa: ANN401 - a verb
    made = asked(TEXT)
    assert isinstance(made, Plan)
    target = replace(operation(OWN, OperationState.PARTIAL), plan=made)
    record = Record(target=target, target_changes=(found,))
    request = asking(verb, AUTHOR, pool=made.pool, operation=OWN)
    return plan(request, estate(*silences), POLICY, record, operation_id="eeee5555")


def test_a_rollback_ends_the_silence_by_its_id_or_by_the_mark_of_one_never_confirmed() -> None:
    known = change(phase=Phase.IN_SERVICE, resource_id=STANDS.id)
    unsure = change(phase=Phase.FAILED, attempts=1)
    for found in (known, unsure):
        made = undone(found, STANDS)
        assert isinstance(made, Plan), made
        assert [one.resource_id for one in made.changes] == [STANDS.id]


def test_a_rollback_of_what_has_ended_or_was_never_asked_touches_nothing() -> None:
    for found in (change(phase=Phase.IN_SERVICE, resource_id="gone"), change()):
        assert isinstance(undone(found, replace(STANDS, comment="another's")), Refusal)


def test_there_is_nothing_to_top_up() -> None:
    made = undone(change(phase=Phase.FAILED), verb=TOPUP)
    assert isinstance(made, Refusal)
    assert made.reasons[0].why.code == "guard.topup_silence"


# The worker -------------------------------------------------------------------


def ground(after_s: float = 0.0) -> Ground:
    now = START + timedelta(seconds=after_s)
    return Ground(
        operation(OWN, OperationState.RUNNING),
        POLICY,
        Tuning(settle_s=20.0),
        now,
        now,
        START,
        START,
    )


def lost(found: Change) -> Tracked:
    """Asked, and no answer came."""
    return Tracked(found).asked(Phase.REQUESTED, START, START)


def test_it_is_looked_for_before_it_is_made() -> None:
    assert judge(Tracked(change()), (), ground()).act == MAKE
    seen = judge(Tracked(change()), (STANDS,), ground())
    assert (seen.act, seen.tracked.phase) == (None, Phase.IN_SERVICE)
    assert seen.tracked.change.resource_id == STANDS.id


def test_after_a_lost_answer_it_is_asked_again_only_once_it_would_be_seen() -> None:
    tracked = lost(change())
    assert judge(tracked, (), ground(5)).act is None
    again = judge(tracked, (), ground(25))
    assert (again.act, again.again) == (MAKE, True)
    assert judge(tracked, (STANDS,), ground(25)).tracked.phase is Phase.IN_SERVICE


def test_while_nothing_can_be_read_nothing_is_asked() -> None:
    for tracked in (Tracked(change()), lost(change())):
        step = judge(tracked, None, ground(60))
        assert (step.act, step.tracked) == (None, tracked)


def test_what_was_ended_meanwhile_or_comes_too_late_fails_and_is_explained() -> None:
    ended = judge(lost(change()), (replace(STANDS, ended=True),), ground(5)).tracked.change
    assert ended.why is not None
    assert (ended.phase, ended.why.code) == (Phase.FAILED, "silence.ended")
    late = judge(Tracked(change()), (), ground(7201)).tracked.change
    assert late.why is not None
    assert (late.phase, late.why.code) == (Phase.FAILED, "silence.too_late")


def test_an_end_is_asked_until_it_is_seen() -> None:
    found = change(Desired.ABSENT, resource_id=STANDS.id)
    assert judge(Tracked(found), (STANDS,), ground()).act == END
    for seen in ((), (replace(STANDS, ended=True),)):
        assert judge(Tracked(found), seen, ground()).tracked.phase is Phase.GONE
