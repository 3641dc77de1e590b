"""The month's costs as rows and sentences; both are those of the command line."""

from console.desk import statement
from console.desk.costs import CostRow
from console.desk.reckoning import Reckoning
from console.model.notice import Notice
from console.tui.columns import Column, heads, layout, table_line
from console.tui.lines import Line, Lines, Role, line, wrapped
from console.tui.scene import Scene

COLUMNS = (
    Column("pool", 8, most=16),
    Column("datacenter", 6, most=10),
    Column("now", 6, right=True),
    Column("hourly", 11, right=True),
    Column("instances", 9, right=True, rank=1),
    Column("hours", 9, right=True),
    Column("euro", 13, right=True),
)


def rows(found: Reckoning | None) -> tuple[CostRow, ...]:
    """Each pool in each datacenter, then all of them."""
    return () if found is None else (*found.month.rows, found.month.whole)


def heard(scene: Scene, found: Reckoning | None, failure: Notice | None, cells: int) -> Lines:
    """Which month, until when and by which rule; why nobody knows anything newer."""
    why = () if failure is None else wrapped(scene.say(failure), cells, Role.WARN)
    if found is not None:
        return (*wrapped(statement.head(found.month, scene.locale), cells, Role.FAINT), *why)
    return why or (line((scene.locale.text("tui.detail.reading"), Role.FAINT)),)


def header(scene: Scene, cells: int) -> Line:
    """Column heads."""
    titles = {c.name: scene.locale.text(f"tui.column.{c.name}") for c in COLUMNS}
    return heads(titles, layout(COLUMNS, cells), "", reverse=False)


def row_line(scene: Scene, one: CostRow, cells: int) -> Line:
    """``api  RBX  12  €9.84  12  5,897  €4,835.54``; of all, in ink."""
    said = statement.cells(one, scene.locale)
    whole = not one.pool and not one.datacenter
    if whole:
        said["pool"] = scene.locale.text("cli.total")
    role = Role.STRONG if whole else Role.PLAIN
    parts = {column.name: line((said[column.name], role)) for column in COLUMNS}
    return table_line(("  ", Role.PLAIN), parts, layout(COLUMNS, cells))


def told(scene: Scene, found: Reckoning, cells: int) -> Lines:
    """All that is said of the month, what matters most first."""
    said = statement.sentences(found, scene.policy.budgets, scene.locale)
    return tuple(
        row
        for one in said
        for row in wrapped(one.text, cells, Role.WARN if one.warns else Role.PLAIN)
    )
