"""One of several, on one line: left and right, or space, go through them; Enter goes on."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from console.tui.lines import Line, Role, fit, line, text_of
from console.tui.widgets.panel import Panel


class Choice(Panel, can_focus=True):
    """Shows the option that is chosen, and how many there are."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "step(-1)", show=False),
        Binding("right,l,space", "step(1)", show=False),
        Binding("enter", "submit", show=False),
    ]

    class Submitted(Message):
        """Enter was pressed."""

    class Changed(Message):
        """Another option was chosen."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._options: tuple[Line, ...] = ()
        self.at = 0

    def offer(self, options: Sequence[Line], at: int) -> None:
        """Give these options, one of them chosen."""
        self._options = tuple(options)
        self.at = max(0, min(at, len(self._options) - 1))
        self._show()

    def action_step(self, step: int) -> None:
        """Choose the next option, round and round."""
        if self._options:
            self.at = (self.at + step) % len(self._options)
            self._show()
            self.post_message(self.Changed())

    def action_submit(self) -> None:
        """Go on."""
        self.post_message(self.Submitted())

    def watch_has_focus(self, has_focus: bool) -> None:  # noqa: FBT001 - Textual's signature
        """Show whether keys come here."""
        super().watch_has_focus(has_focus)
        self._show()

    def on_resize(self) -> None:
        """Cut the option to the room there is."""
        super().on_resize()
        self._show()

    def _show(self) -> None:
        if not self._options:
            self.paint(())
            return
        many = len(self._options) > 1
        count = f" {self.at + 1}/{len(self._options)}" if many else ""
        left, right = ("◂ ", " ▸") if many else ("", "")
        room = max(0, self.size.width - len(left) - len(right) - len(count))
        shown = fit(self._options[self.at], room)
        whole = line((left, Role.KEY), *shown, (right, Role.KEY), (count, Role.FAINT))
        self.paint((((text_of(whole), Role.CURSOR),),) if self.has_focus else (whole,))
