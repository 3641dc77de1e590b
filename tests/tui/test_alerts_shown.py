"""The alerts where a person looks first: the overview, however small the terminal."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import fakes
import lively
import pytest
from sounding import alert, sounding
from test_actions_by_keys import text_in
from waiting import settled, until

from console.model.estate import Estate
from console.tui.widgets.panel import Panel


@pytest.mark.parametrize("size", [(80, 24), (120, 30), (120, 40), (200, 60)])
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", " ✖ Alerts: 2 critical · 1 warning"),
        ("fr", " ✖ Alertes\u202f: 2 critiques · 1 avertiss"),
    ],
)
async def test_what_fires_stands_below_the_banner(
    open_app: Callable[..., Any], size: tuple[int, int], language: str, said: str
) -> None:
    found = (alert("a", "critical"), alert("b", "critical"), alert("c", "warning"))
    app = open_app(fakes.session(sounding(*found)), language)
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: app.opened and app.screen.query_one("#alerts", Panel).lines)
        await settled(pilot)
        assert text_in(app, "#alerts").startswith(said)
        assert app.screen.query_one("#alerts").size.height == 1


@pytest.mark.parametrize(
    ("estate", "said"),
    [
        (sounding(), ""),
        (lively.steady(), ""),
        (sounding(watchdog=False), " ▲ Alerts: unknown: Watchdog is missing: "),
        (
            sounding(alert("a", "critical"), alert("b", "critical"), watchdog=False),
            " ✖ Alerts: unknown, at least 2 critical: Watchdog is missing: ",
        ),
    ],
    ids=["none fires", "nobody is asked", "unknown", "some at least"],
)
async def test_nothing_stands_there_while_none_fires_and_the_reason_where_nobody_knows(
    open_app: Callable[..., Any], estate: Estate, said: str
) -> None:
    app = open_app(fakes.session(estate))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.opened and app.screen.query_one("#banner", Panel).lines)
        await settled(pilot)
        shown = text_in(app, "#alerts")
        assert shown.startswith(said)
        assert bool(shown) is bool(said)
        assert len(app.screen.query_one("#alerts", Panel).lines) <= 2


async def test_it_goes_when_the_last_alert_ends(open_app: Callable[..., Any]) -> None:
    session = fakes.session(sounding(alert("a", "critical")))
    app = open_app(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.opened and app.screen.query_one("#alerts", Panel).lines)
        quiet = sounding()
        session.watch.estate = replace(session.watch.estate, alerts=quiet.alerts)
        app.tick()
        await until(pilot, lambda: not app.screen.query_one("#alerts", Panel).lines)
        await until(pilot, lambda: app.screen.query_one("#alerts").size.height == 0)
