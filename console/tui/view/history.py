"""The past of the load as a chart, or on one line: against capacity, with what was done."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from console.desk import readings
from console.desk.census import capacity
from console.desk.foresight import SizeAdvice
from console.desk.past import carried, marks_of, moments
from console.desk.vitals import load as load_of
from console.model.figure import Sample, Series
from console.model.notice import Notice
from console.model.past import ChartSpan, OperationMark, PoolPast
from console.model.tally import Tally
from console.model.window import Opening
from console.tui.ahead import Ahead
from console.tui.chart import AXIS_LABEL, Plot, draw, reach
from console.tui.formatting import sparkline
from console.tui.kept import Kept
from console.tui.lines import EMPTY, Lines, Role, fit, line, wrapped
from console.tui.scene import Scene
from console.tui.timescale import TimeScale, start_of
from console.tui.view import marks

FORESEEN = {ChartSpan.HOUR: timedelta(hours=2), ChartSpan.DAY: timedelta(hours=6)}
"""How far a chart looks ahead; of a week that would be a few cells."""
MARKED = 5
"""Rows from which on there is room for what was done, below the axis."""
SPARK_ROOM = 2
"""A capacity above so many times the load is not what one line of eight steps reaches up to."""
Known = PoolPast | Notice | None


def chart(
    scene: Scene,
    cells: int,
    rows: int,
    *,
    kept: Kept[Lines] | None = None,
    advised: SizeAdvice | None = None,
    past: Known = None,
) -> Lines:
    """The connections against capacity, then what is foreseen; or why there is none.

    The history moves by a sample in half a minute: until then the chart is as it was `kept`.
    """
    samples = load(scene, past)
    if not any(s.value is not None for s in samples):
        return (EMPTY, *wrapped(why_unknown(scene, past), cells, Role.FAINT))
    ahead = _ahead(scene, samples[-1].at, advised)

    def drawn() -> Lines:
        plot = Plot(samples, limit(scene, past), _start(scene, samples), ahead)
        if rows < MARKED:
            return draw(plot, scene.locale, cells, rows)
        below = marks.row(plot.scale(cells), done(scene, past), opened(scene, past))
        if not below:
            return draw(plot, scene.locale, cells, rows)
        aside = (" " * (AXIS_LABEL + 1), Role.PLAIN)
        return (*draw(plot, scene.locale, cells, rows - 1), (aside, *below))

    history, coming = _live(scene), None if advised is None else advised.known
    there = 0 if advised is None or advised.advice is None else advised.advice.there
    mark = "" if ahead is None or ahead.mark is None else scene.locale.clock(ahead.mark)
    told = marks.told(done(scene, past))
    return (kept or Kept()).of(
        *(history.get("connections"), history.get("serving"), scene.pool, coming, there, mark),
        *(scene.span.value, past, told, cells, rows),
        scene.estate.capacity(scene.pool).each or 0,
        compute=drawn,
    )


def spark(scene: Scene, counted: tuple[Tally, ...], past: Known, cells: int) -> Lines:
    """The span on one line, up to the capacity, and below it what was done."""
    samples, locale = load(scene, past), scene.locale
    if len(samples) < 2:  # noqa: PLR2004 - a span needs two ends
        return (fit(line((why_unknown(scene, past), Role.FAINT)), cells),)
    now = capacity(scene.estate, scene.pool, counted)
    top = reach([s.value for s in samples], [now], SPARK_ROOM)
    above = " ↑" if now is not None and now > top else ""
    known = locale.text("tui.load.top", top=readings.compact(now, locale))
    label = "" if now is None else f"{known}{above}"
    begins = _start(scene, samples) or samples[0].at
    start = start_of(begins, scene.span.length, locale)
    scale = TimeScale(begins, samples[-1].at, max(1, cells - len(label) - len(start) - 3))
    found = moments(samples, limit(scene, past), scale.edges(scale.cells))
    values = [one.load for one in found]
    first = line(
        (f"{start} ", Role.FAINT), (sparkline(values, top), Role.CHART), (f"▏ {label}", Role.FAINT)
    )
    below = marks.row(scale, done(scene, past), opened(scene, past))
    aside = (" " * (len(start) + 1), Role.PLAIN)
    return (first, (aside, *below)) if below else (first,)


def why_unknown(scene: Scene, past: Known) -> str:
    """Why there is no chart: the reason that the metrics server gives, or that it is early."""
    if isinstance(past, Notice):
        return scene.locale.notice(past)
    if scene.span is not ChartSpan.HOUR and past is None:
        return scene.locale.text("tui.load.reading")
    reason = load_of(scene.estate, scene.pool_name).reasons.get("connections")
    return (
        scene.locale.text("tui.load.no_history") if reason is None else scene.locale.notice(reason)
    )


def load(scene: Scene, past: Known) -> tuple[Sample, ...]:
    """The connections of the span: what was read, and the last hour as it is watched."""
    return _with_the_last_hour(scene, past, "connections")


def limit(scene: Scene, past: Known) -> tuple[Sample, ...]:
    """What the instances that were in service could carry, as the metrics server measured them."""
    each = scene.estate.capacity(scene.pool).each
    return carried(_with_the_last_hour(scene, past, "serving"), each)


def _with_the_last_hour(scene: Scene, past: Known, name: str) -> tuple[Sample, ...]:
    series = _live(scene).get(name)
    live = () if series is None else series.samples
    if scene.span is ChartSpan.HOUR:
        return live
    if not isinstance(past, PoolPast):
        return ()
    read = past.load if name == "connections" else past.serving
    known_until = past.load[-1].at if past.load else past.at
    return (*read, *(s for s in live if s.at > known_until))


def done(scene: Scene, past: Known) -> tuple[OperationMark, ...]:
    """The operations that were begun: those that were read, and the last ones as they are now."""
    activity = scene.estate.activity
    newest = marks_of((*activity.live, *activity.recent), scene.pool_name)
    read = past.marks if isinstance(past, PoolPast) else ()
    return tuple({one.operation_id: one for one in (*read, *newest)}.values())


def legend(scene: Scene, past: Known, advised: SizeAdvice | None, cells: int) -> str:
    """What the letters and the rule below the chart mean; empty where there are none."""
    samples = load(scene, past)
    if len(samples) < 2:  # noqa: PLR2004 - a span needs two ends
        return ""
    ahead = _ahead(scene, samples[-1].at, advised)
    scale = Plot(samples, (), _start(scene, samples), ahead).scale(cells)
    return marks.legend(scene, scale, done(scene, past), opened(scene, past))


def opened(scene: Scene, past: Known) -> tuple[Opening, ...]:
    """The windows of the span, and those that are open or to come."""
    foreseen = scene.estate.forecasts.get(scene.pool_name)
    coming = () if foreseen is None else foreseen.openings
    read = past.openings if isinstance(past, PoolPast) else ()
    found = {one.key: one for one in (*read, *coming) if one.skipped is None}
    return tuple(found.values())


def _live(scene: Scene) -> Mapping[str, Series]:
    return load_of(scene.estate, scene.pool_name).history


def _start(scene: Scene, samples: Sequence[Sample]) -> datetime | None:
    """When the chart begins; None: with its first sample."""
    return None if scene.span is ChartSpan.HOUR else samples[-1].at - scene.span.length


def _ahead(scene: Scene, since: datetime, advised: SizeAdvice | None) -> Ahead | None:
    """What is foreseen of the next hours, with the last moment at which it is not too late."""
    found = () if advised is None else advised.steps
    until = since + FORESEEN.get(scene.span, timedelta(0))
    steps = tuple(step for step in found if step.at <= until)
    if advised is None or advised.advice is None or not steps:
        return None
    advice = advised.advice
    limits = tuple(advised.carried(step.at) for step in steps)
    mark = advice.late_by or advice.ask_by
    near = mark is not None and mark < steps[-1].at
    return Ahead(since, steps, limits, mark if near else None)
