"""The action log beside an instance: read again when it is old, with its age until it is."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import fakes
import lively
import pytest
from msgspec.structs import replace
from waiting import settled, until

from console.model.error import SourceUnreachable
from console.model.notice import notice
from console.tui.browsing import SEEN
from console.tui.lines import text_of
from console.tui.widgets.panel import Panel


async def test_an_action_log_that_is_old_is_read_again_and_tells_its_age_until_it_is(
    open_app: Callable[..., Any],
) -> None:
    session = fakes.session(lively.bursting())
    app = open_app(session)
    asked = session.compute.asked
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("2")
        await until(pilot, lambda: app.current_mode == "instances")
        await until(pilot, lambda: asked)
        await settled(pilot)
        first = len(asked)
        session.clock.at += timedelta(seconds=20)
        app.tick()
        await settled(pilot)
        assert len(asked) == first

        def gone() -> None:
            raise SourceUnreachable(notice("test.source_down", source="nova:GRA11"))

        session.compute.hang = gone
        session.clock.at += timedelta(minutes=2)
        app.tick()
        await until(pilot, lambda: len(asked) == first + 1)
        await settled(pilot)

        def shown() -> str:
            return "\n".join(map(text_of, app.screen.query_one("#detail", Panel).lines))

        assert "▲ 2 min ago" in shown()
        session.compute.hang = lambda: None
        session.clock.at += timedelta(seconds=40)
        app.tick()
        await until(pilot, lambda: len(asked) == first + 2)
        await until(pilot, lambda: "ago" not in shown())


async def test_enter_reads_the_console_without_secrets(open_app: Callable[..., Any]) -> None:
    app = open_app(fakes.session(lively.bursting()))
    async with app.run_test(size=(120, 60)) as pilot:
        await pilot.press("2")
        await until(pilot, lambda: app.current_mode == "instances")
        await settled(pilot)

        def shown() -> str:
            return "\n".join(map(text_of, app.screen.query_one("#detail", Panel).lines))

        await until(pilot, lambda: "↵ reads its last lines." in shown())
        assert "boot done" not in shown()
        await pilot.press("enter")
        await until(pilot, lambda: "boot done" in shown())
        assert "password: [hidden]" in shown()
        assert "hunter2" not in shown()


async def test_the_page_of_an_instance_is_copied_where_there_is_no_browser(
    open_app: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in SEEN:
        monkeypatch.delenv(name, raising=False)
    session = fakes.session(lively.bursting())
    app = open_app(session)
    copied: list[str] = []
    monkeypatch.setattr(app, "copy", copied.append)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await pilot.press("2")
        await until(pilot, lambda: app.current_mode == "instances")
        await settled(pilot)
        await pilot.press("W")
        await until(pilot, lambda: app._notifications)
        assert "horizon" in next(iter(app._notifications)).message
        openstack = replace(session.settings.openstack, instance_page="https://h.example/{id}")
        session.settings = replace(session.settings, openstack=openstack)
        await pilot.press("W")
        await until(pilot, lambda: copied)
        row = app.screen.table.current
        assert copied == [f"https://h.example/{row.instance.id}"]
