"""The last lines of the audit, newest first."""

from collections import Counter
from dataclasses import dataclass

from console.model.operation import Event
from console.tui.lines import Line, Lines, Role, fit, line, text_of, width, wrapped
from console.tui.scene import Scene


@dataclass(frozen=True, slots=True)
class Folded:
    """The newest of several events of one kind, and how many more there were."""

    event: Event
    more: int


def folded(events: tuple[Event, ...]) -> tuple[Folded, ...]:
    """Newest first; what an operation says again and again of one resource after another once."""
    newest: dict[tuple[object, ...], Event] = {}
    counts: Counter[tuple[object, ...]] = Counter()
    for event in sorted(events, key=lambda e: -e.seq):
        # A failure's reason matters each time; another removal does not.
        each = event.seq if event.kind.endswith("failed") else event.notice.values.get("datacenter")
        key = (event.operation_id, event.kind, event.notice.code, each)
        newest.setdefault(key, event)
        counts[key] += 1
    return tuple(Folded(event, counts[key] - 1) for key, event in newest.items())


def panel(scene: Scene, cells: int, rows: int) -> Lines:
    """As many events as fit, each over two lines at most; repeated ones in one line."""
    events = scene.estate.activity.events
    if not events:
        return (line((scene.locale.text("tui.events.none"), Role.FAINT)),)
    out: list[Line] = []
    for item in folded(events)[:rows]:
        clock = scene.locale.clock(item.event.at)
        if item.more:
            more = line((f" {scene.locale.text('tui.events.more', n=item.more)}", Role.STRONG))
            said = line((f"{clock} ", Role.FAINT), scene.say(item.event.notice))
            out.append((*fit(said, cells - width(more)), *more))
            continue
        first, *rest = wrapped(scene.say(item.event.notice), max(10, cells - 6))
        out.append(line((f"{clock} ", Role.FAINT), *first))
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
