"""Is it holding? One sentence and one chart."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from console.desk import readings, vitals
from console.desk.census import Tally, capacity
from console.desk.foresight import SizeAdvice
from console.desk.verdict import MARKS, Verdict, VerdictState, verdict
from console.model.estate import PoolLoad
from console.model.figure import Load, Sample
from console.tui.ahead import Ahead
from console.tui.chart import Plot, draw
from console.tui.formatting import resample, sparkline
from console.tui.kept import Kept
from console.tui.lines import EMPTY, Line, Lines, Role, fit, joined, line, text_of, width, wrapped
from console.tui.scene import Scene

DOT = (" · ", Role.FAINT)
FORESEEN = timedelta(hours=2)
"""How far the chart looks ahead; it looks back for an hour."""
ROLES = {
    VerdictState.HOLDING: Role.GOOD,
    VerdictState.STRAINED: Role.WARN,
    VerdictState.UNKNOWN: Role.WARN,
    VerdictState.FAILING: Role.BAD,
}


@dataclass(frozen=True, slots=True)
class Clause:
    """One figure of the sentence: in full, shorter, and bare; a cause is kept longest."""

    full: Line
    short: Line
    bare: Line
    cause: bool


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
    """``● Holding  1.84 M connections · 73 % of what 120 instances carry · p95 … · errors …``.

    What makes the verdict says so in words: ``errors 37 %, over 1 %``.
    """
    found = verdict(scene.estate, scene.pool, counted)
    word = f"{MARKS[found.state]} {scene.locale.text(f'verdict.{found.state}')}"
    mark = line((word, ROLES[found.state]), "  ")
    clauses = _clauses(scene, counted, found)
    whole: Line = ()
    for way in _ways(clauses):
        whole = line(*mark, *joined(way, DOT))
        if width(whole) <= cells:
            return whole
    return fit(whole, cells)


def _clauses(scene: Scene, counted: tuple[Tally, ...], found: Verdict) -> tuple[Clause, ...]:
    """Connections, what they are of the capacity, p95, errors."""
    locale, load = scene.locale, load_of(scene).total
    number = (readings.compact(load.connections.value, locale), Role.STRONG)
    connections = line(number, f" {locale.text('tui.load.connections')}")
    shorter = line(number, f" {locale.text('tui.load.connections_short')}")
    share, brief = _share(scene, load, counted, found)
    p95 = line("p95 ", (readings.latency(load, locale), Role.STRONG))
    errors = locale.text("tui.load.errors")
    failing = line(f"{errors} ", (readings.errors(load.errors, locale), Role.STRONG))
    return (
        _clause(scene, found, "connections", connections, shorter),
        _clause(scene, found, "capacity", share, brief),
        _clause(scene, found, "p95", p95, p95),
        _clause(scene, found, "errors", failing, failing),
    )


def _clause(scene: Scene, found: Verdict, name: str, full: Line, brief: Line) -> Clause:
    """A figure, in the words of the cause where it is one; bare, it has its colour alone."""
    cause = found.about(name)
    if cause is None:
        return Clause(full, brief, brief, cause=False)
    role = ROLES[cause.state]
    said = line((scene.locale.notice(cause.said), role))
    bare = line((text_of(brief), role)) if brief else said
    return Clause(said, bare if name == "capacity" else said, bare, cause=True)


def _ways(clauses: tuple[Clause, ...]) -> Iterator[list[Line]]:
    """Ever shorter: then without what is no cause of the verdict, the last first; then bare."""
    first, *others = clauses
    yield [clause.full for clause in clauses if clause.full]
    yield [first.full, *(clause.short for clause in others if clause.short)]
    kept = list(clauses)
    yield [clause.short for clause in kept if clause.short]
    for clause in reversed(clauses):
        if not clause.cause and len(kept) > 1:
            kept.remove(clause)
            yield [clause.short for clause in kept if clause.short]
    yield [clause.bare for clause in kept if clause.bare]


def _share(
    scene: Scene, load: Load, counted: tuple[Tally, ...], found: Verdict
) -> tuple[Line, Line]:
    """The load as a part of the capacity, in full and in brief; empty where one is not known."""
    used = readings.used(scene.pool, counted, load)
    if used is None:
        return (), ()
    cause = found.about("capacity")
    role = ROLES[VerdictState.HOLDING if cause is None else cause.state]
    part, serving = used
    ratio = (scene.locale.percent(part), role)
    share = scene.locale.text("tui.load.share", n=serving)
    return line(ratio, f" {share}"), line(ratio, f" {scene.locale.text('tui.load.share_short')}")


def chart(
    scene: Scene,
    cells: int,
    rows: int,
    kept: Kept[Lines] | None = None,
    advised: SizeAdvice | None = None,
) -> Lines:
    """The last hour's connections against capacity, then what is foreseen; or why there is none.

    The history moves by a sample in half a minute: until then the chart is as it was `kept`.
    """
    history = load_of(scene).history
    series = history.get("connections")
    if series is None or not any(s.value is not None for s in series.samples):
        return (EMPTY, *wrapped(why_unknown(scene), cells, Role.FAINT))

    ahead = _ahead(series.samples[-1].at, advised)

    def drawn() -> Lines:
        return draw(Plot(series.samples, limit(scene), ahead), scene.locale, cells, rows)

    coming = None if advised is None else advised.known
    there = 0 if advised is None or advised.advice is None else advised.advice.there
    mark = "" if ahead is None or ahead.mark is None else scene.locale.clock(ahead.mark)
    return (kept or Kept()).of(
        *(series, history.get("serving"), scene.pool, coming, there, mark, cells, rows),
        compute=drawn,
    )


def _ahead(since: datetime, advised: SizeAdvice | None) -> Ahead | None:
    """What is foreseen of the next hours, with the last moment at which it is not too late."""
    found = () if advised is None else advised.steps
    steps = tuple(step for step in found if step.at - since <= FORESEEN)
    if advised is None or advised.advice is None or not steps:
        return None
    advice = advised.advice
    limits = tuple(advised.carried(step.at) for step in steps)
    mark = advice.late_by or advice.ask_by
    near = mark is not None and mark < steps[-1].at
    return Ahead(since, steps, limits, mark if near else None)


def limit(scene: Scene) -> tuple[Sample, ...]:
    """What the instances that were in service could carry, as the metrics server measured them."""
    serving = load_of(scene).history.get("serving")
    if serving is None:
        return ()
    each = scene.pool.connections_per_instance
    return tuple(Sample(s.at, None if s.value is None else s.value * each) for s in serving.samples)


def panel(
    scene: Scene,
    counted: tuple[Tally, ...],
    cells: int,
    rows: int,
    *,
    kept: Kept[Lines] | None = None,
    advised: SizeAdvice | None = None,
) -> Lines:
    """The sentence, then the chart, or a sparkline where two lines are all there is.

    `kept` remembers the chart from one scene to the next.
    """
    first = sentence(scene, counted, cells)
    if rows < 5:  # noqa: PLR2004 - a chart below four lines says less than a sparkline
        return (first, spark(scene, counted, cells))
    return (first, *chart(scene, cells, rows - 1, kept, advised))


def spark(scene: Scene, counted: tuple[Tally, ...], cells: int) -> Line:
    """The last hour on one line, up to the capacity."""
    series = load_of(scene).history.get("connections")
    if series is None or not series.samples:
        return fit(line((why_unknown(scene), Role.FAINT)), cells)
    carried = capacity(scene.pool, counted)
    label = scene.locale.text("tui.load.top", top=readings.compact(carried, scene.locale))
    start = scene.locale.clock(series.samples[0].at)
    room = cells - len(label) - len(start) - 3
    values = resample(series.samples, max(1, room))
    top = max([carried or 0.0, *(v for v in values if v is not None)])
    return line(
        (f"{start} ", Role.FAINT), (sparkline(values, top), Role.CHART), (f"▏ {label}", Role.FAINT)
    )
