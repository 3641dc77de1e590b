"""Tokens to a tree, with the checks of kinds that Prometheus makes."""

import re
from math import inf, nan

from console.rehearsal.promql.error import ParseError
from console.rehearsal.promql.lexer import Token, seconds, tokens, unquoted
from console.rehearsal.promql.signature import AGGREGATIONS, SIGNATURES, WITH_PARAMETER, kind
from console.rehearsal.promql.tree import (
    Aggregation,
    Binary,
    Call,
    Expression,
    Kind,
    Matcher,
    Matching,
    Negation,
    Number,
    Selector,
)

_PRECEDENCE = {
    **dict.fromkeys(("or",), 1),
    **dict.fromkeys(("and", "unless"), 2),
    **dict.fromkeys(("==", "!=", "<=", "<", ">=", ">"), 3),
    **dict.fromkeys(("+", "-"), 4),
    **dict.fromkeys(("*", "/", "%", "atan2"), 5),
    "^": 6,
}
_UNARY_PRECEDENCE = 6
_COMPARISON = 3
SET_OPERATORS = frozenset({"and", "or", "unless"})
_RESERVED = frozenset({"by", "without", "on", "ignoring", "offset", "bool", *SET_OPERATORS})
_NAMED_NUMBERS = {"inf": inf, "nan": nan}


def parse(text: str) -> Expression:
    """The tree of a query; ParseError when it is none or not supported."""
    return _Parser(text).query()


class _Parser:
    """Precedence climbing over the tokens of one query."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = tokens(text)
        self._at = 0

    def query(self) -> Expression:
        if self._next.kind == "end":
            raise self._error("no expression found in input")
        expression = self._operation(1)
        if self._next.kind != "end":
            raise self._unexpected("")
        return expression

    # Tokens

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _take(self) -> Token:
        token = self._next
        if token.kind != "end":
            self._at += 1
        return token

    def _word(self) -> str:
        """The next token as a keyword or operator; keywords know no case."""
        return self._next.text.lower() if self._next.kind in {"word", "operator"} else ""

    def _accept(self, text: str) -> bool:
        if self._word() == text:
            self._at += 1
            return True
        return False

    def _expect(self, text: str, context: str) -> None:
        if not self._accept(text):
            raise self._unexpected(context)

    def _error(self, message: str, token: Token | None = None) -> ParseError:
        return ParseError(self._text, (token or self._next).position, message)

    def _unexpected(self, context: str) -> ParseError:
        token = self._next
        what = "end of input" if token.kind == "end" else f'{token.kind} "{token.text}"'
        where = f" in {context}" if context else ""
        return self._error(f"unexpected {what}{where}")

    # Operations

    def _operation(self, lowest: int) -> Expression:
        left = self._unary()
        while (precedence := _PRECEDENCE.get(self._word(), 0)) >= lowest:
            token = self._take()
            operator = token.text.lower()
            as_bool = self._accept("bool")
            if as_bool and precedence != _COMPARISON:
                raise self._error("bool modifier can only be used on comparison operators", token)
            matching = self._matching(operator)
            right = self._operation(precedence if operator == "^" else precedence + 1)
            left = self._binary(token, left, right, as_bool=as_bool, matching=matching)
        return left

    def _binary(
        self,
        token: Token,
        left: Expression,
        right: Expression,
        *,
        as_bool: bool,
        matching: Matching | None,
    ) -> Expression:
        operator = token.text.lower()
        kinds = (kind(left), kind(right))
        if Kind.RANGE in kinds:
            raise self._error(
                "binary expression must contain only scalar and instant vector types", token
            )
        if operator in SET_OPERATORS and Kind.SCALAR in kinds:
            message = f'set operator "{operator}" not allowed in binary scalar expression'
            raise self._error(message, token)
        if _PRECEDENCE[operator] == _COMPARISON and kinds == (Kind.SCALAR,) * 2 and not as_bool:
            raise self._error("comparisons between scalars must use BOOL modifier", token)
        if matching is not None and Kind.SCALAR in kinds:
            raise self._error("vector matching only allowed between instant vectors", token)
        return Binary(operator, left, right, as_bool, matching or Matching())

    def _matching(self, operator: str) -> Matching | None:
        word = self._word()
        if word not in {"on", "ignoring"}:
            return None
        self._take()
        labels = self._label_list()
        group = ""
        include: tuple[str, ...] = ()
        if self._word() in {"group_left", "group_right"}:
            if operator in SET_OPERATORS:
                raise self._error(f'no grouping allowed for "{operator}" operation')
            group = self._take().text.lower().removeprefix("group_")
            include = self._label_list() if self._word() == "(" else ()
        return Matching(labels, word == "on", group, include)

    def _unary(self) -> Expression:
        token = self._next
        if self._word() not in {"+", "-"}:
            return self._suffixed(self._primary())
        self._take()
        operand = self._operation(_UNARY_PRECEDENCE)
        if kind(operand) is Kind.RANGE:
            raise self._error(
                "unary expression only allowed on expressions of type scalar or instant vector,"
                f' got "{kind(operand)}"',
                token,
            )
        if token.text == "+":
            return operand
        return Number(-operand.value) if isinstance(operand, Number) else Negation(operand)

    # Operands

    def _primary(self) -> Expression:
        token = self._next
        if token.kind == "number":
            self._take()
            is_hex = token.text[:2].lower() == "0x"
            return Number(float(int(token.text, 16)) if is_hex else float(token.text))
        if token.kind == "word":
            return self._named(token)
        if self._accept("("):
            inside = self._operation(1)
            self._expect(")", "parenthesised expression")
            return inside
        if self._word() == "{":
            return self._selector("")
        if token.kind == "string":
            raise self._error("string expressions are not supported")
        raise self._unexpected("")

    def _named(self, token: Token) -> Expression:
        name = token.text
        lower = name.lower()
        follows = self._tokens[self._at + 1]
        if lower in AGGREGATIONS and follows.text.lower() in {"(", "by", "without"}:
            return self._aggregation()
        if follows.text == "(" and follows.kind == "operator" and lower not in _RESERVED:
            return self._call()
        if lower in _NAMED_NUMBERS:
            self._take()
            return Number(_NAMED_NUMBERS[lower])
        if lower in _RESERVED:
            raise self._unexpected("")
        self._take()
        return self._selector(name)

    def _selector(self, name: str) -> Expression:
        start = self._next
        matchers = [Matcher("__name__", "=", name)] if name else []
        if self._accept("{"):
            while not self._accept("}"):
                matchers.append(self._matcher(named=bool(name)))
                if not self._accept(",") and self._word() != "}":
                    raise self._unexpected('label matching, expected "," or "}"')
        if all(matcher.accepts("") for matcher in matchers):
            raise self._error("vector selector must contain at least one non-empty matcher", start)
        return Selector(tuple(matchers))

    def _matcher(self, *, named: bool) -> Matcher:
        token = self._take()
        if token.kind != "word":
            self._at -= token.kind != "end"
            raise self._unexpected('label matching, expected identifier or "}"')
        if named and token.text == "__name__":
            raise self._error("metric name must not be set twice", token)
        operator = self._take()
        if operator.text not in {"=", "!=", "=~", "!~"}:
            raise self._error(
                f'unexpected "{operator.text}" in label matching, expected label matching operator',
                operator,
            )
        literal = self._take()
        if literal.kind != "string":
            raise self._error(
                f'unexpected "{literal.text}" in label matching, expected string', literal
            )
        value = unquoted(literal, self._text)
        if operator.text in {"=", "!="}:
            return Matcher(token.text, operator.text, value)
        try:
            return Matcher(token.text, operator.text, value, re.compile(value, re.DOTALL))
        except re.error as error:
            raise self._error(f"error parsing regexp: {error}", literal) from error

    def _suffixed(self, expression: Expression) -> Expression:
        while True:
            token = self._next
            if self._word() == "[":
                expression = self._ranged(expression)
            elif self._word() == "offset":
                self._take()
                sign = -1.0 if self._accept("-") else 1.0
                if not isinstance(expression, Selector):
                    raise self._error(
                        "offset modifier must be preceded by an instant vector selector"
                        " or range vector selector or a subquery",
                        token,
                    )
                if expression.offset_s:
                    raise self._error("offset may not be set multiple times", token)
                offset_s = sign * self._duration("offset")
                expression = Selector(expression.matchers, expression.range_s, offset_s)
            elif self._word() == "@":
                raise self._error("the @ modifier is not supported")
            else:
                return expression

    def _ranged(self, expression: Expression) -> Expression:
        token = self._take()
        if not isinstance(expression, Selector) or expression.range_s is not None:
            raise self._error("ranges only allowed for vector selectors", token)
        if expression.offset_s:
            raise self._error("no offset modifiers allowed before range", token)
        range_s = self._duration("range")
        if self._word() == ":" or self._next.text.startswith(":"):
            raise self._error("subqueries are not supported")
        self._expect("]", "range selector")
        return Selector(expression.matchers, range_s)

    def _duration(self, context: str) -> float:
        token = self._take()
        length = seconds(token.text) if token.kind == "duration" else None
        if length is None:
            self._at -= token.kind != "end"
            raise self._unexpected(f"{context}, expected duration")
        if length == 0 and context == "range":
            raise self._error("duration must be greater than 0", token)
        return length

    def _label_list(self) -> tuple[str, ...]:
        self._expect("(", "grouping opts")
        labels: list[str] = []
        while not self._accept(")"):
            token = self._take()
            if token.kind != "word" or ":" in token.text:
                self._at -= token.kind != "end"
                raise self._unexpected("grouping opts, expected label")
            labels.append(token.text)
            if not self._accept(",") and self._word() != ")":
                raise self._unexpected('grouping opts, expected "," or ")"')
        return tuple(labels)

    def _aggregation(self) -> Expression:
        token = self._take()
        operator = token.text.lower()
        grouping = self._grouping()
        arguments = self._arguments()
        if grouping is None:
            grouping = self._grouping()
        expected = 2 if operator in WITH_PARAMETER else 1
        if len(arguments) != expected:
            raise self._error(
                "wrong number of arguments for aggregate expression provided,"
                f" expected {expected}, got {len(arguments)}",
                token,
            )
        self._check(token, "aggregation expression", arguments[-1], Kind.VECTOR)
        if expected > 1:
            self._check(token, "aggregation parameter", arguments[0], Kind.SCALAR)
        labels, without = grouping or ((), False)
        parameter = arguments[0] if expected > 1 else None
        return Aggregation(operator, arguments[-1], parameter, labels, without)

    def _grouping(self) -> tuple[tuple[str, ...], bool] | None:
        word = self._word()
        if word not in {"by", "without"}:
            return None
        self._take()
        return self._label_list(), word == "without"

    def _call(self) -> Expression:
        token = self._take()
        signature = SIGNATURES.get(token.text)
        if signature is None:
            raise self._error(f'unknown function with name "{token.text}"', token)
        arguments = self._arguments()
        most = len(signature.takes)
        least = most - signature.optional
        if not least <= len(arguments) <= most:
            bound = "" if least == most else "at least " if len(arguments) < least else "at most "
            wanted = least if len(arguments) < least else most
            raise self._error(
                f'expected {bound}{wanted} argument(s) in call to "{token.text}",'
                f" got {len(arguments)}",
                token,
            )
        for argument, wanted_kind in zip(arguments, signature.takes, strict=False):
            self._check(token, f'call to function "{token.text}"', argument, wanted_kind)
        return Call(token.text, arguments)

    def _arguments(self) -> tuple[Expression, ...]:
        self._expect("(", "aggregation or call")
        arguments: list[Expression] = []
        while not self._accept(")"):
            arguments.append(self._operation(1))
            if not self._accept(",") and self._word() != ")":
                raise self._unexpected('arguments, expected "," or ")"')
        return tuple(arguments)

    def _check(self, token: Token, context: str, given: Expression, wanted: Kind) -> None:
        if kind(given) is not wanted:
            message = f"expected type {wanted} in {context}, got {kind(given)}"
            raise self._error(message, token)
