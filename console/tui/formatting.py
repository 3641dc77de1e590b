"""Figures as the screens write them: ages, bars, sparklines, progress."""

from collections.abc import Sequence

from console.desk.inventory import known
from console.locale import Locale
from console.model.figure import Sample
from console.tui.lines import Line, Role

BLOCKS = " ▁▂▃▄▅▆▇█"
FULL, TRACK = "█", "░"
MINUTE_S = 60.0
# Ages move in steps: a figure that changes every second costs an idle terminal most of its bytes.
STEP_S = 5.0


def age(locale: Locale, seconds: float) -> str:
    """A short age in steps of five seconds: ``5 s``, ``3 min``, ``2 h 05``."""
    if seconds < MINUTE_S:
        return f"{int(seconds // STEP_S * STEP_S)} s"
    return locale.duration(seconds // MINUTE_S * MINUTE_S)


def size(locale: Locale, count: float | None) -> str:
    """Bytes of storage with their unit, or that they are not available."""
    return known(locale.size, count, locale)


def memory(locale: Locale, count: float | None) -> str:
    """Bytes of memory with their unit, or that they are not available."""
    return known(locale.memory, count, locale)


def percent(locale: Locale, ratio: float | None) -> str:
    """A whole percentage, or that it is not available."""
    return known(locale.percent, ratio, locale)


def bar(ratio: float, cells: int, role: Role = Role.GOOD) -> Line:
    """A horizontal bar: full blocks, then the empty track."""
    full = round(min(1.0, max(0.0, ratio)) * cells)
    return ((FULL * full, role), (TRACK * (cells - full), Role.TRACK))


def stacked(parts: Sequence[tuple[int, str, Role]], total: int, cells: int) -> Line:
    """A bar of several parts, each its own glyph and role; what is left is track."""
    present = [part for part in parts if part[0]]
    spans: list[tuple[str, Role]] = []
    used = done = 0
    for at, (count, glyph, role) in enumerate(present):
        done += count
        end = round(cells * done / total) if total else 0
        # Each part keeps a cell, so that one sick instance of 300 is seen.
        end = min(max(end, used + 1), cells - (len(present) - at - 1))
        spans.append((glyph * max(0, end - used), role))
        used = max(used, end)
    return (*(s for s in spans if s[0]), (TRACK * (cells - used), Role.TRACK))


def resample(samples: Sequence[Sample], cells: int) -> tuple[float | None, ...]:
    """At most one value a cell: the newest known sample of each slice, None where none is."""
    if not samples or cells < 1:
        return (None,) * max(0, cells)
    count = len(samples)
    out: list[float | None] = []
    for x in range(cells):
        begin, end = x * count // cells, max(x * count // cells + 1, (x + 1) * count // cells)
        known = [s.value for s in samples[begin:end] if s.value is not None]
        out.append(known[-1] if known else None)
    return tuple(out)


def sparkline(values: Sequence[float | None], top: float) -> str:
    """One line of blocks; a gap is a blank."""
    return "".join(_block(v, top) for v in values)


def _block(value: float | None, top: float) -> str:
    if value is None or top <= 0:
        return " "
    return BLOCKS[max(1, min(8, round(value / top * 8)))]
