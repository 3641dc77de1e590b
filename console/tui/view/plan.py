"""The preview: what would be done where, what it costs, how long it takes, what to know."""

from decimal import Decimal

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
    """The machine's vCPUs, memory and power, or the cluster's leader, now and after."""
    text, locale = scene.locale.text, scene.locale
    head = ["", text("tui.plan.now"), text("tui.plan.after")]
    rows: list[Line] = [_cells(head, Role.FAINT, NUMBER_CELLS)]
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
            rows.append(_cells([text("tui.column.power"), *powers], Role.STRONG, NUMBER_CELLS))
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
    if len(plan.rows) == 1 and ordered(plan):
        return tuple(rows)
    costs = [row.euro_per_hour_after for row in plan.rows]
    known = [c for c in costs if c is not None]
    total = sum(known, Decimal(0)) if len(known) == len(costs) else None
    rows.append(
        _cells(
            [
                text("tui.plan.total"),
                scene.locale.number(plan.size_now),
                _signed(scene, plan.size_after - plan.size_now),
                scene.locale.number(plan.size_after),
                "",
                _money(scene, total),
            ],
            Role.STRONG,
            size,
        )
    )
    return tuple(rows)


def _row(scene: Scene, name: str, row: PlanRow, size: int) -> Line:
    left = scene.locale.text("tui.unknown") if row.quota_left_after is None else None
    return _cells(
        [
            name,
            scene.locale.number(row.now),
            _signed(scene, row.change),
            scene.locale.number(row.after),
            left or scene.locale.number(row.quota_left_after or 0),
            _money(scene, row.euro_per_hour_after),
        ],
        Role.PLAIN,
        size,
    )


def _cells(texts: list[str], role: Role, size: int) -> Line:
    first, *numbers = texts
    return (
        *pad(line((first, role)), PLACE_CELLS),
        *((f" {text:>{size - 1}}", role) for text in numbers),
    )


def _signed(scene: Scene, count: int) -> str:
    sign = "+" if count > 0 else "−" if count < 0 else ""
    return f"{sign}{scene.locale.number(abs(count))}"


def _money(scene: Scene, amount: Decimal | None) -> str:
    return "?" if amount is None else scene.locale.euros(amount)


def money(scene: Scene, plan: Plan) -> Line:
    """What it changes of the bill, an hour, a month and in all; nothing for a machine's sizes."""
    locale, text = scene.locale, scene.locale.text
    cost = bill(plan)
    if cost is None:
        return EMPTY
    parts: list[Line] = []
    if cost.hourly is not None:
        amount = locale.euros(cost.hourly, signed=True)
        parts.append(line((text("tui.cost.per_hour", amount=amount), Role.STRONG)))
    if cost.monthly is not None:
        amount = locale.euros(cost.monthly, signed=True)
        parts.append(line((text("tui.cost.per_month", amount=amount), Role.STRONG)))
    if not cost.known:
        parts.append(line((text("tui.cost.unknown"), Role.STRONG)))
    if cost.in_all is not None and plan.request.duration_h is not None:
        hours = locale.number(float(plan.request.duration_h))
        amount = locale.euros(cost.in_all)
        parts.append(line(text("tui.plan.for_duration", amount=amount, hours=hours)))
    return joined(parts, DOT)


def _facts(scene: Scene, plan: Plan) -> Lines:
    locale, text = scene.locale, scene.locale.text
    calls = text("tui.plan.calls", n=plan.api_calls, time=locale.duration(plan.api_time_s))
    if plan.eta_s is None:
        ends = text("tui.plan.eta_unknown")
    else:
        ends = text("tui.plan.eta", time=locale.duration(plan.eta_s))
    cost = money(scene, plan)
    return (
        *(((*_label(text("tui.plan.cost_label")), *cost),) if cost else ()),
        (*_label(text("tui.plan.time_label")), *line(ends)),
        (*_label(text("tui.plan.calls_label")), *line((calls, Role.FAINT))),
    )


def _label(text: str) -> Line:
    return line((f"{text:<{LABEL_CELLS}}", Role.FAINT))


def _builds(scene: Scene, plan: Plan, cells: int) -> Lines:
    """What each new instance is made with: a line, or one for those datacenters that are alike."""
    out: list[Line] = []
    label = scene.locale.text("build.made_of")
    for where, what in made(plan, scene.locale):
        text = f"{where}: {what}" if where else what
        for row in wrapped(text, cells - LABEL_CELLS, Role.FAINT):
            out.append((*_label(label), *row))
            label = ""
    return tuple(out)


def refusal(scene: Scene, refused: Refusal, cells: int) -> Lines:
    """Every reason, and under it what would lift it."""
    out: list[Line] = []
    for reason in refused.reasons:
        first, *rest = wrapped(scene.say(reason.why), cells - 2, Role.STRONG)
        out.append(line(("✖ ", Role.BAD), *first))
        out.extend(line("  ", *part) for part in rest)
        if reason.remedy is not None:
            remedy = wrapped(scene.say(reason.remedy), cells - 4)
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
