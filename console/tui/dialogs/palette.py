"""The palette: every action by name, the ones that cannot run with their reason."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Input

from console.model.notice import Notice
from console.tui.actions import Action, key_name
from console.tui.dialogs.dialog import Dialog
from console.tui.lines import Line, Role, between, line
from console.tui.widgets.field import Field
from console.tui.widgets.panel import Panel
from console.tui.widgets.rows import Rows

Entry = tuple[Action, Notice | None]


class ActionPalette(Dialog[str]):
    """Type a part of a name; Enter runs the first, arrows choose another."""

    BINDINGS = [  # noqa: RUF012 - Textual's declaration
        Binding("up", "move(-1)", show=False, priority=True),
        Binding("down", "move(1)", show=False, priority=True),
    ]

    def __init__(self, entries: Sequence[Entry]) -> None:
        super().__init__()
        self._entries = tuple(entries)

    def compose(self) -> ComposeResult:
        """A field and the actions that match."""
        box = Vertical(classes="dialog")
        box.border_title = self.text("action.palette.open")
        with box:
            yield Field(id="needle", placeholder=self.text("tui.palette.hint"))
            yield Panel(id="gap")
            yield Rows[Entry](
                key=lambda entry: entry[0].id, draw=self._draw, header=lambda _: (), id="entries"
            )

    def on_mount(self) -> None:
        """Everything matches at first."""
        self.query_one("#entries").can_focus = False
        self._filter("")

    def on_resize(self) -> None:
        """Draw once there is room."""
        self.call_after_refresh(self._filter, self.query_one("#needle", Input).value)

    def action_move(self, step: int) -> None:
        """Choose another entry."""
        self.query_one("#entries", Rows).action_move(step)

    @on(Input.Changed, "#needle")
    def typed(self, event: Input.Changed) -> None:
        """Filter as one types."""
        self._filter(event.value)

    @on(Input.Submitted, "#needle")
    def chosen(self) -> None:
        """Run what the cursor is on; a disabled one answers with its reason."""
        entry: Entry | None = self.query_one("#entries", Rows).current
        self.dismiss(entry[0].id if entry else None)

    def _filter(self, needle: str) -> None:
        words = needle.lower().split()
        found = [e for e in self._entries if all(w in self._hay(e[0]) for w in words)]
        self.query_one("#entries", Rows).fill(found)

    def _hay(self, action: Action) -> str:
        return f"{action.id} {self.text(action.title_key)} {self.text(action.help_key)}".lower()

    def _draw(self, entry: Entry, cells: int) -> Line:
        action, why = entry
        keys = ", ".join(key_name(k) for k in self.vigie.keys.keys[action.id])
        title = self.text(action.title_key)
        role = Role.FAINT if why else Role.STRONG
        about = self.vigie.scene().say(why) if why else self.text(action.help_key)
        left = line((f"{title:<18} ", role), (about, Role.WARN if why else Role.FAINT))
        return between(left, line((keys, Role.KEY)), cells)
