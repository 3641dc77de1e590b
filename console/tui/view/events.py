"""The last lines of the audit, newest first."""

from dataclasses import dataclass
from itertools import takewhile

from console.model.notice import Notice
from console.model.operation import Event
from console.tui.lines import Line, Lines, Role, fit, line, text_of, wrapped
from console.tui.scene import Scene
from console.tui.view.unread import nothing

FLOOD = 4
"""So many alike, and they are one line."""


@dataclass(frozen=True, slots=True)
class Folded:
    """The newest of several events of one kind, and how many there were."""

    event: Event
    count: int
    notice: Notice
    """What is said of all of them: of what differs, no more than its common beginning."""


def folded(events: tuple[Event, ...]) -> tuple[Folded, ...]:
    """Newest first; what an operation says of one resource after another is said once."""
    ordered = sorted(events, key=lambda event: -event.seq)
    alike: dict[tuple[object, ...], list[Event]] = {}
    for event in ordered:
        alike.setdefault(_kind(event), []).append(event)
    said: set[tuple[object, ...]] = set()
    out: list[Folded] = []
    for event in ordered:
        kind = _kind(event)
        if len(alike[kind]) < FLOOD:
            out.append(Folded(event, 1, event.notice))
        elif kind not in said:
            said.add(kind)
            out.append(Folded(event, len(alike[kind]), _of_all(alike[kind])))
    return tuple(out)


def _of_all(events: list[Event]) -> Notice:
    """One notice for all: a single one's name or id must not stand for the others."""
    newest = events[0].notice
    values = dict(newest.values)
    for key, value in newest.values.items():
        others = {str(event.notice.values.get(key, "")) for event in events}
        if len(others) > 1 and isinstance(value, str):
            values[key] = f"{_beginning(others)}…"
    return Notice(newest.code, values)


def _beginning(texts: set[str]) -> str:
    """What all of them begin with."""
    letters = takewhile(lambda column: len(set(column)) == 1, zip(*texts, strict=False))
    return "".join(column[0] for column in letters)


def _kind(event: Event) -> tuple[object, ...]:
    """What makes two events alike. A failure's reason, or how many it is about, is its own."""
    values = event.notice.values
    alone = event.kind.endswith("failed") or values.get("n", 1) != 1
    each = event.seq if alone else values.get("datacenter", values.get("region"))
    return event.operation_id, event.kind, event.notice.code, each


def panel(scene: Scene, cells: int, rows: int) -> Lines:
    """As many events as fit, each over two lines at most; ``40 ×`` before a repeated one."""
    events = scene.estate.activity.events
    if not events:
        return nothing(scene, "tui.events.none", cells)
    out: list[Line] = []
    for item in folded(events)[:rows]:
        times = f"{scene.locale.number(item.count)} × " if item.count > 1 else ""
        said = f"{times}{scene.say(item.notice)}"
        first, *rest = wrapped(said, max(10, cells - 6))
        out.append(line((f"{scene.locale.clock(item.event.at)} ", Role.FAINT), *first))
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
