"""Selectors: `name{label="x"}` and what may follow, `[5m]` and `offset 1h`."""

import re

from console.rehearsal.promql.cursor import Cursor
from console.rehearsal.promql.lexer import LexerToken
from console.rehearsal.promql.tree import Expression, Matcher, Selector

_OPERATORS = frozenset({"=", "!=", "=~", "!~"})


def selector(cursor: Cursor) -> Selector:
    """The selector that stands here, without range and offset."""
    start = cursor.token
    name = cursor.take().text if start.kind == "word" else ""
    matchers = [Matcher("__name__", "=", name)] if name else []
    if cursor.accept("{"):
        while not cursor.accept("}"):
            matcher = _matcher(cursor)
            if name and matcher.label == "__name__":
                both = f'"{name}" or "{matcher.value}"'
                raise cursor.error(f"metric name must not be set twice: {both}", start)
            matchers.append(matcher)
            if not cursor.accept(",") and cursor.word != "}":
                raise cursor.unexpected('label matching, expected "," or "}"')
    if all(matcher.accepts("") for matcher in matchers):
        raise cursor.error("vector selector must contain at least one non-empty matcher", start)
    return Selector(tuple(matchers))


def _matcher(cursor: Cursor) -> Matcher:
    label = cursor.take_kind("word", 'label matching, expected identifier or "}"').text
    if cursor.word not in _OPERATORS:
        raise cursor.unexpected("label matching, expected label matching operator")
    operator = cursor.take().text
    literal = cursor.token
    value = cursor.string("label matching, expected string")
    if operator in {"=", "!="}:
        return Matcher(label, operator, value)
    try:
        return Matcher(label, operator, value, re.compile(value, re.DOTALL))
    except re.error as error:
        raise cursor.error(f"error parsing regexp: {error}", literal) from error


def suffixed(cursor: Cursor, expression: Expression, start: LexerToken) -> Expression:
    """The expression with the range and offset that follow it; `start` is its first token."""
    while True:
        if cursor.word == "[":
            expression = _ranged(cursor, expression)
        elif cursor.word == "offset":
            expression = _offset(cursor, expression, start)
        elif cursor.word == "@":
            raise cursor.error("the @ modifier is not supported")
        else:
            return expression


def _ranged(cursor: Cursor, expression: Expression) -> Selector:
    bracket = cursor.take()
    if not isinstance(expression, Selector) or expression.range_s is not None:
        raise cursor.error("ranges only allowed for vector selectors", bracket)
    if expression.offset_s:
        raise cursor.error("no offset modifiers allowed before range", bracket)
    length = cursor.token
    range_s = cursor.duration("range")
    if range_s == 0:
        raise cursor.error("duration must be greater than 0", length)
    if cursor.token.text.startswith(":"):
        raise cursor.error("subqueries are not supported")
    cursor.close("]", "bracket", "range selector")
    return Selector(expression.matchers, range_s)


def _offset(cursor: Cursor, expression: Expression, start: LexerToken) -> Selector:
    cursor.take()
    if not isinstance(expression, Selector):
        raise cursor.error(
            "offset modifier must be preceded by an instant vector selector"
            " or range vector selector or a subquery",
            start,
        )
    if expression.offset_s:
        raise cursor.error("offset may not be set multiple times", start)
    sign = -1.0 if cursor.accept("-") else 1.0
    return Selector(expression.matchers, expression.range_s, sign * cursor.duration("offset"))
