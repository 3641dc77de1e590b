"""What every screen shares: the banner above, the keys below, and the scene's arrival."""

from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.events import Click
from textual.screen import Screen

from console.kinds.screen import ScreenName
from console.tui.widgets.panel import Panel

if TYPE_CHECKING:  # what is imported before the first paint, a person waits for
    from console.model.operation import Operation
    from console.model.private import VirtualMachine
    from console.tui.lookout import Lookout
    from console.tui.scene import Scene


class EstateScreen(Screen[None]):
    """A screen that shows the estate. Subclasses say what stands between banner and keys."""

    PLACE: ClassVar[ScreenName]
    # What stands side by side at 118 columns would lose names and figures at fewer.
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - as Textual declares it
        (0, "-narrow"),
        (118, "-wide"),
        (160, "-broad"),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (32, "-tall")]  # noqa: RUF012 - as above

    _laying_out = False

    def compose(self) -> ComposeResult:
        """Banner, what is wrong at large, body, keys."""
        yield Panel(id="banner")
        yield Panel(id="past")
        yield Panel(id="unattended")
        yield Panel(id="frozen")
        yield Panel(id="awaiting")
        yield from self.body()
        yield Panel(id="keys")

    def body(self) -> ComposeResult:
        """What the screen is for."""
        yield from ()

    @property
    def vigie(self) -> "Lookout":
        """The application."""
        return cast("Lookout", self.app)

    @property
    def selected_operation(self) -> "Operation | None":
        """The operation that x, t and r are about here; None when there is none."""
        return None

    @property
    def undo_pool(self) -> str | None:
        """Whose newest operation a rollback would be about here; None: of any pool."""
        return self.vigie.pool_name

    def seek(self, key: str) -> None:
        """Put the cursor on a row; where there are none, nothing happens."""

    def look_for(self, words: str) -> None:
        """Show what some words find; where there is no filter, they name a row."""
        self.seek(words)

    @property
    def selected_machine(self) -> "VirtualMachine | None":
        """The virtual machine under the cursor; None where there is none."""
        return None

    def receive(self, scene: "Scene") -> None:
        """Show a scene. Called on every tick; repaints only what differs."""
        from console.tui.view import past  # noqa: PLC0415 - as above
        from console.tui.view.banner import banner  # noqa: PLC0415 - after first paint
        from console.tui.view.keybar import keybar  # noqa: PLC0415 - as above
        from console.tui.view.unattended import awaiting, frozen, unattended  # noqa: PLC0415 - as above

        width = self.size.width
        top = self.query_one("#banner", Panel)
        top.set_class(scene.environment == "production", "-production")
        top.paint((banner(scene, width),))
        self.query_one("#past", Panel).paint(past.banner(scene, self.vigie.keys, width))
        self.query_one("#unattended", Panel).paint(unattended(scene, width))
        self.query_one("#frozen", Panel).paint(frozen(scene, width))
        self.query_one("#awaiting", Panel).paint(awaiting(scene, width))
        self.query_one("#keys", Panel).paint(
            (keybar(scene, self.vigie.circumstances(), self.vigie.keys, self.PLACE, width),)
        )
        if width:
            self.show(scene)

    def on_click(self, event: Click) -> None:
        """Do what is clicked in the keys' bar: an action, or another screen by its name."""
        from console.tui.view.keybar import entries, entry_at  # noqa: PLC0415 - after first paint

        bar = self.query_one("#keys", Panel)
        offset = event.get_content_offset(bar) if event.widget is bar else None
        if offset is None or not self.vigie.opened:
            return
        scene, now, cells = self.vigie.scene(), self.vigie.circumstances(), self.size.width
        sides = entries(scene, now, self.vigie.keys, self.PLACE, cells)
        action_id = entry_at(sides, offset.x, cells)
        if action_id is not None:
            self.vigie.action_perform(action_id)

    def show(self, scene: "Scene") -> None:
        """Show the screen's own part."""

    def perform(self, action_id: str) -> bool:  # noqa: ARG002 - screens without actions of their own
        """Carry out an action of this screen; False when it is not one."""
        return False

    def lay_out_again(self) -> None:
        """Give every panel lines for its new size, once for any number of panels."""
        if not self._laying_out:
            self._laying_out = True
            self.call_after_refresh(self._after_layout)

    def on_resize(self) -> None:
        """Lay out for the new size at once."""
        self.lay_out_again()

    def on_screen_resume(self) -> None:
        """Show the newest scene when the screen comes back."""
        self.lay_out_again()

    def _after_layout(self) -> None:
        self._laying_out = False
        if self.vigie.shown is self:
            self.receive(self.vigie.scene())
