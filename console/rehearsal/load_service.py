"""How instances bear the load: latency, errors and CPU as functions of saturation.

Saturation is connections per in-service instance over what one instance takes
before it suffers (the knee): 1 at the knee. All functions are pure and never
fall when saturation rises.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import erf, exp, log, sqrt

BOUNDS_S: tuple[float, ...] = (
    0.025,
    0.05,
    0.1,
    0.15,
    0.2,
    0.3,
    0.5,
    0.75,
    1.0,
    1.5,
    2.5,
    5.0,
    10.0,
)
"""Upper bounds of the duration histogram, seconds; +Inf comes after the last."""

_REST_MEDIAN_S = 0.055
_LONGEST_MEDIAN_S = 4.0
_SPREAD = 0.7
_Q95 = 1.6448536269514722
_REST_ERRORS = 0.0004
_SHED_ERRORS = 0.9
_CLIENT_ERRORS = 0.004


@dataclass(frozen=True, slots=True)
class Answers:
    """What becomes of one request, as shares of 1.

    within: done within each of `BOUNDS_S`, and 1 at the end; mean_s: mean
    duration; ok, refused, failed: answered 200, 404 and 503.
    """

    within: tuple[float, ...]
    mean_s: float
    ok: float
    refused: float
    failed: float


def median_s(saturation: float) -> float:
    """Median duration of a request, seconds."""
    over = max(0.0, saturation - 1.0)
    queued = _REST_MEDIAN_S * (1.0 + 0.6 * min(saturation, 10.0) ** 2) * exp(2.4 * min(over, 5.0))
    return min(_LONGEST_MEDIAN_S, queued)


def p95_s(saturation: float) -> float:
    """95th percentile of the duration of a request, seconds."""
    return median_s(saturation) * exp(_Q95 * _SPREAD)


def error_ratio(saturation: float) -> float:
    """Share of requests answered 5xx, 0..1."""
    if saturation <= 1.0:
        return _REST_ERRORS
    return _REST_ERRORS + _SHED_ERRORS * (1.0 - 1.0 / saturation) ** 2


def cpu_ratio(saturation: float) -> float:
    """CPU of one instance, 0..1: straight up to the knee, then against the wall."""
    if saturation <= 1.0:
        return 0.06 + 0.72 * saturation
    return 0.78 + 0.2 * (1.0 - exp(-2.5 * (saturation - 1.0)))


def answers(saturation: float) -> Answers:
    """Shares of durations and answer codes, saturation rounded to a hundredth."""
    return _answers(round(min(saturation, 50.0) * 100))


@lru_cache(maxsize=8192)
def _answers(hundredths: int) -> Answers:
    saturation = hundredths / 100
    centre = log(median_s(saturation))
    failed = error_ratio(saturation)
    refused = _CLIENT_ERRORS * (1.0 - failed)
    return Answers(
        within=(*(_normal((log(bound) - centre) / _SPREAD) for bound in BOUNDS_S), 1.0),
        mean_s=exp(centre + _SPREAD * _SPREAD / 2),
        ok=1.0 - failed - refused,
        refused=refused,
        failed=failed,
    )


def _normal(deviation: float) -> float:
    return 0.5 * (1.0 + erf(deviation / sqrt(2.0)))
