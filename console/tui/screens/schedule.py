"""The week ahead: when windows open, how large, at what cost, and why one is skipped."""

from typing import ClassVar

from textual.app import ComposeResult

from console.desk.schedule import Foreseen, week
from console.kinds.screen import ScreenName
from console.tui.lines import Line, Lines
from console.tui.scene import Scene
from console.tui.screens.reading import ReadingScreen
from console.tui.view import schedule as views
from console.tui.widgets.panel import Panel

EVERY_S = 30.0
"""How often the week is read anew: how long bursts take is learned, and calendars change."""


class ScheduleScreen(ReadingScreen[Foreseen, tuple[Foreseen, ...]]):
    """Computed from the settings, their calendars and the journal; no cloud is asked."""

    PLACE: ClassVar[ScreenName] = ScreenName.SCHEDULE

    def above(self) -> ComposeResult:
        """The week as a strip a day."""
        yield Panel(id="heard")

    def read(self) -> tuple[Foreseen, ...]:
        """The openings of a week."""
        return week(self.vigie.session)

    def show(self, scene: Scene) -> None:
        """Draw what was computed; compute it anew once in a while."""
        self.scene = scene
        self.ask(EVERY_S)
        panel = self.query_one("#heard", Panel)
        panel.paint(views.strips(scene, self.found, self.failure, panel.size.width))
        found = self.found or ()
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
