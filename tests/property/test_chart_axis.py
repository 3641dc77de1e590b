"""The time axis of the chart at any width, span and moment: its labels never touch."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from console.locale import Locale
from console.model.figure import Sample
from console.model.forecast import Expected
from console.model.past import ChartSpan
from console.tui.ahead import Ahead
from console.tui.chart import AXIS_LABEL, Plot, draw
from console.tui.lines import text_of
from console.tui.timescale import APART, RULE, TimeScale, axis

PARIS = ZoneInfo("Europe/Paris")
LOCALES = st.sampled_from([Locale("en", PARIS), Locale("fr", PARIS)])
MOMENTS = st.datetimes(
    datetime(2026, 1, 1),  # noqa: DTZ001 - the zone is given beside
    datetime(2028, 1, 1),  # noqa: DTZ001 - as above
    timezones=st.just(UTC),
)
WIDTHS = st.integers(20, 240)
SPANS = st.sampled_from(list(ChartSpan))
MINUTE = timedelta(minutes=1)
AHEADS = st.none() | st.tuples(st.integers(2, 24), st.none() | st.integers(-30, 24 * 15 - 1))
"""Quarters of an hour ahead, and minutes from now until the last moment to act."""


def plotted(end: datetime, span: ChartSpan, ahead: tuple[int, int | None] | None) -> Plot:
    """A flat load over a span, and what is foreseen after it."""
    samples = tuple(Sample(end - span.length * n / 60, 100.0) for n in range(60, -1, -1))
    if ahead is None:
        return Plot(samples)
    quarters, mark = ahead
    steps = tuple(Expected(end + 15 * n * MINUTE, 100.0, 150.0) for n in range(1, quarters + 1))
    at = None if mark is None or mark >= 15 * quarters else end + mark * MINUTE
    return Plot(samples, ahead=Ahead(end, steps, (200.0,) * quarters, at))


def labels(drawn: str) -> list[tuple[int, str]]:
    """What is written on an axis, with its cells."""
    return [(found.start(), found.group()) for found in re.finditer(f"[^{RULE}]+", drawn)]


def apart(drawn: str) -> bool:
    """Whether every two labels have cells between them."""
    found = labels(drawn)
    ends = [x + len(text) for x, text in found]
    return all(x - end >= APART for (x, _), end in zip(found[1:], ends, strict=False))


@given(MOMENTS, SPANS, WIDTHS, AHEADS, LOCALES)
def test_labels_never_touch_and_the_last_moment_to_act_is_always_told(
    end: datetime, span: ChartSpan, cells: int, ahead: tuple[int, int | None] | None, locale: Locale
) -> None:
    plot = plotted(end, span, ahead)
    drawn = text_of(draw(plot, locale, cells, 8)[-1])[AXIS_LABEL + 1 :]
    assert len(drawn) == cells - AXIS_LABEL - 1
    assert apart(drawn), drawn
    mark = None if plot.ahead is None else plot.ahead.mark
    pointed = [text for _, text in labels(drawn) if "▲" in text]
    told = [] if mark is None else [locale.clock(max(mark, end))]
    assert [text.strip("▲") for text in pointed] == told


@given(
    MOMENTS,
    SPANS,
    WIDTHS,
    LOCALES,
    st.lists(st.tuples(st.integers(-9, 240), st.text("abc", min_size=1))),
)
def test_the_more_important_of_two_labels_stays(
    end: datetime, span: ChartSpan, cells: int, locale: Locale, named: list[tuple[int, str]]
) -> None:
    drawn = axis(TimeScale(end - span.length, end, cells), locale, named)
    assert apart(drawn), drawn
    standing: list[tuple[int, str]] = []
    for x, text in named:
        inside = x >= 0 and x + len(text) <= cells
        free = all(
            x + len(text) + APART <= at or at + len(told) + APART <= x for at, told in standing
        )
        if inside and free:
            standing.append((x, text))
    assert {one for one in labels(drawn) if set(one[1]) <= set("abc")} == set(standing)
