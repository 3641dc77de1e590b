"""What the screens look like, to the cell, in both languages."""

from collections.abc import Callable
from typing import Any

import fakes
import lively
import pytest
import roubaix
import sounding
from textual.pilot import Pilot
from waiting import settled, until

from console.model.notice import notice

SIZES = ((80, 24), (120, 40))
SCREENS = {
    "overview": [],
    "instances": ["2", "down"],
    "operations": ["5"],
    "form": ["b"],
    "heal": ["h"],
    "plan": ["b", "enter"],
    "help": ["question_mark"],
}


PRIVATE_SCREENS = {
    "datastores": [],
    "storage": ["3", "down"],
    "private": ["4"],
    "add": ["3", "d"],
    "add-plan": ["3", "d", "1", "0", "enter"],
    "resize": ["4", "down", "down", "down", "v"],
    "resize-plan": ["4", "down", "down", "down", "v", "1", "6", "enter"],
    "reboot-plan": ["4", "down", "down", "down", "R", "enter"],
}


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("size", SIZES, ids=lambda s: f"{s[0]}x{s[1]}")
@pytest.mark.parametrize("screen", SCREENS)
def test_screen(
    snap_compare: Callable[..., bool],
    open_app: Callable[..., Any],
    screen: str,
    size: tuple[int, int],
    language: str,
) -> None:
    calm = screen in {"form", "heal", "plan"}  # nothing is asked of a pool that is held
    session = fakes.session(lively.steady() if calm else lively.bursting())

    async def go(pilot: Pilot[int]) -> None:
        await settled(pilot)
        for key in SCREENS[screen]:
            await pilot.press(key)
            await settled(pilot)
        if screen == "instances":
            await until(pilot, lambda: session.compute.asked)
        await until(pilot, lambda: session.planned or screen != "plan")
        await settled(pilot)

    assert snap_compare(open_app(session, language), terminal_size=size, run_before=go)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("size", SIZES, ids=lambda s: f"{s[0]}x{s[1]}")
@pytest.mark.parametrize("screen", PRIVATE_SCREENS)
def test_private_screen(
    snap_compare: Callable[..., bool],
    open_app: Callable[..., Any],
    screen: str,
    size: tuple[int, int],
    language: str,
) -> None:
    session = fakes.session(roubaix.busy() if screen == "datastores" else roubaix.steady())

    async def go(pilot: Pilot[int]) -> None:
        await settled(pilot)
        for key in PRIVATE_SCREENS[screen]:
            await pilot.press(key)
            await settled(pilot)
        await until(pilot, lambda: session.planned or not screen.endswith("plan"))
        await settled(pilot)

    assert snap_compare(open_app(session, language), terminal_size=size, run_before=go)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("size", SIZES, ids=lambda s: f"{s[0]}x{s[1]}")
@pytest.mark.parametrize("last", [False, True], ids=["alerts", "silenced"])
def test_alerts_screen(
    snap_compare: Callable[..., bool],
    open_app: Callable[..., Any],
    size: tuple[int, int],
    language: str,
    *,
    last: bool,
) -> None:
    session = fakes.session(sounding.loud(), alertmanager=sounding.SETTINGS)

    async def go(pilot: Pilot[int]) -> None:
        await settled(pilot)
        await pilot.press("6")
        await settled(pilot)
        if last:
            await pilot.press("end", "enter")
            await until(pilot, lambda: pilot.app.focused is pilot.app.screen.query_one("#details"))
            await settled(pilot)

    assert snap_compare(open_app(session, language), terminal_size=size, run_before=go)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=lambda s: f"{s[0]}x{s[1]}")
def test_foresight_on_the_overview(
    snap_compare: Callable[..., bool],
    open_app: Callable[..., Any],
    size: tuple[int, int],
    language: str,
) -> None:
    app = open_app(fakes.session(lively.foretold()), language)
    assert snap_compare(app, terminal_size=size, run_before=settled)


@pytest.mark.parametrize("environment", ["production", "staging"])
def test_production_is_loud(
    snap_compare: Callable[..., bool], open_app: Callable[..., Any], environment: str
) -> None:
    session = fakes.session(lively.steady(), environment=environment)
    assert snap_compare(open_app(session), terminal_size=(80, 24), run_before=settled)


def test_read_only_and_stale(
    snap_compare: Callable[..., bool], open_app: Callable[..., Any]
) -> None:
    stale = lively.sources(**{"nova:GRA11": lively.Freshness.STALE})
    session = fakes.session(lively.steady(sources=stale), blocked=notice("test.reader"))
    assert snap_compare(open_app(session), terminal_size=(120, 40), run_before=settled)


def test_ascii(snap_compare: Callable[..., bool], open_app: Callable[..., Any]) -> None:
    session = fakes.session(lively.bursting(), ascii=True)
    assert snap_compare(open_app(session), terminal_size=(80, 24), run_before=settled)


def test_light_theme(snap_compare: Callable[..., bool], open_app: Callable[..., Any]) -> None:
    session = fakes.session(lively.bursting(), theme="vigie-light")
    assert snap_compare(open_app(session), terminal_size=(120, 40), run_before=settled)
