"""What have I got? One column a datacenter, or one line where there is no room."""

from dataclasses import replace
from decimal import Decimal

from console.desk import readings
from console.model.instance import InstanceCondition
from console.model.tally import Tally
from console.tui.formatting import stacked
from console.tui.lines import Line, Lines, Role, between, fit, joined, line, pad, width
from console.tui.scene import Scene

C = InstanceCondition
PARTS = (
    (C.IN_SERVICE, "█", Role.GOOD),
    (C.READY, "▓", Role.ACCENT),
    (C.BUILDING, "▒", Role.BUSY),
    (C.DRAINING, "░", Role.WARN),
    (C.OUT_OF_SERVICE, "▲", Role.BAD),
    (C.ERROR, "✖", Role.BAD),
)


MOST_ROOM = 999
MOST_EUROS = Decimal("999.99")
"""What the figures of a column may grow to."""


def title(scene: Scene, tally: Tally) -> str:
    """Its name; marked where a load balancer says what is in service."""
    return (
        f"{tally.name} · {scene.locale.text('tui.dc.balanced')}" if tally.balancer else tally.name
    )


def column(scene: Scene, tally: Tally, cells: int) -> Lines:
    """In service of target, the bar, what is under way, what is sick, room and cost."""
    if not tally.known:
        return (line((_unlisted(scene), Role.FAINT)),)
    return (
        _headline(scene, tally, cells),
        _bar(tally, cells),
        _under_way(scene, tally, cells),
        _left(scene, tally, cells),
    )


def row(scene: Scene, tally: Tally, cells: int) -> Line:
    """The same on one line: code, bar, in service of target, busy, sick, room, cost."""
    code = ((f"{tally.datacenter:<4}", Role.TITLE),)
    if not tally.known:
        return line(*code, (_unlisted(scene), Role.FAINT))
    serving = readings.served(tally, scene.locale)
    left = (
        *code,
        *_bar(tally, 10),
        (" ", Role.PLAIN),
        *pad(line((serving, Role.STRONG), f"/{tally.target}"), 8),
        *pad(_busy(scene, tally), 16),
        *_sick(scene, tally),
    )
    right = (*_room(scene, tally), ("  ", Role.PLAIN), *_cost(scene, tally))
    return between(left, right, cells)


def _unlisted(scene: Scene) -> str:
    """Why nothing is counted there."""
    past = scene.estate.recorded is not None
    return scene.locale.text("past.untold" if past else "tui.dc.not_listed")


def _headline(scene: Scene, tally: Tally, cells: int) -> Line:
    text = scene.locale.text
    of = text("tui.dc.of", target=tally.target)
    left = line(
        (readings.served(tally, scene.locale), Role.STRONG), f" {text('tui.dc.in_service')} ", of
    )
    if tally.serving is None:
        left = line((text("tui.dc.health_unknown"), Role.WARN), f" {of}")
    if not tally.stale:
        return fit(left, cells)
    mark = line((f"▲ {text('tui.stale')}", Role.WARN))
    if width(left) + width(mark) >= cells:
        left = line((readings.served(tally, scene.locale), Role.STRONG), f" {of}")
    return between(left, mark, cells)


def _bar(tally: Tally, cells: int) -> Line:
    parts = [(tally.count(c), glyph, role) for c, glyph, role in PARTS]
    return stacked(parts, max(tally.target, tally.owned), cells)


def _busy(scene: Scene, tally: Tally) -> Line:
    """What is under way, the most telling first."""
    text = scene.locale.text
    found = [
        (tally.out or 0, "tui.dc.out", Role.BAD),
        (tally.count(C.DRAINING), "tui.dc.draining", Role.WARN),
        (tally.count(C.BUILDING), "tui.dc.building", Role.BUSY),
        (tally.ready or 0, "tui.dc.ready", Role.ACCENT),
    ]
    shown = [(count, key, role) for count, key, role in found if count]
    if not shown:
        return line((text("tui.dc.building", n=0), Role.FAINT))
    count, key, role = shown[0]
    return line((text(key, n=count), role))


def _under_way(scene: Scene, tally: Tally, cells: int) -> Line:
    """What is under way and what is sick.

    Where room is short the mark alone says sick, and that nothing is goes unsaid.
    """
    busy, sick = _busy(scene, tally), _sick(scene, tally)
    if width(busy) + width(sick) < cells:
        return between(busy, sick, cells)
    if not (tally.sick or tally.unreadable):
        return fit(busy, cells)
    marks = ((tally.sick, "✖", Role.BAD), (tally.unreadable, "▲", Role.WARN))
    short = joined((line((f"{mark} {n}", role)) for n, mark, role in marks if n), (" ", Role.PLAIN))
    return between(busy, short, cells)


def _sick(scene: Scene, tally: Tally) -> Line:
    """What is sick, and what could not be read and may be anything."""
    text = scene.locale.text
    bad = text("tui.unreadable", n=tally.unreadable)
    unread = line((f"▲ {bad}", Role.WARN)) if tally.unreadable else ()
    said = text("tui.dc.sick", n=tally.sick)
    if tally.sick:
        return joined((line((f"✖ {said}", Role.BAD)), unread), (" ", Role.PLAIN))
    if not tally.health_known:
        return unread  # that the cloud names none in error says nothing of their health
    return unread or line((said, Role.FAINT))


def _left(scene: Scene, tally: Tally, cells: int) -> Line:
    """What the quota leaves and what all costs; in fewer words where a figure might be cut.

    Judged by what the figures may grow to, so that neighbours say it in the same words.
    """
    room, cost = _room(scene, tally), _cost(scene, tally)
    most = replace(tally, room=MOST_ROOM, euro_per_hour=MOST_EUROS)
    wanted = max(width(_room(scene, one)) + width(_cost(scene, one)) for one in (tally, most))
    if tally.room is not None and wanted >= cells:
        role = room[0][1]
        room = line((scene.locale.text("tui.dc.quota_short", n=tally.room), role))
    return between(room, cost, cells)


def _room(scene: Scene, tally: Tally) -> Line:
    text = scene.locale.text
    if tally.room is None:
        return line((text("tui.dc.quota_unknown"), Role.FAINT))
    role = Role.BAD if tally.room == 0 else Role.PLAIN
    return line((text("tui.dc.quota", n=tally.room), role))


def _cost(scene: Scene, tally: Tally) -> Line:
    amount = readings.hourly(tally, scene.locale)
    if amount is None:
        return line((scene.locale.text("tui.cost.unknown"), Role.FAINT))
    return line(scene.locale.text("tui.cost.per_hour", amount=amount))
