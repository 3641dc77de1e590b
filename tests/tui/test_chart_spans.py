"""The chart over an hour, a day, a week and a month: its axis, its marks, its label, its key."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import fakes
import lively
import pytest
import roubaix
from textual.pilot import Pilot
from waiting import settled, until

from console.kinds.instances.verbs import BURST
from console.locale import Locale
from console.model.error import SourceUnreachable
from console.model.estate import Estate
from console.model.figure import Sample
from console.model.notice import notice
from console.model.operation import OperationState
from console.model.past import ChartSpan, OperationMark
from console.model.verb import ROLLBACK, Verb
from console.model.window import Opening, Rise, Window
from console.tui.chart import AXIS_LABEL, Plot, draw
from console.tui.lines import Lines, Role, text_of
from console.tui.spelling import plain_ascii
from console.tui.timescale import TimeScale, axis
from console.tui.view import marks
from console.tui.widgets.panel import Panel

PARIS = ZoneInfo("Europe/Paris")
EN, FR = Locale("en", PARIS), Locale("fr", PARIS)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOW = lively.NOW
WINDOW = Window("evening", "api", frozenset(range(7)), time(16), time(22), PARIS, rise=Rise(300))


def before(span: ChartSpan, cells: int, end: datetime = NOW) -> TimeScale:
    return TimeScale(end - span.length, end, cells)


@pytest.mark.parametrize(
    ("span", "english", "french"),
    [
        (ChartSpan.HOUR, ["15:50", "16:00", "16:30"], ["15:50", "16:00", "16:30"]),
        (ChartSpan.DAY, ["18:00", "Mon 23", "06:00"], ["18:00", "lun. 23", "06:00"]),
        (ChartSpan.WEEK, ["Tue 17", "Wed 18", "Thu 19"], ["mar. 17", "mer. 18", "jeu. 19"]),
        (ChartSpan.MONTH, ["Mon 26 Oct", "Mon 2 Nov"], ["lun. 26 oct.", "lun. 2 nov."]),
    ],
)
def test_the_axis_has_hours_days_and_mondays_by_the_span(
    span: ChartSpan, english: list[str], french: list[str]
) -> None:
    for locale, labels in ((EN, english), (FR, french)):
        drawn = axis(before(span, 72), locale, [])
        assert len(drawn) == 72
        places = [drawn.find(label) for label in labels]
        assert -1 not in places
        assert places == sorted(places)
        assert plain_ascii(drawn).isascii()


def test_a_label_stands_in_the_cell_of_its_time_where_clocks_are_put_back() -> None:
    end = datetime(2026, 10, 25, 12, tzinfo=UTC)
    scale = before(ChartSpan.DAY, 96, end)
    drawn = axis(scale, EN, [])
    midnight, six = drawn.index("Sun 25"), drawn.index("06:00")
    assert scale.at(midnight) == datetime(2026, 10, 24, 22, tzinfo=UTC)
    assert scale.at(six) == datetime(2026, 10, 25, 5, tzinfo=UTC)
    assert six - midnight == 7 * 4


def test_what_is_named_first_keeps_its_place_on_the_axis() -> None:
    scale = before(ChartSpan.HOUR, 72)
    last = NOW.replace(minute=0) - timedelta(minutes=1)
    drawn = axis(scale, EN, [(scale.cell(last), f"▲{EN.clock(last)}")])
    assert f"▲{EN.clock(last)}" in drawn
    assert EN.clock(NOW.replace(minute=0)) not in drawn
    assert EN.clock(NOW.replace(minute=10)) in drawn


def mark(verb: Verb, ago: timedelta, number: int = 0) -> OperationMark:
    return OperationMark(f"op-{number}-{ago}", verb, NOW - ago, OperationState.SUCCEEDED)


def opening(opens: timedelta, closes: timedelta) -> Opening:
    return Opening(WINDOW, NOW.date(), NOW - opens, NOW - closes, 300)


def test_operations_are_letters_and_windows_a_rule_in_the_cells_of_their_times() -> None:
    scale = before(ChartSpan.DAY, 48)
    done = (mark(BURST, 6 * HOUR), mark(ROLLBACK, 2 * HOUR), mark(BURST, 30 * HOUR))
    row = text_of(marks.row(scale, done, (opening(8 * HOUR, 4 * HOUR),)))
    assert row == " " * 32 + "════b═══" + " " * 4 + "r" + " " * 3
    assert plain_ascii(row) == row.replace("═", "=")


def test_several_at_one_place_are_said_to_be_and_a_short_window_is_seen() -> None:
    scale = before(ChartSpan.MONTH, 60)
    done = (mark(BURST, 30 * HOUR), mark(ROLLBACK, 29 * HOUR), mark(BURST, 5 * DAY))
    opened = (opening(10 * DAY, 10 * DAY - HOUR),)
    row = text_of(marks.row(scale, done, opened))
    assert row.replace(" ", "") == "═b+"
    seen = lively_scene()
    told = marks.legend(seen, scale, done, opened)
    assert told == "b Burst · r Roll back · + several · ═ window evening"
    french = marks.legend(replace(seen, locale=FR), scale, done, opened)
    assert french == "b Renfort · r Retour arrière · + plusieurs · ═ fenêtre evening"


def test_where_nothing_was_done_no_line_is_taken() -> None:
    scale = before(ChartSpan.HOUR, 60)
    assert marks.row(scale, (mark(BURST, 2 * HOUR),), (opening(9 * HOUR, 8 * HOUR),)) == ()
    assert marks.legend(lively_scene(), scale, (mark(BURST, 2 * HOUR),), ()) == ""


def lively_scene() -> Any:  # noqa: ANN401 - a scene, as the application makes it
    from console.tui.scene import Scene  # noqa: PLC0415 - beside its use

    return Scene(
        lively.steady(), lively.policy(), EN, "ecoledirecte", "production", NOW, 1.0, "api"
    )


def plotted(load: list[float | None], limit: list[float | None]) -> Plot:
    at = [NOW - HOUR + n * timedelta(minutes=1) for n in range(len(load))]
    return Plot(
        tuple(map(Sample, at, load)),
        tuple(map(Sample, at, limit)),
    )


def labelled(drawn: Lines) -> str:
    """What is written of the limit, wherever."""
    return " ".join(text for item in drawn for text, role in item if role is Role.LIMIT)


def test_after_a_tenfold_burst_the_load_is_still_read_and_the_capacity_said_to_be_above() -> None:
    drawn = draw(plotted([460e3] * 61, [630e3] * 30 + [6.3e6] * 31), EN, 80, 13)
    full = [text_of(item)[8:] for item in drawn[:-1] if "█" in text_of(item)]
    assert len(full) >= 3
    assert f"capacity {EN.compact(6.3e6)} ↑" in labelled(drawn)


@pytest.mark.parametrize("run", [60, 20, 9, 4, 2, 1])
def test_the_capacity_keeps_its_label_while_it_steps(run: int) -> None:
    limit = [630e3 + 60e3 * (n // run % 5) for n in range(61)]
    drawn = draw(plotted([460e3] * 61, list(limit)), EN, 69, 13)
    said = labelled(drawn).replace("\u00a0", " ")
    assert any(f"{EN.compact(each)}".replace("\u00a0", " ") in said for each in set(limit))


def test_a_gap_is_blank_and_zero_is_not() -> None:
    drawn = draw(plotted([None] * 20 + [0.0] * 20 + [400.0] * 21, []), EN, 69, 9)
    lowest = text_of(drawn[-2])[8:]
    assert lowest[:20] == " " * 20
    assert lowest[20:40] == "▁" * 20


def load_box(pilot: Pilot[int]) -> Panel:
    return pilot.app.screen.query_one("#load", Panel)


def charted(pilot: Pilot[int]) -> str:
    return "\n".join(text_of(item) for item in load_box(pilot).lines)


async def test_a_key_changes_the_span_and_what_was_read_is_painted_at_once(
    open_app: Callable[..., Any],
) -> None:
    session = fakes.session(lively.steady())
    session.metrics = metrics = fakes.FakeMetrics()
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        assert metrics.asked == []
        hour = charted(pilot)
        seen = []
        for _ in ChartSpan:
            await pilot.press("G")
            await settled(pilot)
            seen.append((load_box(pilot).border_title, len(metrics.asked)))
        titles = ["24 h", "7 d", "30 d", "1 h"]
        assert seen == [(f"Load · api · {t}", min(n, 3)) for n, t in enumerate(titles, 1)]
        assert [end - start for start, end in metrics.asked] == [DAY, 7 * DAY, 30 * DAY]
        assert charted(pilot) == hour
        await pilot.press("G")
        assert app.span is ChartSpan.DAY
        assert "Mon 23" in charted(pilot)
        assert len(metrics.asked) == 3


async def test_the_span_is_kept_on_other_screens_and_read_anew_only_where_it_is_seen(
    open_app: Callable[..., Any],
) -> None:
    session = fakes.session(lively.steady())
    session.metrics = metrics = fakes.FakeMetrics()
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("G")
        await settled(pilot)
        await pilot.press("2")
        await until(pilot, lambda: app.current_mode == "instances")
        session.clock.at += HOUR
        await settled(pilot)
        assert len(metrics.asked) == 1
        await pilot.press("1")
        await until(pilot, lambda: len(metrics.asked) == 2)
        await settled(pilot)
        assert load_box(pilot).border_title == "Load · api · 24 h"
        start, end = metrics.asked[-1]
        assert end - start < 2 * HOUR


async def test_a_past_that_cannot_be_read_says_why_and_is_asked_for_again(
    open_app: Callable[..., Any],
) -> None:
    session = fakes.session(lively.steady())
    session.metrics = metrics = fakes.FakeMetrics()
    metrics.failure = SourceUnreachable(notice("test.lost"))
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("G")
        await settled(pilot)
        assert "The journal did not answer within 5 s" in charted(pilot)
        metrics.failure = None
        session.clock.at += timedelta(minutes=2)
        await until(pilot, lambda: "█" in charted(pilot))
        assert len(metrics.asked) == 2


@pytest.mark.parametrize("size", [(80, 24), (120, 24)])
async def test_what_was_done_has_its_letter_and_its_word_on_a_small_terminal(
    open_app: Callable[..., Any], size: tuple[int, int]
) -> None:
    session = fakes.session(lively.bursting(), ascii=True)
    app = open_app(session)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        last = text_of(load_box(pilot).lines[-1])
        assert "+" in last
        assert "b Burst · r Roll back · + several" in str(load_box(pilot).border_subtitle)


def room(pilot: Pilot[int]) -> dict[str, int]:
    """How many rows each box that is seen has."""
    boxes = pilot.app.screen.query("#estate .box, #activity .box").results(Panel)
    height = pilot.app.screen.size.height
    return {
        one.id or "": one.size.height for one in boxes if 0 < one.region.bottom <= height
    }  # fmt: skip


def plotted_rows(pilot: Pilot[int]) -> int:
    """How many rows of the chart the load is drawn in."""
    starts = [text_of(item)[AXIS_LABEL] for item in load_box(pilot).lines]
    return sum(one in "│┤" for one in starts)


@pytest.mark.parametrize("estate", [lively.foretold, lively.bursting, roubaix.busy])
async def test_a_taller_terminal_shows_all_that_80_by_24_does_and_its_chart_grows(
    open_app: Callable[..., Any], estate: Callable[[], Estate]
) -> None:
    app = open_app(fakes.session(estate()))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        least = room(pilot)
        drawn = 0
        for size in ((100, 28), (100, 30), (100, 32), (100, 40), (80, 60)):
            await pilot.resize_terminal(*size)
            await settled(pilot)
            here = room(pilot)
            assert {name for name, rows in least.items() if here.get(name, 0) < rows} == set(), size
            rows = plotted_rows(pilot)
            assert rows >= (5 if size[1] >= 30 else 3), size
            assert rows >= drawn or size[1] == 32, size
            drawn = rows
