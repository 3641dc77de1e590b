"""Operators between scalars and vectors, and how the series of two vectors pair."""

from collections.abc import Callable, Sequence

from console.rehearsal.promql.arithmetic import ARITHMETIC, COMPARISONS
from console.rehearsal.promql.error import ExecutionError
from console.rehearsal.promql.labels import key, nameless, only, shown, without
from console.rehearsal.promql.storage import Labels, Scalars, SeriesColumn
from console.rehearsal.promql.tree import Binary, Matching

Value = Scalars | list[SeriesColumn]
Step = Callable[[float, float], float | None]
"""(left, right) → value; None where a comparison filters it out."""


def operate(operation: Binary, left: Value, right: Value) -> Value:
    """Apply a binary operator at each time."""
    if isinstance(left, Scalars) and isinstance(right, Scalars):
        step = _step(operation, keep_right=False)
        pairs = zip(left.values, right.values, strict=True)
        return Scalars([value for a, b in pairs if (value := step(a, b)) is not None])
    if isinstance(right, Scalars):
        return _with_scalar(operation, left, right, swapped=False)
    if isinstance(left, Scalars):
        return _with_scalar(operation, right, left, swapped=True)
    if operation.operator in _SETS:
        return _SETS[operation.operator](operation.matching, left, right)
    return _paired(operation, left, right)


def _step(operation: Binary, *, keep_right: bool) -> Step:
    if operation.operator in ARITHMETIC:
        return ARITHMETIC[operation.operator]
    compare = COMPARISONS[operation.operator]
    if operation.as_bool:
        return lambda a, b: 1.0 if compare(a, b) else 0.0
    if keep_right:
        return lambda a, b: b if compare(a, b) else None
    return lambda a, b: a if compare(a, b) else None


def _drops_name(operation: Binary) -> bool:
    return operation.operator in ARITHMETIC or operation.as_bool


def _with_scalar(
    operation: Binary, columns: Value, scalars: Scalars, *, swapped: bool
) -> list[SeriesColumn]:
    step = _step(operation, keep_right=swapped)
    numbers = scalars.values
    result = []
    for column in columns if isinstance(columns, list) else ():
        pairs = zip(column.values, numbers, strict=True)
        values = [
            None if value is None else step(number, value) if swapped else step(value, number)
            for value, number in pairs
        ]
        labels = nameless(column.labels) if _drops_name(operation) else column.labels
        result.append(SeriesColumn(labels, values))
    return result


def _group_key(matching: Matching) -> Callable[[Labels], Labels]:
    return key(matching.labels, keep=matching.on)


def _paired(
    operation: Binary, left: list[SeriesColumn], right: list[SeriesColumn]
) -> list[SeriesColumn]:
    """Pair each series of the side that may be many with the one of the other side."""
    matching = operation.matching
    grouped = _group_key(matching)
    swapped = matching.group == "right"
    many, one = (right, left) if swapped else (left, right)
    ones = _single(one, grouped, "left" if swapped else "right", _any_present(many))
    step = _step(operation, keep_right=False)
    result: dict[Labels, list[float | None]] = {}
    for column in many:
        partner = ones.get(grouped(column.labels))
        if partner is None:
            continue
        values: list[float | None] = []
        for value, other in zip(column.values, partner.values, strict=True):
            if value is None or other is None:
                values.append(None)
            else:
                values.append(step(other, value) if swapped else step(value, other))
        labels = _result_labels(operation, column.labels, partner.labels)
        if labels not in result:
            result[labels] = values
        else:
            _merge(result[labels], values, grouped_many=bool(matching.group))
    return [SeriesColumn(labels, values) for labels, values in result.items()]


def _any_present(columns: Sequence[SeriesColumn]) -> list[bool]:
    """Whether any series has a value, at each time."""
    return [
        any(value is not None for value in values)
        for values in zip(*(column.values for column in columns), strict=True)
    ]


def _single(
    columns: Sequence[SeriesColumn],
    grouped: Callable[[Labels], Labels],
    side: str,
    wanted: Sequence[bool],
) -> dict[Labels, SeriesColumn]:
    """One column a match group; two series can't both be the one at a wanted time."""
    found: dict[Labels, SeriesColumn] = {}
    for column in columns:
        group = grouped(column.labels)
        same = found.get(group)
        if same is None:
            found[group] = SeriesColumn(column.labels, list(column.values))
            continue
        for index, value in enumerate(column.values):
            if value is None:
                continue
            if same.values[index] is not None and wanted and wanted[index]:
                raise ExecutionError(
                    f"found duplicate series for the match group {shown(group)} on the {side}"
                    f" hand-side of the operation: [{shown(column.labels)}, {shown(same.labels)}]"
                    ";many-to-many matching not allowed: matching labels must be unique on one side"
                )
            same.values[index] = value
    return found


def _merge(known: list[float | None], more: list[float | None], *, grouped_many: bool) -> None:
    for index, value in enumerate(more):
        if value is None:
            continue
        if known[index] is not None:
            if grouped_many:
                raise ExecutionError(
                    "multiple matches for labels: grouping labels must ensure unique matches"
                )
            raise ExecutionError(
                "multiple matches for labels: many-to-one matching must be explicit"
                " (group_left/group_right)"
            )
        known[index] = value


def _result_labels(operation: Binary, many: Labels, one: Labels) -> Labels:
    matching = operation.matching
    labels = nameless(many) if _drops_name(operation) else many
    if not matching.group:
        chosen = matching.labels
        return only(labels, chosen) if matching.on else without(labels, chosen)
    if matching.include:
        brought = {name: value for name, value in one if name in matching.include}
        rest = dict(without(labels, matching.include))
        return tuple(sorted({**rest, **brought}.items()))
    return labels


def _present(
    columns: Sequence[SeriesColumn], grouped: Callable[[Labels], Labels]
) -> dict[Labels, list[bool]]:
    found: dict[Labels, list[bool]] = {}
    for column in columns:
        marks = found.setdefault(grouped(column.labels), [False] * len(column.values))
        for index, value in enumerate(column.values):
            if value is not None:
                marks[index] = True
    return found


def _filtered(
    matching: Matching, kept: list[SeriesColumn], other: list[SeriesColumn], *, where: bool
) -> list[SeriesColumn]:
    """Values of `kept` at the times when the other side has (or hasn't) a match."""
    grouped = _group_key(matching)
    present = _present(other, grouped)
    result = []
    for column in kept:
        marks = present.get(grouped(column.labels), [False] * len(column.values))
        values = [
            value if mark is where else None
            for value, mark in zip(column.values, marks, strict=True)
        ]
        result.append(SeriesColumn(column.labels, values))
    return result


def _both(
    matching: Matching, left: list[SeriesColumn], right: list[SeriesColumn]
) -> list[SeriesColumn]:
    return _filtered(matching, left, right, where=True)


def _unless(
    matching: Matching, left: list[SeriesColumn], right: list[SeriesColumn]
) -> list[SeriesColumn]:
    return _filtered(matching, left, right, where=False)


def _either(
    matching: Matching, left: list[SeriesColumn], right: list[SeriesColumn]
) -> list[SeriesColumn]:
    return [*left, *_filtered(matching, right, left, where=False)]


_SETS: dict[
    str, Callable[[Matching, list[SeriesColumn], list[SeriesColumn]], list[SeriesColumn]]
] = {
    "and": _both,
    "or": _either,
    "unless": _unless,
}
