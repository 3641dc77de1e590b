"""Query results in the shapes of the Prometheus API: values are strings."""

from collections.abc import Sequence
from decimal import Decimal
from math import isinf, isnan
from typing import Any

from console.rehearsal.promql import Labels, Run, Scalars, SeriesColumn


def number(value: float) -> str:
    """A value as Go writes it: shortest, never with an exponent."""
    if isnan(value):
        return "NaN"
    if isinf(value):
        return "+Inf" if value > 0 else "-Inf"
    text = repr(value)
    if "e" in text:
        text = format(Decimal(text), "f")
    return text.removesuffix(".0")


def _stamp(time: float) -> float | int:
    return int(time) if time == int(time) else time


def _point(time: float, value: float) -> tuple[float | int, str]:
    return _stamp(time), number(value)


def label_map(labels: Labels) -> dict[str, str]:
    """A label set as JSON object."""
    return dict(labels)


def instant_result(value: Scalars | list[SeriesColumn], time: float) -> dict[str, Any]:
    """`scalar` or `vector`."""
    if isinstance(value, Scalars):
        return {"resultType": "scalar", "result": _point(time, value.values[0])}
    return {
        "resultType": "vector",
        "result": [
            {"metric": dict(column.labels), "value": _point(time, sample)}
            for column in value
            if (sample := column.values[0]) is not None
        ],
    }


def range_result(value: Scalars | list[SeriesColumn], times: Sequence[float]) -> dict[str, Any]:
    """`matrix`; a scalar is a series without labels."""
    columns = [SeriesColumn((), list(value.values))] if isinstance(value, Scalars) else value
    stamps = [_stamp(time) for time in times]
    result = [
        {
            "metric": dict(column.labels),
            "values": [
                (stamp, number(sample))
                for stamp, sample in zip(stamps, column.values, strict=True)
                if sample is not None
            ],
        }
        for column in sorted(columns, key=lambda column: column.labels)
    ]
    return {"resultType": "matrix", "result": result}


def matrix_result(runs: Sequence[Run]) -> dict[str, Any]:
    """`matrix` of raw samples."""
    result = [
        {
            "metric": dict(run.labels),
            "values": [_point(*pair) for pair in zip(run.times, run.values, strict=True)],
        }
        for run in sorted(runs, key=lambda run: run.labels)
    ]
    return {"resultType": "matrix", "result": result}
