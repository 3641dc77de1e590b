"""One alert in full: what fires where and since when, who keeps it silent, what answers it."""

from collections.abc import Mapping

from console.desk import alerts as desk
from console.desk.answers import AlertAnswer
from console.model.alert import Alert, AlertSilence
from console.tui.lines import EMPTY, Line, Lines, Role, fit, line, pad, width, wrapped
from console.tui.scene import Scene
from console.tui.view.alerts import mark
from console.tui.view.private import facts


def details(scene: Scene, alert: Alert, found: AlertAnswer | None, cells: int) -> Lines:
    """State and summary, then the facts with what answers it, silences, annotations and labels."""
    text = scene.locale.text
    out: list[Line] = [_state(scene, alert)]
    if alert.summary:
        out.extend(wrapped(alert.summary, cells, Role.STRONG))
    out += [EMPTY, *(fit(row, cells) for row in _facts(scene, alert, found))]
    for one in _keeping(scene, alert):
        out += [EMPTY, *_silence(scene, one, cells)]
    notes = {name: note for name, note in alert.annotations.items() if note != alert.summary}
    for heading, pairs in (("annotations", notes), ("labels", alert.labels)):
        if pairs:
            out += [EMPTY, line((text(f"tui.detail.{heading}"), Role.TITLE))]
            out.extend(_pairs(pairs, cells))
    return tuple(out)


def _state(scene: Scene, alert: Alert) -> Line:
    glyph, role = mark(alert)
    severity = desk.severity(alert.severity, scene.locale)
    return line((f"{glyph} {severity}", role), f" · {desk.state(alert, scene.locale)}")


def _facts(scene: Scene, alert: Alert, found: AlertAnswer | None) -> Lines:
    locale = scene.locale
    lasted = desk.since(alert, scene.now, locale)
    began = f"{locale.day(alert.starts_at)} {locale.clock(alert.starts_at)} ({lasted})"
    return facts(
        scene,
        (
            ("place", line(alert.datacenter or "—")),
            ("pool", line(alert.pool or "—")),
            ("since", line(began)),
            ("answer", _answer(scene, found)),
        ),
    )


def _answer(scene: Scene, found: AlertAnswer | None) -> Line:
    if found is None:
        return line((scene.locale.text("tui.answer.none"), Role.FAINT))
    title = scene.locale.text(found.spec.text_key("title"))
    return line(" · ".join(part for part in (title, found.pool, *found.datacenters) if part))


def _keeping(scene: Scene, alert: Alert) -> tuple[AlertSilence, ...]:
    """The silences that keep it from people."""
    view = scene.estate.alerts
    kept = () if view is None else view.silences
    return tuple(one for one in kept if one.id in alert.silenced_by)


def _silence(scene: Scene, one: AlertSilence, cells: int) -> Lines:
    locale = scene.locale
    until = f"{locale.day(one.ends_at)} {locale.clock(one.ends_at)}"
    said = locale.text("tui.silence.until", time=until, author=one.author)
    return (*wrapped(said, cells, Role.ACCENT), *wrapped(one.comment, cells))


def _pairs(pairs: Mapping[str, str], cells: int) -> Lines:
    """Names in a column as wide as the longest, up to a third of the room, and values beside it."""
    column = min(max(width(line(name)) for name in pairs), cells // 3) + 1
    out: list[Line] = []
    for name, value in sorted(pairs.items()):
        head = line((name, Role.FAINT))
        if width(head) >= column:
            out.append(head)
            head = EMPTY
        for row in wrapped(value, cells - column) or (EMPTY,):
            out.append((*pad(head, column), *row))
            head = EMPTY
    return tuple(out)
