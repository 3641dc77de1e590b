"""The last lines of the audit, newest first."""

from console.model.operation import Event
from console.tui.lines import Line, Lines, Role, fit, line, wrapped
from console.tui.scene import Scene


def event_line(scene: Scene, event: Event, cells: int) -> Line:
    """``16:31 burst api accepted, asked by oncall``."""
    at = scene.locale.clock(event.at)
    return fit(line((f"{at} ", Role.FAINT), scene.say(event.notice)), cells)


def panel(scene: Scene, cells: int, rows: int) -> Lines:
    """As many events as fit."""
    events = scene.estate.activity.events
    if not events:
        return (line((scene.locale.text("tui.events.none"), Role.FAINT)),)
    newest = sorted(events, key=lambda e: -e.seq)[:rows]
    return tuple(event_line(scene, event, cells) for event in newest)


def full(scene: Scene, events: tuple[Event, ...], cells: int) -> Lines:
    """Every event in full: time to the second, sentence, actor, request id."""
    out: list[Line] = []
    for event in sorted(events, key=lambda e: -e.seq):
        at = scene.locale.clock(event.at, seconds=True)
        first, *rest = wrapped(scene.say(event.notice), max(20, cells - 10))
        out.append(line((f"{at}  ", Role.FAINT), *first))
        out.extend(line("          ", *part) for part in rest)
        if event.request_id:
            out.append(line((f"          {event.actor} · {event.request_id}", Role.FAINT)))
    return tuple(out)
