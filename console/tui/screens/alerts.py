"""The alerts: what fires by severity and datacenter, what is kept silent, and what answers one."""

from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult

from console.desk import alerts as desk
from console.kinds.screen import ScreenName
from console.model.alert import Alert
from console.tui.kept import Kept
from console.tui.lines import Line, Lines
from console.tui.scene import Scene
from console.tui.screens.split import SplitScreen
from console.tui.view import alert as one
from console.tui.view import alerts as views
from console.tui.widgets.panel import Panel


class AlertsScreen(SplitScreen[Alert]):
    """Below the sentence that says whether the list can be believed, every alert it holds."""

    PLACE: ClassVar[ScreenName] = ScreenName.ALERTS
    FILTER = "tui.filter.alerts"

    def __init__(self) -> None:
        super().__init__()
        self._ordered: Kept[tuple[Alert, ...]] = Kept()
        self._listed: Kept[tuple[Alert, ...]] = Kept()

    def above(self) -> ComposeResult:
        """Whether the list can be believed, and how old it is."""
        yield Panel(id="heard")

    @property
    def answers(self) -> Mapping[str, str]:
        """Verbs by the alert that they answer, as the settings name them."""
        settings = self.vigie.settings.alertmanager
        return {} if settings is None else settings.answers

    def show(self, scene: Scene) -> None:
        """Order the alerts anew when the list or the filter changed."""
        self.scene = scene
        view = scene.estate.alerts
        found = self._ordered.of(view, compute=lambda: () if view is None else desk.ordered(view))
        rows = self._listed.of(
            found, self.needle, compute=lambda: views.listed(scene, found, self.needle)
        )
        heard = self.query_one("#heard", Panel)
        heard.paint(views.heard(scene, heard.size.width))
        self.fill(scene, rows, views.summary(scene, len(rows), len(found), self.needle))

    def key_of(self, row: Alert) -> str:
        """The alert's fingerprint."""
        return row.fingerprint

    def names_of(self, row: Alert) -> tuple[str, ...]:
        """Its name, and its fingerprint."""
        return row.name, row.fingerprint

    def line_of(self, scene: Scene, row: Alert, cells: int) -> Line:
        """Severity, place, name, pool, state, since when, summary."""
        return views.row_line(scene, row, cells)

    def head_of(self, scene: Scene, cells: int) -> Line:
        """The heads."""
        return views.header(scene, cells)

    def details_of(self, scene: Scene, cells: int) -> tuple[str, Lines] | None:
        """The alert under the cursor, whole."""
        row = self.table.current
        return None if row is None else (row.name, one.details(scene, row, self.answers, cells))

    def perform(self, action_id: str) -> bool:
        """Answer, silence or tell again the alert under the cursor; else what every table does."""
        from console.tui import answering  # noqa: PLC0415 - forms load when they are asked for

        alert = self.table.current
        if action_id == "alert.answer":
            answering.answer(self.vigie, alert, self.answers)
        elif action_id in answering.SILENCES:
            answering.silence(self.vigie, alert, action_id)
        else:
            return super().perform(action_id)
        return True
