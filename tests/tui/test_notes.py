"""Notes over the screen: said once, and never over the answers of a dialog."""

from collections.abc import Callable
from typing import Any

import pytest
from textual.widgets import Button
from textual.widgets._toast import Toast
from waiting import settled, until
from walking import furnished

from console.tui.dialogs.form import PlanForm

Opens = Callable[..., Any]


async def test_a_note_that_is_still_there_is_not_said_twice(open_app: Opens) -> None:
    app = open_app(furnished())
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await settled(pilot)
        for said in ("Nothing to copy here.", "Nothing to copy here.", "Copied."):
            app.notify(said, severity="warning", timeout=600)
        await until(pilot, lambda: len(app.screen.query(Toast)) == 2)
        app.notify("Nothing to copy here.", severity="warning", timeout=600)
        await settled(pilot)
        assert len(app.screen.query(Toast)) == 2


@pytest.mark.parametrize("size", [(80, 24), (100, 30)])
async def test_in_a_low_window_a_note_leaves_a_dialogs_answers_to_be_seen(
    open_app: Opens, size: tuple[int, int]
) -> None:
    app = open_app(furnished(), "fr")
    async with app.run_test(size=size, notifications=True) as pilot:
        await settled(pilot)
        await pilot.press("b")
        await until(pilot, lambda: isinstance(app.screen, PlanForm))
        app.notify(
            "Thème vigie-dark jusqu’à ce que vous quittiez : settings.toml ne peut pas être "
            "changé d’ici. theme = vigie-dark sous [console] le garde.",
            timeout=600,
        )
        await until(pilot, lambda: app.screen.query(Toast))
        await settled(pilot)
        note = app.screen.query_one(Toast).region
        assert note.height <= 3
        for answer in app.screen.query(Button):
            if answer.display:
                assert not note.overlaps(answer.region), answer
