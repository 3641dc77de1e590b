"""A table that draws only the rows in sight and repaints only those that changed.

In place of DataTable, which repaints as a whole for one changed cell and takes
half a second to fill with 3,000 rows. The cursor follows its row's key.
"""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Generic, TypeVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip

from console.tui.lines import EMPTY, Line, Role, pad, text_of
from console.tui.widgets.panel import Panel, strip_of

Row = TypeVar("Row")


class Rows(Panel, Generic[Row], can_focus=True):
    """Rows under a header. `key` names a row for good; `draw` gives its line for a width."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "ends(0)", show=False),
        Binding("end", "ends(1)", show=False),
        Binding("enter,l", "choose", show=False),
        Binding("space", "mark", show=False),
    ]

    class Highlighted(Message):
        """The cursor is on another row."""

    class Chosen(Message):
        """Enter was pressed on a row."""

    class Marked(Message):
        """Other rows are marked."""

    class HeadClicked(Message):
        """The header was clicked, in the cell `x` of a line that is `cells` wide."""

        def __init__(self, rows: "Rows[Any]", x: int, cells: int) -> None:
            super().__init__()
            self.rows, self.x, self.cells = rows, x, cells

        @property
        def control(self) -> "Rows[Any]":
            """The table."""
            return self.rows

    def __init__(
        self,
        *,
        key: Callable[[Row], str],
        draw: Callable[[Row, int], Line],
        header: Callable[[int], Line],
        id: str | None = None,  # noqa: A002 - Textual's own name
        classes: str | None = None,
        markable: bool = False,
        led: bool = False,
    ) -> None:
        """`markable`: the space key marks rows, for what takes several.

        `led`: its cursor is moved by keys that are pressed elsewhere, as in a field above it.
        """
        super().__init__(id=id, classes=classes)
        self._led = led
        self._markable = markable
        self._marks: frozenset[str] = frozenset()
        self._key, self._draw, self._header = key, draw, header
        self._rows: Sequence[Row] = ()
        self._at = self._top = 0
        self._cursor_key: str | None = None
        self._sought: str | None = None

    @property
    def current(self) -> Row | None:
        """The row under the cursor."""
        return self._rows[self._at] if 0 <= self._at < len(self._rows) else None

    @property
    def marked(self) -> tuple[Row, ...]:
        """The rows that are marked, in their order."""
        return tuple(row for row in self._rows if self._key(row) in self._marks)

    @property
    def meant(self) -> tuple[Row, ...]:
        """What a verb that takes several is about: the marked rows, else the one at the cursor."""
        current = self.current
        return self.marked if self._marks else () if current is None else (current,)

    @property
    def marks(self) -> int:
        """How many rows are marked."""
        return len(self._marks)

    def action_mark(self) -> None:
        """Mark the row under the cursor, or no longer, and go on to the next."""
        row = self.current
        if self._markable and row is not None:
            self._mark(self._marks ^ {self._key(row)})
            self.action_move(1)

    def unmark(self) -> None:
        """Mark nothing any more."""
        self._mark(frozenset())

    def _mark(self, keys: frozenset[str]) -> None:
        if keys != self._marks:
            self._marks = keys
            self._settle()
            self.post_message(self.Marked())

    def fill(self, rows: Sequence[Row]) -> None:
        """Show these rows; the cursor stays on its key, or where it was if that is gone.

        A mark goes with its row: nothing is meant that is not listed.
        """
        if self._marks and rows is not self._rows:
            self._mark(self._marks & {self._key(row) for row in rows})
        self._rows = rows
        sought = self._where(self._sought)
        if sought is not None:
            self._at, self._sought = sought, None
        elif self._cursor_key is not None:
            at = min(self._at, max(0, len(rows) - 1))
            if not rows or self._key(rows[at]) != self._cursor_key:
                found = self._where(self._cursor_key)
                at = at if found is None else found
            self._at = at
        self._settle()

    def seek(self, key: str) -> None:
        """Put the cursor on the row of this key once there is one, unless it is moved before."""
        self._sought = key
        self.fill(self._rows)

    def _where(self, key: str | None) -> int | None:
        if key is None:
            return None
        return next((n for n, row in enumerate(self._rows) if self._key(row) == key), None)

    def action_move(self, step: int) -> None:
        """Move the cursor."""
        self._go(self._at + step)

    def action_page(self, step: int) -> None:
        """Move the cursor by what is in sight."""
        self._go(self._at + step * max(1, self._room - 1))

    def action_ends(self, last: int) -> None:
        """Move the cursor to the first or last row."""
        self._go(len(self._rows) - 1 if last else 0)

    def action_choose(self) -> None:
        """Choose the row under the cursor."""
        if self.current is not None:
            self.post_message(self.Chosen())

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll by moving the cursor."""
        event.stop()
        self._go(self._at + 3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll by moving the cursor."""
        event.stop()
        self._go(self._at - 3)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the row that was clicked; on the header, tell."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        if offset.y > 0:
            self._go(self._top + offset.y - 1)
        else:
            self.post_message(self.HeadClicked(self, offset.x, self.size.width))

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        super().on_resize()
        self._settle()

    def watch_has_focus(self, has_focus: bool) -> None:  # noqa: FBT001 - Textual's signature
        """Show where the cursor is, or that keys go elsewhere."""
        super().watch_has_focus(has_focus)
        self._settle()

    @property
    def _room(self) -> int:
        return max(0, self.size.height - 1)

    def _go(self, at: int) -> None:
        self._sought = None
        self._at = max(0, min(at, len(self._rows) - 1))
        self._settle()

    def _settle(self) -> None:
        """Scroll the cursor into sight, draw what is in sight, tell if the cursor's row changed."""
        room = self._room
        self._top = max(0, min(self._top, self._at, len(self._rows) - room))
        if room and self._at >= self._top + room:
            self._top = self._at - room + 1
        width = self.size.width
        seen = self._rows[self._top : self._top + room]
        drawn = [self._row_line(row, self._top + n, width) for n, row in enumerate(seen)]
        self.paint((pad(self._header(width), width), *drawn))
        current = self.current
        key = None if current is None else self._key(current)
        if key != self._cursor_key:
            self._cursor_key = key
            self.post_message(self.Highlighted())

    def _row_line(self, row: Row, at: int, width: int) -> Line:
        drawn = pad(self._draw(row, width), width)
        if self._marks and self._key(row) in self._marks:
            drawn = _ticked(drawn)
        if at != self._at:
            return drawn
        role = Role.CURSOR if self.has_focus or self._led else Role.STRONG
        return ((text_of(drawn), role),)

    def render_line(self, y: int) -> Strip:
        """One row as a strip."""
        base: Any = self.rich_style
        shown = self.lines[y] if y < len(self.lines) else EMPTY
        return strip_of(shown, self.looks, base, self.size.width)


def _ticked(drawn: Line) -> Line:
    """A row whose second cell, blank beside its state, says that it is marked."""
    (text, role), *rest = drawn
    return ((text[:1], role), ("✓", Role.KEY), (text[2:], role), *rest)
