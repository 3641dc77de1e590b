"""What each function takes and gives."""

from dataclasses import dataclass

from console.rehearsal.promql.tree import (
    Aggregation,
    Binary,
    Expression,
    FunctionCall,
    Negation,
    Number,
    Selector,
    ValueType,
)

AGGREGATIONS = frozenset(
    {"sum", "avg", "min", "max", "count", "group", "topk", "bottomk", "quantile"}
)
WITH_PARAMETER = frozenset({"topk", "bottomk", "quantile"})


@dataclass(frozen=True, slots=True)
class Signature:
    """Kinds of the arguments, how many of the last may be left out, and the result."""

    takes: tuple[ValueType, ...]
    gives: ValueType = ValueType.VECTOR
    optional: int = 0


_V, _S, _R = ValueType.VECTOR, ValueType.SCALAR, ValueType.RANGE
_OVER_RANGE = (
    "rate",
    "irate",
    "increase",
    "delta",
    "idelta",
    "changes",
    "resets",
    "avg_over_time",
    "min_over_time",
    "max_over_time",
    "sum_over_time",
    "count_over_time",
    "last_over_time",
)
_BY_VALUE = ("abs", "ceil", "floor", "sqrt", "exp", "ln", "log2", "log10", "sort", "sort_desc")

SIGNATURES: dict[str, Signature] = {
    **{name: Signature((_R,)) for name in _OVER_RANGE},
    **{name: Signature((_V,)) for name in _BY_VALUE},
    "absent": Signature((_V,)),
    "round": Signature((_V, _S), optional=1),
    "clamp": Signature((_V, _S, _S)),
    "clamp_min": Signature((_V, _S)),
    "clamp_max": Signature((_V, _S)),
    "quantile_over_time": Signature((_S, _R)),
    "histogram_quantile": Signature((_S, _V)),
    "scalar": Signature((_V,), ValueType.SCALAR),
    "vector": Signature((_S,)),
    "time": Signature((), ValueType.SCALAR),
}


def kind(expression: Expression) -> ValueType:
    """What an expression gives."""
    match expression:
        case Number():
            return ValueType.SCALAR
        case Selector(range_s=range_s):
            return ValueType.VECTOR if range_s is None else ValueType.RANGE
        case Negation(operand=operand):
            return kind(operand)
        case FunctionCall(function=function):
            return SIGNATURES[function].gives
        case Aggregation():
            return ValueType.VECTOR
        case Binary(left=left, right=right):
            both = (kind(left), kind(right))
            return (
                ValueType.SCALAR
                if both == (ValueType.SCALAR, ValueType.SCALAR)
                else ValueType.VECTOR
            )
