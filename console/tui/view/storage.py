"""The datastores: rows in order, a filter, and the overview's panel."""

from console.desk.datastores import StorageTotals, StoreTally, filling_level
from console.desk.urgency import Level
from console.model.naming import natural
from console.model.private import Datastore, DatastoreKind
from console.tui.columns import Column, heads, layout, table_line
from console.tui.formatting import days, percent, size, stacked
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
    hay = " ".join((store.name, kind(scene, tally), store.folder or "", *troubles)).lower()
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
    store, locale = tally.datastore, scene.locale
    role = FILLS[tally.level] if tally.level is not Level.FINE else Role.PLAIN
    wide = next((cells for column, cells in sizes if column.name == "bar"), 0)
    parts = {
        "name": line((store.name, Role.STRONG)),
        "bar": bar(tally, wide),
        "full": line((percent(locale, tally.used_ratio), role)),
        "free": line(size(locale, store.free_bytes)),
        "days": _days(scene, tally),
        "mounts": mounts(scene, tally),
        "kind": line((kind(scene, tally), Role.FAINT)),
        "growth": line((growth(scene, tally), Role.FAINT)),
        "over": _over(scene, store),
        "machines": line((locale.number(len(store.virtual_machines)), Role.FAINT)),
    }
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


def _days(scene: Scene, tally: StoreTally) -> Line:
    """Days until full; a dash where it does not grow, n/a where nothing says."""
    if tally.days_left is None:
        steady = tally.per_day is not None and tally.datastore.accessible
        return line(("—" if steady else scene.locale.text("tui.na"), Role.FAINT))
    level = filling_level(tally.days_left)
    role = Role.PLAIN if level is Level.FINE else FILLS[level]
    return line((days(scene.locale, tally.days_left), role))


def mounts(scene: Scene, tally: StoreTally) -> Line:
    """Hosts that can use it, of those in service; marked when one cannot."""
    if not tally.hosts:
        return line((scene.locale.text("tui.na"), Role.FAINT))
    text = f"{tally.usable}/{tally.hosts}"
    return line((f"✖ {text}", Role.BAD)) if tally.missing else line(text)


def kind(scene: Scene, tally: StoreTally) -> str:
    """``NFS SSD``; the medium only where vCenter or the provider says."""
    names = {
        DatastoreKind.NFS: "NFS",
        DatastoreKind.VMFS: "VMFS",
        DatastoreKind.VSAN: "vSAN",
        DatastoreKind.OTHER: scene.locale.text("tui.store.other"),
    }
    medium = "" if tally.ssd is None else " SSD" if tally.ssd else " HDD"
    return f"{names[tally.datastore.kind]}{medium}"


def growth(scene: Scene, tally: StoreTally) -> str:
    """``+46 GB/d`` over the last days."""
    if tally.per_day is None:
        return scene.locale.text("tui.na")
    return scene.locale.text("tui.store.per_day", size=signed_size(scene, tally.per_day))


def signed_size(scene: Scene, count: float) -> str:
    """Bytes with their sign."""
    sign = "+" if count >= 1 else "−" if count <= -1 else ""
    return f"{sign}{scene.locale.size(abs(count))}"


def _over(scene: Scene, store: Datastore) -> Line:
    """Provisioned of capacity as a factor, marked above one."""
    ratio = store.provisioned_ratio
    if ratio is None:
        return line((scene.locale.text("tui.na"), Role.FAINT))
    role = Role.WARN if ratio > 1 else Role.FAINT
    return line((f"{scene.locale.number(ratio, 1)} ×", role))


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
