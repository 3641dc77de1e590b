"""The last lines of the audit, newest first."""

from console.model.operation import Event
from console.tui.lines import Line, Lines, Role, fit, line, text_of, wrapped
from console.tui.scene import Scene


def panel(scene: Scene, cells: int, rows: int) -> Lines:
    """As many events as fit, each over two lines at most."""
    events = scene.estate.activity.events
    if not events:
        return (line((scene.locale.text("tui.events.none"), Role.FAINT)),)
    out: list[Line] = []
    for event in sorted(events, key=lambda e: -e.seq)[:rows]:
        first, *rest = wrapped(scene.say(event.notice), max(10, cells - 6))
        out.append(line((f"{scene.locale.clock(event.at)} ", Role.FAINT), *first))
        if rest:
            tail = " ".join(text_of(part) for part in rest)
            out.append(fit(line("      ", tail), cells))
    return tuple(fit(item, cells) for item in out[:rows])


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
