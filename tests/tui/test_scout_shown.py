"""What could be had of the pool, beside the screens: its figures, the ticket, the plan."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

import fakes
import lively
import pytest
from test_actions_by_keys import text_in
from test_views import EN, FR, scene
from waiting import settled, until

from console.desk.scout import Scouting
from console.desk.targets import TargetProgress
from console.locale import Locale
from console.model.error import SourceUnreachable
from console.model.estate import Activity
from console.model.notice import notice
from console.model.stock import QuotaProfile
from console.model.target import PoolTarget
from console.tui.actions import Circumstances
from console.tui.dialogs.preview import PlanDialog
from console.tui.dialogs.scout import ScoutDialog
from console.tui.keymap import resolve
from console.tui.lines import text_of, width
from console.tui.view import targets


class Provider:
    """A provider that has nothing in Gravelines, and tells nothing of Strasbourg."""

    def __init__(self) -> None:
        self.asked = 0

    def in_stock(self, region: str) -> Mapping[str, bool]:
        self.asked += 1
        if region == "SBG5":
            raise SourceUnreachable(notice("ovhcloud.refused", call="GET", status=403, text="no"))
        return {lively.FLAVOR.name: region != "GRA11"}

    def profiles(self, region: str) -> tuple[QuotaProfile, ...]:
        del region
        return ()

    def by_hand(self) -> bool | None:
        return None


def seen() -> fakes.FakeSession:
    made = fakes.session(lively.steady())
    made.stock = Provider()
    now = made.clock.now()
    until_ = now + timedelta(days=3)
    target = PoolTarget("target01", "api", 300, now, until_, "marie", "cli", "schools closed")
    made.journal.open = [target]  # type: ignore[attr-defined]
    made.watch.estate = lively.replace(  # type: ignore[attr-defined]
        made.watch.snapshot(), activity=Activity(targets=(target,))
    )
    return made


async def opened(pilot: Any) -> Scouting:  # noqa: ANN401 - Textual's pilot
    app = pilot.app
    await settled(pilot)
    await pilot.press("V")
    await until(pilot, lambda: isinstance(app.screen, ScoutDialog) and app.screen.found)
    await settled(pilot)
    found: Scouting = app.screen.found
    return found


async def drawn(pilot: Any) -> None:  # noqa: ANN401 - as above
    await opened(pilot)


async def test_it_says_what_could_be_had_and_copies_the_ticket(
    open_app: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app(seen())
    copied: list[str] = []
    monkeypatch.setattr(app, "copy", copied.append)
    async with app.run_test(size=(120, 40)) as pilot:
        found = await opened(pilot)
        assert found.level == 300, "the open target's, which nobody had to name"
        said = " ".join(text_in(app, "#scout").split())
        for region in ("RBX-A:", "GRA11:", "SBG5:"):
            assert region in said
        assert "OVHcloud: not in stock" in said
        assert "OVHcloud: stock unknown (The OVHcloud API refused GET" in said
        await pilot.press("y")
        await until(pilot, lambda: bool(copied))
        assert "300 instances" in copied[0]
        assert "schools closed" in copied[0]
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, ScoutDialog))


async def test_a_journal_that_is_silent_is_said(open_app: Callable[..., Any]) -> None:
    made = seen()

    def silent(*_: object, **__: object) -> Any:  # noqa: ANN401 - never returns
        raise SourceUnreachable(notice("ovhcloud.refused", call="journal", status=0, text="gone"))

    app = open_app(made)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        made.journal.targets = silent  # type: ignore[method-assign]
        await pilot.press("V")
        await until(pilot, lambda: isinstance(app.screen, ScoutDialog) and app.screen.is_mounted)
        await settled(pilot)
        assert "gone" in text_in(app, "#scout")


async def test_it_lives_on_and_asks_the_provider_once_a_minute(
    open_app: Callable[..., Any],
) -> None:
    made = seen()
    provider: Any = made.stock
    app = open_app(made)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        assert provider.asked == 3
        assert "30 of 300 stand" in text_in(app, "#scout")
        grown = lively.bursting().regions
        made.watch.estate = lively.replace(made.watch.estate, regions=grown)  # type: ignore[attr-defined]
        made.clock.at += timedelta(seconds=20)  # type: ignore[attr-defined]
        app.screen.look()
        await until(pilot, lambda: "30 of 300 stand" not in text_in(app, "#scout"))
        assert provider.asked == 3, "what it said a moment ago is told again"
        assert "OVHcloud: not in stock" in text_in(app, "#scout")
        await until(pilot, lambda: "20 s ago" in app.screen.query_one(".dialog").border_subtitle)
        made.clock.at += timedelta(seconds=45)  # type: ignore[attr-defined]
        app.screen.look()
        await until(pilot, lambda: provider.asked == 6)
        await until(pilot, lambda: "ago" not in app.screen.query_one(".dialog").border_subtitle)


async def test_what_was_found_stays_below_what_is_silent_now(open_app: Callable[..., Any]) -> None:
    made = seen()
    app = open_app(made)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)

        def silent(*_: object, **__: object) -> Any:  # noqa: ANN401 - never returns
            raise SourceUnreachable(notice("session.read_only"))

        made.journal.targets = silent  # type: ignore[method-assign]
        app.screen.look()
        why = app.locale.notice(notice("session.read_only"))
        await until(pilot, lambda: text_in(app, "#scout").startswith(why[:20]))
        assert "30 of 300 stand" in text_in(app, "#scout")


@pytest.mark.parametrize("cells", [80, 120, 200])
@pytest.mark.parametrize("locale", [EN, FR], ids=["en", "fr"])
def test_the_line_of_an_open_target_names_the_key_that_tells_what_could_be_had(
    locale: Locale, cells: int
) -> None:
    (target,) = seen().journal.open  # type: ignore[attr-defined]
    now, keys = scene(lively.steady(), locale), resolve({})
    for size, offered in ((30, True), (None, True), (300, False)):
        [shown] = targets.lines(now, [TargetProgress(target, size)], Circumstances(), keys, cells)
        ends = text_of(shown).rstrip().endswith(f"V {locale.text('action.scout.open')}")
        assert ends is offered
        assert width(shown) <= cells
    looking_back = Circumstances(past=True)
    [shown] = targets.lines(now, [TargetProgress(target, 30)], looking_back, keys, cells)
    assert f"V {locale.text('action.scout.open')}" not in text_of(shown)


async def test_the_plan_of_a_target_says_it_too(open_app: Callable[..., Any]) -> None:
    made = seen()
    made.answer = lambda request: lively.plan(
        "5n6p7q8r", request.verb, request=request, planned_at=made.clock.now(), size_after=300
    )
    app = open_app(made)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("b")
        await settled(pilot)
        app.screen.query_one("#open").value = "3d"
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, PlanDialog) and app.screen.plan)
        assert made.planned[-1].duration_h == Decimal(72)
        await until(pilot, lambda: "OVHcloud: not in stock" in text_in(app, "#plan"))


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=lambda s: f"{s[0]}x{s[1]}")
def test_look(
    snap_compare: Callable[..., bool],
    open_app: Callable[..., Any],
    size: tuple[int, int],
    language: str,
) -> None:
    assert snap_compare(open_app(seen(), language), terminal_size=size, run_before=drawn)
