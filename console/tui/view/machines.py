"""The virtual machines: rows in order, a filter, and one of them in full."""

from collections.abc import Callable

from console.desk import inventory
from console.desk.machines import MachineTally, protection
from console.desk.urgency import Level
from console.model.naming import natural
from console.model.private import Power, PrivateView, Task, TaskState, VirtualMachine
from console.tui.columns import Column, heads, layout, table_line
from console.tui.formatting import bar, memory, percent
from console.tui.lines import EMPTY, Line, Lines, Role, line, wrapped
from console.tui.scene import Scene
from console.tui.view.clusters import membership
from console.tui.view.private import facts, main_cells, spread
from console.tui.view.storage import MARKS

COLUMNS = (
    Column("name", 12, most=30),
    Column("power", 12, rank=3),
    Column("vcpus", 4, right=True),
    Column("memory", 7, right=True),
    Column("cpu", 5, right=True),
    Column("used", 5, right=True),
    Column("hot_add", 11, rank=1),
    Column("snapshots", 12, rank=1),
    Column("data", 9),
    Column("pool", 12, most=16, rank=2),
    Column("host", 15, rank=2),
)
SORTS = ("state", "name", "cpu", "used", "snapshots")
HIGH = 0.9
BAR_CELLS = 12


def listed(
    scene: Scene, tallies: tuple[MachineTally, ...], needle: str, sort: str, *, reverse: bool
) -> tuple[MachineTally, ...]:
    """The machines that match, in order; they come with what needs a person first."""
    words = needle.lower().split()
    found = [t for t in tallies if not words or _matches(scene, t, words)]
    keys: dict[str, Callable[[MachineTally], object]] = {
        "name": lambda t: natural(t.machine.name),
        "cpu": lambda t: -(t.cpu or 0.0),
        "used": lambda t: -(t.memory or 0.0),
        "snapshots": lambda t: -_oldest_s(scene, t),
    }
    if sort in keys:
        found.sort(key=keys[sort])  # type: ignore[arg-type]
    return tuple(reversed(found)) if reverse else tuple(found)


def _oldest_s(scene: Scene, tally: MachineTally) -> float:
    """Age of the oldest snapshot in estate seconds; below zero without any."""
    if tally.oldest is None:
        return -1.0
    return max(0.0, (scene.now - tally.oldest.created_at).total_seconds())


def _matches(scene: Scene, tally: MachineTally, words: list[str]) -> bool:
    """Every word is somewhere in the name, guest, host, pool, state or what it is."""
    parts = (
        tally.machine.name,
        tally.machine.guest_name,
        tally.host.name if tally.host else "",
        tally.pool.name if tally.pool else "",
        scene.locale.text(f"tui.power.{tally.machine.power}"),
        scene.locale.text("tui.machine.stateful") if tally.stateful else "",
    )
    hay = " ".join(parts).lower()
    return all(word in hay for word in words)


def header(scene: Scene, sort: str, cells: int, *, reverse: bool) -> Line:
    """Column heads; the sorted one is marked."""
    titles = {c.name: scene.locale.text(f"tui.column.{c.name}") for c in COLUMNS}
    return heads(titles, layout(COLUMNS, cells), sort, reverse=reverse)


def row_line(scene: Scene, tally: MachineTally, cells: int) -> Line:
    """``● db-1  8  64 GB  43 %  71 %  hot-add  2 · 5 d  stateful``."""
    said = inventory.machine(tally, scene.now, scene.locale)
    glyph, role = mark(tally)
    roles = {"name": Role.STRONG, "power": role, "hot_add": Role.FAINT, "pool": Role.FAINT}
    parts = {name: line((text, roles.get(name, Role.PLAIN))) for name, text in said.items()}
    parts |= {"cpu": load(scene, tally.cpu), "used": load(scene, tally.memory)}
    parts["snapshots"] = snapshots(tally, said["snapshots"])
    stateful = scene.locale.text("tui.machine.stateful")
    parts["data"] = line((stateful, Role.WARN)) if tally.stateful else EMPTY
    parts["host"] = line((short_name(said["host"]), Role.FAINT))
    return table_line((f"{glyph} ", role), parts, layout(COLUMNS, cells))


def mark(tally: MachineTally) -> tuple[str, Role]:
    """The level's mark; a machine that is off and need not be on has a hollow one."""
    if tally.level is Level.FINE and tally.machine.power is not Power.ON:
        return "○", Role.FAINT
    return MARKS[tally.level]


def load(scene: Scene, ratio: float | None) -> Line:
    """A share in use, loud when there is little left."""
    if ratio is None:
        return line((scene.locale.text("tui.na"), Role.FAINT))
    return line((percent(scene.locale, ratio), Role.WARN if ratio >= HIGH else Role.PLAIN))


def short_name(host: str) -> str:
    """A host's name without its domain; an address stays whole."""
    first = host.partition(".")[0]
    return host if first.isdecimal() else first


def snapshots(tally: MachineTally, said: str) -> Line:
    """How many, and how old the oldest is; an old one is pointed at."""
    return line((f"▲ {said}", Role.WARN)) if tally.old else line(said)


def summary(scene: Scene, tallies: tuple[MachineTally, ...], shown: int, needle: str) -> str:
    """How many, how many are off, and how many old snapshots there are."""
    text = scene.locale.text
    if needle:
        return text("tui.instances.filtered", n=shown, total=len(tallies), needle=needle)
    off = sum(t.machine.power is not Power.ON for t in tallies)
    old = sum(t.old for t in tallies)
    parts = [text("tui.machines", n=len(tallies))]
    if off:
        parts.append(text("tui.machines.off", n=off))
    if old:
        parts.append(text("tui.machines.old_snapshots", n=old))
    return " · ".join(parts)


def details(scene: Scene, view: PrivateView, tally: MachineTally, cells: int) -> Lines:
    """What is wrong first, then sizes and load, where it is, and its snapshots."""
    side: list[Line] = [*_snapshots(scene, tally)]
    tasks = [t for t in view.tasks if t.entity_id == tally.machine.id]
    if tasks:
        side += [EMPTY, line((scene.locale.text("tui.detail.tasks"), Role.TITLE))]
        side.extend(_task(scene, task) for task in tasks)
    main = (*_state(scene, tally, main_cells(cells)), *_facts(scene, view, tally))
    return spread(main, tuple(side), cells)


def _state(scene: Scene, tally: MachineTally, cells: int) -> Lines:
    glyph, role = mark(tally)
    text, machine = scene.locale.text, tally.machine
    word = text(f"tui.power.{machine.power}")
    kind = line((f" · {text('tui.machine.stateful_long')}", Role.WARN)) if tally.stateful else EMPTY
    out: list[Line] = [line((f"{glyph} {word}", role), *kind)]
    said = [text("tui.alarm", name=alarm.name) for alarm in tally.alarms]
    if machine.power is Power.ON and machine.guest_running is False:
        said.insert(0, text("tui.machine.guest_silent"))
    if machine.hangs:
        said.insert(0, text("machine.hangs"))
    if tally.old and tally.oldest is not None:
        said.append(
            text(
                "tui.machine.old_snapshot",
                age=inventory.snapshot_age(tally, scene.now, scene.locale),
            )
        )
    for sentence in said:
        out.extend(wrapped(f"▲ {sentence}", cells, Role.WARN, "  "))
    return tuple(out)


def _facts(scene: Scene, view: PrivateView, tally: MachineTally) -> Lines:
    machine, locale = tally.machine, scene.locale
    names = {store.id: store.name for store in view.datastores}
    on = ", ".join(names.get(i, i) for i in machine.datastore_ids) or "—"
    member = membership(scene, tally.pool, machine.name)
    return facts(
        scene,
        (
            *((("cluster", member),) if member is not None else ()),
            ("vcpus", _gauge(scene, locale.number(machine.vcpus), tally.cpu)),
            ("memory", _gauge(scene, memory(locale, machine.memory_bytes), tally.memory)),
            ("hot_add", line(_hot_add_in_full(scene, machine))),
            ("pool", line(tally.pool.name if tally.pool else "—")),
            ("host", line(tally.host.name if tally.host else "—")),
            ("ha", line(protection(machine, locale))),
            ("stores", line(on)),
            ("guest", line(machine.guest_name or "—")),
            ("id", line((machine.id, Role.FAINT))),
        ),
    )


def _hot_add_in_full(scene: Scene, machine: VirtualMachine) -> str:
    said = inventory.hot_add(machine, scene.locale)
    if machine.memory_hot_add and machine.memory_limit_bytes:
        limit = memory(scene.locale, machine.memory_limit_bytes)
        said = f"{said} · {scene.locale.text('tui.machine.limit', memory=limit)}"
    return said


def _gauge(scene: Scene, amount: str, ratio: float | None) -> Line:
    """``8   ████░░░░░░░░ 43 %``."""
    if ratio is None:
        return line(f"{amount:<8}", load(scene, ratio)[0])
    role = Role.WARN if ratio >= HIGH else Role.GOOD
    return line(f"{amount:<8}", *bar(ratio, BAR_CELLS, role), " ", *load(scene, ratio))


def _snapshots(scene: Scene, tally: MachineTally) -> Lines:
    locale, text = scene.locale, scene.locale.text
    out: list[Line] = [line((text("tui.detail.snapshots"), Role.TITLE))]
    if not tally.machine.snapshots:
        out.append(line((text("tui.machine.no_snapshots"), Role.FAINT)))
    for shot in sorted(tally.machine.snapshots, key=lambda s: s.created_at):
        at = f"{locale.day(shot.created_at)} {locale.clock(shot.created_at)}"
        about = f" {shot.description}" if shot.description else ""
        out.append(line((f"{at}  ", Role.FAINT), shot.name, (about, Role.FAINT)))
    return tuple(out)


def _task(scene: Scene, task: Task) -> Line:
    state = scene.locale.text(f"tui.task.{task.state}")
    how_far = "" if task.progress is None else f" {scene.locale.percent(task.progress / 100)}"
    role = Role.BAD if task.state is TaskState.ERROR else Role.PLAIN
    why = f" {task.error}" if task.error else ""
    return line(task.name, (f" {state}{how_far}", role), (why, Role.WARN))
