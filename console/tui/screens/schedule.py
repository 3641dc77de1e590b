"""The week ahead: when windows open, how large, at what cost, and why one is skipped."""

import time
from typing import ClassVar

from textual.app import ComposeResult

from console.desk.schedule import Foreseen, week
from console.kinds.screen import ScreenName
from console.model.error import VigieError
from console.model.notice import Notice
from console.tui.lines import Line, Lines
from console.tui.scene import Scene
from console.tui.screens.split import SplitScreen
from console.tui.view import schedule as views
from console.tui.widgets.panel import Panel

EVERY_S = 30.0
"""How often the week is read anew: how long bursts take is learned, and calendars change."""


class ScheduleScreen(SplitScreen[Foreseen]):
    """Computed from the settings, their calendars and the journal; no cloud is asked."""

    PLACE: ClassVar[ScreenName] = ScreenName.SCHEDULE

    def __init__(self) -> None:
        super().__init__()
        self._found: tuple[Foreseen, ...] | None = None
        self._failure: Notice | None = None
        self._read_at: float | None = None

    def above(self) -> ComposeResult:
        """The week as a strip a day."""
        yield Panel(id="heard")

    def on_screen_resume(self) -> None:
        """Compute it anew for who comes back."""
        self._read_at = None
        super().on_screen_resume()

    def show(self, scene: Scene) -> None:
        """Draw what was computed; compute it anew once in a while."""
        self.scene = scene
        now = time.monotonic()
        if self._read_at is None or now - self._read_at > EVERY_S:
            self._read_at = now
            session = self.vigie.session
            self.vigie.background.run("schedule", lambda: week(session), self._keep, self._failed)
        panel = self.query_one("#heard", Panel)
        panel.paint(views.strips(scene, self._found, self._failure, panel.size.width))
        found = self._found or ()
        self.fill(scene, found, scene.locale.text("tui.schedule", n=len(found)))

    def key_of(self, row: Foreseen) -> str:
        """Window and date."""
        return row.opening.key

    def line_of(self, scene: Scene, row: Foreseen, cells: int) -> Line:
        """When, which, how large, at what cost."""
        return views.row_line(scene, row, cells)

    def head_of(self, scene: Scene, cells: int) -> Line:
        """The heads."""
        return views.header(scene, cells)

    def details_of(self, scene: Scene, cells: int) -> tuple[str, Lines] | None:
        """The opening under the cursor, whole."""
        row = self.table.current
        return None if row is None else (row.opening.window.name, views.details(scene, row, cells))

    def _keep(self, found: tuple[Foreseen, ...]) -> None:
        self._found, self._failure = found, None
        self._again()

    def _failed(self, error: VigieError) -> None:
        self._failure = error.notice
        self._again()
