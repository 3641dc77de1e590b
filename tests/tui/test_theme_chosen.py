"""A theme is chosen by its name, with a live look."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import fakes
import lively
from test_actions_by_keys import said
from waiting import settled, until

from console.tui.dialogs.pick import Pick


async def test_the_look_follows_the_cursor_and_escape_restores_it(
    open_app: Callable[..., Any],
) -> None:
    app = open_app(fakes.session(lively.steady()))
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        before = app.theme
        await pilot.press("T")
        await until(pilot, lambda: isinstance(app.screen, Pick))
        await settled(pilot)
        assert app.theme == before
        await pilot.press("up")
        await until(pilot, lambda: app.theme != before)
        await pilot.press("escape")
        await until(pilot, lambda: app.theme == before and app.on_top)


async def test_enter_keeps_it_in_the_settings_file_and_says_so(
    open_app: Callable[..., Any], tmp_path: Path
) -> None:
    session = fakes.session(lively.steady())
    session.settings_path = tmp_path / "settings.toml"
    session.settings_path.write_text("# ours\n[console]\nfps = 10\n")
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("T")
        await until(pilot, lambda: isinstance(app.screen, Pick))
        await settled(pilot)
        await pilot.press("up", "enter")
        await until(pilot, lambda: any("kept in" in message for message in said(app)))
        chosen = app.theme
        assert session.settings_path.read_text() == (
            f'# ours\n[console]\ntheme = "{chosen}"\nfps = 10\n'
        )


async def test_a_file_that_is_not_ours_is_left_and_that_is_said(
    open_app: Callable[..., Any], tmp_path: Path
) -> None:
    session = fakes.session(lively.steady())
    session.settings_path = tmp_path / "none.toml"
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("T")
        await until(pilot, lambda: isinstance(app.screen, Pick))
        await pilot.press("enter")
        await until(pilot, lambda: any("until you quit" in message for message in said(app)))
