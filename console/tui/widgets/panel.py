"""A panel of lines that repaints only the lines that changed."""

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from console.plaintext import plain
from console.tui.caption import caption
from console.tui.lines import Line, Lines
from console.tui.look import Looks


class Panel(Widget):
    """Lines in a box. `paint` compares with what is shown and marks only what differs."""

    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id, classes=classes)
        self._lines: Lines = ()
        self._title = self._below = ""

    @property
    def lines(self) -> Lines:
        """What is shown."""
        return self._lines

    def call(self, title: str) -> None:
        """Name the box; Textual would repaint it for the same name too."""
        if title != self._title:
            self._title = title
            self.border_title = caption(title)

    def explain(self, text: str) -> None:
        """Write below what is in the box, on its border, what it means."""
        if text != self._below:
            self._below = text
            self.border_subtitle = caption(text)

    def paint(self, lines: Lines) -> None:
        """Show these lines; repaint those that differ."""
        old, self._lines = self._lines, lines
        if old == lines:
            return
        height = max(len(old), len(lines))
        if self.auto_height and len(old) != len(lines):
            self.refresh(layout=True)
            return
        changed = [
            Region(0, y, max(1, self.size.width), 1)
            for y in range(min(height, self.size.height))
            if y >= len(old) or y >= len(lines) or old[y] != lines[y]
        ]
        if changed:
            self.refresh(*changed)

    def on_resize(self) -> None:
        """Lines depend on the room there is: ask the screen for new ones."""
        again = getattr(self.screen, "lay_out_again", None)
        if again is not None:
            again()

    @property
    def auto_height(self) -> bool:
        """Say whether the panel is as tall as its lines."""
        return self.styles.height is not None and self.styles.height.is_auto

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's signature
        """As many rows as lines."""
        return len(self._lines)

    def render_line(self, y: int) -> Strip:
        """One line as a strip."""
        base = self.rich_style
        if y >= len(self._lines):
            return Strip.blank(self.size.width, base)
        return strip_of(self._lines[y], self.looks, base, self.size.width)

    @property
    def looks(self) -> Looks:
        """The theme's styles by role."""
        looks: Looks = self.app.looks  # type: ignore[attr-defined]
        return looks


def strip_of(line: Line, looks: Looks, base: Style, width: int) -> Strip:
    """A line painted over a base style, filled or cut to the width."""
    segments = [Segment(plain(text), base + looks[role]) for text, role in line]
    return Strip(segments).adjust_cell_length(width, base)
