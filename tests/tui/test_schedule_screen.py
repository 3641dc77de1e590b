"""The screen of the week ahead: its strips, its rows, and what it says of one opening."""

from collections.abc import Callable
from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

import fakes
import lively
import pytest
from test_actions_by_keys import text_in
from textual.pilot import Pilot
from waiting import settled, until

from console.model.window import Rise, Window
from console.tui.widgets.rows import Rows

SIZES = ((80, 24), (120, 40))
EVENING = Window(
    "evening",
    "api",
    frozenset({0, 1, 2}),
    time(16),
    time(22),
    ZoneInfo("Europe/Paris"),
    rise=Rise(300),
    except_on=frozenset({date(2026, 11, 25)}),
)
NIGHT = lively.replace(EVENING, name="night", days=frozenset({5}), start=time(22), end=time(4))


def scheduled(*windows: Window) -> fakes.FakeSession:
    made = fakes.session(lively.bursting())
    made.policy = lively.replace(made.policy, windows=windows)
    made.operator.lacking = None
    return made


async def opened(pilot: Pilot[int]) -> None:
    app: Any = pilot.app
    await settled(pilot)
    await pilot.press("8")
    await until(pilot, lambda: app.current_mode == "schedule" and app.on_top)
    await settled(pilot)


def rows(app: Any) -> list[str]:  # noqa: ANN401 - the application
    table = app.screen.query_one("#table", Rows)
    return ["".join(text for text, _ in row) for row in table.lines][1:]


async def test_a_strip_a_day_and_a_row_an_opening(open_app: Callable[..., Any]) -> None:
    app = open_app(scheduled(EVENING, NIGHT))
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        await until(pilot, lambda: "evening" in "".join(rows(app)))
        found = [row.split() for row in rows(app) if row.strip()]
        assert [row[0] for row in found] == ["●", "○", "·", "○", "○"]
        assert found[0][1:7] == ["Mon", "23", "Nov", "16:00–22:00", "evening", "api"]
        assert "not on this date (except_on)" in rows(app)[2]
        strips = text_in(app, "#heard").splitlines()
        assert len(strips) == 8
        monday, wednesday, saturday, sunday = (strips[n] for n in (1, 3, 6, 7))
        assert monday[strips[0].index("▼")] == "█"  # it is 16:42
        assert monday.count("█") == 12
        assert monday.count("▒") == 1
        assert (wednesday.count("█"), wednesday.count("┄")) == (0, 12)
        assert (saturday.count("█"), sunday.count("█")) == (4, 8)
        assert "Europe/Paris" in text_in(app, "#detail")


async def test_without_windows_people_are_told_how_to_have_one(
    open_app: Callable[..., Any],
) -> None:
    app = open_app(scheduled())
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await until(pilot, lambda: "[[windows]]" in text_in(app, "#heard"))


async def drawn(pilot: Pilot[int]) -> None:
    await opened(pilot)
    await until(pilot, lambda: "evening" in "".join(rows(pilot.app)))
    await settled(pilot)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("size", SIZES, ids=lambda s: f"{s[0]}x{s[1]}")
def test_look(
    snap_compare: Callable[..., bool],
    open_app: Callable[..., Any],
    size: tuple[int, int],
    language: str,
) -> None:
    session = scheduled(EVENING, NIGHT)
    assert snap_compare(open_app(session, language), terminal_size=size, run_before=drawn)
