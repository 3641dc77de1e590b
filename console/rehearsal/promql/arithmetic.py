"""Operators on two numbers, with IEEE 754's infinities and NaN in place of errors."""

import operator
from collections.abc import Callable
from math import atan2, copysign, fmod, inf, isinf, isnan, nan

Operation = Callable[[float, float], float]


def _divided(a: float, b: float) -> float:
    if b != 0:
        return a / b
    if a == 0 or isnan(a):
        return nan
    return copysign(inf, a) * copysign(1.0, b)


def _remainder(a: float, b: float) -> float:
    if b == 0 or isnan(a) or isnan(b) or isinf(a):
        return nan
    return fmod(a, b)


def _power(a: float, b: float) -> float:
    try:
        result = a**b
    except ZeroDivisionError:
        return inf
    except OverflowError:
        return inf if a > 0 or b % 2 == 0 else -inf
    return nan if isinstance(result, complex) else float(result)


ARITHMETIC: dict[str, Operation] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": _divided,
    "%": _remainder,
    "^": _power,
    "atan2": atan2,
}
COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
