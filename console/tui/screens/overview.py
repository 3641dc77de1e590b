"""The overview: is it holding, what have I got, what is happening."""

from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from console.kinds.screen import ScreenName
from console.tui.lines import Role, line
from console.tui.screens.estate import EstateScreen
from console.tui.widgets.panel import Panel

if TYPE_CHECKING:  # what is imported before the first paint, a person waits for
    from console.model.operation import Operation
    from console.tui.scene import Scene
    from console.tui.screens.board import OverviewBoxes


class OverviewScreen(EstateScreen):
    """Load, datacenters and datastores to the left; running, sources and last to the right."""

    PLACE: ClassVar[ScreenName] = ScreenName.OVERVIEW
    VERTICAL_BREAKPOINTS = [(0, "-low"), (28, "-middle"), (32, "-tall")]  # noqa: RUF012 - as Textual declares it

    @cached_property
    def _board(self) -> "OverviewBoxes":
        from console.tui.screens.board import OverviewBoxes  # noqa: PLC0415 - after first paint

        return OverviewBoxes(self)

    def body(self) -> ComposeResult:
        """Boxes by order of importance, named at once: titles that count follow the scene."""
        vigie = self.vigie
        text = vigie.locale.text
        yield Panel(id="alerts")
        yield Panel(id="proposals")
        with Horizontal(id="board"):
            with Vertical(id="estate"):
                named = text("tui.load", pool=vigie.pool_name, span=text("span.1h"))
                yield _box("load", named)
                with Horizontal(id="datacenters"):
                    for place in vigie.settings.datacenters:
                        yield _box(f"dc-{place.code}", place.name, "box dc")
                yield _box("rows", "")
                yield _box("datastores", text("tui.datastores"))
            with Vertical(id="activity"):
                yield _box("running", text("tui.idle"))
                yield _box("sources", text("tui.sources"))
                yield _box("events", text("tui.events"))

    def on_mount(self) -> None:
        """Say at the first paint that something is coming: on a busy machine it takes seconds."""
        vigie = self.vigie
        if not vigie.opened:
            said = line((f" {vigie.locale.text('tui.opening')}", Role.FAINT))
            self.query_one("#banner", Panel).paint((said,))

    @property
    def selected_operation(self) -> "Operation | None":
        """The first operation that runs, on the pool looked at before any other."""
        scene = self.vigie.scene()
        mine = (o for o in scene.live if o.plan.pool == scene.pool_name)
        return next(mine, next(iter(scene.live), None))

    @property
    def undo_pool(self) -> str | None:
        """The newest operation of all is what a rollback would be about."""
        return None

    def perform(self, action_id: str) -> bool:
        """Answer the worst alert that fires, or what the pool needs."""
        from console.tui import answering  # noqa: PLC0415 - forms load when they are asked for

        if action_id == "alert.answer":
            answering.answer_worst(self.vigie)
            return True
        return super().perform(action_id)

    def show(self, scene: "Scene") -> None:
        """Fill the boxes."""
        self._board.show(scene)


def _box(name: str, title: str, classes: str = "box") -> Panel:
    panel = Panel(id=name, classes=classes)
    panel.call(title)
    return panel
