"""Loads as public traces have them, made by seed, and the models that are known to foresee them.

After Numenta's NAB (taxi rides of New York, a cloud's CPU) and Taylor's electricity: packages
and licences keep the traces themselves out. `VIGIE_TRACES` may name a folder of CSV files
of one's own, `timestamp,value` a line, in UTC; they are then measured as well.
"""

import csv
import math
import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

from console.foresight.forecast import BEHIND, STEP, forecast
from console.foresight.rhythm import Rhythm
from console.model.forecast import Forecast
from console.model.window import Turnout

HOUR = timedelta(hours=1) // STEP
DAY = 24 * HOUR
WEEK = 7 * DAY
WEEKS = 30
BEGIN = datetime(2026, 9, 7, tzinfo=UTC)
Model = Callable[[list[float], int, int], float]
"""What is foreseen at a step, so many steps ahead."""


class Nobody:
    """A calendar: who is there on all days but these."""

    def __init__(self, off: frozenset[date]) -> None:
        self._off = off

    def turnout(self, day: date) -> Turnout:
        return Turnout(part=Turnout().part * (day not in self._off))


@dataclass(frozen=True)
class Trace:
    """A load at one step, and the days on which it is another's kind."""

    name: str
    values: list[float]
    begin: datetime = BEGIN
    off: frozenset[date] = frozenset()


def traces() -> Iterator[Trace]:
    """Those made here, then those of the folder."""
    yield from (taxi(11), electricity(12), processors(13))
    folder = os.environ.get("VIGIE_TRACES")
    for path in sorted(Path(folder).glob("*.csv")) if folder else ():
        yield read(path)


def taxi(seed: int) -> Trace:
    """Two peaks a day, late nights at the end of the week, and holidays that are like Sundays."""
    off = frozenset(date(2026, 11, 26 + n) for n in range(2)) | {
        date(2026, 12, 25),
        date(2027, 1, 1),
        date(2027, 1, 18),
    }

    def level(at: datetime) -> float:
        hour, weekday = at.hour + at.minute / 60, 6 if at.date() in off else at.weekday()
        late = 0.5 if weekday in {4, 5} else 0.2
        morning = 0.7 if weekday < 5 else 0.2
        return (
            0.15
            + morning * _bump(hour, 9, 2.5)
            + _bump(hour, 19, 3.5)
            + late * _bump(hour, 23.5, 2)
        )

    return _made("taxi rides", seed, level, daily=0.04, slow=0.05, off=off)


def electricity(seed: int) -> Trace:
    """Smooth and never low, less at weekends, drifting with the season."""

    def level(at: datetime) -> float:
        hour = at.hour + at.minute / 60
        work = 0.12 if at.weekday() < 5 else 0.02
        season = 0.08 * math.sin((at - BEGIN) / timedelta(days=365) * 2 * math.pi)
        return 0.62 + season + work * _bump(hour, 11, 5) + 0.2 * _bump(hour, 19, 3)

    return _made("electricity", seed, level, daily=0.01, slow=0.01)


def processors(seed: int) -> Trace:
    """A cloud's CPU: a weak day, levels that jump, and spikes that nobody foresees."""
    chosen = random.Random(seed)  # noqa: S311 - no secret
    jumps = sorted(chosen.sample(range(WEEKS * WEEK), 12))
    levels = [chosen.uniform(0.7, 1.4) for _ in range(13)]
    spikes = {start + n for start in chosen.sample(range(WEEKS * WEEK), 60) for n in range(3)}

    def level(at: datetime) -> float:
        k = (at - BEGIN) // STEP
        stage = levels[sum(jump <= k for jump in jumps)]
        return (
            stage * (0.5 + 0.2 * _bump(at.hour + at.minute / 60, 14, 4)) * (2 if k in spikes else 1)
        )

    return _made("a cloud's CPU", seed, level, daily=0.05, slow=0.1)


def read(path: Path) -> Trace:
    """A file of one's own, its gaps filled with the value before."""
    with path.open(encoding="utf-8", newline="") as text:
        rows = [
            (datetime.fromisoformat(r["timestamp"]), float(r["value"]))
            for r in csv.DictReader(text)
        ]
    rows = [(at if at.tzinfo else at.replace(tzinfo=UTC), value) for at, value in rows]
    begin, values, row = rows[0][0], list[float](), 0
    for k in range((rows[-1][0] - begin) // STEP + 1):
        while row + 1 < len(rows) and rows[row + 1][0] <= begin + k * STEP:
            row += 1
        values.append(rows[row][1])
    return Trace(path.stem, values, begin)


def _bump(hour: float, at: float, wide: float) -> float:
    apart = min(abs(hour - at), 24 - abs(hour - at))
    return math.exp(-((apart / wide) ** 2))


def _made(
    name: str,
    seed: int,
    level: Callable[[datetime], float],
    *,
    daily: float,
    slow: float,
    off: frozenset[date] = frozenset(),
) -> Trace:
    """A level with days of their own height, and noise that lasts some hours."""
    chosen = random.Random(seed)  # noqa: S311 - no secret
    heights = [1 + chosen.gauss(0, daily) for _ in range(WEEKS * 7 + 1)]
    noise, values = 0.0, list[float]()
    for k in range(WEEKS * WEEK):
        noise = 0.96 * noise + chosen.gauss(0, slow * math.sqrt(1 - 0.96**2))
        values.append(10_000 * level(BEGIN + k * STEP) * heights[k // DAY] * (1 + noise))
    return Trace(name, values, off=off)


def _hour(values: list[float], k: int) -> float:
    return sum(values[k - BEHIND + 1 : k + 1])


def _ratio(values: list[float], k: int, weeks: int) -> float:
    return _hour(values, k) / median(_hour(values, k - n * WEEK) for n in range(1, weeks + 1))


def _weeks(values: list[float], k: int) -> list[float]:
    return [values[k - n * WEEK] for n in range(1, 4)]


MODELS: dict[str, Model] = {
    "now stays": lambda v, k, _h: v[k],
    "straight on": lambda v, k, h: v[k] + (v[k] - v[k - HOUR]) * h / HOUR,
    "yesterday": lambda v, k, h: v[k + h - DAY],
    "last week": lambda v, k, h: v[k + h - WEEK],
    "last week × ratio": lambda v, k, h: v[k + h - WEEK] * _ratio(v, k, 1),
    "median of 3 weeks × ratio": lambda v, k, h: median(_weeks(v, k + h)) * _ratio(v, k, 3),
    "largest of 3 weeks × ratio": lambda v, k, h: max(_weeks(v, k + h)) * _ratio(v, k, 3),
}


@dataclass
class Score:
    """How far a model errs, by steps ahead; how often and by how much it is short, or over."""

    missed: dict[int, float]
    real: dict[int, float]
    short: int = 0
    over: float = 0.0
    count: int = 0

    def take(self, ahead: int, foreseen: float, real: float) -> None:
        self.missed[ahead] = self.missed.get(ahead, 0.0) + abs(foreseen - real)
        self.real[ahead] = self.real.get(ahead, 0.0) + real
        if ahead == HOUR:
            self.count += 1
            self.short += foreseen < 0.9 * real
            self.over += max(0.0, foreseen - real)

    def error(self, ahead: int) -> float:
        """The weighted error, 0..1."""
        return self.missed[ahead] / self.real[ahead]


LOOKS = (HOUR, 2 * HOUR, 4 * HOUR)
OURS = "each week by its own last hour: median"
OURS_HIGH = "each week by its own last hour: 0.9 quantile"


def compared(trace: Trace, every: int = 7) -> dict[str, Score]:
    """Every model on one trace, from its fifth week on."""
    found = {name: Score({}, {}) for name in (*MODELS, OURS, OURS_HIGH)}
    values, rhythm = trace.values, Rhythm(ZoneInfo("UTC"), Nobody(trace.off))
    recorded = {trace.begin + k * STEP: value for k, value in enumerate(values)}
    for k in range(5 * WEEK, len(values) - max(LOOKS), every):
        told = forecast(recorded, trace.begin + k * STEP, rhythm, max(LOOKS))
        for ahead in LOOKS:
            real = values[k + ahead]
            for name, model in MODELS.items():
                found[name].take(ahead, model(values, k, ahead), real)
            if isinstance(told, Forecast):
                found[OURS].take(ahead, told.steps[ahead - 1].median, real)
                found[OURS_HIGH].take(ahead, told.steps[ahead - 1].high, real)
    return found
