"""The buttons of a dialog: the one that has the focus is marked, with or without colour."""

from textual.content import Content
from textual.geometry import Size
from textual.widgets import Button


class AnswerButton(Button):
    """One answer to a dialog's question; Enter gives the one that is marked."""

    def render(self) -> Content:
        """The label behind its mark; the mark's two cells are always there."""
        mark = "▸" if self.has_focus else " "
        return Content.assemble(f"{mark} ", Content.from_text(self.label))

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """The label, and two cells for the mark."""
        return super().get_content_width(container, viewport) + 2
