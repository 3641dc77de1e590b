"""Going to any thing by its name, and copying what is under the cursor."""

from base64 import b64decode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import fakes
import lively
import pytest
import roubaix
from waiting import settled, until

from console.tui.copying import LONGEST, keep, sequences
from console.tui.dialogs.palette import CommandPalette
from console.tui.widgets.rows import Rows


def of_osc(told: str) -> str:
    """What stands between the sequence's beginning and its end."""
    return b64decode(told.split(";c;")[1].split("\x07", maxsplit=1)[0]).decode()


def key_at_cursor(app: Any, table: str = "#table") -> str | None:  # noqa: ANN401 - the application
    rows: Any = app.screen.query_one(table, Rows)
    return None if rows.current is None else rows._key(rows.current)


@pytest.mark.parametrize("place", ["instances", "operations", "storage", "private"])
async def test_a_name_leads_to_its_row(open_app: Callable[..., Any], place: str) -> None:
    estate = roubaix.busy()
    session = fakes.session(estate)
    session.policy = roubaix.policy()
    view = estate.private
    assert view is not None
    instance = max(estate.instances(), key=lambda one: one.name)
    operation = estate.activity.live[0]
    session.journal.known = [*estate.activity.live, *estate.activity.recent]
    needle, key, table = {
        "instances": (instance.name, instance.id, "#table"),
        "operations": (operation.id, operation.id, "#table"),
        "storage": (view.datastores[-1].name, view.datastores[-1].id, "#table"),
        "private": (view.hosts[-1].name, view.hosts[-1].id, "#hosts"),
    }[place]
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("colon")
        await until(pilot, lambda: isinstance(app.screen, CommandPalette))
        await settled(pilot)
        await pilot.press(*needle)
        await until(pilot, lambda: key_at_cursor(app, "#entries") == f"{place}:{key}")
        await pilot.press("enter")
        await until(pilot, lambda: app.current_mode == place and app.on_top)
        await until(pilot, lambda: key_at_cursor(app, table) == key)


async def test_what_is_under_the_cursor_is_copied_name_after_name(
    open_app: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app(fakes.session(lively.steady()))
    copied: list[str] = []
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("2")
        await until(pilot, lambda: app.current_mode == "instances" and app.on_top)
        await until(pilot, lambda: key_at_cursor(app) is not None)
        monkeypatch.setattr(app, "copy", copied.append)
        row = app.screen.query_one("#table", Rows).current
        await pilot.press("y", "y")
        await until(pilot, lambda: len(copied) == 2)
        assert copied == [row.instance.id, row.instance.name]
        await pilot.press("down", "y")
        await until(pilot, lambda: len(copied) == 3)
        assert copied[-1] == key_at_cursor(app) != copied[0]


async def test_of_an_operation_the_account_comes_first(
    open_app: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app(fakes.session(lively.bursting()))
    copied: list[str] = []
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("5")
        await until(pilot, lambda: app.current_mode == "operations" and app.on_top)
        await until(pilot, lambda: key_at_cursor(app) is not None)
        monkeypatch.setattr(app, "copy", copied.append)
        await pilot.press("y", "y")
        await until(pilot, lambda: len(copied) == 2)
        number = key_at_cursor(app)
        assert copied[1] == number
        assert copied[0].splitlines()[0] == number
        assert len(copied[0].splitlines()) > 5


def test_the_terminal_is_told_by_osc_52_and_through_tmux_and_screen() -> None:
    text = "api-0031 · 192.0.2.7"
    assert of_osc(sequences(text, {"TERM": "xterm-256color"})) == text
    through = sequences(text, {"TERM": "screen-256color", "TMUX": "/run/tmux/default,1,0"})
    plain, passed = through.split("\x1bPtmux;")
    assert of_osc(plain) == text
    assert passed.startswith("\x1b\x1b]52;c;")
    assert passed.endswith("\x07\x1b\\")
    assert sequences(text, {"TERM": "tmux-256color"}) == through, "tmux around SSH"
    plain, passed = sequences(text, {"TERM": "screen"}).split("\x1bP")
    assert of_osc(plain) == text, "an old tmux around SSH calls itself screen"
    assert passed.startswith("\x1b]52;c;")


def test_what_is_too_long_goes_to_the_file_alone(tmp_path: Path) -> None:
    assert sequences("x" * LONGEST, {})
    assert sequences("x" * (LONGEST + 1), {}) == ""
    path = keep("x" * (LONGEST + 1), tmp_path)
    assert path is not None
    assert path.read_text(encoding="utf-8") == "x" * (LONGEST + 1) + "\n"
    assert path.stat().st_mode & 0o077 == 0
