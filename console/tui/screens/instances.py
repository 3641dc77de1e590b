"""The instances: a table with filter and sort, and one instance in full."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Input

from console.model.error import VigieError
from console.model.instance import InstanceAction
from console.tui.actions import Place
from console.tui.lines import Line, Role, line
from console.tui.scene import Scene
from console.tui.screens.estate import EstateScreen
from console.tui.view import instances as views
from console.tui.view.instances import InstanceRow
from console.tui.widgets.panel import Panel
from console.tui.widgets.rows import Rows


class InstancesScreen(EstateScreen):
    """Three thousand rows or thirty; only those in sight are drawn."""

    PLACE: ClassVar[Place] = Place.INSTANCES
    CSS_PATH = "split.tcss"
    AUTO_FOCUS = "#table"

    def __init__(self) -> None:
        super().__init__()
        self._needle = ""
        self._sort = 0
        self._reverse = False
        self._filled: tuple[object, ...] = ()
        self._rows: tuple[InstanceRow, ...] = ()
        self._scene: Scene | None = None
        self._actions: dict[str, tuple[InstanceAction, ...]] = {}

    def body(self) -> ComposeResult:
        """The filter above the table, the details beside or below it."""
        with Horizontal(id="split"):
            with Vertical(id="list"):
                yield Input(id="filter", placeholder=self.vigie.locale.text("tui.filter.hint"))
                yield Rows[InstanceRow](
                    key=lambda row: row.instance.id,
                    draw=self._draw,
                    header=self._header,
                    id="table",
                    classes="box",
                )
            with VerticalScroll(id="details", classes="box", can_focus=True):
                yield Panel(id="detail", classes="grow")

    @property
    def table(self) -> Rows[InstanceRow]:
        """The table."""
        return self.query_one("#table", Rows)

    def on_mount(self) -> None:
        """The filter appears when it is asked for."""
        self.query_one("#filter").display = False

    def show(self, scene: Scene) -> None:
        """Fill the table when the estate, filter or sort changed; draw ages in any case."""
        self._scene = scene
        seen = (scene.estate.regions, scene.estate.health, scene.pool_name)
        asked: tuple[object, ...] = (*seen, self._needle, self._sort, self._reverse)
        if asked != self._filled:
            self._filled = asked
            sort = views.SORTS[self._sort]
            self._rows = views.rows(scene, self._needle, sort, reverse=self._reverse)
        self.table.fill(self._rows)
        total = sum(1 for i in scene.estate.instances() if scene.pool.owns(i) and i.billed)
        self.table.call(views.summary(scene, len(self._rows), total, self._needle))
        self._show_details()

    def perform(self, action_id: str) -> bool:
        """Filter, sort, details."""
        if action_id == "filter.open":
            box = self.query_one("#filter", Input)
            box.display = True
            box.focus()
        elif action_id == "sort.next":
            self._sort = (self._sort + 1) % len(views.SORTS)
            self._again()
        elif action_id == "sort.reverse":
            self._reverse = not self._reverse
            self._again()
        elif action_id == "details.toggle":
            pane = self.query_one("#details")
            pane.display = not pane.display
            self.lay_out_again()
        else:
            return False
        return True

    def on_key(self, event: object) -> None:
        """Escape in the filter clears it."""
        box = self.query_one("#filter", Input)
        if getattr(event, "key", "") == "escape" and box.display:
            box.value = ""
            box.display = False
            self.table.focus()

    @on(Input.Changed, "#filter")
    def filtered(self, event: Input.Changed) -> None:
        """Filter as one types."""
        self._needle = event.value.strip()
        self._again()

    @on(Input.Submitted, "#filter")
    def to_table(self) -> None:
        """Enter in the filter goes to the rows."""
        self.table.focus()

    @on(Rows.Highlighted)
    def highlighted(self) -> None:
        """Show the row under the cursor; read its action log once the cursor rests."""
        self.query_one("#details", VerticalScroll).scroll_home(animate=False)
        self._show_details()
        self.set_timer(0.25, self._read_actions)

    @on(Rows.Chosen)
    def chosen(self) -> None:
        """Enter goes to the details."""
        self.query_one("#details").focus()

    def _again(self) -> None:
        if self._scene is not None:
            self.show(self._scene)

    def _draw(self, row: InstanceRow, cells: int) -> Line:
        return views.row_line(self._scene, row, cells) if self._scene else ()

    def _header(self, cells: int) -> Line:
        if self._scene is None:
            return ()
        sort = views.SORTS[self._sort]
        return views.header(self._scene, sort, cells, reverse=self._reverse)

    def _show_details(self) -> None:
        scene, row = self._scene, self.table.current
        box = self.query_one("#details")
        panel = self.query_one("#detail", Panel)
        if scene is None or row is None:
            panel.paint(())
            return
        if box.border_title != row.instance.name:
            box.border_title = row.instance.name
        known = self._actions.get(row.instance.id)
        panel.paint(views.details(scene, row, known, max(20, box.size.width - 1)))

    def _read_actions(self) -> None:
        row = self.table.current
        if row is None or row.instance.id in self._actions or not self.is_current:
            return
        instance, compute = row.instance, self.vigie.session.compute

        def keep(actions: tuple[InstanceAction, ...]) -> None:
            self._actions[instance.id] = actions
            self._show_details()

        def failed(error: VigieError) -> None:
            said = self.vigie.scene().say(error.notice)
            self.query_one("#detail", Panel).paint((line((said, Role.WARN)),))

        self.vigie.background.run(
            "actions", lambda: compute.actions(instance.region, instance.id), keep, failed
        )
