"""Functions of instant vectors and scalars."""

from collections.abc import Callable, Sequence
from math import ceil, exp, floor, inf, isfinite, isnan, log, log2, log10, nan, sqrt

from console.rehearsal.promql.histogram import histogram_quantile
from console.rehearsal.promql.labels import nameless
from console.rehearsal.promql.storage import Scalars, SeriesColumn

Value = Scalars | list[SeriesColumn]


def apply(function: str, arguments: Sequence[Value], times: Sequence[float]) -> Value:
    """Call a function that takes no range; the parser has checked what it is given.

    Of those without a vector, the one beside time() is vector().
    """
    vectors = [given for given in arguments if not isinstance(given, Scalars)]
    scalars = [given.values for given in arguments if isinstance(given, Scalars)]
    if not vectors:
        return Scalars(list(times)) if function == "time" else [SeriesColumn((), list(scalars[0]))]
    columns = vectors[0]
    if function in _BY_VALUE:
        return _mapped(columns, _BY_VALUE[function])
    if function in _WITH_SCALARS:
        return _with_scalars(columns, _WITH_SCALARS[function], scalars)
    if function in {"sort", "sort_desc"}:
        return _sorted(columns, descending=function == "sort_desc")
    if function == "scalar":
        return Scalars(_only(columns, len(times)))
    return histogram_quantile(scalars[0], columns)


def _mapped(
    columns: Sequence[SeriesColumn], change: Callable[[float], float]
) -> list[SeriesColumn]:
    return [
        SeriesColumn(
            nameless(column.labels),
            [None if value is None else change(value) for value in column.values],
        )
        for column in columns
    ]


def _with_scalars(
    columns: Sequence[SeriesColumn],
    change: Callable[..., float | None],
    scalars: Sequence[Sequence[float]],
) -> list[SeriesColumn]:
    return [
        SeriesColumn(
            nameless(column.labels),
            [
                None if value is None else change(value, *(given[time] for given in scalars))
                for time, value in enumerate(column.values)
            ],
        )
        for column in columns
    ]


def _whole(step: Callable[[float], int]) -> Callable[[float], float]:
    return lambda value: float(step(value)) if isfinite(value) else value


def _logarithm(of: Callable[[float], float]) -> Callable[[float], float]:
    def logarithm(value: float) -> float:
        if isnan(value) or value < 0:
            return nan
        return of(value) if value > 0 else -inf

    return logarithm


def _exponential(value: float) -> float:
    try:
        return exp(value)
    except OverflowError:
        return inf


def _clamped(value: float, low: float, high: float) -> float | None:
    if high < low:
        return None
    return nan if isnan(value) else max(low, min(high, value))


def _at_least(value: float, low: float) -> float:
    return nan if isnan(value) else max(value, low)


def _at_most(value: float, high: float) -> float:
    return nan if isnan(value) else min(value, high)


def _rounded(value: float, to: float = 1.0) -> float:
    scaled = value / to if to else nan
    return floor(scaled + 0.5) * to if isfinite(scaled) else scaled * to


_BY_VALUE: dict[str, Callable[[float], float]] = {
    "abs": abs,
    "ceil": _whole(ceil),
    "floor": _whole(floor),
    "sqrt": lambda value: sqrt(value) if value >= 0 else nan,
    "exp": _exponential,
    "ln": _logarithm(log),
    "log2": _logarithm(log2),
    "log10": _logarithm(log10),
}
_WITH_SCALARS: dict[str, Callable[..., float | None]] = {
    "clamp": _clamped,
    "clamp_min": _at_least,
    "clamp_max": _at_most,
    "round": _rounded,
}


def _sorted(columns: Sequence[SeriesColumn], *, descending: bool) -> list[SeriesColumn]:
    """By the first value, as an instant query has one; NaN last."""

    def order(column: SeriesColumn) -> tuple[bool, float]:
        value = column.values[0] if column.values else None
        missing = value is None or isnan(value)
        number = 0.0 if value is None or missing else value
        return missing, -number if descending else number

    return sorted(columns, key=order)


def _only(columns: Sequence[SeriesColumn], length: int) -> list[float]:
    """The value of the one series at each time; NaN with none or several."""
    result: list[float] = []
    for time in range(length):
        present = [value for column in columns if (value := column.values[time]) is not None]
        result.append(present[0] if len(present) == 1 else nan)
    return result
