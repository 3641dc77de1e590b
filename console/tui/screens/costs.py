"""The month: what stands and what it has cost by pool and datacenter, and what it comes to."""

from typing import ClassVar

from textual.app import ComposeResult

from console.desk.costs import CostRow
from console.desk.reckoning import Reckoning, reckoning
from console.kinds.screen import ScreenName
from console.model.consumption import Period
from console.tui.lines import Line, Lines
from console.tui.scene import Scene
from console.tui.screens.reading import ReadingScreen
from console.tui.view import costs as views
from console.tui.widgets.panel import Panel

EVERY_S = 300.0
"""How often the month is counted anew: the provider is asked as well, which counts by the hour."""


class CostsScreen(ReadingScreen[CostRow, Reckoning]):
    """Counted from the newest list, the journal and what the provider tells."""

    PLACE: ClassVar[ScreenName] = ScreenName.COSTS

    def above(self) -> ComposeResult:
        """Which month it is, until when, and by which rule."""
        yield Panel(id="heard")

    def read(self) -> Reckoning:
        """The current month."""
        session = self.vigie.session
        period = Period.of(session.clock.now())
        return reckoning(session, period, session.watch.snapshot())

    def show(self, scene: Scene) -> None:
        """Draw what was counted; count anew once in a while."""
        self.scene = scene
        self.ask(EVERY_S)
        panel = self.query_one("#heard", Panel)
        panel.paint(views.heard(scene, self.found, self.failure, panel.size.width))
        self.fill(scene, views.rows(self.found), scene.locale.text("tui.costs"))

    def key_of(self, row: CostRow) -> str:
        """Pool and datacenter."""
        return f"{row.pool}:{row.datacenter}"

    def line_of(self, scene: Scene, row: CostRow, cells: int) -> Line:
        """What stands, its euros an hour, hours and euros of the month."""
        return views.row_line(scene, row, cells)

    def head_of(self, scene: Scene, cells: int) -> Line:
        """The heads."""
        return views.header(scene, cells)

    def details_of(self, scene: Scene, cells: int) -> tuple[str, Lines] | None:
        """All that is said of the month."""
        if self.found is None:
            return None
        return scene.locale.text("tui.costs.told"), views.told(scene, self.found, cells)

    def perform(self, action_id: str) -> bool:
        """Count anew; else what every table does."""
        if action_id == "refresh.now":
            self.ask()
            return False  # the other sources are asked as well
        return super().perform(action_id)
