"""The screen of what is left over: what it lists, when it reads, and what its key asks."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import fakes
import lively
import pytest
from test_actions_by_keys import text_in
from textual.pilot import Pilot
from waiting import settled, until

from console.kinds.leftovers.verbs import SWEEP
from console.model.error import SourceUnreachable
from console.model.leftover import Findings, Leftover, LeftoverSort, MonthlyInstance, Unread
from console.model.notice import notice
from console.tui.dialogs.preview import PlanDialog
from console.tui.dialogs.request import RequestForm
from console.tui.widgets.field import Field
from console.tui.widgets.rows import Rows

SIZES = ((80, 24), (120, 40))
GONE = notice("leftover.of_gone", name="api-gra-4a5b6c7d-1-2", operation="4a5b6c7d")
PORT = Leftover(
    LeftoverSort.PORT, "055fa893-8de7-4a24-bfb1-7331f58ee85a", "", "GRA11",
    lively.NOW - timedelta(hours=2), GONE, sure=True, operation="4a5b6c7d",
)  # fmt: skip
SERVER = replace(
    PORT, sort=LeftoverSort.SERVER, id="9fe540ae-6b26-4abe-8f9f-895bceae450d",
    name="api-rbx-4a5b6c7d-1-3", region="RBX-A", euro_per_month=Decimal("367.20"),
    why=notice("leftover.stopped", operation="4a5b6c7d"),
)  # fmt: skip
PERHAPS = replace(
    PORT, sort=LeftoverSort.VOLUME, id="be208714-0b91-47cd-a519-8d367f506a2b", name="data",
    region="SBG5", sure=False, operation="zzzz9999",
    why=notice("leftover.other_journal", operation="zzzz9999"),
)  # fmt: skip
SILENT = notice("leftover.unreadable", n=2)
LACKS = tuple(Unread(region, LeftoverSort.PORT, SILENT) for region in ("RBX-A", "SBG5"))
MONTHLY = MonthlyInstance(
    "24e7a16d-dd92-47ae-a3e1-831cc24b7b83", "api-gra-004", "api", "GRA11",
    lively.NOW - timedelta(days=3), notice("monthly.provider", key="x"), Decimal(258),
)  # fmt: skip
FOUND = Findings(
    lively.NOW - timedelta(seconds=12), (SERVER, PORT, PERHAPS), LACKS, monthly=(MONTHLY,)
)


def littered(found: Findings | SourceUnreachable = FOUND) -> fakes.FakeSession:
    made = fakes.session(lively.steady())
    made.found = found
    return made


async def opened(pilot: Pilot[int]) -> None:
    app: Any = pilot.app
    await settled(pilot)
    await pilot.press("7")
    await until(pilot, lambda: app.current_mode == "leftovers" and app.on_top)
    await settled(pilot)


def rows(app: Any) -> list[str]:  # noqa: ANN401 - the application
    table = app.screen.query_one("#table", Rows)
    return ["".join(text for text, _ in row) for row in table.lines][1:]


async def test_it_lists_each_thing_with_place_age_price_and_why(
    open_app: Callable[..., Any],
) -> None:
    app = open_app(littered())
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        server, port, volume = (row.split() for row in rows(app)[:3])
        assert server[:7] == ["●", "server", SERVER.name, "RBX", "2", "h", "00"]
        assert "€367.20" in server
        assert port[:4] == ["●", "port", PORT.id, "GRA"]
        assert volume[:4] == ["○", "volume", "data", "SBG"]
        assert "perhaps" in volume
        said = " ".join(text_in(app, "#heard").split())
        assert "2 left over for sure, 1 perhaps. They cost at least €367.20 a month" in said
        assert said.count("unknown. 2 records could not be read") == 1
        assert "RBX-A, SBG5, port" in said
        assert "1 instance is billed by the month, for good" in said
        monthly = rows(app)[3].split()
        assert monthly[:5] == ["▲", "by", "month", "api-gra-004", "GRA"]
        assert "was stopped and did not wait for it" in text_in(app, "#detail")
        await pilot.press("end")
        await settled(pilot)
        assert "Nothing takes it back" in " ".join(text_in(app, "#detail").split())


async def test_it_reads_for_who_comes_and_asks_and_for_nobody_else(
    open_app: Callable[..., Any],
) -> None:
    session = littered()
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        assert session.surveys == 0
        await opened(pilot)
        first = session.surveys
        assert first
        for _ in range(3):
            app.tick()
            await settled(pilot)
        assert session.surveys == first
        await pilot.press("g")
        await settled(pilot)
        assert session.surveys == first + 1
        assert session.watch.hastened


async def test_it_reads_again_once_an_operation_has_ended(open_app: Callable[..., Any]) -> None:
    session = littered()
    session.watch.estate = lively.bursting()
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        before = session.surveys
        session.watch.estate = lively.steady()
        await until(pilot, lambda: session.surveys == before + 1)


async def test_what_cannot_be_read_is_said_and_what_was_read_stays(
    open_app: Callable[..., Any],
) -> None:
    session = littered()
    app = open_app(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        session.found = SourceUnreachable(notice("watch.no_answer", source="journal", seconds=3))
        await pilot.press("g")
        await settled(pilot)
        assert "✖ " in text_in(app, "#heard")
        assert len([row for row in rows(app) if row.strip()]) == 3


async def test_where_nobody_knows_nothing_is_counted(open_app: Callable[..., Any]) -> None:
    lack = Unread("RBX-A", LeftoverSort.PORT, SILENT)
    for found in (
        SourceUnreachable(notice("watch.no_answer", source="journal", seconds=3)),
        Findings(lively.NOW, (), (lack,), silent=True),
    ):
        app = open_app(littered(found))
        async with app.run_test(size=(80, 24)) as pilot:
            await opened(pilot)
            assert app.screen.query_one("#table").border_title == "Leftovers"
            assert "Nothing is left over" not in text_in(app, "#heard")


@pytest.mark.parametrize(
    ("downs", "named"), [(0, ""), (2, PERHAPS.id)], ids=["all that is ours", "what is ours perhaps"]
)
async def test_its_key_opens_the_plan_of_all_that_is_ours_or_of_what_is_so_perhaps(
    open_app: Callable[..., Any], downs: int, named: str
) -> None:
    session = littered()
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        await pilot.press(*["down"] * downs, "w")
        await until(pilot, lambda: isinstance(app.screen, RequestForm))
        await settled(pilot)
        assert app.screen.query_one("#named", Field).value == named
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, PlanDialog) and session.planned)
        asked = session.planned[-1]
        assert (asked.verb, asked.parameters) == (SWEEP, {"named": named} if named else {})


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("size", SIZES, ids=lambda s: f"{s[0]}x{s[1]}")
def test_look(
    snap_compare: Callable[..., bool],
    open_app: Callable[..., Any],
    size: tuple[int, int],
    language: str,
) -> None:
    assert snap_compare(open_app(littered(), language), terminal_size=size, run_before=opened)
