"""What each function takes and gives."""

from dataclasses import dataclass

from console.rehearsal.promql.tree import (
    Aggregation,
    Binary,
    Call,
    Expression,
    Kind,
    Negation,
    Number,
    Selector,
)

AGGREGATIONS = frozenset(
    {"sum", "avg", "min", "max", "count", "group", "topk", "bottomk", "quantile"}
)
WITH_PARAMETER = frozenset({"topk", "bottomk", "quantile"})


@dataclass(frozen=True, slots=True)
class Signature:
    """Kinds of the arguments, how many of the last may be left out, and the result."""

    takes: tuple[Kind, ...]
    gives: Kind = Kind.VECTOR
    optional: int = 0


_V, _S, _R = Kind.VECTOR, Kind.SCALAR, Kind.RANGE
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
    "scalar": Signature((_V,), Kind.SCALAR),
    "vector": Signature((_S,)),
    "time": Signature((), Kind.SCALAR),
}


def kind(expression: Expression) -> Kind:
    """What an expression gives."""
    match expression:
        case Number():
            return Kind.SCALAR
        case Selector(range_s=range_s):
            return Kind.VECTOR if range_s is None else Kind.RANGE
        case Negation(operand=operand):
            return kind(operand)
        case Call(function=function):
            return SIGNATURES[function].gives
        case Aggregation():
            return Kind.VECTOR
        case Binary(left=left, right=right):
            both = (kind(left), kind(right))
            return Kind.SCALAR if both == (Kind.SCALAR, Kind.SCALAR) else Kind.VECTOR
