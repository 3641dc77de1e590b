"""What the screens of a table share: rows, their filter and order, and one row in full."""

from collections.abc import Callable, Sequence
from typing import ClassVar, Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.events import Key
from textual.widgets import Input

from console.tui.caption import caption
from console.tui.columns import Column, column_at
from console.tui.lines import Line, Lines, Role, text_of, wrapped
from console.tui.scene import Scene
from console.tui.screens.estate import EstateScreen
from console.tui.widgets.field import Field
from console.tui.widgets.panel import Panel
from console.tui.widgets.rows import Rows

WHOLE_CELLS = 160
"""How wide all that is said of a row is written where it is copied."""
Row = TypeVar("Row")
Item = TypeVar("Item")


class SplitScreen(EstateScreen, Generic[Row]):
    """A table above or beside the details of the row under the cursor.

    Subclasses give the rows and how each is drawn. `SORTS` are the orders that
    a key goes through; without any, and without `FILTER`, there is no filter.
    """

    CSS_PATH = "split.tcss"
    AUTO_FOCUS = "#table"
    SORTS: ClassVar[tuple[str, ...]] = ()
    MARKS: ClassVar[bool] = False
    """Whether rows can be marked: a verb takes several of them."""
    FILTER: ClassVar[str | None] = None
    """The catalogue key of what may be typed into the filter."""
    NONE: ClassVar[str | None] = None
    """The catalogue key of what is said where there is no row at all."""

    def __init__(self) -> None:
        super().__init__()
        self.needle = ""
        self.reverse = False
        self.scene: Scene | None = None
        self._sort = 0
        self._detailed = ""
        self._copied = ("", 0)
        self._title = ""

    # What subclasses say --------------------------------------------------

    def key_of(self, row: Row) -> str:
        """What names a row for good."""
        raise NotImplementedError

    def line_of(self, scene: Scene, row: Row, cells: int) -> Line:
        """A row's line."""
        raise NotImplementedError

    def head_of(self, scene: Scene, cells: int) -> Line:
        """The heads of the columns."""
        raise NotImplementedError

    def details_of(self, scene: Scene, cells: int) -> tuple[str, Lines] | None:
        """The title and the lines of what is looked at; None when there is nothing."""
        raise NotImplementedError

    def above(self) -> ComposeResult:
        """What stands above the table."""
        yield from ()

    def sizes_of(self, cells: int) -> Sequence[tuple[Column, int]]:  # noqa: ARG002 - none to sort by
        """The columns of a line so wide, where their heads sort."""
        return ()

    def names_of(self, row: Row) -> tuple[str, ...]:
        """What of a row is copied, one press after the other, before all that is said of it."""
        return (self.key_of(row),)

    # What they share ------------------------------------------------------

    @property
    def sort(self) -> str:
        """The order the rows are in."""
        return self.SORTS[self._sort] if self.SORTS else ""

    @property
    def table(self) -> Rows[Row]:
        """The table."""
        return self.query_one("#table", Rows)

    def body(self) -> ComposeResult:
        """The filter above the table, the details beside or below it."""
        with Horizontal(id="split"):
            with Vertical(id="list"):
                if self.FILTER is not None:
                    hint = self.vigie.locale.text(self.FILTER)
                    box = Field(id="filter", placeholder=hint)
                    box.display = False
                    yield box
                yield from self.above()
                yield self.rows_widget(
                    "table", self.key_of, self.line_of, self.head_of, markable=self.MARKS
                )
            with VerticalScroll(id="details", classes="box", can_focus=True):
                yield Panel(id="detail", classes="grow")

    def rows_widget(
        self,
        name: str,
        key: Callable[[Item], str],
        draw: Callable[[Scene, Item, int], Line],
        header: Callable[[Scene, int], Line],
        *,
        markable: bool = False,
    ) -> Rows[Item]:
        """A table whose lines are drawn from the newest scene."""
        return Rows[Item](
            key=key,
            draw=lambda row, cells: draw(self.scene, row, cells) if self.scene else (),
            header=lambda cells: header(self.scene, cells) if self.scene else (),
            id=name,
            classes="box",
            markable=markable,
        )

    def fill(self, scene: Scene, rows: Sequence[Row], title: str) -> None:
        """Show these rows, under this title, and the details of the one under the cursor."""
        self.table.fill(rows)
        self._title = title
        self.entitle()
        self.show_details(scene)

    @on(Rows.Marked)
    def entitle(self) -> None:
        """Name the table, and say how many of its rows are marked."""
        marks = self.table.marks
        more = f" · {self.vigie.locale.text('tui.marked', n=marks)}" if marks else ""
        self.table.call(f"{self._title}{more}")

    def show_details(self, scene: Scene | None) -> None:
        """Show what is looked at in full."""
        box, panel = self.query_one("#details"), self.query_one("#detail", Panel)
        cells = max(20, box.size.width - 1)
        found = self.details_of(scene, cells) if scene is not None else None
        title, lines = found or ("", self._absence(cells))
        if title != self._detailed:
            self._detailed = title
            box.border_title = caption(title)
        panel.paint(lines)

    def _absence(self, cells: int) -> Lines:
        """Why no row is there, and how to see those that the filter hides."""
        if self.table.current is not None:
            return ()
        key = "tui.filter.nothing" if self.needle else self.NONE
        return wrapped(self.vigie.locale.text(key), cells, Role.FAINT) if key else ()

    def perform(self, action_id: str) -> bool:
        """Filter, sort, details."""
        if action_id == "filter.open" and self.FILTER is not None:
            box = self.query_one("#filter", Input)
            box.display = True
            box.focus()
        elif action_id == "sort.next" and self.SORTS:
            self._sort = (self._sort + 1) % len(self.SORTS)
            self._again()
        elif action_id == "sort.reverse" and self.SORTS:
            self.reverse = not self.reverse
            self._again()
        elif action_id == "row.copy":
            self._copy()
        elif action_id == "details.toggle":
            pane = self.query_one("#details")
            pane.display = not pane.display
            self.lay_out_again()
        else:
            return False
        return True

    def seek(self, key: str) -> None:
        """Put the cursor on a row that may be out of sight, or not listed yet."""
        if self.FILTER is not None:
            self._unfilter()
        self.table.seek(key)
        self.table.focus()

    def look_for(self, words: str) -> None:
        """Filter by some words; where there is no filter, they name a row."""
        if self.FILTER is None:
            self.seek(words)
            return
        box = self.query_one("#filter", Input)
        box.value, box.display = words, True
        self.table.focus()

    def _copy(self) -> None:
        """Copy a name of the row; pressed again, the next, and at last all that is said of it.

        Of marked rows all are copied, a line each.
        """
        row = self.table.current
        if row is None or self.scene is None:
            return
        marked = self.table.marked
        key = " ".join(map(self.key_of, marked or (row,)))
        told = self.details_of(self.scene, WHOLE_CELLS)
        whole = "" if told is None else "\n".join([told[0], *map(text_of, told[1])])
        names = self.copied_of(self.names_of(row), whole)
        if marked:
            names = tuple(map("\n".join, zip(*map(self.names_of, marked), strict=False)))
        texts = list(dict.fromkeys(filter(None, names)))
        at = self._copied[1] + 1 if self._copied[0] == key else 0
        self._copied = key, at
        self.vigie.copy(texts[at % len(texts)])

    def copied_of(self, names: tuple[str, ...], whole: str) -> tuple[str, ...]:
        """In which order a row's names, and all that is said of it, are copied."""
        return (*names, whole)

    def on_key(self, event: Key) -> None:
        """Escape in the filter clears it; in the table the marks first."""
        if self.FILTER is None or event.key != "escape":
            return
        if self.table.marks and self.table.has_focus:
            event.stop()
            self.table.unmark()
        elif self.query_one("#filter", Input).display:
            event.stop()
            self._unfilter()
            self.table.focus()

    def _unfilter(self) -> None:
        box = self.query_one("#filter", Input)
        box.value = ""
        box.display = False

    @on(Input.Changed, "#filter")
    def filtered(self, event: Input.Changed) -> None:
        """Filter as one types."""
        self.needle = event.value.strip()
        self._again()

    @on(Input.Submitted, "#filter")
    def to_table(self) -> None:
        """Enter in the filter goes to the rows."""
        self.table.focus()

    @on(Rows.Highlighted)
    def highlighted(self) -> None:
        """Show the row under the cursor."""
        self.query_one("#details", VerticalScroll).scroll_home(animate=False)
        self.show_details(self.scene)
        self.rested()

    def rested(self) -> None:
        """Hear that the cursor is on another row."""

    @on(Rows.HeadClicked, "#table")
    def head_clicked(self, event: Rows.HeadClicked) -> None:
        """Sort by the column that was clicked; clicked again, the other way round."""
        name = column_at(self.sizes_of(event.cells), event.x)
        if name not in self.SORTS:
            return
        again = name == self.sort
        self._sort, self.reverse = self.SORTS.index(name), again and not self.reverse
        self._again()

    @on(Rows.Chosen)
    def chosen(self) -> None:
        """Enter goes to the details."""
        self.query_one("#details").focus()

    def _again(self) -> None:
        if self.scene is not None:
            self.show(self.scene)
