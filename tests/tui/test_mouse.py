"""What a mouse does: the heads of columns sort, and a row that is clicked has the cursor."""

from collections.abc import Callable
from typing import Any

import fakes
import lively
import pytest
import roubaix
from textual.pilot import Pilot
from waiting import settled, until

from console.tui.columns import Column, column_at
from console.tui.dialogs.help import Help
from console.tui.lines import line, text_of
from console.tui.view.keybar import entry_at
from console.tui.widgets.panel import Panel
from console.tui.widgets.rows import Rows


def head(app: Any) -> str:  # noqa: ANN401 - the application
    return text_of(app.screen.query_one("#table", Rows).lines[0])


async def click_head(pilot: Pilot[int], title: str) -> None:
    app: Any = pilot.app
    await settled(pilot)
    table = app.screen.query_one("#table", Rows)
    # The border is one cell wide on either side.
    await pilot.click(table, offset=(head(app).index(title) + 2, 1))


@pytest.mark.parametrize(
    ("key", "mode", "titles"),
    [
        ("2", "instances", ("age", "name")),
        ("3", "storage", ("free", "name")),
        ("4", "private", ("mem.", "name")),
    ],
)
async def test_heads_sort_and_clicked_again_the_other_way(
    open_app: Callable[..., Any], key: str, mode: str, titles: tuple[str, str]
) -> None:
    session = fakes.session(roubaix.busy())
    session.policy = roubaix.policy()
    app = open_app(session)
    async with app.run_test(size=(160, 50)) as pilot:
        await settled(pilot)
        await pilot.press(key)
        await until(pilot, lambda: app.current_mode == mode and app.on_top)
        await until(pilot, lambda: app.screen.query_one("#table", Rows).current is not None)
        for title in titles:
            for arrow in "↓↑":
                await click_head(pilot, title)
                sorted_by = f"{title}{arrow}"
                await until(pilot, lambda by=sorted_by: by in head(app).replace(" ", ""))


def test_a_cell_lies_in_a_column_or_between_two() -> None:
    sizes = ((Column("name", 4), 4), (Column("age", 3), 3))
    found = [column_at(sizes, x) for x in range(11)]
    assert found == [None, None, *["name"] * 4, None, *["age"] * 3, None]


async def test_ctrl_c_says_how_to_leave_in_the_language_in_use(
    open_app: Callable[..., Any],
) -> None:
    app = open_app(fakes.session(lively.steady()), "fr")
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("ctrl+c")
        await until(pilot, lambda: [note.message for note in app._notifications])
        (said,) = [note.message for note in app._notifications]
        assert said.startswith("q quitte la console")


async def click_bar(pilot: Pilot[int], words: str) -> None:
    app: Any = pilot.app
    await settled(pilot)
    bar = app.screen.query_one("#keys", Panel)
    await pilot.click(bar, offset=(text_of(bar.lines[0]).index(words), 0))


@pytest.mark.parametrize("size", [(80, 24), (160, 50)])
async def test_the_keys_bar_acts_where_it_is_clicked(
    open_app: Callable[..., Any], size: tuple[int, int]
) -> None:
    app = open_app(fakes.session(lively.steady()))
    async with app.run_test(size=size) as pilot:
        await click_bar(pilot, "Help")
        await until(pilot, lambda: isinstance(app.screen, Help))
        await pilot.press("escape")
        await click_bar(pilot, "5")
        await until(pilot, lambda: app.current_mode == "operations" and app.on_top)
        await click_bar(pilot, "2")
        await until(pilot, lambda: app.current_mode == "instances" and app.on_top)


def test_between_two_entries_nothing_acts() -> None:
    left, right = [("a", line("ab"))], [("b", line("cde"))]
    found = [entry_at((left, right), x, 8) for x in range(9)]
    assert found == ["a", "a", None, None, None, "b", "b", "b", None]
