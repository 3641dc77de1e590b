"""Is it holding? One sentence and one chart."""

from collections.abc import Iterator
from dataclasses import dataclass

from console.desk import capacity as carrying
from console.desk import readings, vitals
from console.desk.foresight import SizeAdvice
from console.desk.verdict import MARKS, verdict
from console.model.estate import PoolLoad
from console.model.figure import Load
from console.model.notice import Notice
from console.model.past import PoolPast
from console.model.tally import Tally
from console.model.verdict import Verdict, VerdictState
from console.tui.kept import Kept
from console.tui.lines import Line, Lines, Role, fit, joined, line, text_of, width
from console.tui.scene import Scene
from console.tui.view import history

DOT = (" · ", Role.FAINT)
ROOMY = 9
"""From so many rows on there is one to say how the capacity was learned."""
LOW = 5
"""Rows below which a chart says less than a sparkline."""
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
    share = _share(scene, load, counted, found)
    p95 = line("p95 ", (readings.latency(load, locale), Role.STRONG))
    errors = locale.text("tui.load.errors")
    failing = line(f"{errors} ", (readings.errors(load.errors, locale), Role.STRONG))
    return (
        _clause(scene, found, "connections", (connections, shorter, shorter)),
        _clause(scene, found, "capacity", share),
        _clause(scene, found, "p95", (p95, p95, p95)),
        _clause(scene, found, "errors", (failing, failing, failing)),
    )


def _clause(scene: Scene, found: Verdict, name: str, ways: tuple[Line, Line, Line]) -> Clause:
    """A figure, in the words of the cause where it is one; bare, it has its colour alone."""
    full, brief, bare = ways
    cause = found.about(name)
    if cause is None:
        return Clause(full, brief, bare, cause=False)
    role = ROLES[cause.state]
    learned = _learned(scene) if name == "capacity" and full else ""
    said = line((f"{scene.locale.notice(cause.said)}{learned}", role))
    short = line((text_of(brief), role)) if brief and name == "capacity" else said
    return Clause(said, short, line((text_of(bare), role)) if bare else said, cause=True)


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
) -> tuple[Line, Line, Line]:
    """The load as a part of the capacity, ever shorter; empty where one is not known."""
    used = readings.used(scene.estate, scene.pool, counted, load)
    if used is None:
        return (), (), ()
    cause = found.about("capacity")
    role = ROLES[VerdictState.HOLDING if cause is None else cause.state]
    part, serving = used
    ratio = (scene.locale.percent(part), role)
    share, learned = scene.locale.text("tui.load.share", n=serving), _learned(scene)
    short = scene.locale.text("tui.load.share_short")
    said = (f" {share}{learned}", f" {short}{learned}", f" {short}")
    full, brief, bare = (line(ratio, one) for one in said)
    return full, brief, bare


def _learned(scene: Scene) -> str:
    """That nobody set the capacity: it was learned."""
    told = scene.estate.capacity(scene.pool).is_learned
    return f" {scene.locale.text('tui.load.learned')}" if told else ""


def panel(
    scene: Scene,
    counted: tuple[Tally, ...],
    cells: int,
    rows: int,
    *,
    kept: Kept[Lines] | None = None,
    advised: SizeAdvice | None = None,
    past: PoolPast | Notice | None = None,
) -> Lines:
    """The sentence, then the chart, or a sparkline where two or three lines are all there is.

    `kept` remembers the chart from one scene to the next; `past` is what was read for its span,
    or why it could not be.
    """
    first = sentence(scene, counted, cells)
    if rows < LOW:
        return (first, *history.spark(scene, counted, past, cells)[: rows - 1])
    told = carrying.evidence(scene.estate.capacity(scene.pool), scene.estate, scene.locale)
    below = () if told is None or rows < ROOMY else (fit(line((told, Role.FAINT)), cells),)
    room = rows - 1 - len(below)
    chart = history.chart(scene, cells, room, kept=kept, advised=advised, past=past)
    return (first, *chart, *below)
