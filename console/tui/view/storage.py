"""The datastores: rows in order, a filter, and the overview's panel."""

from console.desk import inventory
from console.desk.datastores import StorageTotals, StoreTally, filling_level
from console.desk.urgency import Level
from console.model.naming import natural
from console.tui.columns import Column, heads, layout, table_line
from console.tui.formatting import size, stacked
from console.tui.lines import Line, Lines, Role, fit, line
from console.tui.scene import Scene

MARKS = {
    Level.FINE: ("●", Role.GOOD),
    Level.WATCH: ("▲", Role.WARN),
    Level.ACT: ("✖", Role.BAD),
}
FILLS = {Level.FINE: Role.GOOD, Level.WATCH: Role.WARN, Level.ACT: Role.BAD}
USED, GIVEN = "█", "▒"
LEAST_NAME, MOST_NAME = 10, 28
ROOMY = 110
COLUMNS = (
    Column("bar", 10, most=46),
    Column("full", 6, right=True),
    Column("free", 8, right=True),
    Column("days", 8, right=True),
    Column("mounts", 7, right=True),
    Column("kind", 9, rank=1),
    Column("growth", 11, rank=2, right=True),
    Column("over", 6, rank=3, right=True),
    Column("machines", 4, rank=4, right=True),
)
PANEL_COLUMNS = tuple(c for c in COLUMNS if c.name not in {"kind", "growth", "over", "machines"})
SORTS = ("full", "days", "free", "name")
FOREVER = float("inf")


def sizes_for(cells: int, longest: int, *, panel: bool = False) -> tuple[tuple[Column, int], ...]:
    """The columns that fit; the names get what the longest takes, the bars what is left."""
    name = Column("name", max(LEAST_NAME, min(MOST_NAME, longest)))
    return layout((name, *(PANEL_COLUMNS if panel else COLUMNS)), cells)


def listed(
    scene: Scene, tallies: tuple[StoreTally, ...], needle: str, sort: str, *, reverse: bool
) -> tuple[StoreTally, ...]:
    """The datastores that match, in order; they come the fullest first."""
    words = needle.lower().split()
    found = [t for t in tallies if not words or _matches(scene, t, words)]
    if sort == "days":
        found.sort(key=lambda t: FOREVER if t.days_left is None else t.days_left)
    elif sort == "free":
        found.sort(key=lambda t: -1 if t.datastore.free_bytes is None else t.datastore.free_bytes)
    elif sort == "name":
        found.sort(key=lambda t: natural(t.datastore.name))
    return tuple(reversed(found)) if reverse else tuple(found)


def _matches(scene: Scene, tally: StoreTally, words: list[str]) -> bool:
    """Every word is somewhere in the name, kind, folder or troubles."""
    store = tally.datastore
    troubles = (scene.say(trouble.what) for trouble in tally.troubles)
    hay = " ".join(
        (store.name, inventory.kind(tally, scene.locale), store.folder or "", *troubles)
    ).lower()
    return all(word in hay for word in words)


def header(scene: Scene, sort: str, cells: int, longest: int = MOST_NAME, *, reverse: bool) -> Line:
    """Column heads; the sorted one is marked."""
    sizes = sizes_for(cells, longest)
    names = (column.name for column, _ in sizes if column.name != "bar")
    titles = {name: scene.locale.text(f"tui.column.{name}") for name in names}
    legend = scene.locale.text("tui.store.legend", used=USED, given=GIVEN)
    room = next((cells for column, cells in sizes if column.name == "bar"), 0)
    titles["bar"] = legend if len(legend) <= room else ""
    return heads(titles, sizes, sort, reverse=reverse)


def row_line(scene: Scene, tally: StoreTally, cells: int, longest: int = MOST_NAME) -> Line:
    """``✖ ssd-000123  ████████▒ 96 %  122 GB  2 d  3/3  NFS SSD  +46 GB/d  1.4×``."""
    return _line(scene, tally, sizes_for(cells, longest))


def _line(scene: Scene, tally: StoreTally, sizes: tuple[tuple[Column, int], ...]) -> Line:
    said = inventory.datastore(tally, scene.locale)
    filling = FILLS[tally.level] if tally.level is not Level.FINE else Role.PLAIN
    wide = next((cells for column, cells in sizes if column.name == "bar"), 0)
    roles = {"name": Role.STRONG, "full": filling, "free": Role.PLAIN, "over": _over_role(tally)}
    parts = {name: line((text, roles.get(name, Role.FAINT))) for name, text in said.items()}
    parts |= {"bar": bar(tally, wide), "days": _days(tally, said["days"])}
    parts["mounts"] = mounts(tally, said["mounts"])
    glyph, mark_role = MARKS[tally.level]
    return table_line((f"{glyph} ", mark_role), parts, sizes)


def bar(tally: StoreTally, cells: int) -> Line:
    """Used, then what thin disks may still claim; nothing at all when it cannot be read."""
    store = tally.datastore
    used, given, capacity = store.used_bytes, store.provisioned_bytes, store.capacity_bytes
    if used is None or given is None or not capacity:
        return ()
    over = Role.WARN if given > capacity else Role.FAINT
    parts = ((used, USED, FILLS[tally.level]), (given - used, GIVEN, over))
    return stacked(parts, capacity, cells)


def _days(tally: StoreTally, said: str) -> Line:
    """Days until full, loud where few are left."""
    if tally.days_left is None:
        return line((said, Role.FAINT))
    level = filling_level(tally.days_left)
    return line((said, Role.PLAIN if level is Level.FINE else FILLS[level]))


def mounts(tally: StoreTally, said: str) -> Line:
    """Hosts that can use it, of those in service; marked when one cannot."""
    if not tally.hosts:
        return line((said, Role.FAINT))
    return line((f"✖ {said}", Role.BAD)) if tally.missing else line(said)


def _over_role(tally: StoreTally) -> Role:
    """Provisioned of capacity is marked above one."""
    return Role.WARN if (tally.datastore.provisioned_ratio or 0.0) > 1 else Role.FAINT


def title(scene: Scene, found: StorageTotals) -> str:
    """``Datastores 12 · 28.1 TB of 36 TB``, and how many cannot be reached."""
    text, locale = scene.locale.text, scene.locale
    parts = [text("tui.stores", n=found.count)]
    if found.capacity_bytes:
        used, capacity = size(locale, found.used_bytes), size(locale, found.capacity_bytes)
        parts.append(text("tui.stores.of", used=used, capacity=capacity))
    if found.unknown:
        parts.append(text("tui.stores.unknown", n=found.unknown))
    if found.acting:
        parts.append(f"✖ {locale.number(found.acting)}")
    return " · ".join(parts)


def summary(scene: Scene, found: StorageTotals, shown: int, needle: str) -> str:
    """The table's title: the sums, or how many match the filter."""
    if not needle:
        return title(scene, found)
    return scene.locale.text("tui.instances.filtered", n=shown, total=found.count, needle=needle)


def panel(scene: Scene, tallies: tuple[StoreTally, ...], cells: int, rows: int) -> Lines:
    """As many datastores as fit, the fullest first; a last line says how many are not shown."""
    longest = max((len(tally.datastore.name) for tally in tallies[:rows]), default=0)
    sizes = sizes_for(cells, longest, panel=cells < ROOMY)
    if len(tallies) <= rows or rows < 3:  # noqa: PLR2004 - two lines are both for datastores
        return tuple(_line(scene, tally, sizes) for tally in tallies[:rows])
    shown = tallies[: rows - 1]
    rest = tallies[rows - 1 :]
    worst = max((t.level for t in rest), default=Level.FINE)
    more = scene.locale.text("tui.detail.more", n=len(rest))
    glyph, role = MARKS[worst]
    last = line((f"{glyph} ", role), (more, Role.FAINT))
    return (*(_line(scene, tally, sizes) for tally in shown), fit(last, cells))
