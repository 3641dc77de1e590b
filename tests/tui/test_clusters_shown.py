"""How the clusters of databases are, on the private cloud's screen."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import fakes
import pytest
import roubaix
from fake_cluster import leading, member, view
from test_actions_by_keys import text_in
from waiting import settled, until

from console.kinds.screen import ScreenName
from console.model.cluster import ClusterPolicy, ClusterView, source_of
from console.model.estate import SourceState
from console.model.figure import Freshness
from console.tui.widgets.panel import Panel

CRASHED = {"state": "crashed", "well": False, "lag_bytes": None}
SICK = view(leading(member("db-1")), member("db-2", **CRASHED), member("db-3"))
LOST = view(leading(member("db-1")), member("db-2", **CRASHED), member("db-3", **CRASHED))


def session(seen: ClusterView | None, *, configured: bool = True) -> fakes.FakeSession:
    """The private cloud with a cluster of its databases."""
    estate = roubaix.steady()
    name = source_of("databases")
    freshness = Freshness.FRESH if seen else Freshness.UNKNOWN
    estate = replace(
        estate,
        clusters={} if seen is None else {"databases": seen},
        sources={**estate.sources, name: SourceState(name, freshness)},
    )
    made = fakes.session(estate)
    cluster = ClusterPolicy("databases", "databases", "RBX")
    made.policy = replace(made.policy, clusters={"databases": cluster} if configured else {})
    return made


@pytest.mark.parametrize(
    ("seen", "language", "said"),
    [
        (view(), "en", " ● databases: 3 of 3 members well, db-1 leads"),
        (SICK, "en", " ▲ databases: 2 of 3 members well, db-1 leads: look at the others"),
        (
            SICK,
            "fr",
            " ▲ databases\u202f: 2 membres sains sur 3, db-1 est primaire\u202f: regardez",
        ),
        (LOST, "en", " ✖ databases: no quorum: 1 of 3 members known to be well, db-1 leads"),
        (None, "en", " ▲ databases: unknown: it has not answered yet"),
        (None, "fr", " ▲ databases\u202f: inconnu\u202f: il n’a pas encore répondu"),
    ],
)
async def test_a_line_says_how_each_cluster_is(
    open_app: Callable[..., Any], seen: ClusterView | None, language: str, said: str
) -> None:
    app = open_app(session(seen), language)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.opened)
        await pilot.press("4")
        await until(pilot, lambda: app.screen.PLACE is ScreenName.PRIVATE)
        await until(pilot, lambda: app.screen.query_one("#clusters", Panel).lines)
        await settled(pilot)
        assert text_in(app, "#clusters").startswith(said)
        assert app.screen.query_one("#clusters").size.height == 1


async def test_of_a_machine_it_is_said_what_it_is_in_its_cluster(
    open_app: Callable[..., Any],
) -> None:
    app = open_app(session(SICK))
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: app.opened)
        await pilot.press("4")
        await until(pilot, lambda: app.screen.PLACE is ScreenName.PRIVATE)
        await settled(pilot)
        for _ in range(len(roubaix.view().virtual_machines)):
            if app.screen.selected_machine.name == "db-2":
                break
            await pilot.press("down")
            await settled(pilot)
        assert "databases · replica · crashed, not well · –" in text_in(app, "#detail")


async def test_without_clusters_nothing_is_said_and_no_room_taken(
    open_app: Callable[..., Any],
) -> None:
    app = open_app(session(None, configured=False))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.opened)
        await pilot.press("4")
        await until(pilot, lambda: app.screen.PLACE is ScreenName.PRIVATE)
        await settled(pilot)
        assert app.screen.query_one("#clusters").size.height == 0
