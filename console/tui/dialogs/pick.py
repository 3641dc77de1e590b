"""One of a few lines: arrows go through them, Enter takes one, Escape none."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical

from console.tui.caption import caption
from console.tui.dialogs.dialog import Dialog
from console.tui.lines import EMPTY, Line, Lines, between
from console.tui.widgets.panel import Panel
from console.tui.widgets.rows import Rows


@dataclass(frozen=True, slots=True)
class PickLine:
    """One of the lines: what names it, what it says, and what is said above while it is on."""

    key: str
    said: Line
    beside: Line = ()
    about: Lines = ()


class Pick(Dialog[str]):
    """Gives back the key of the line that is taken; `looked` hears where the cursor is."""

    BINDINGS = [  # noqa: RUF012 - Textual's declaration
        Binding("up,k", "move(-1)", show=False, priority=True),
        Binding("down,j", "move(1)", show=False, priority=True),
        Binding("home", "ends(0)", show=False),
        Binding("end", "ends(1)", show=False),
    ]

    def __init__(
        self,
        title: str,
        lines: Sequence[PickLine],
        *,
        at: str = "",
        looked: Callable[[str], None] = lambda _: None,
    ) -> None:
        """`at` is the key of the line that the cursor is on at first."""
        super().__init__()
        self._title, self._picks, self._first, self._looked = title, tuple(lines), at, looked

    def compose(self) -> ComposeResult:
        """What is said of the line under the cursor, and the lines."""
        box = Vertical(classes="dialog pick")
        box.border_title = caption(self._title)
        box.border_subtitle = self.text("tui.pick.keys")
        with box:
            yield Panel(id="about")
            rows = Rows[PickLine](
                key=lambda one: one.key, draw=_draw, header=lambda _: (), id="picks"
            )
            rows.styles.height = len(self._picks) + 1
            yield rows

    def on_mount(self) -> None:
        """Put the cursor where it was asked for."""
        rows = self.query_one("#picks", Rows)
        rows.seek(self._first)
        rows.fill(self._picks)
        rows.focus()

    @on(Rows.Highlighted)
    def highlighted(self) -> None:
        """Say what the line under the cursor is about."""
        one: PickLine | None = self.query_one("#picks", Rows).current
        if one is not None:
            self.query_one("#about", Panel).paint((*one.about, EMPTY) if one.about else ())
            self._looked(one.key)

    @on(Rows.Chosen)
    def chosen(self) -> None:
        """Take the line under the cursor."""
        one: PickLine | None = self.query_one("#picks", Rows).current
        self.dismiss(one.key if one else None)

    def action_move(self, step: int) -> None:
        """Go to another line."""
        self.query_one("#picks", Rows).action_move(step)

    def action_ends(self, last: int) -> None:
        """Go to the first line or the last."""
        self.query_one("#picks", Rows).action_ends(last)


def _draw(one: PickLine, cells: int) -> Line:
    return between(one.said, one.beside, cells)
