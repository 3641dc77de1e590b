"""The alerts: in one sentence, and as rows."""

from console.desk import alerts
from console.model.alert import Alert, AlertState
from console.model.figure import Freshness
from console.tui.actions import key_name
from console.tui.columns import Column, heads, layout, table_line
from console.tui.formatting import age
from console.tui.keymap import Keymap
from console.tui.lines import Line, Lines, Role, between, fit, line, text_of, width, wrapped
from console.tui.scene import Scene

MARKS = {Role.BAD: " ✖ ", Role.WARN: " ▲ ", Role.GOOD: " ● "}
GRADES = {"critical": ("✖", Role.BAD), "error": ("✖", Role.BAD), "warning": ("▲", Role.WARN)}
ROWS = 2
ANSWER = "alert.answer"
COLUMNS = (
    Column("severity", 16),
    Column("datacenter", 5, most=8),
    Column("alert", 20, most=32),
    Column("pool", 8, most=14, rank=2),
    Column("state", 10),
    Column("since", 9),
    Column("summary", 24, most=200, rank=3),
)


def sentence(scene: Scene) -> tuple[str, Role] | None:
    """``Alerts: 2 critical · 1 silenced`` and how bad it is; None where nobody is asked."""
    estate = scene.estate
    if alerts.SOURCE not in estate.sources:
        return None
    said = scene.locale.text("tui.alerts", said=alerts.sentence(estate, scene.locale))
    if alerts.worst(estate) == alerts.SEVERITIES[0]:
        return said, Role.BAD
    return said, Role.GOOD if alerts.quiet(estate) else Role.WARN


def badge(scene: Scene, keys: Keymap, cells: int) -> Lines:
    """The sentence in at most two lines while an alert fires or nobody knows; else none.

    Where there is room, with the key that answers the worst.
    """
    told = sentence(scene)
    if told is None or told[1] is Role.GOOD:
        return ()
    first, *rest = _marked(*told, cells) or ((),)
    key = keys.first(ANSWER)
    act = line((key_name(key), Role.KEY), f" {scene.locale.text(f'action.{ANSWER}')} ")
    now = scene.estate.recorded is None
    if now and key and first and width(first) + width(act) < cells:
        first = between(first, act, cells)
    return (first, *rest)


def _marked(said: str, role: Role, cells: int) -> Lines:
    """A sentence in at most two lines, its mark before it."""
    mark = MARKS[role]
    room = cells - len(mark) - 1
    if room < 1:
        return ()
    rows = wrapped(said, room, role)
    if len(rows) > ROWS:
        rest = " ".join(text_of(row) for row in rows[ROWS - 1 :])
        rows = (*rows[: ROWS - 1], fit(line((rest, role)), room))
    heads_of_rows = (mark, *(" " * len(mark) for _ in rows))
    return tuple(line((head, role), *row) for head, row in zip(heads_of_rows, rows, strict=False))


def heard(scene: Scene, cells: int) -> Lines:
    """The sentence, and what proves that the list is whole: the Watchdog, and its age."""
    told = sentence(scene)
    if told is None:
        return wrapped(scene.say(alerts.unknown(scene.estate) or alerts.ABSENT), cells, Role.FAINT)
    return (*_marked(*told, cells), fit(line((f"   {_proof(scene)}", Role.FAINT)), cells))


def _proof(scene: Scene) -> str:
    """``Watchdog fires · read 5 s ago``."""
    text, view = scene.locale.text, scene.estate.alerts
    state = scene.estate.sources[alerts.SOURCE]
    parts = []
    if view is not None and view.watchdog is not None:
        fires = "tui.watchdog.fires" if view.watchdog else "tui.watchdog.missing"
        parts.append(text(fires, name=view.expected))
    elif view is not None:
        parts.append(text("tui.watchdog.none"))
    if state.succeeded_at is None:
        return " · ".join((*parts, text("tui.sources.never")))
    old = age(scene.locale, scene.age_s(state.succeeded_at))
    fresh = state.freshness is Freshness.FRESH
    parts.append(text("tui.sources.ago" if fresh else "tui.sources.stale", age=old))
    return " · ".join(parts)


def listed(scene: Scene, found: tuple[Alert, ...], needle: str) -> tuple[Alert, ...]:
    """The alerts in which every word is somewhere: labels, severity, state, summary."""
    words = needle.lower().split()
    return tuple(one for one in found if all(word in _hay(scene, one) for word in words))


def _hay(scene: Scene, one: Alert) -> str:
    told = (alerts.severity(one.severity, scene.locale), alerts.state(one, scene.locale))
    return " ".join((*told, one.datacenter, one.summary, *one.labels.values())).lower()


def summary(scene: Scene, shown: int, total: int, needle: str) -> str:
    """The table's title: how many, and of how many with a filter."""
    if needle:
        return scene.locale.text("tui.alerts.filtered", n=shown, total=total, needle=needle)
    return scene.locale.text("tui.alerts.listed", n=total)


def header(scene: Scene, cells: int) -> Line:
    """Column heads."""
    titles = {c.name: scene.locale.text(f"tui.column.{c.name}") for c in COLUMNS}
    return heads(titles, layout(COLUMNS, cells), "", reverse=False)


def mark(one: Alert) -> tuple[str, Role]:
    """What stands before an alert: those that are kept silent are told apart."""
    if one.state is AlertState.SUPPRESSED:
        return "○", Role.FAINT
    return GRADES.get(one.severity, ("●", Role.ACCENT))


def row_line(scene: Scene, one: Alert, cells: int) -> Line:
    """``✖ critical  GRA  PoolSaturated  api  firing  3 min``."""
    glyph, role = mark(one)
    plain = Role.FAINT if role is Role.FAINT else Role.PLAIN
    parts = {
        "severity": line((alerts.severity(one.severity, scene.locale), role)),
        "datacenter": line((one.datacenter or "–", Role.FAINT)),
        "alert": line((one.name or "–", plain)),
        "pool": line((one.pool or "–", Role.FAINT)),
        "state": line((alerts.state(one, scene.locale), plain)),
        "since": line((alerts.since(one, scene.now, scene.locale), plain)),
        "summary": line((one.summary, Role.FAINT)),
    }
    return table_line((f"{glyph} ", role), parts, layout(COLUMNS, cells))
