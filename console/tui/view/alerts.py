"""The alerts: in one sentence."""

from console.desk import alerts
from console.tui.lines import Lines, Role, fit, line, text_of, wrapped
from console.tui.scene import Scene

MARKS = {Role.BAD: " ✖ ", Role.WARN: " ▲ "}
ROWS = 2


def sentence(scene: Scene) -> tuple[str, Role] | None:
    """``Alerts: 2 critical · 1 silenced`` and how bad it is; None where nobody is asked."""
    estate = scene.estate
    if alerts.SOURCE not in estate.sources:
        return None
    said = scene.locale.text("tui.alerts", said=alerts.sentence(estate, scene.locale))
    found = alerts.at_least(estate)
    if found is not None and any(name == alerts.SEVERITIES[0] for name, _ in found.by_severity):
        return said, Role.BAD
    whole = alerts.unknown(estate) is None and found is not None and not found.firing
    return said, Role.GOOD if whole else Role.WARN


def badge(scene: Scene, cells: int) -> Lines:
    """The sentence in at most two lines while an alert fires or nobody knows; else none."""
    told = sentence(scene)
    if told is None or told[1] not in MARKS:
        return ()
    said, role = told
    mark = MARKS[role]
    room = cells - len(mark) - 1
    if room < 1:
        return ()
    rows = wrapped(said, room, role)
    if len(rows) > ROWS:
        rest = " ".join(text_of(row) for row in rows[ROWS - 1 :])
        rows = (*rows[: ROWS - 1], fit(line((rest, role)), room))
    heads = (mark, *(" " * len(mark) for _ in rows))
    return tuple(line((head, role), *row) for head, row in zip(heads, rows, strict=False))
