"""Open connections over estate time: the week of a school publisher, and sudden growth.

Pure functions of time. The curve knows nothing of capacity; `load_service`
says how instances bear it.
"""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

_NOISE_STEP_S = 60.0
_RAMP_IN_S = 3 * 3600.0
_MASK = 0xFFFFFFFF

Knots = tuple[tuple[float, float], ...]
"""(local hour, level 0..1), straight lines in between."""

_NIGHT: Knots = ((0.0, 0.08), (1.0, 0.05), (5.0, 0.04), (6.5, 0.10))
_MORNING: Knots = ((7.5, 0.30), (9.0, 0.38), (11.5, 0.36))
_PEAK: Knots = (
    (16.0, 0.62),
    (17.0, 0.92),
    (18.5, 1.00),
    (20.5, 0.97),
    (21.5, 0.86),
    (22.0, 0.72),
    (23.0, 0.28),
    (24.0, 0.08),
)
_CALM: Knots = ((16.0, 0.44), (18.0, 0.52), (20.5, 0.50), (22.0, 0.34), (23.0, 0.18), (24.0, 0.08))

_SCHOOL_DAY: Knots = (*_NIGHT, *_MORNING, (13.5, 0.40), (15.5, 0.45), *_PEAK)
_WEDNESDAY: Knots = (*_NIGHT, *_MORNING, (12.5, 0.42), (14.0, 0.54), (15.5, 0.57), *_PEAK)
_END_OF_WEEK: Knots = (*_NIGHT, *_MORNING, (13.5, 0.38), (15.5, 0.41), *_CALM)
_SATURDAY: Knots = (*_NIGHT, (10.0, 0.18), (15.0, 0.22), (21.0, 0.16), (24.0, 0.08))
_SUNDAY: Knots = (*_NIGHT, (10.0, 0.18), (15.0, 0.24), (18.5, 0.36), (21.0, 0.30), (24.0, 0.08))

_WEEK: tuple[Knots, ...] = (
    _SCHOOL_DAY,
    _SCHOOL_DAY,
    _WEDNESDAY,
    _END_OF_WEEK,
    _END_OF_WEEK,
    _SATURDAY,
    _SUNDAY,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandGrowth:
    """A sudden demand that stays, less at night.

    `at_start` connections when the scenario starts, `to` of them `over_s`
    estate seconds later.
    """

    at_start: float
    to: float
    over_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """Connections of one pool. `peak` is the height of a usual week, in connections.

    `starts_at` is the scenario's start in unix seconds of estate time; `noise`
    the relative amplitude of what no curve explains.
    """

    peak: float
    starts_at: float
    growth: DemandGrowth | None = None
    seed: int = 1
    noise: float = 0.02
    timezone: str = "Europe/Paris"


def week_level(local: datetime) -> float:
    """Level 0..1 of the usual week at a local time."""
    knots = _WEEK[local.weekday()]
    hour = local.hour + local.minute / 60 + local.second / 3600
    after = bisect_right(knots, hour, key=lambda knot: knot[0])
    low_at, low = knots[after - 1]
    high_at, high = knots[after]
    return low + (high - low) * (hour - low_at) / (high_at - low_at)


def connections(curve: Curve, at: float) -> float:
    """Open connections demanded at unix time `at`, never negative."""
    level = week_level(datetime.fromtimestamp(at, ZoneInfo(curve.timezone)))
    usual = curve.peak * level
    demand = (
        usual if curve.growth is None else _grown(curve.growth, curve.starts_at, at, level, usual)
    )
    return max(0.0, demand * (1.0 + curve.noise * smooth_noise(curve.seed, at)))


def _grown(growth: DemandGrowth, starts_at: float, at: float, level: float, usual: float) -> float:
    before = _ease((at - starts_at + _RAMP_IN_S) / _RAMP_IN_S)
    after = _ease((at - starts_at) / growth.over_s)
    until_start = usual + (growth.at_start - usual) * before
    plateau = growth.to * min(1.0, 0.65 + 0.95 * level)
    return until_start + (plateau - until_start) * after


def _ease(part: float) -> float:
    inside = min(1.0, max(0.0, part))
    return inside * inside * (3.0 - 2.0 * inside)


def smooth_noise(seed: int, at: float) -> float:
    """Noise in -1..1 without state: random at every minute, straight in between."""
    place, part = divmod(at / _NOISE_STEP_S, 1.0)
    left = chance(seed, int(place))
    right = chance(seed, int(place) + 1)
    return 2.0 * (left + (right - left) * part) - 1.0


def chance(seed: int, index: int) -> float:
    """A number in 0..1 that depends on `seed` and `index` alone (integer hash)."""
    mixed = (index * 0x9E3779B1 ^ seed * 0x85EBCA6B) & _MASK
    mixed = (mixed ^ mixed >> 15) * 0x2C1B3C6D & _MASK
    mixed = (mixed ^ mixed >> 12) * 0x297A2D39 & _MASK
    return (mixed ^ mixed >> 15) / 2**32
