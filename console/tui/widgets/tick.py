"""A box to tick that says without colour whether it is ticked: space ticks, Enter goes on."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Checkbox


class Tick(Checkbox):
    """``[x]`` or ``[ ]``: Textual's own differs in colour alone.

    It draws what stands beside its mark in the ink of the mark's paper, for half blocks;
    brackets would be drawn as paper on paper.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "submit", show=False)]

    class Entered(Message):
        """Enter was pressed."""

    def action_submit(self) -> None:
        """Go on, as Enter does in every other field of a form."""
        self.post_message(self.Entered())

    @property
    def _button(self) -> Content:
        """What Textual puts before the label."""
        mark = "x" if self.value else " "
        return Content.assemble((f"[{mark}]", self.get_visual_style("toggle--button")))
