"""Operations: one line each, and one of them in full."""

from console.desk import plans
from console.desk.failures import failures
from console.desk.progress import done
from console.desk.remedies import remedied
from console.desk.wording import origin_word, phase_word, standing, state_word
from console.model.operation import Change, Event, Operation, Phase
from console.tui.columns import Column, heads, layout, table_line
from console.tui.lines import EMPTY, Line, Lines, Role, fit, joined, line, pad, text_of, wrapped
from console.tui.scene import Scene
from console.tui.view.events import full
from console.tui.view.plan import money, table
from console.tui.view.running import ENDED_ROLES, eta
from console.tui.view.subject import DOT, title

PHASE_ROLES = {
    Phase.IN_SERVICE: ("●", Role.GOOD),
    Phase.GONE: ("●", Role.FAINT),
    Phase.FAILED: ("✖", Role.BAD),
    Phase.CANCELLED: ("·", Role.FAINT),
    Phase.PLANNED: ("○", Role.FAINT),
    Phase.REQUESTED: ("○", Role.BUSY),
    Phase.BUILDING: ("▒", Role.BUSY),
    Phase.READY: ("▓", Role.ACCENT),
    Phase.DRAINING: ("▼", Role.WARN),
    Phase.RELEASING: ("▼", Role.WARN),
}
SHOWN_CHANGES = 400
# What and how it stands always, then when, then who, as room allows.
COLUMNS = (
    Column("what", 27, most=200),
    Column("state", 16),
    Column("done", 8),
    Column("asked", 18, rank=1),
    Column("who", 8, rank=2),
)


def header(scene: Scene, cells: int) -> Line:
    """Column heads."""
    titles = {c.name: scene.locale.text(f"tui.column.{c.name}") for c in COLUMNS}
    return heads(titles, layout(COLUMNS, cells), "", reverse=False)


def row_line(scene: Scene, operation: Operation, cells: int) -> Line:
    """``▸ burst api 30 → 300   running   135/270   Mon 23 Nov 16:35   oncall``."""
    glyph, role = ENDED_ROLES[operation.state]
    at = operation.created_at
    parts = {
        "what": line(title(scene, operation.plan)),
        "state": line((state_word(operation.state, scene.locale), role)),
        "done": line(done(operation, scene.locale)),
        "asked": line((f"{scene.locale.day(at)} {scene.locale.clock(at)}", Role.FAINT)),
        "who": line(operation.plan.request.author.user),
    }
    return table_line((f"{glyph} ", role), parts, layout(COLUMNS, cells))


def details(
    scene: Scene,
    operation: Operation,
    changes: tuple[Change, ...] | None,
    events: tuple[Event, ...] | None,
    cells: int,
    *,
    key: str = "",
) -> Lines:
    """One operation in full; None while the journal is being read. `key` acts on what failed.

    Why something failed comes first: in a small window the rest is below its edge.
    """
    out = list(_head(scene, operation))
    failed = _failures(scene, operation, changes or (), cells)
    if failed:
        acts = f"  {scene.locale.text('action.remedy.take')}"
        title = line((scene.locale.text("tui.detail.failures"), Role.TITLE))
        out += [EMPTY, line(*title, (f"  {key}", Role.KEY), acts) if key else title, *failed]
    out += [EMPTY, *_facts(scene, operation, cells), EMPTY, *table(scene, operation.plan, cells)]
    for heading, body in (
        ("tui.detail.events", None if events is None else full(scene, events, cells)),
        ("tui.detail.changes", None if changes is None else _changes(scene, changes, cells)),
    ):
        out += [EMPTY, line((scene.locale.text(heading), Role.TITLE))]
        out.extend(body if body is not None else _reading(scene))
    return tuple(fit(item, cells) for item in out)


def _reading(scene: Scene) -> Lines:
    return (line((scene.locale.text("tui.detail.reading"), Role.FAINT)),)


def _head(scene: Scene, operation: Operation) -> Lines:
    glyph, role = ENDED_ROLES[operation.state]
    first, *rest = standing(operation, scene.locale)
    state = line((f"{glyph} {first}", role), f"  {operation.id}")
    stand = joined((line(one) for one in rest), DOT)
    sorts = plans.sorts(operation.plan, scene.locale)
    if sorts:
        stand = (*stand, (f"  ({sorts})", Role.FAINT))
    return (state, stand) if stand else (state,)


def _facts(scene: Scene, operation: Operation, cells: int) -> Lines:
    text, request = scene.locale.text, operation.plan.request
    origin = origin_word(request.author.origin, scene.locale)
    who = f"{request.author.user}@{request.author.host} · {request.author.cloud_user} · {origin}"
    pairs = [("asked_by", who), ("when", _when(scene, operation))]
    if operation.recorded_by:
        pairs.append(("session", operation.recorded_by))
    if request.reason:
        pairs.append(("why", request.reason))
    if operation.plan.target:
        pairs.append(("target", operation.plan.target))
    cost = money(scene, operation.plan)
    if cost:
        pairs.append(("cost", text_of(cost)))
    pairs.append(("worker", operation.executor or "—"))
    pairs.append(("digest", operation.plan.digest[:16]))
    return tuple(
        fit(line((f"{text(f'tui.detail.{n}'):<12}", Role.FAINT), value), cells)
        for n, value in pairs
    )


def _when(scene: Scene, operation: Operation) -> str:
    locale = scene.locale
    at = operation.created_at
    start = f"{locale.day(at)} {locale.clock(at, seconds=True)}"
    if operation.ended_at is not None:
        spent = locale.duration((operation.ended_at - at).total_seconds())
        return f"{start} → {locale.clock(operation.ended_at, seconds=True)} ({spent})"
    ends = eta(scene, operation)
    return f"{start} · {ends}" if ends else start


def _failures(scene: Scene, operation: Operation, changes: tuple[Change, ...], cells: int) -> Lines:
    """How many changes failed where, why, and what would help, the commonest first."""
    glyph, role = PHASE_ROLES[Phase.FAILED]
    out: list[Line] = []
    for group, remedies in remedied(operation, failures(changes, scene.say)):
        number = scene.locale.number(len(group.names))
        out.append(line((f"{glyph} {number} {group.datacenter}", role)))
        out.extend(wrapped(f"  {group.why}", cells, Role.PLAIN, "  "))
        if group.remedy is not None:
            out.extend(wrapped(f"  → {group.remedy}", cells, Role.ACCENT, "    "))
        for one in remedies:
            out.extend(wrapped(f"  ▸ {scene.say(one.said)}", cells, Role.STRONG, "    "))
    return tuple(out)


def _changes(scene: Scene, changes: tuple[Change, ...], cells: int) -> Lines:
    """Failures first, then what is under way, then the rest; the first few hundred."""
    ranked = sorted(changes, key=lambda c: (_rank(c.phase), c.seq))
    out: list[Line] = []
    for change in ranked[:SHOWN_CHANGES]:
        glyph, role = PHASE_ROLES[change.phase]
        word = phase_word(change.resource, change.phase, scene.locale)
        out.append(line((f"{glyph} ", role), *pad(line(change.name), 34), " ", (word, role)))
        if change.why is not None:
            out.extend(wrapped(f"  {scene.say(change.why)}", cells, Role.WARN, "  "))
        if change.phase is Phase.FAILED and change.request_id:
            out.append(line((f"  {change.request_id}", Role.FAINT)))
    if len(ranked) > SHOWN_CHANGES:
        rest = len(ranked) - SHOWN_CHANGES
        out.append(line((scene.locale.text("tui.detail.more", n=rest), Role.FAINT)))
    return tuple(out)


def _rank(phase: Phase) -> int:
    return 0 if phase is Phase.FAILED else 1 if not phase.final else 2
