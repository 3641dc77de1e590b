"""What comes in one piece, as over a slow line, does what it does typed slowly."""

from collections.abc import Callable
from typing import Any

import pytest
from textual.events import Key, Paste
from waiting import settled, until
from walking import furnished

from console.tui import typing
from console.tui.dialogs.preview import PlanDialog
from console.tui.dialogs.request import RequestForm
from console.tui.dialogs.sizing import SizingForm
from console.tui.widgets.field import Field

Opens = Callable[..., Any]
NAMED = {"⌫": "backspace", "⇥": "tab", "⏎": "enter", "␛": "escape", "↓": "down"}


def typed(app: Any, text: str) -> None:  # noqa: ANN401 - the application
    """Post every key before any is handled, as the driver does with what it reads at once."""
    for sign in text:
        app.post_message(Key(NAMED.get(sign, sign), None if sign in NAMED else sign))


@pytest.mark.parametrize("look_s", [typing.LOOK_S, 0.0001], ids=["quick", "slow to open"])
async def test_a_key_that_is_bound_is_done_before_the_next_is_taken(
    open_app: Opens, monkeypatch: pytest.MonkeyPatch, look_s: float
) -> None:
    monkeypatch.setattr(typing, "LOOK_S", look_s)  # as if opening it took a thousand times as long
    app = open_app(furnished())
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        typed(app, "b⌫60⇥7⌫8")
        await until(pilot, lambda: isinstance(app.screen, SizingForm))
        await until(pilot, lambda: app.screen.query_one("#duration", Field).value == "8")
        assert app.screen.query_one("#to", Field).value == "60"


async def test_a_form_is_opened_filled_in_and_left_in_one_go(open_app: Opens) -> None:
    session = furnished()
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        typed(app, "b⌫310⏎")
        await until(pilot, lambda: isinstance(app.screen, PlanDialog))
        assert app.screen.request.parameters["to"] == 310
        typed(app, "␛␛2↓")
        await until(pilot, lambda: app.on_top is not None and app.on_top.PLACE.value == "instances")


async def test_a_paste_goes_where_the_keys_before_it_have_led(open_app: Opens) -> None:
    app = open_app(furnished())
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        typed(app, "B⇥⇥⇥⇥")
        app.post_message(Paste("evening peak"))
        typed(app, "!")
        await until(pilot, lambda: isinstance(app.screen, RequestForm))
        await until(
            pilot,
            lambda: any("evening peak!" in one.value for one in app.screen.query(Field)),
        )


async def test_what_is_typed_while_it_leaves_is_for_nobody(open_app: Opens) -> None:
    app = open_app(furnished())
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await app._close_all()
        await app.on_event(Key("down", None))
        await app._typing.take(Key("down", None))
        forwarded = Key("down", None)
        forwarded._forwarded = True
        await app.on_event(forwarded)
    assert app._exception is None


async def test_what_is_taken_down_with_a_widget_stops_nothing(
    open_app: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app(furnished())
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        gone = Field()
        await app.screen.mount(gone)
        await gone.remove()
        monkeypatch.setattr(app._typing, "_follow", lambda *_: setattr(app._typing, "_at", gone))
        typed(app, "b2")
        await until(pilot, lambda: isinstance(app.screen, SizingForm))
        await until(pilot, lambda: app.screen.query_one("#to", Field).value == "2")


async def test_what_hangs_stops_nothing_for_good(
    open_app: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typing, "PATIENCE_S", 0.1)
    app = open_app(furnished())
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        monkeypatch.setattr(app._typing, "_follow", lambda *_: None)
        typed(app, "b2")
        await until(pilot, lambda: isinstance(app.screen, SizingForm))
        await until(pilot, lambda: app.screen.query_one("#to", Field).value == "2")
