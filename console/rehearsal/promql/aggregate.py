"""Aggregations: many series into one a group, or the first few of a group."""

from collections.abc import Callable, Sequence
from math import isnan

from console.rehearsal.promql.labels import key
from console.rehearsal.promql.ranges import quantile
from console.rehearsal.promql.storage import Labels, SeriesColumn
from console.rehearsal.promql.tree import Aggregation

Values = list[float | None]


def aggregate(
    aggregation: Aggregation, columns: Sequence[SeriesColumn], parameter: Sequence[float] | None
) -> list[SeriesColumn]:
    """Apply an aggregation; `parameter` has one number a time for topk and quantile."""
    grouped = key(aggregation.labels, keep=not aggregation.without)
    groups: dict[Labels, list[SeriesColumn]] = {}
    for column in columns:
        groups.setdefault(grouped(column.labels), []).append(column)
    operator = aggregation.operator
    if operator in {"topk", "bottomk"}:
        return [
            picked
            for group in groups.values()
            for picked in _first(group, parameter or (), largest=operator == "topk")
        ]
    if operator == "quantile":
        return [
            SeriesColumn(labels, _quantiles(group, parameter or ()))
            for labels, group in groups.items()
        ]
    reduce = _REDUCERS[operator]
    return [
        SeriesColumn(labels, reduce([column.values for column in group]))
        for labels, group in groups.items()
    ]


def _fold(step: Callable[[float, float], float]) -> Callable[[list[Values]], Values]:
    def reduce(group: list[Values]) -> Values:
        result = list(group[0])
        for values in group[1:]:
            for index, value in enumerate(values):
                if value is not None:
                    known = result[index]
                    result[index] = value if known is None else step(known, value)
        return result

    return reduce


def _sum(group: list[Values]) -> Values:
    result = list(group[0])
    for values in group[1:]:
        for index, value in enumerate(values):
            if value is not None:
                known = result[index]
                result[index] = value if known is None else known + value
    return result


def _count(group: list[Values]) -> Values:
    counts = [0] * len(group[0])
    for values in group:
        for index, value in enumerate(values):
            if value is not None:
                counts[index] += 1
    return [float(count) if count else None for count in counts]


def _average(group: list[Values]) -> Values:
    pairs = zip(_sum(group), _count(group), strict=True)
    return [None if total is None or count is None else total / count for total, count in pairs]


def _present(group: list[Values]) -> Values:
    return [None if count is None else 1.0 for count in _count(group)]


def _smaller(a: float, b: float) -> float:
    return b if b < a or isnan(a) else a


def _larger(a: float, b: float) -> float:
    return b if b > a or isnan(a) else a


_REDUCERS: dict[str, Callable[[list[Values]], Values]] = {
    "sum": _sum,
    "avg": _average,
    "min": _fold(_smaller),
    "max": _fold(_larger),
    "count": _count,
    "group": _present,
}


def _first(
    group: list[SeriesColumn], parameter: Sequence[float], *, largest: bool
) -> list[SeriesColumn]:
    """The k first of a group at each time, with their own labels; NaN comes last."""
    kept: list[SeriesColumn] = [
        SeriesColumn(column.labels, [None] * len(column.values)) for column in group
    ]

    def order(entry: tuple[float, int]) -> tuple[bool, float]:
        value = entry[0]
        return isnan(value), -value if largest else value

    for time, size in enumerate(parameter):
        if isnan(size) or size < 1:
            continue
        present = [
            (value, index)
            for index, column in enumerate(group)
            if (value := column.values[time]) is not None
        ]
        for value, index in sorted(present, key=order)[: int(min(size, len(present)))]:
            kept[index].values[time] = value
    best = [column for column in kept if any(value is not None for value in column.values)]
    if parameter and len(parameter) == 1:
        best.sort(key=lambda column: order((column.values[0] or 0.0, 0)))
    return best


def _quantiles(group: list[SeriesColumn], parameter: Sequence[float]) -> Values:
    result: Values = []
    for time, share in enumerate(parameter):
        present = [value for column in group if (value := column.values[time]) is not None]
        result.append(quantile(share, present) if present else None)
    return result
