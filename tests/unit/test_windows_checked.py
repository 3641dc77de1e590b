"""What is said of windows beforehand, over the year to come."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from modelled import POOL

from console.model.notice import notice
from console.model.pool import Share
from console.model.window import Rise, Turnout, Window
from console.schedule.flaws import Flaw, flaws

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
WEEKDAYS = frozenset({0, 1, 2})
EVENING = Window(
    "evening", "api", WEEKDAYS, time(16), time(22), ZoneInfo("Europe/Paris"), rise=Rise(120)
)
NIGHT = replace(EVENING, name="night", days=frozenset({6}), start=time(2, 30), end=time(5))


CAPPED = replace(POOL, shares=(Share("RBX", 40, cap=150), Share("GRA", 35), Share("SBG", 25)))


def found(*windows: Window) -> list[Flaw]:
    return list(flaws(windows, {"api": CAPPED}, NOW, {}))


def codes(*windows: Window) -> list[tuple[str, bool]]:
    return [(flaw.said.code, flaw.grave) for flaw in found(*windows)]


def test_nothing_is_said_of_a_window_that_is_as_it_should_be() -> None:
    assert found(EVENING) == []
    assert found(EVENING, replace(EVENING, name="later", start=time(22), end=time(23))) == []


@pytest.mark.parametrize(
    ("window", "said"),
    [
        (replace(EVENING, rise=Rise(331)), [("schedule.check_ceiling", True)]),
        (replace(EVENING, rise=Rise(330)), []),
        (replace(EVENING, rise=Rise(30)), [("schedule.check_baseline", True)]),
        (replace(EVENING, rise=None, rises=(("RBX", Rise(151)),)), [("schedule.check_cap", True)]),
        (replace(EVENING, rise=None, rises=(("RBX", Rise(150)),)), []),
        (replace(EVENING, days=frozenset()), [("schedule.check_never", True)]),
        (
            replace(EVENING, days=frozenset(), also_on=frozenset({date(2020, 1, 6)})),
            [("schedule.check_never", True)],
        ),
        (
            replace(
                EVENING,
                days=frozenset(),
                also_on=frozenset({date(2026, 12, 24)}),
                except_on=frozenset({date(2026, 12, 24)}),
            ),
            [("schedule.check_never", True), ("schedule.excepted", False)],
        ),
    ],
)
def test_sizes_and_windows_that_never_open(window: Window, said: list[tuple[str, bool]]) -> None:
    assert codes(window) == said


def test_both_clock_changes_are_told_with_their_dates() -> None:
    values = [(one.said.code, one.said.values["date"]) for one in found(NIGHT)]
    assert values == [
        ("schedule.check_missing", "2027-03-28"),
        ("schedule.check_twice", "2027-10-31"),
    ]


def test_an_overlap_is_told_once_with_what_counts() -> None:
    exam = replace(
        EVENING, name="exam", days=frozenset({2}), start=time(20), end=time(23), rise=Rise(200)
    )
    [flaw] = found(EVENING, exam)
    said = notice("schedule.check_overlap", other="exam", date="2026-11-25", n=200)
    assert flaw == Flaw("evening", said)
    skipped = replace(exam, days=frozenset(), also_on=frozenset({date(2026, 11, 26)}))
    assert found(EVENING, skipped) == []


def test_what_a_calendar_does_not_know_is_told_once() -> None:
    why = notice("schedule.calendar_unknown", until="2028-08-31")

    class Unknown:
        def turnout(self, day: date) -> Turnout:
            del day
            return Turnout(why=(why,))

    window = replace(EVENING, calendar="pupils")
    assert list(flaws([window], {"api": POOL}, NOW, {"pupils": Unknown()})) == [
        Flaw("evening", why)
    ]
