"""The preview: what would be done where, what it costs, how long it takes, what to know."""

from rich.cells import cell_len

from console.desk import previews
from console.desk.builds import made
from console.desk.plans import bill, configures, ordered
from console.model.operation import Operation
from console.model.plan import (
    Plan,
    PlanRow,
    Refusal,
)
from console.model.wanted import LEADER, MEMORY, POWER, VCPUS
from console.tui.lines import EMPTY, Line, Lines, Role, joined, line, pad, wrapped
from console.tui.scene import Scene
from console.tui.view.subject import DOT, title

HEADS = ("datacenter", "now", "change", "after", "left", "cost")
PLACE_CELLS, NUMBER_CELLS, LABEL_CELLS = 11, 11, 12


def preview(scene: Scene, plan: Plan, cells: int) -> Lines:
    """What changes, cost and time, then warnings, what cannot be undone, and what undoes it."""
    facts = (*_facts(scene, plan), *_builds(scene, plan, cells))
    out: list[Line] = [*table(scene, plan, cells), EMPTY, *facts]
    for mark, role, notices in (
        ("·", Role.FAINT, plan.details),
        ("▲", Role.WARN, plan.warnings),
        ("✖", Role.BAD, plan.irreversible),
        ("↺", Role.ACCENT, plan.undo),
    ):
        if notices:
            out.append(EMPTY)
        said = Role.BAD if role is Role.BAD else Role.PLAIN
        for notice in notices:
            first, *rest = wrapped(scene.say(notice), cells - 2, said)
            out.append(line((f"{mark} ", role), *first))
            out.extend(line("  ", *part) for part in rest)
    return tuple(out)


def table(scene: Scene, plan: Plan, cells: int) -> Lines:
    """What changes: by datacenter, or the sizes of one machine."""
    if configures(plan):
        return _machine_table(scene, plan)
    return _place_table(scene, plan, cells)


def _machine_table(scene: Scene, plan: Plan) -> Lines:
    """The machine's vCPUs, memory and power, or the cluster's leader, now and after.

    Of several machines that are powered on each has its line.
    """
    text, locale = scene.locale.text, scene.locale
    head, several = ["", text("tui.plan.now"), text("tui.plan.after")], len(plan.changes) > 1
    first = max([PLACE_CELLS, *(cell_len(one.name) for one in plan.changes if several)])
    rows: list[Line] = [_cells(head, Role.FAINT, NUMBER_CELLS, first)]
    for change in plan.changes:
        for key, name, say in (
            (VCPUS, "vCPU", locale.number),
            (MEMORY, text("tui.column.memory"), locale.memory),
        ):
            before, after = change.before.get(key), change.wanted.get(key, change.before.get(key))
            if isinstance(after, int):
                was = say(before) if isinstance(before, int) else text("tui.unknown")
                role = Role.PLAIN if before == after else Role.STRONG
                rows.append(_cells([name, was, say(after)], role, NUMBER_CELLS))
        if POWER in change.wanted:
            powers = (text(f"tui.power.{v[POWER]}") for v in (change.before, change.wanted))
            name = change.name if several else text("tui.column.power")
            rows.append(_cells([name, *powers], Role.STRONG, NUMBER_CELLS, first))
        if LEADER in change.before:
            leaders = [str(change.before[LEADER]), change.name]
            rows.append(_cells([text("clusters.role.leader"), *leaders], Role.STRONG, NUMBER_CELLS))
    return tuple(rows) if rows[1:] else ()


def _place_table(scene: Scene, plan: Plan, cells: int) -> Lines:
    """One line a datacenter and the sum, in at most `cells` cells."""
    text = scene.locale.text
    size = min(NUMBER_CELLS, (cells - PLACE_CELLS) // (len(HEADS) - 1))
    head = [text(f"tui.plan.{name}") for name in HEADS]
    if ordered(plan):
        head[HEADS.index("left")] = text("tui.plan.stock")
    rows: list[Line] = [_cells(head, Role.FAINT, size)]
    names = {d.code: d.name for d in scene.policy.datacenters}
    rows.extend(_row(scene, names.get(r.datacenter, r.datacenter), r, size) for r in plan.rows)
    whole = previews.whole(plan, scene.locale, text("tui.unknown"))
    if whole is not None:
        rows.append(_cells([text("tui.plan.total"), *whole], Role.STRONG, size))
    return tuple(rows)


def _row(scene: Scene, name: str, row: PlanRow, size: int) -> Line:
    cells = previews.row(row, scene.locale, scene.locale.text("tui.unknown"))
    return _cells([name, *cells], Role.PLAIN, size)


def _cells(texts: list[str], role: Role, size: int, cells: int = PLACE_CELLS) -> Line:
    first, *numbers = texts
    return (
        *pad(line((first, role)), cells),
        *((f" {text:>{size - 1}}", role) for text in numbers),
    )


def money(scene: Scene, plan: Plan) -> Line:
    """What it changes of the bill, an hour, a month and in all; nothing for a machine's sizes."""
    cost = bill(plan)
    if cost is None:
        return EMPTY
    amounts = [line((said, Role.STRONG)) for said in previews.costs(plan, scene.locale)]
    unknown = line((scene.locale.text("tui.cost.unknown"), Role.STRONG))
    return joined(amounts if cost.known else [unknown], DOT)


def _facts(scene: Scene, plan: Plan) -> Lines:
    text = scene.locale.text
    cost, pace = money(scene, plan), previews.pace(plan, scene.locale)
    out = [(*_label(text("tui.plan.cost_label")), *cost)] if cost else []
    if pace is not None:
        known = pace.time is not None
        ends = text("tui.plan.eta", time=pace.time or "") if known else text("tui.plan.eta_unknown")
        out.append((*_label(text("tui.plan.time_label")), *line(ends)))
    if pace is not None and pace.calls:
        calls = text("tui.plan.calls", n=pace.calls, time=pace.calling)
        out.append((*_label(text("tui.plan.calls_label")), *line((calls, Role.FAINT))))
    return tuple(out)


def _label(text: str) -> Line:
    return line((f"{text:<{LABEL_CELLS}}", Role.FAINT))


def _builds(scene: Scene, plan: Plan, cells: int) -> Lines:
    """What each new instance is made with: a line, or one for those datacenters that are alike."""
    out: list[Line] = []
    label = scene.locale.text("build.made_of")
    for where, what in made(plan, scene.locale):
        text = scene.locale.of(where, what) if where else what
        for row in wrapped(text, cells - LABEL_CELLS, Role.FAINT):
            out.append((*_label(label), *row))
            label = ""
    return tuple(out)


def refusal(scene: Scene, refused: Refusal, cells: int) -> Lines:
    """Every reason, and under it what would lift it."""
    out: list[Line] = []
    for one in previews.objections(refused.reasons, scene.say):
        first, *rest = wrapped(one.why, cells - 2, Role.STRONG)
        out.append(line(("✖ ", Role.BAD), *first))
        out.extend(line("  ", *part) for part in rest)
        if one.remedy is not None:
            remedy = wrapped(one.remedy, cells - 4)
            out.append(line(("  → ", Role.ACCENT), *remedy[0]))
            out.extend(line("    ", *part) for part in remedy[1:])
    return tuple(out)


def target_line(scene: Scene, operation: Operation) -> Line:
    """Which operation a rollback or top-up is about."""
    at = operation.created_at
    when = f"{scene.locale.day(at)} {scene.locale.clock(at)}"
    return line(
        (operation.id, Role.STRONG),
        DOT,
        title(scene, operation.plan),
        DOT,
        (when, Role.FAINT),
    )


def sentence(scene: Scene, key: str) -> Lines:
    """A text of the catalogue, wrapped for a dialog."""
    return wrapped(scene.locale.text(key), 70)
