"""What is happening? Operations that run, with progress, counts, and who asked."""

from console.desk.liveness import stalled
from console.desk.plans import configures
from console.desk.progress import DONE, expected_end, phase_counts, progress
from console.desk.wording import changed, origin_word, phase_count, state_word
from console.model.freeze import Scope
from console.model.operation import Operation, OperationState, Phase
from console.tui.formatting import bar
from console.tui.lines import EMPTY, Line, Lines, Role, between, fit, joined, line, width, wrapped
from console.tui.scene import Scene
from console.tui.view.subject import DOT, deed, sizes
from console.tui.view.unread import known, nothing

UNDER_WAY = (
    Phase.READY,
    Phase.BUILDING,
    Phase.REQUESTED,
    Phase.PLANNED,
    Phase.DRAINING,
    Phase.RELEASING,
)
ENDED_ROLES = {
    OperationState.SUCCEEDED: ("●", Role.GOOD),
    OperationState.ROLLED_BACK: ("●", Role.FAINT),
    OperationState.PARTIAL: ("▲", Role.WARN),
    OperationState.STOPPED: ("▲", Role.WARN),
    OperationState.FAILED: ("✖", Role.BAD),
    OperationState.AWAITING_APPROVAL: ("◌", Role.WARN),
    OperationState.QUEUED: ("○", Role.ACCENT),
    OperationState.RUNNING: ("▸", Role.BUSY),
    OperationState.STOPPING: ("▸", Role.WARN),
}
SILENT = {OperationState.RUNNING, OperationState.AWAITING_APPROVAL}
"""States that when it ends, or what holds it, tells already."""

HELD = {Scope.EVERYTHING: "tui.running.frozen", Scope.SHRINKING: "tui.running.kept"}
"""What is said of an operation that a freeze of its pool holds."""


def headline(scene: Scene, operation: Operation) -> Line:
    """``burst api 30 → 300``."""
    plan = operation.plan
    return line((deed(scene, plan), Role.STRONG), f" {sizes(scene, plan)}")


def eta(scene: Scene, operation: Operation) -> str | None:
    """When it should end, or that it should have; None when nobody knows."""
    end = expected_end(operation, scene.now)
    if end is None:
        return None
    if end <= scene.now:
        return scene.locale.text("tui.running.eta_passed")
    return scene.locale.text("tui.running.eta", time=scene.locale.clock(end))


def awaits(scene: Scene, operation: Operation) -> str | None:
    """For whom it waits, and until when; None where it needs nobody, or not any more."""
    until = operation.approval_until
    if operation.state is not OperationState.AWAITING_APPROVAL or until is None:
        return None
    user, time = operation.plan.request.author.user, scene.locale.clock(until)
    return scene.locale.text("tui.running.awaits", user=user, time=time)


def held(scene: Scene, operation: Operation) -> str | None:
    """Who froze its pool and why, or for whom it waits: said in place of when it ends."""
    waits = awaits(scene, operation)
    if waits is not None:
        return waits
    freeze = operation.held_by
    if freeze is None:
        return None
    key = HELD.get(freeze.scope, "tui.running.suspended")
    return scene.locale.text(key, user=freeze.author, reason=freeze.reason)


def block(scene: Scene, operation: Operation, cells: int) -> Lines:
    """What and how far, by datacenter, by phase with failures first, when it ends and by whom."""
    done, total = progress(operation)
    ratio = done / total if total else 0.0
    percent = scene.locale.percent(ratio)
    size = max(4, min(12, cells // 4))
    role = Role.BUSY if operation.state is not OperationState.STOPPING else Role.WARN
    right = (*bar(ratio, size, role), (f" {percent}", Role.STRONG))
    head, where = headline(scene, operation), _by_datacenter(scene, operation)
    if configures(operation.plan):
        head = line((deed(scene, operation.plan), Role.STRONG))
        where = line(sizes(scene, operation.plan))
    return (
        between(head, right, cells),
        fit(where, cells),
        fit(_by_phase(scene, operation), cells),
        *_why(scene, operation, cells),
    )


def one_line(scene: Scene, operation: Operation, cells: int) -> Line:
    """The running operation where one line is all there is."""
    done, total = progress(operation)
    ratio = done / total if total else 0.0
    number = scene.locale.number
    failed = phase_counts(operation)[Phase.FAILED]
    counts = line(f"{number(done)}/{number(total)}")
    said = phase_count(changed(operation.plan), Phase.FAILED, failed, scene.locale)
    trouble = line((said, Role.BAD)) if failed else ()
    why = stalled(scene.estate.activity.workers, operation)
    if why is not None:
        stands = line((scene.say(why), Role.BAD))
        return fit(joined((headline(scene, operation), stands), DOT), cells)
    ends, holds = line(eta(scene, operation) or ""), line(held(scene, operation) or "")
    right = line(*bar(ratio, 10, Role.BUSY), (f" {scene.locale.percent(ratio)}", Role.STRONG))
    left = joined((headline(scene, operation), holds, counts, trouble, ends), DOT)
    for phase in _phases(scene, operation, trouble=False):
        more = joined((left, phase), DOT)
        if width(more) + width(right) >= cells:
            break
        left = more
    return between(left, right, cells)


def _by_datacenter(scene: Scene, operation: Operation) -> Line:
    number = scene.locale.number
    parts = []
    order = [place.code for place in scene.policy.datacenters]
    places = [code for code in order if code in operation.phases]
    for name in (*places, *sorted(set(operation.phases) - set(order))):
        counts = operation.phases[name]
        done, total = sum(counts.get(p, 0) for p in DONE), sum(counts.values())
        parts.append(line((f"{name} ", Role.TITLE), f"{number(done)}/{number(total)}"))
    return joined(parts, ("  ", Role.PLAIN))


def _by_phase(scene: Scene, operation: Operation) -> Line:
    """Counts of what is not done, failures first and loud."""
    return joined(_phases(scene, operation, trouble=True), DOT)


def _phases(scene: Scene, operation: Operation, *, trouble: bool) -> tuple[Line, ...]:
    """The same one by one, with failures unless they are said elsewhere."""
    counts, kind = phase_counts(operation), changed(operation.plan)
    order = (Phase.FAILED, *UNDER_WAY) if trouble else UNDER_WAY
    shown = [p for p in order if counts[p]]
    roles = {Phase.FAILED: Role.BAD}
    words = {p: phase_count(kind, p, counts[p], scene.locale) for p in shown}
    return tuple(line((words[p], roles.get(p, Role.PLAIN))) for p in shown)


def _why(scene: Scene, operation: Operation, cells: int) -> Lines:
    """What holds it, whole, then who asked and why; where nothing does, when it ends and who."""
    holds = None if stalled(scene.estate.activity.workers, operation) else held(scene, operation)
    whole = () if holds is None else wrapped(holds, cells, Role.STRONG)
    return (*whole, fit(_who(scene, operation), cells))


def _who(scene: Scene, operation: Operation) -> Line:
    """When it should end, what it is doing, who asked and why."""
    text = scene.locale.text
    request = operation.plan.request
    origin = origin_word(request.author.origin, scene.locale)
    by = text("tui.running.by", user=request.author.user, origin=origin)
    state = state_word(operation.state, scene.locale)
    why = stalled(scene.estate.activity.workers, operation)
    if why is not None:
        return line((scene.say(why), Role.BAD))
    holds, parts = held(scene, operation), []
    ends = None if holds else eta(scene, operation)
    quiet = operation.state in SILENT
    if not (quiet and (ends or holds)):
        parts.append(line((state, Role.STRONG if quiet else Role.WARN)))
    if ends is not None:
        parts.append(line((ends, Role.STRONG)))
    parts.append(line((by, Role.FAINT)))
    if request.reason:
        parts.append(line((request.reason, Role.FAINT)))
    return joined(parts, DOT)


def last_line(scene: Scene, operation: Operation, cells: int) -> Line:
    """An ended operation: its mark, what, how it ended, when; its sizes where there is room."""
    glyph, role = ENDED_ROLES[operation.state]
    at = operation.ended_at or operation.created_at
    when = line((scene.locale.clock(at), Role.FAINT))
    mark, ended = (f"{glyph} ", role), (f" {state_word(operation.state, scene.locale)}", role)
    left = line(mark, *headline(scene, operation), ended)
    if width(left) + width(when) >= cells:
        left = line(mark, (deed(scene, operation.plan), Role.STRONG), ended)
    return between(left, when, cells)


def panel(scene: Scene, cells: int, rows: int) -> Lines:
    """Running operations first, then the last ended ones, as many as fit."""
    out: list[Line] = []
    for operation in scene.live:
        if out:
            out.append(EMPTY)
        out.extend(block(scene, operation, cells))
    if not scene.live:
        out.extend(nothing(scene, "tui.running.none", cells))
        now = scene.estate.recorded is None and known(scene)
        if now and not any(w.alive for w in scene.estate.activity.workers):
            out.extend(wrapped(scene.locale.text("tui.running.no_worker"), cells, Role.FAINT))
    recent = scene.estate.activity.recent
    if recent and rows - len(out) >= 2:  # noqa: PLR2004 - a blank line and one operation
        out.append(EMPTY)
        out.extend(last_line(scene, o, cells) for o in recent)
    return tuple(fit(item, cells) for item in out[:rows])


def compact(scene: Scene, cells: int, rows: int) -> Lines:
    """One line an operation, then the last ended ones; the full block where it fits."""
    if len(scene.live) == 1 and rows >= 4:  # noqa: PLR2004 - a block is four lines
        return panel(scene, cells, rows)
    out = [one_line(scene, operation, cells) for operation in scene.live]
    if not out:
        out.extend(nothing(scene, "tui.running.none", cells))
    out.extend(last_line(scene, o, cells) for o in scene.estate.activity.recent)
    return tuple(out[:rows])
