"""Help: every key, what it does, and why it cannot be used here and now."""

from typing import ClassVar

from textual.binding import Binding, BindingType

from console.kinds.screen import ScreenName
from console.tui.actions import Circumstances, actions, key_name
from console.tui.dialogs.page import CELLS, PageDialog
from console.tui.keymap import Keymap
from console.tui.lines import EMPTY, Line, Lines, Role, line, wrapped
from console.tui.scene import Scene

KEY, TITLE = 7, 18
BEFORE = KEY + TITLE + 1
"""Cells before what an action does; a longer title has a line of its own."""
FIXED = ("move", "mark", "enter", "tab", "escape")


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


class Help(PageDialog):
    """Escape, q or ? leaves."""

    PANEL, KEYS = "help", "tui.help.subtitle"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("question_mark", "leave", show=False)]

    def __init__(self, lines: Lines) -> None:
        super().__init__()
        self._lines = lines

    def heading(self) -> str:
        """What the key is called."""
        return self.text("action.help.open")

    def on_mount(self) -> None:
        """Show the lines."""
        self.paint(self._lines)
