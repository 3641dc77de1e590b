"""Looking back by keys: the minute that was recorded, plainly marked, and nothing acts there."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import fakes
import lively
import pytest
import roubaix
from test_actions_by_keys import said, text_in
from test_views import scene
from textual.pilot import Pilot
from textual.widgets import Input
from waiting import settled, until

from console.desk.recording.file import RecordFile
from console.desk.recording.recorder import Recorder
from console.model.estate import Estate
from console.tui.actions import PAST, actions
from console.tui.app import VigieApp
from console.tui.dialogs.moment import MomentForm
from console.tui.keymap import resolve
from console.tui.lines import Role, text_of
from console.tui.scene import Rewound
from console.tui.view import past
from console.tui.widgets.rows import Rows

MINUTE = timedelta(minutes=1)
Shown = Callable[..., Any]


def watched(folder: Path, then: Estate, now: Estate | None = None, **console: object) -> Any:  # noqa: ANN401 - a fake of a session
    """A session in whose last ten minutes `then` was watched; now it shows `now`."""
    session: Any = fakes.session(now or lively.bursting(), **console)
    clock, watch = session.clock, session.watch
    file = RecordFile(folder / "recorder.db", 7 * 86_400.0, 1 << 22)
    session.recording = lambda: file
    recorder = Recorder(session, file)
    end, shown = clock.at, watch.estate
    watch.estate = then
    for minute in range(10, 0, -1):
        clock.at = end - minute * MINUTE
        recorder.look()
    recorder.release()
    clock.at, watch.estate = end, shown
    return session


@pytest.fixture
def then() -> Estate:
    return lively.steady()


def mark(app: VigieApp) -> str:
    return text_in(app, "#past")


async def stepped(pilot: Pilot[int], app: VigieApp, key: str) -> None:
    """Look back, and see what was then."""
    await pilot.press(key)
    await until(pilot, lambda: app.rewind.estate is not None)


async def test_a_step_back_shows_that_minute_and_a_step_on_shows_now(
    open_app: Shown, tmp_path: Path, then: Estate
) -> None:
    app = open_app(watched(tmp_path, then))
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        now = text_in(app, "#dc-RBX")
        assert mark(app) == ""
        await stepped(pilot, app, "left")
        await settled(pilot)
        assert "Looking back" in mark(app)
        assert "reading" not in mark(app)
        assert "12 in service of 12" in text_in(app, "#dc-RBX")
        assert "12 in service of 12" not in now
        await pilot.press("right")
        await settled(pilot)
        assert mark(app) == ""
        assert text_in(app, "#dc-RBX") == now


async def test_hours_are_stepped_over_and_escape_leads_back(
    open_app: Shown, tmp_path: Path, then: Estate
) -> None:
    session = watched(tmp_path, then)
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        last = session.clock.at.replace(second=0, microsecond=0)
        await pilot.press("left_square_bracket", "left", "left_curly_bracket")
        assert app.rewind.wanted == last - timedelta(days=1, hours=1, minutes=1)
        await pilot.press("right_curly_bracket")
        assert app.rewind.wanted == last - timedelta(hours=1, minutes=1)
        await until(pilot, lambda: app.rewind.estate is not None)
        await pilot.press("escape")
        await settled(pilot)
        assert (app.rewind.wanted, mark(app)) == (None, "")


async def asked(pilot: Pilot[int], app: VigieApp, written: str) -> str:
    """Open the dialog and write a moment; what is said of it."""
    await pilot.press("M")
    await until(pilot, lambda: isinstance(app.screen, MomentForm) and app.screen.is_mounted)
    app.screen.query_one("#when", Input).value = written
    await settled(pilot)
    return text_in(app, "#meant") + "\n" + text_in(app, "#recorded")


@pytest.mark.parametrize(
    ("language", "written"), [("en", "16:37"), ("en", "2026-11-23 16:37"), ("fr", "16h37")]
)
async def test_a_moment_is_written_and_looked_at(
    open_app: Shown, tmp_path: Path, then: Estate, language: str, written: str
) -> None:
    app = open_app(watched(tmp_path, then), language)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        seen = await asked(pilot, app, written)
        assert "16:37 · " in seen
        assert {"en": "Recorded since", "fr": "Enregistré depuis"}[language] in seen
        assert {"en": "nobody recorded", "fr": "pas été enregistré"}[language] not in seen
        await pilot.press("enter")
        await until(pilot, lambda: app.rewind.estate is not None)
        await settled(pilot)
        assert "16:37" in mark(app)
        assert "12/12" in text_in(app, "#rows")


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_of_a_moment_before_the_first_record_the_dialog_says_so(
    open_app: Shown, tmp_path: Path, then: Estate, language: str
) -> None:
    written = {"en": "yesterday 21:14", "fr": "hier 21:14"}[language]
    app = open_app(watched(tmp_path, then), language)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        seen = await asked(pilot, app, written)
        assert "21:14 · " in seen
        assert {"en": "nobody recorded", "fr": "pas été enregistré"}[language] in seen
        await pilot.press("enter")
        await until(pilot, lambda: app.rewind.estate is not None)
        await settled(pilot)
        assert {"en": "Nobody recorded", "fr": "Personne n’a"}[language] in mark(app)


@pytest.mark.parametrize(
    ("written", "said_of_it"),
    [
        ("soon", "soon is no time: write"),
        ("", "Fill in “When”."),
        ("2026-11-24 09:00", "not come yet"),
    ],
)
async def test_what_is_no_moment_is_said_in_words_and_the_dialog_stays(
    open_app: Shown, tmp_path: Path, then: Estate, written: str, said_of_it: str
) -> None:
    app = open_app(watched(tmp_path, then))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await asked(pilot, app, written)
        await pilot.press("enter")
        await settled(pilot)
        assert said_of_it in " ".join(text_in(app, "#meant").split())
        assert isinstance(app.screen, MomentForm)
        await pilot.press("escape")
        await settled(pilot)
        assert (app.rewind.wanted, mark(app)) == (None, "")


async def test_the_minute_that_is_not_over_is_now(
    open_app: Shown, tmp_path: Path, then: Estate
) -> None:
    session = watched(tmp_path, then)
    app = open_app(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await stepped(pilot, app, "left")
        await asked(pilot, app, f"{app.locale.clock(session.clock.at)}")
        await pilot.press("enter")
        await settled(pilot)
        assert (app.rewind.wanted, mark(app)) == (None, "")


async def test_what_nobody_recorded_is_unknown_and_said(
    open_app: Shown, tmp_path: Path, then: Estate
) -> None:
    app = open_app(watched(tmp_path, then))
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await stepped(pilot, app, "left_square_bracket")
        await settled(pilot)
        assert "Nobody recorded that minute" in mark(app)
        assert text_in(app, "#dc-RBX").strip() == "not recorded"


async def test_nothing_acts_on_what_has_been(open_app: Shown, tmp_path: Path, then: Estate) -> None:
    """Of every key that asks for something, or whose screen tells of now alone."""
    session = watched(tmp_path, then)
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await stepped(pilot, app, "left")
        await settled(pilot)
        tried = [
            a for a in actions() if a.present and a.here(app.shown.PLACE) and app.keys.first(a.id)
        ]
        assert {"pool.freeze", "alert.answer", "costs.open"} <= {a.id for a in tried}
        for action in tried:
            app.clear_notifications()
            await pilot.press(app.keys.first(action.id))
            await pilot.pause()
            (note,) = said(app)
            assert "Off while you look back" in note, action.id
            assert app.on_top is not None, f"{action.id} opened something"
        assert app.current_mode == "overview"
        assert session.operator.asked == []
        assert session.planned == []


@pytest.mark.parametrize(
    ("key", "shows"), [("2", "12 in service"), ("3", ""), ("5", ""), ("6", "")]
)
async def test_every_screen_of_the_past_is_marked(
    open_app: Shown, tmp_path: Path, then: Estate, key: str, shows: str
) -> None:
    app = open_app(watched(tmp_path, then))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await stepped(pilot, app, "left")
        await pilot.press(key)
        await settled(pilot)
        assert app.current_mode in PAST
        assert "Looking back" in mark(app)
        if shows:
            assert shows in text_in(app, "#counts")
        assert app.screen.query_one("#table", Rows).current is None or key == "5"
        await pilot.press("escape")
        await settled(pilot)
        assert mark(app) == ""


async def test_the_datastores_are_those_of_then(open_app: Shown, tmp_path: Path) -> None:
    now = roubaix.steady()
    assert now.private is not None
    first = replace(now.private.datastores[0], name="before-it-was-renamed")
    private = replace(now.private, datastores=(first, *now.private.datastores[1:]))
    app = open_app(watched(tmp_path, replace(now, private=private), now))
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("3")
        await settled(pilot)

        def names() -> list[str]:
            table: Any = app.screen.query_one("#table", Rows)
            return ["".join(text for text, _ in row) for row in table.lines]

        assert not any("before-it-was" in name for name in names())
        await stepped(pilot, app, "left")
        await settled(pilot)
        assert any("before-it-was" in name for name in names())


async def test_a_record_that_cannot_be_read_is_said_and_now_stays(
    open_app: Shown, tmp_path: Path, then: Estate
) -> None:
    session = watched(tmp_path, then)
    app = open_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        app.recording.stop()
        session.recording().path.write_bytes(b"broken" * 4000)
        await pilot.press("left")
        await until(pilot, lambda: said(app))
        await settled(pilot)
        assert any("cannot be read" in one for one in said(app))
        assert (app.rewind.wanted, mark(app)) == (None, "")


@pytest.mark.parametrize("cells", [80, 100, 200])
def test_the_mark_goes_from_edge_to_edge_with_as_many_keys_as_fit(cells: int) -> None:
    rewound = Rewound(lively.NOW, lively.NOW - timedelta(hours=7))
    [row] = past.banner(scene(lively.steady(), rewound=rewound), resolve({}), cells)
    assert len(text_of(row)) == cells
    assert {role for _, role in row} == {Role.CURSOR}
    assert "esc now" in text_of(row)
    assert "reading" in text_of(row), "what is seen is not yet of that moment"
    assert past.banner(scene(lively.steady()), resolve({}), cells) == ()
