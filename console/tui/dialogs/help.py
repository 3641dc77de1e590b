"""Help: every key, what it does, and why it cannot be used here and now."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll

from console.kinds.screen import ScreenName
from console.tui.actions import Circumstances, actions, key_name
from console.tui.dialogs.dialog import Dialog
from console.tui.keymap import Keymap
from console.tui.lines import EMPTY, Line, Lines, Role, line, wrapped
from console.tui.scene import Scene
from console.tui.widgets.panel import Panel

CELLS = 69
"""A dialog's, less its edges and the scroll bar."""
KEY, TITLE = 7, 18
BEFORE = KEY + TITLE + 1
"""Cells before what an action does; a longer title has a line of its own."""
FIXED = ("move", "enter", "tab", "escape")


def help_lines(
    scene: Scene, keys: Keymap, circumstances: Circumstances, screen: ScreenName
) -> Lines:
    """All actions in their order, then the keys that never change."""
    text = scene.locale.text
    out: list[Line] = []
    for action in actions():
        shown = ", ".join(key_name(k) for k in keys.keys[action.id]) or "—"
        here = action.here(screen)
        title = text(action.title_key)
        role = Role.STRONG if here else Role.FAINT
        does = list(wrapped(text(action.help_key), CELLS - BEFORE, Role.PLAIN))
        beside = does.pop(0) if len(title) <= TITLE else EMPTY
        out.append(line((f"{shown:<{KEY}}", Role.KEY), (f"{title:<{TITLE}} ", role), *beside))
        out.extend(line(" " * BEFORE, *part) for part in does)
        why = action.why_not(circumstances) if here else None
        if why is not None:
            reason = wrapped(scene.say(why), CELLS - BEFORE - 2, Role.WARN)
            out.append(line(" " * BEFORE, ("▲ ", Role.WARN), *reason[0]))
            out.extend(line(" " * (BEFORE + 2), *part) for part in reason[1:])
    out.append(EMPTY)
    for name in FIXED:
        pressed = text(f"tui.help.{name}.keys")
        for part in wrapped(text(f"tui.help.{name}"), CELLS - BEFORE, Role.PLAIN):
            out.append(line((f"{pressed:<{BEFORE}}", Role.KEY), *part))
            pressed = ""
    return tuple(out)


class Help(Dialog[None]):
    """Scrolls; Escape, q or ? leaves."""

    BINDINGS = [  # noqa: RUF012 - Textual's declaration
        Binding("q,question_mark", "leave", show=False),
        Binding("up,k", "scroll(-1)", show=False),
        Binding("down,j", "scroll(1)", show=False),
        Binding("pageup", "scroll(-10)", show=False),
        Binding("pagedown,space", "scroll(10)", show=False),
    ]

    def __init__(self, lines: Lines) -> None:
        super().__init__()
        self._lines = lines

    def compose(self) -> ComposeResult:
        """The lines in a box."""
        box = Vertical(classes="dialog tall")
        box.border_title = self.text("action.help.open")
        box.border_subtitle = self.text("tui.help.subtitle")
        with box, VerticalScroll(id="page", can_focus=False):
            yield Panel(id="help")

    def on_mount(self) -> None:
        """Show the lines."""
        self.query_one("#help", Panel).paint(self._lines)

    def action_scroll(self, step: int) -> None:
        """Scroll by lines."""
        self.query_one("#page", VerticalScroll).scroll_relative(y=step, animate=False)
