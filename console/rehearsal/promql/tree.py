"""The tree of a parsed query."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias


class ValueType(StrEnum):
    """What an expression gives, in Prometheus' own words."""

    SCALAR = "scalar"
    VECTOR = "instant vector"
    RANGE = "range vector"


@dataclass(frozen=True, slots=True)
class Matcher:
    """A label's condition. A missing label counts as the empty text."""

    label: str
    operator: str
    value: str
    pattern: re.Pattern[str] | None = None

    def accepts(self, value: str) -> bool:
        """Whether a label's value meets the condition; patterns match the whole value."""
        if self.pattern is None:
            return (value == self.value) is (self.operator == "=")
        return (self.pattern.fullmatch(value) is not None) is (self.operator == "=~")


@dataclass(frozen=True, slots=True)
class Number:
    """A number."""

    value: float


@dataclass(frozen=True, slots=True)
class Selector:
    """`name{label="x"}[5m] offset 1h`; `range_s` None for the latest sample."""

    matchers: tuple[Matcher, ...]
    range_s: float | None = None
    offset_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Negation:
    """`-expression`."""

    operand: "Expression"


@dataclass(frozen=True, slots=True)
class FunctionCall:
    """`function(arguments)`."""

    function: str
    arguments: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Aggregation:
    """`sum by (label) (expression)`; `parameter` is that of topk and quantile."""

    operator: str
    operand: "Expression"
    parameter: "Expression | None" = None
    labels: tuple[str, ...] = ()
    without: bool = False


@dataclass(frozen=True, slots=True)
class Matching:
    """How the sides of an operation pair. `group` names the side that may be many."""

    labels: tuple[str, ...] = ()
    on: bool = False
    group: str = ""
    include: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Binary:
    """`left operator right`; `as_bool` for a comparison that answers 0 or 1."""

    operator: str
    left: "Expression"
    right: "Expression"
    as_bool: bool = False
    matching: Matching = field(default_factory=Matching)


Expression: TypeAlias = Number | Selector | Negation | FunctionCall | Aggregation | Binary
