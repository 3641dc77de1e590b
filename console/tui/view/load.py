"""Is it holding? One sentence and one chart."""

from dataclasses import dataclass

from console.desk import vitals
from console.desk.census import Tally, capacity
from console.model.estate import PoolLoad
from console.model.figure import Sample
from console.tui.chart import Plot, draw
from console.tui.formatting import errors_ratio, figure, latency, resample, sparkline
from console.tui.lines import EMPTY, Line, Lines, Role, fit, joined, line, width, wrapped
from console.tui.scene import Scene

DOT = (" · ", Role.FAINT)
TIGHT, FULL = 0.85, 1.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """The state in a word, with a mark of its own shape."""

    key: str
    glyph: str
    role: Role


HOLDING = Verdict("tui.load.holding", "●", Role.GOOD)
NEAR = Verdict("tui.load.near", "▲", Role.WARN)
OVER = Verdict("tui.load.over", "✖", Role.BAD)
UNKNOWN = Verdict("tui.load.unknown", "○", Role.WARN)


def verdict(connections: float | None, carried: float | None) -> Verdict:
    """What the load means against the capacity; unknown when either is."""
    if connections is None or carried is None:
        return UNKNOWN
    if carried <= 0:
        return OVER
    ratio = connections / carried
    return HOLDING if ratio < TIGHT else NEAR if ratio < FULL else OVER


def load_of(scene: Scene) -> PoolLoad:
    """The load of the pool looked at; all unknown when nothing was read yet, or long ago."""
    return vitals.load(scene.estate, scene.pool_name)


def why_unknown(scene: Scene) -> str:
    """Why there is no chart: the reason that the metrics server gives, or that it is early."""
    reason = load_of(scene).reasons.get("connections")
    return (
        scene.locale.text("tui.load.no_history") if reason is None else scene.locale.notice(reason)
    )


def sentence(scene: Scene, counted: tuple[Tally, ...], cells: int) -> Line:
    """``● Holding  1.84 M connections · 73 % of what 120 instances carry · p95 … · errors …``."""
    locale, load = scene.locale, load_of(scene).total
    carried = capacity(scene.pool, counted)
    state = verdict(load.connections.value, carried)
    verdict_mark = line((f"{state.glyph} {locale.text(state.key)}", state.role), "  ")
    number = (figure(locale, load.connections.value), Role.STRONG)
    p95 = line("p95 ", (latency(locale, load), Role.STRONG))
    errors = locale.text("tui.load.errors")
    failing = line(f"{errors} ", (errors_ratio(locale, load.errors), Role.STRONG))
    serving = sum(t.serving or 0 for t in counted)
    connections = line(number, f" {locale.text('tui.load.connections')}")
    shorter = line(number, f" {locale.text('tui.load.connections_short')}")
    share = _share(scene, load.connections.value, carried, "tui.load.share", serving)
    brief = _share(scene, load.connections.value, carried, "tui.load.share_short", serving)
    ways = (
        (connections, share, p95, failing),
        (connections, brief, p95, failing),
        (shorter, brief, p95, failing),
        (shorter, brief, p95),
        (shorter, brief),
    )
    whole: Line = ()
    for way in ways:
        whole = line(*verdict_mark, *joined(way, DOT))
        if width(whole) <= cells:
            return whole
    return fit(whole, cells)


def _share(
    scene: Scene, connections: float | None, carried: float | None, key: str, serving: int
) -> Line:
    locale = scene.locale
    if connections is None or not carried:
        return line(locale.text("tui.load.capacity_unknown"))
    ratio = connections / carried
    role = verdict(connections, carried).role
    return line((locale.percent(ratio), role), f" {locale.text(key, n=serving)}")


def chart(scene: Scene, cells: int, rows: int) -> Lines:
    """The last hour's connections against capacity; a sentence where there is no history."""
    series = load_of(scene).history.get("connections")
    if series is None or not any(s.value is not None for s in series.samples):
        return (EMPTY, *wrapped(why_unknown(scene), cells, Role.FAINT))
    return draw(Plot(series.samples, limit(scene)), scene.locale, cells, rows)


def limit(scene: Scene) -> tuple[Sample, ...]:
    """What the instances that were in service could carry, as the metrics server measured them."""
    serving = load_of(scene).history.get("serving")
    if serving is None:
        return ()
    each = scene.pool.connections_per_instance
    return tuple(Sample(s.at, None if s.value is None else s.value * each) for s in serving.samples)


def panel(scene: Scene, counted: tuple[Tally, ...], cells: int, rows: int) -> Lines:
    """The sentence, then the chart, or a sparkline where two lines are all there is."""
    first = sentence(scene, counted, cells)
    if rows < 5:  # noqa: PLR2004 - a chart below four lines says less than a sparkline
        return (first, spark(scene, counted, cells))
    return (first, *chart(scene, cells, rows - 1))


def spark(scene: Scene, counted: tuple[Tally, ...], cells: int) -> Line:
    """The last hour on one line, up to the capacity."""
    series = load_of(scene).history.get("connections")
    if series is None or not series.samples:
        return fit(line((why_unknown(scene), Role.FAINT)), cells)
    carried = capacity(scene.pool, counted)
    label = scene.locale.text("tui.load.top", top=figure(scene.locale, carried))
    start = scene.locale.clock(series.samples[0].at)
    room = cells - len(label) - len(start) - 3
    values = resample(series.samples, max(1, room))
    top = max([carried or 0.0, *(v for v in values if v is not None)])
    return line(
        (f"{start} ", Role.FAINT), (sparkline(values, top), Role.CHART), (f"▏ {label}", Role.FAINT)
    )
