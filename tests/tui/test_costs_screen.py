"""The screen of the month: its rows and its sum, what is said of it, and why nobody knows."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import fakes
import lively
import pytest
from test_actions_by_keys import text_in
from textual.pilot import Pilot
from waiting import settled, until

from console.model.error import SourceUnreachable
from console.model.estate import Estate
from console.model.money import Price
from console.model.notice import notice
from console.model.policy import Budgets
from console.model.usage import AccountUsage, ProjectUsage
from console.tui.widgets.rows import Rows

SIZES = ((80, 24), (120, 40))
FLAVOR = "win-b2-60"
COUNTED = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


class Provider:
    """Who tells what was used, or that the account is not for this key."""

    def usage(self) -> ProjectUsage:
        return ProjectUsage(COUNTED, COUNTED, Decimal(0))

    def account(self) -> AccountUsage:
        raise SourceUnreachable(
            notice("ovhcloud.refused", call="GET /me/consumption", status=403, text="-")
        )


def dated(estate: Estate) -> Estate:
    """Each instance ACTIVE from the moment it was asked for, of one flavor."""
    views = {
        name: lively.replace(
            view,
            instances=tuple(
                lively.replace(one, launched_at=one.created_at, flavor=FLAVOR)
                for one in view.instances
            ),
        )
        for name, view in estate.regions.items()
    }
    return lively.replace(estate, regions=views)


def counted(**more: Any) -> fakes.FakeSession:  # noqa: ANN401 - the session's own fields
    made = fakes.session(dated(lively.bursting()))
    prices = {FLAVOR: Price(FLAVOR, Decimal("0.82"), "list", "", Decimal(258))}
    budgets = Budgets(month_euro=Decimal(100))
    made.policy = lively.replace(made.policy, prices=prices, budgets=budgets)
    for name, value in more.items():
        setattr(made, name, value)
    return made


async def opened(pilot: Pilot[int]) -> None:
    app: Any = pilot.app
    await settled(pilot)
    await pilot.press("9")
    await until(pilot, lambda: app.current_mode == "costs" and app.on_top)
    await settled(pilot)


def rows(app: Any) -> list[list[str]]:  # noqa: ANN401 - the application
    table = app.screen.query_one("#table", Rows)
    return ["".join(text for text, _ in row).split() for row in table.lines][1:]


async def drawn(pilot: Pilot[int]) -> None:
    await opened(pilot)
    await until(pilot, lambda: len(rows(pilot.app)) > 1)
    await settled(pilot)


async def test_the_rows_and_their_sum(open_app: Callable[..., Any]) -> None:
    app = open_app(counted(usage=Provider()))
    async with app.run_test(size=(120, 40)) as pilot:
        await drawn(pilot)
        *found, whole = (row for row in rows(app) if row)
        assert [row[1] for row in found] == ["RBX", "GRA", "SBG"]
        assert whole[0] == "total"
        assert int(whole[1]) == sum(int(row[2]) for row in found)
        said = " ".join(text_in(app, "#detail").split())
        assert "To the month’s end" in said
        assert "What the whole account used is not known" in said


async def test_what_fails_is_said_in_place_of_figures(open_app: Callable[..., Any]) -> None:
    made = counted()

    def silent(*_: object) -> Any:  # noqa: ANN401 - never returns
        raise SourceUnreachable(notice("journal.locked"))

    made.journal.metered = silent
    app = open_app(made)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await until(pilot, lambda: "reading" not in text_in(app, "#heard").lower())
        assert rows(app) in ([], [[]])


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("size", SIZES, ids=lambda s: f"{s[0]}x{s[1]}")
def test_look(
    snap_compare: Callable[..., bool],
    open_app: Callable[..., Any],
    size: tuple[int, int],
    language: str,
) -> None:
    assert snap_compare(open_app(counted(), language), terminal_size=size, run_before=drawn)
