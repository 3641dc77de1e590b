"""Run a parsed query, all times at once: each series is a column of values."""

from collections.abc import Sequence
from typing import TypeAlias

from console.rehearsal.promql.aggregate import aggregate
from console.rehearsal.promql.binary import operate
from console.rehearsal.promql.error import ExecutionError
from console.rehearsal.promql.functions import apply
from console.rehearsal.promql.labels import nameless
from console.rehearsal.promql.ranges import RANGE_FUNCTIONS, windowed
from console.rehearsal.promql.storage import Labels, Run, SampleStorage, Scalars, SeriesColumn
from console.rehearsal.promql.tree import (
    Aggregation,
    Binary,
    Expression,
    FunctionCall,
    Negation,
    Number,
    Selector,
)

Value: TypeAlias = Scalars | list[SeriesColumn]


def evaluate(expression: Expression, storage: SampleStorage, times: Sequence[float]) -> Value:
    """The value at each of the ascending `times` (unix seconds).

    A scalar expression gives numbers, a vector expression the columns that have
    any value. Raises ExecutionError when operands do not match.
    """
    value = _Evaluation(storage, times).value(expression)
    return value if isinstance(value, Scalars) else _distinct(value)


def raw_range(selector: Selector, storage: SampleStorage, time: float) -> list[Run]:
    """What `name[5m]` gives at one time: raw samples."""
    end = time - selector.offset_s
    return storage.window(selector.matchers, [(end - (selector.range_s or 0.0), end)])


def _distinct(columns: list[SeriesColumn]) -> list[SeriesColumn]:
    """Columns with any value, one a label set; two at the same time are an error."""
    found: dict[Labels, SeriesColumn] = {}
    for column in columns:
        same = found.get(column.labels)
        if same is None:
            found[column.labels] = column
            continue
        for index, value in enumerate(column.values):
            if value is not None:
                if same.values[index] is not None:
                    raise ExecutionError("vector cannot contain metrics with the same labelset")
                same.values[index] = value
    return [one for one in found.values() if any(value is not None for value in one.values)]


def _union(spans: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Ascending spans of one length, those that touch made one."""
    joined = [spans[0]]
    for start, end in spans[1:]:
        if start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


class _Evaluation:
    """Where samples are, and the times."""

    def __init__(self, storage: SampleStorage, times: Sequence[float]) -> None:
        self._storage = storage
        self._times = times

    def value(self, expression: Expression) -> Value:  # noqa: PLR0911 - one a kind of node
        match expression:
            case Number(value=number):
                return Scalars([number] * len(self._times))
            case Selector(matchers=matchers, offset_s=offset_s):
                times = [time - offset_s for time in self._times] if offset_s else self._times
                return self._storage.latest(matchers, times)
            case Negation(operand=operand):
                return _negated(self.value(operand))
            case Aggregation(operand=operand, parameter=parameter):
                share = None if parameter is None else self._numbers(parameter)
                return aggregate(expression, self._columns(operand), share)
            case Binary(left=left, right=right):
                return operate(expression, self.value(left), self.value(right))
            case FunctionCall(function=function, arguments=arguments):
                if function in RANGE_FUNCTIONS:
                    return self._over_range(function, arguments)
                if function == "absent":
                    return self._absent(arguments[0])
                return apply(function, [self.value(given) for given in arguments], self._times)

    def _numbers(self, expression: Expression) -> list[float]:
        value = self.value(expression)
        if not isinstance(value, Scalars):
            raise ExecutionError("expected a scalar")
        return value.values

    def _columns(self, expression: Expression) -> list[SeriesColumn]:
        value = self.value(expression)
        if isinstance(value, Scalars):
            raise ExecutionError("expected an instant vector")
        return value

    def _absent(self, expression: Expression) -> list[SeriesColumn]:
        columns = self._columns(expression)
        values: list[float | None] = [
            None if any(column.values[index] is not None for column in columns) else 1.0
            for index in range(len(self._times))
        ]
        return [SeriesColumn(nameless(_wanted(expression)), values)]

    def _over_range(self, function: str, arguments: tuple[Expression, ...]) -> list[SeriesColumn]:
        share = self._numbers(arguments[0])[0] if len(arguments) > 1 else 0.0
        selector = arguments[-1]
        if not isinstance(selector, Selector) or selector.range_s is None:
            raise ExecutionError("expected a range vector")
        ends = [time - selector.offset_s for time in self._times]
        spans = [(end - selector.range_s, end) for end in ends]
        runs = self._storage.window(selector.matchers, _union(spans))
        keeps_name = function == "last_over_time"
        return [
            SeriesColumn(
                run.labels if keeps_name else nameless(run.labels),
                windowed(function, run, spans, share),
            )
            for run in runs
        ]


def _wanted(expression: Expression) -> Labels:
    """The labels a selector pins down: those that what is absent would have had."""
    if not isinstance(expression, Selector):
        return ()
    names = [matcher.label for matcher in expression.matchers]
    return tuple(
        sorted(
            (matcher.label, matcher.value)
            for matcher in expression.matchers
            if matcher.operator == "=" and matcher.value and names.count(matcher.label) == 1
        )
    )


def _negated(value: Value) -> Value:
    if isinstance(value, Scalars):
        return Scalars([-number for number in value.values])
    return [
        SeriesColumn(
            nameless(column.labels),
            [None if number is None else -number for number in column.values],
        )
        for column in value
    ]
