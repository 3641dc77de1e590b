"""The alerts: what fires by severity and datacenter, what is kept silent, and what answers one."""

from collections.abc import Mapping
from functools import cached_property, partial
from typing import ClassVar

from textual.app import ComposeResult

from console.desk import alerts as desk
from console.desk.answers import Evidence, answer
from console.kinds.screen import ScreenName
from console.model.alert import Alert
from console.tui import answering
from console.tui.background import Relay
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
        self._asked: Scene | None = None
        self._evidence: Mapping[str, Evidence] = {}

    @cached_property
    def _relay(self) -> Relay[Scene, Mapping[str, Evidence]]:
        muster = self.vigie.muster
        work = partial(answering.evidence, muster=muster)
        return Relay(self.vigie.background, "evidence", work, self._weighed)

    def above(self) -> ComposeResult:
        """Whether the list can be believed, and how old it is."""
        yield Panel(id="heard")

    def show(self, scene: Scene) -> None:
        """Order the alerts anew when the list or the filter changed."""
        self.scene = scene
        view = scene.estate.alerts
        now = scene.estate.recorded is None
        if now and view is not None and not scene.counts_as(self._asked):
            self._asked = scene
            self._relay.ask(scene)
        found = self._ordered.of(view, compute=lambda: () if view is None else desk.ordered(view))
        rows = self._listed.of(
            found, self.needle, compute=lambda: views.listed(scene, found, self.needle)
        )
        heard = self.query_one("#heard", Panel)
        heard.paint(views.heard(scene, heard.size.width))
        self.fill(scene, rows, views.summary(scene, len(rows), len(found), self.needle))

    def _weighed(self, _: Scene, found: Mapping[str, Evidence]) -> None:
        """Say of the alert under the cursor what answers it by the newest evidence."""
        if found != self._evidence:
            self._evidence = found
            if self.is_mounted:
                self.show_details(self.scene)

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
        if row is None:
            return None
        chosen = answering.chosen(self.vigie)
        found = answer(row, scene.policy, chosen, self._evidence)
        return row.name, one.details(scene, row, found, cells)

    def perform(self, action_id: str) -> bool:
        """Answer, silence or tell again the alert under the cursor; else what every table does."""
        alert = self.table.current
        if action_id == "alert.answer":
            answering.answer(self.vigie, alert)
        elif action_id in answering.SILENCES:
            answering.silence(self.vigie, alert, action_id)
        else:
            return super().perform(action_id)
        return True
