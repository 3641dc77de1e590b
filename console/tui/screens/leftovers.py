"""What is left over: what ended operations left behind, and the key that removes it."""

from typing import ClassVar

from textual.app import ComposeResult

from console.kinds.leftovers.verbs import NAMED
from console.kinds.screen import ScreenName
from console.model.leftover import Findings, Leftover
from console.tui.kept import Kept
from console.tui.lines import Line, Lines
from console.tui.scene import Scene
from console.tui.screens.reading import ReadingScreen
from console.tui.view import leftovers as views
from console.tui.view.leftovers import Found
from console.tui.widgets.panel import Panel


class LeftoversScreen(ReadingScreen[Found, Findings]):
    """Read when somebody comes here, asks again, or an operation ends: nobody watches it."""

    PLACE: ClassVar[ScreenName] = ScreenName.LEFTOVERS
    FILTER = "tui.filter.leftovers"
    MARKS = True

    def __init__(self) -> None:
        super().__init__()
        self._live: frozenset[str] | None = None
        self._listed: Kept[tuple[Found, ...]] = Kept()

    def above(self) -> ComposeResult:
        """How much there is, what is unknown, and how old that is."""
        yield Panel(id="heard")

    def on_screen_resume(self) -> None:
        """Read it anew for who comes back."""
        self._live = None
        super().on_screen_resume()

    def show(self, scene: Scene) -> None:
        """Draw what was read; read it when an operation has begun or ended."""
        self.scene = scene
        live = frozenset(one.id for one in scene.estate.activity.live)
        if live != self._live:
            self._live = live
            self.ask()
        rows = self._listed.of(
            self.found, self.needle, compute=lambda: views.listed(scene, self.found, self.needle)
        )
        panel = self.query_one("#heard", Panel)
        panel.paint(views.heard(scene, self.found, self.failure, panel.size.width))
        text = scene.locale.text
        unread = self.found is None or self.found.silent
        counted = sum(isinstance(row, Leftover) for row in rows)
        title = text("action.leftovers.open") if unread else text("tui.leftovers", n=counted)
        self.fill(scene, rows, title)

    def key_of(self, row: Found) -> str:
        """The thing's sort and id."""
        return f"{row.sort if isinstance(row, Leftover) else 'monthly'}:{row.id}"

    def names_of(self, row: Found) -> tuple[str, ...]:
        """Its id, and its name."""
        return row.id, row.name

    def line_of(self, scene: Scene, row: Found, cells: int) -> Line:
        """Sort, name, place, since when, cost, whose, why."""
        return views.row_line(scene, row, cells)

    def head_of(self, scene: Scene, cells: int) -> Line:
        """The heads."""
        return views.header(scene, cells)

    def details_of(self, scene: Scene, cells: int) -> tuple[str, Lines] | None:
        """What is under the cursor, whole."""
        row = self.table.current
        return None if row is None else (row.name or row.id, views.details(scene, row, cells))

    def perform(self, action_id: str) -> bool:
        """Read again; remove what is marked, what is ours perhaps by its id alone; else as ever."""
        if action_id == "refresh.now":
            self.ask()
            return False  # the other sources are asked as well
        if action_id != "sweep.start":
            return super().perform(action_id)
        from console.tui.requests import Requests  # noqa: PLC0415 - forms load when they are asked for

        meant = [row for row in self.table.meant if isinstance(row, Leftover)]
        if not self.table.marks:
            meant = [row for row in meant if not row.sure]
        proposed = {NAMED.name: ", ".join(row.id for row in meant)} if meant else {}
        return Requests(self.vigie, proposed=proposed).start(action_id)

    def read(self) -> Findings:
        """All that is left over."""
        return self.vigie.session.leftovers()
