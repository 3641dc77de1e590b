"""Tokens to a tree, with the checks of kinds that Prometheus makes."""

from math import inf, nan

from console.rehearsal.promql.cursor import Cursor
from console.rehearsal.promql.lexer import LexerToken
from console.rehearsal.promql.selector import selector, suffixed
from console.rehearsal.promql.signature import AGGREGATIONS, SIGNATURES, WITH_PARAMETER, kind
from console.rehearsal.promql.tree import (
    Aggregation,
    Binary,
    Expression,
    FunctionCall,
    Matching,
    Negation,
    Number,
    ValueType,
)

_SETS = frozenset({"and", "or", "unless"})
_COMPARISONS = frozenset({"==", "!=", "<=", "<", ">=", ">"})
_POWER = 6
_PRECEDENCE = {
    "or": 1,
    "and": 2,
    "unless": 2,
    **dict.fromkeys(_COMPARISONS, 3),
    **dict.fromkeys(("+", "-"), 4),
    **dict.fromkeys(("*", "/", "%", "atan2"), 5),
    "^": _POWER,
}
_RESERVED = frozenset({"by", "without", "on", "ignoring", "offset", "bool", "atan2", *_SETS})
_NAMED_NUMBERS = {"inf": inf, "nan": nan}

Argument = tuple[LexerToken, Expression]
"""An argument and its first token."""


def parse(text: str) -> Expression:
    """The tree of a query; ParseError when it is none or not supported."""
    cursor = Cursor(text)
    if cursor.token.kind == "end":
        raise cursor.error("no expression found in input")
    try:
        expression = _operation(cursor, 1)
    except RecursionError as error:
        raise cursor.error("expression is nested too deeply") from error
    if cursor.token.kind != "end":
        raise cursor.unexpected()
    return expression


def _operation(cursor: Cursor, lowest: int) -> Expression:
    """Operators that bind at least as strongly as `lowest`, by precedence climbing."""
    start = cursor.token
    left = _unary(cursor)
    while (precedence := _PRECEDENCE.get(cursor.word, 0)) >= lowest:
        operator = cursor.take()
        as_bool = cursor.accept("bool")
        matching = _matching(cursor, start, operator.text.lower())
        right = _operation(cursor, precedence + (operator.text != "^"))
        binary = Binary(operator.text.lower(), left, right, as_bool, matching or Matching())
        _check_operands(cursor, start, operator, binary, paired=matching is not None)
        left = binary
    return left


def _check_operands(
    cursor: Cursor, start: LexerToken, operator: LexerToken, binary: Binary, *, paired: bool
) -> None:
    kinds = (kind(binary.left), kind(binary.right))
    if binary.as_bool and binary.operator not in _COMPARISONS:
        raise cursor.error("bool modifier can only be used on comparison operators", operator)
    if ValueType.RANGE in kinds:
        message = "binary expression must contain only scalar and instant vector types"
        raise cursor.error(message, start)
    if ValueType.SCALAR not in kinds:
        return
    if binary.operator in _SETS:
        message = f'set operator "{binary.operator}" not allowed in binary scalar expression'
        raise cursor.error(message, start)
    if paired:
        raise cursor.error("vector matching only allowed between instant vectors", start)
    if binary.operator in _COMPARISONS and ValueType.VECTOR not in kinds and not binary.as_bool:
        raise cursor.error("comparisons between scalars must use BOOL modifier", operator)


def _matching(cursor: Cursor, start: LexerToken, operator: str) -> Matching | None:
    word = cursor.word
    if word not in {"on", "ignoring"}:
        return None
    cursor.take()
    labels = cursor.labels()
    group = ""
    include: tuple[str, ...] = ()
    if cursor.word in {"group_left", "group_right"}:
        if operator in _SETS:
            raise cursor.error(f'no grouping allowed for "{operator}" operation', start)
        group = cursor.take().text.lower().removeprefix("group_")
        include = cursor.labels() if cursor.word == "(" else ()
    return Matching(labels, word == "on", group, include)


def _unary(cursor: Cursor) -> Expression:
    token = cursor.token
    if cursor.word not in {"+", "-"}:
        return suffixed(cursor, _primary(cursor), token)
    cursor.take()
    operand = _operation(cursor, _POWER)
    if kind(operand) is ValueType.RANGE:
        raise cursor.error(
            "unary expression only allowed on expressions of type scalar or instant vector,"
            f' got "{kind(operand)}"',
            token,
        )
    if token.text == "+":
        return operand
    return Number(-operand.value) if isinstance(operand, Number) else Negation(operand)


def _primary(cursor: Cursor) -> Expression:
    token = cursor.token
    if token.kind == "number":
        text = cursor.take().text
        return Number(float(int(text, 16)) if text[:2].lower() == "0x" else float(text))
    if token.kind == "word":
        return _named(cursor)
    if cursor.accept("("):
        inside = _operation(cursor, 1)
        cursor.close(")", "parenthesis", "")
        return inside
    if cursor.word == "{":
        return selector(cursor)
    if token.kind == "string":
        raise cursor.error("string expressions are not supported")
    raise cursor.unexpected()


def _named(cursor: Cursor) -> Expression:
    """What begins with a word: an aggregation, a call, Inf or NaN, or a metric's name."""
    word, follows = cursor.word, cursor.following
    if word in AGGREGATIONS and follows.text.lower() in {"(", "by", "without"}:
        return _aggregation(cursor)
    if word in _RESERVED:
        raise cursor.unexpected()
    if follows.text == "(":
        return _call(cursor)
    if word in _NAMED_NUMBERS and follows.text != "{":
        cursor.take()
        return Number(_NAMED_NUMBERS[word])
    return selector(cursor)


def _aggregation(cursor: Cursor) -> Expression:
    token = cursor.take()
    operator = token.text.lower()
    grouping = _grouping(cursor)
    arguments = _arguments(cursor)
    if grouping is None:
        grouping = _grouping(cursor)
    expected = 2 if operator in WITH_PARAMETER else 1
    if len(arguments) != expected:
        raise cursor.error(
            "wrong number of arguments for aggregate expression provided,"
            f" expected {expected}, got {len(arguments)}",
            token,
        )
    if expected > 1:
        _check(cursor, "aggregation parameter", arguments[0], ValueType.SCALAR)
    _check(cursor, "aggregation expression", arguments[-1], ValueType.VECTOR)
    labels, without = grouping or ((), False)
    parameter = arguments[0][1] if expected > 1 else None
    return Aggregation(operator, arguments[-1][1], parameter, labels, without)


def _grouping(cursor: Cursor) -> tuple[tuple[str, ...], bool] | None:
    word = cursor.word
    if word not in {"by", "without"}:
        return None
    cursor.take()
    return cursor.labels(), word == "without"


def _call(cursor: Cursor) -> Expression:
    token = cursor.take()
    signature = SIGNATURES.get(token.text)
    if signature is None:
        raise cursor.error(f'unknown function with name "{token.text}"', token)
    arguments = _arguments(cursor)
    most = len(signature.takes)
    least = most - signature.optional
    if not least <= len(arguments) <= most:
        few = len(arguments) < least
        bound = "" if least == most else "at least " if few else "at most "
        raise cursor.error(
            f"expected {bound}{least if few else most} argument(s)"
            f' in call to "{token.text}", got {len(arguments)}',
            token,
        )
    for argument, wanted in zip(arguments, signature.takes, strict=False):
        _check(cursor, f'call to function "{token.text}"', argument, wanted)
    return FunctionCall(token.text, tuple(expression for _, expression in arguments))


def _arguments(cursor: Cursor) -> list[Argument]:
    cursor.expect("(", "aggregation")
    arguments: list[Argument] = []
    while not cursor.accept(")"):
        if cursor.token.kind == "end":
            raise cursor.error("unclosed left parenthesis")
        arguments.append((cursor.token, _operation(cursor, 1)))
        if not cursor.accept(",") and cursor.word != ")" and cursor.token.kind != "end":
            raise cursor.unexpected()
    return arguments


def _check(cursor: Cursor, context: str, argument: Argument, wanted: ValueType) -> None:
    token, given = argument
    if kind(given) is not wanted:
        raise cursor.error(f"expected type {wanted} in {context}, got {kind(given)}", token)
