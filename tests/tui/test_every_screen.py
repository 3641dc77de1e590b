"""Every screen and dialog in every window and look: no figure cut, no ink that cannot be read."""

import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Any

import fakes
import lively
import pytest
from inks import contrast, drawn, unreadable, wear_every_ink
from rich.cells import cell_len
from textual.filter import ANSIToTruecolor
from textual.pilot import Pilot
from waiting import settled, until
from walking import SIZES, dialogs, furnished, picture, screens

from console.model.figure import Figure, Freshness, Load
from console.model.instance import Instance
from console.model.notice import notice
from console.model.private import Datastore, Host, VirtualMachine
from console.tui.lines import ELLIPSIS
from console.tui.spelling import plain_ascii
from console.tui.theme import read_themes, shipped_folder

Opens = Callable[..., Any]
CUT = re.compile(rf"\d[.,\u00a0\u202f]?{ELLIPSIS}")
"""A figure that ends in an ellipsis: nobody knows whether it goes on."""
FIGURE = re.compile(r"\d[\d.,:\u00a0\u202f]*")
NAMED_BESIDE = re.compile(r"capacit\w+ [\d.,]+")
"""What the sparkline names and the chart has on its axis."""
FIT = re.compile(r"[^\x00-\x1f\x7f-\x9f\u2028-\u202e]*")
"""A row of what is seen alone."""
THEMES = sorted(read_themes().found)


async def seen(pilot: Pilot[int], size: tuple[int, int]) -> list[str]:
    """The picture in a window of that size."""
    await pilot.resize_terminal(*size)
    await settled(pilot)
    return whole(pilot.app, size)


def whole(app: Any, size: tuple[int, int]) -> list[str]:  # noqa: ANN401 - the application
    """The picture: it fills the window, and cuts no figure."""
    found = picture(app)
    assert {cell_len(row) for row in found} == {size[0]}, "a row is too long or too short"
    assert [row for row in found if CUT.search(row)] == []
    return found


def figures(rows: list[str]) -> set[str]:
    return set(FIGURE.findall(NAMED_BESIDE.sub("", "\n".join(rows))))


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_no_screen_cuts_a_figure_and_a_larger_window_shows_all_that_a_smaller_one_does(
    open_app: Opens, language: str
) -> None:
    app = open_app(furnished(theme=wear_every_ink()), language)
    async with app.run_test(size=SIZES[0]) as pilot:
        async for name in screens(pilot):
            told = {}
            for size in SIZES:
                rows = await seen(pilot, size)
                assert re.search(r" \? \w", rows[-1]), (name, size, rows[-1])
                told[size] = figures(rows)
                assert unreadable(drawn(app)) == []
            for small, large in (SIZES[:2], SIZES[2:]):
                assert told[small] <= told[large], (name, small, large)


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_no_dialog_cuts_a_figure(open_app: Opens, language: str) -> None:
    app = open_app(furnished(theme=wear_every_ink()), language)
    async with app.run_test(size=SIZES[0]) as pilot:
        names = []
        async for name in dialogs(pilot):
            names.append(name)
            whole(app, SIZES[0])
            assert unreadable(drawn(app)) == [], name
        assert {"burst.start", "burst.start+enter", "palette.open", "machine.resize"} <= {*names}


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_in_ascii_every_screen_says_the_same_cell_for_cell(
    open_app: Opens, language: str
) -> None:
    pictures: list[dict[str, list[str]]] = []
    for ascii_only in (False, True):
        app = open_app(furnished(ascii=ascii_only), language)
        async with app.run_test(size=(120, 40)) as pilot:
            pictures.append({name: picture(app) async for name in screens(pilot)})
    drawn, plain = pictures
    for name, rows in plain.items():
        assert all(row.isascii() for row in rows), name
        assert [words(row) for row in rows] == [words(plain_ascii(row)) for row in drawn[name]]


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_on_a_terminal_of_few_signs_and_sixteen_colours_every_dialog_is_drawn_with_those(
    open_app: Opens, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "linux")
    monkeypatch.delenv("COLORTERM", raising=False)
    app = open_app(furnished(), language)
    async with app.run_test(size=SIZES[0]) as pilot:
        async for name in dialogs(pilot):
            assert all(row.isascii() for row in whole(app, SIZES[0])), name
        assert app.theme == "ansi-16"


async def test_in_ascii_a_note_is_respelled_too(open_app: Opens) -> None:
    app = open_app(furnished(ascii=True), "fr")
    async with app.run_test(size=SIZES[1], notifications=True) as pilot:
        await settled(pilot)
        app.notify("« déjà » → 3 × 2", severity="warning")
        await until(pilot, lambda: any('! " deja " > 3 x 2' in row for row in picture(app)))
        assert all(row.isascii() for row in picture(app))


OBEYED = "\x1b]0;title\x07\x1b[5m\x9b5m\u202e\x1b]52;c;ZXZpbA==\x07\t\u2028"
"""What a terminal would do as it is told: its title, blinking, the clipboard, where lines end."""


def renamed(told: Any) -> Any:  # noqa: ANN401 - an estate, or what is in it
    """The same with names that a terminal would obey, as their owners may write them."""
    if isinstance(told, dict):
        return {key: renamed(value) for key, value in told.items()}
    if isinstance(told, (tuple, list)) and type(told) in (tuple, list):
        return type(told)(map(renamed, told))
    if isinstance(told, (Instance, VirtualMachine, Datastore, Host)):
        return lively.replace(told, name=f"{told.name}{OBEYED}")
    if is_dataclass(told):
        return lively.replace(told, **{
            f.name: renamed(getattr(told, f.name)) for f in fields(told) if f.init
        })  # fmt: skip
    return told


async def test_nothing_that_others_named_is_obeyed_on_any_screen_or_dialog(
    open_app: Opens,
) -> None:
    session = furnished()
    session.watch.estate = renamed(session.watch.estate)
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        shown = ""
        for walked in (screens(pilot), dialogs(pilot)):
            async for name in walked:
                rows = picture(app)
                assert [row for row in rows if not FIT.fullmatch(row)] == [], name
                assert {cell_len(row) for row in rows} == {120}, name
                shown += "".join(rows)
        assert "-001" in shown


def failing() -> lively.Estate:
    """More load than there is room for, most of it answered by errors, and sick instances."""
    dark = lively.sources(**{"nova:GRA11": Freshness.UNKNOWN})
    seen = lively.bursting(sources=dark, activity=lively.Activity())
    load = Load(*(Figure(value, lively.NOW) for value in (1.7e6, 8200.0, 0.37, 2.8, 0.97)))
    sick = seen.health["api"] | dict.fromkeys([*seen.health["api"]][:3], False)
    told = lively.replace(seen.loads["api"], total=load)
    return lively.replace(seen, loads={"api": told}, health={"api": sick})


@pytest.mark.parametrize("environment", ["production", "staging"])
async def test_what_is_wrong_can_be_read_in_every_theme(open_app: Opens, environment: str) -> None:
    theme = wear_every_ink()
    looks = {"theme": theme, "environment": environment}
    states = {
        "failing": fakes.session(failing(), **looks),
        "frozen": fakes.session(lively.frozen(), **looks),
        "read-only": fakes.session(lively.steady(), blocked=notice("test.reader"), **looks),
    }
    for name, session in states.items():
        app = open_app(session)
        async with app.run_test(size=(120, 40), notifications=True) as pilot:
            await settled(pilot)
            await pilot.press("b")
            await settled(pilot)
            assert unreadable(drawn(app)) == [], name
            await pilot.press("enter")
            await settled(pilot)
            assert unreadable(drawn(app)) == [], name


def test_what_the_cursor_is_on_stands_out_in_every_theme() -> None:
    found = [one for one in read_themes(shipped_folder()).found.values() if not one.ansi]
    assert len(found) == 5
    for theme in found:
        assert contrast(theme.colors.cursor, theme.colors.background) >= 3.0, theme.name


def words(row: str) -> list[str]:
    """Words and figures of a row: frames and bars are drawn by other signs."""
    return re.findall(r"[A-Za-z0-9][A-Za-z0-9.,%/:]+|\d", row)


async def test_no_theme_says_less_than_another(open_app: Opens) -> None:
    app = open_app(furnished())
    async with app.run_test(size=SIZES[0]) as pilot:
        async for name in screens(pilot):
            usual = picture(app)
            for theme in THEMES:
                app.theme = theme
                await settled(pilot)
                assert picture(app) == usual, (name, theme)


async def test_without_colour_it_is_said_all_the_same(
    open_app: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    pictures = []
    for without in (False, True):
        if without:
            monkeypatch.setenv("NO_COLOR", "1")
        app = open_app(furnished())
        async with app.run_test(size=SIZES[0]) as pilot:
            assert app.no_color is without
            pictures.append({name: picture(app) async for name in screens(pilot)})
    assert pictures[0] == pictures[1]


async def test_the_terminals_own_colours_are_left_to_it_from_the_first_paint_on(
    open_app: Opens,
) -> None:
    app = open_app(furnished(theme="ansi-16"))
    async with app.run_test(size=SIZES[0]) as pilot:
        await settled(pilot)
        translating = [each for each in app._filters if isinstance(each, ANSIToTruecolor)]
        assert [each.enabled for each in translating] == [False]
