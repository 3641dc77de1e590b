"""Queries to trees, and what is refused."""

from math import inf, isnan

import pytest

from console.rehearsal.promql import ParseError, parse
from console.rehearsal.promql.lexer import seconds
from console.rehearsal.promql.signature import kind
from console.rehearsal.promql.tree import (
    Aggregation,
    Binary,
    FunctionCall,
    Matcher,
    Matching,
    Negation,
    Number,
    Selector,
    ValueType,
)
from console.settings.metrics import PrometheusSettings
from console.settings.presets import PRESETS

UP = Selector((Matcher("__name__", "=", "up"),))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1),
        ("-2.5e3", -2500),
        (".5", 0.5),
        ("0x1F", 31),
        ("Inf", inf),
        ("-inf", -inf),
        ("+3", 3),
    ],
)
def test_numbers(text: str, value: float) -> None:
    assert parse(text) == Number(value)


def test_nan_is_a_number() -> None:
    number = parse("NaN")
    assert isinstance(number, Number)
    assert isnan(number.value)


@pytest.mark.parametrize(
    ("text", "value"),
    [("5m", 300), ("1h30m", 5400), ("500ms", 0.5), ("1d", 86_400), ("2w", 1_209_600), ("5", None)],
)
def test_durations(text: str, value: float | None) -> None:
    assert seconds(text) == value


def test_a_selector_with_everything() -> None:
    parsed = parse("""up{a="x", b!='y',c=~`z.*`, d!~"w",}[5m] offset 1h""")
    assert isinstance(parsed, Selector)
    assert [(one.label, one.operator, one.value) for one in parsed.matchers] == [
        ("__name__", "=", "up"),
        ("a", "=", "x"),
        ("b", "!=", "y"),
        ("c", "=~", "z.*"),
        ("d", "!~", "w"),
    ]
    assert (parsed.range_s, parsed.offset_s) == (300, 3600)


def test_escapes_in_strings() -> None:
    parsed = parse(r"""{a="q\"\\\n\u00e9"}""")
    assert isinstance(parsed, Selector)
    assert parsed.matchers == (Matcher("a", "=", 'q"\\\né'),)


def test_patterns_match_the_whole_value() -> None:
    parsed = parse('{code=~"5.."}')
    assert isinstance(parsed, Selector)
    matcher = parsed.matchers[0]
    assert matcher.accepts("503")
    assert not matcher.accepts("1503")
    assert not matcher.accepts("")


def test_precedence_follows_prometheus() -> None:
    assert parse("1 + 2 * 3") == Binary("+", Number(1), Binary("*", Number(2), Number(3)))
    assert parse("1 - 2 - 3") == Binary("-", Binary("-", Number(1), Number(2)), Number(3))
    assert parse("2 ^ 3 ^ 2") == Binary("^", Number(2), Binary("^", Number(3), Number(2)))
    assert parse("-2 ^ 2") == Negation(Binary("^", Number(2), Number(2)))
    assert parse("-up * 2") == Binary("*", Negation(UP), Number(2))
    assert parse("up or up and up") == Binary("or", UP, Binary("and", UP, UP))
    assert parse("(1 + 2) * 3") == Binary("*", Binary("+", Number(1), Number(2)), Number(3))


def test_aggregations_group_before_or_after() -> None:
    expected = Aggregation("sum", UP, None, ("a", "b"))
    assert parse("sum by (a, b) (up)") == expected
    assert parse("sum(up) by (a, b)") == expected
    assert parse("SUM(up) BY (a, b,)") == expected
    assert parse("sum without () (up)") == Aggregation("sum", UP, None, (), without=True)
    assert parse("topk(3, up)") == Aggregation("topk", UP, Number(3))


def test_keywords_are_names_where_no_call_follows() -> None:
    assert parse("sum") == Selector((Matcher("__name__", "=", "sum"),))
    assert parse("rate + 1") == Binary(
        "+", Selector((Matcher("__name__", "=", "rate"),)), Number(1)
    )


def test_matching_and_bool() -> None:
    assert parse("up == bool 1") == Binary("==", UP, Number(1), as_bool=True)
    assert parse("up * on (a) group_left (b) up") == Binary(
        "*", UP, UP, matching=Matching(("a",), on=True, group="left", include=("b",))
    )
    assert parse("up / ignoring (a) up") == Binary("/", UP, UP, matching=Matching(("a",)))


def test_kinds() -> None:
    assert kind(parse("1 + 1")) is ValueType.SCALAR
    assert kind(parse("time()")) is ValueType.SCALAR
    assert kind(parse("up + 1")) is ValueType.VECTOR
    assert kind(parse("up[1m]")) is ValueType.RANGE


def test_comments_and_line_breaks_are_space() -> None:
    assert parse("sum( # all of them\n  up)\n") == Aggregation("sum", UP)


@pytest.mark.parametrize("name", ["connections", "requests", "errors", "p95", "cpu", "health"])
def test_the_default_queries_parse(name: str) -> None:
    parsed = parse(PrometheusSettings(url="").query(name, "api"))
    assert isinstance(parsed, Aggregation | Binary | FunctionCall)
    assert kind(parsed) is ValueType.VECTOR


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "1:1: parse error: no expression found in input"),
        ("sum(", "1:5: parse error: unclosed left parenthesis"),
        ("up)", "1:3: parse error: unexpected right parenthesis ')'"),
        ("up up", '1:4: parse error: unexpected identifier "up"'),
        ("up\n  +", "2:4: parse error: unexpected end of input"),
        ("up{a=5}", 'unexpected number "5" in label matching, expected string'),
        ("up{a=}", "in label matching, expected string"),
        ("up{5}", "unexpected number"),
        ('up{a="x"', "unexpected end of input in label matching"),
        ('up{__name__="x"}', "metric name must not be set twice"),
        ("{}", "vector selector must contain at least one non-empty matcher"),
        ('{a=~".*"}', "vector selector must contain at least one non-empty matcher"),
        ('{a=~"("}', "error parsing regexp"),
        ('{a="\\q"}', "unknown escape sequence"),
        ('up{a="x', "unterminated quoted string"),
        ("up[5]", "1:4: parse error: missing unit character in duration"),
        ("up[up]", 'unexpected identifier "up" in range, expected duration'),
        ("up[0s]", "duration must be greater than 0"),
        ("up[5m", "1:6: parse error: unclosed left bracket"),
        ("up[5m][5m]", "ranges only allowed for vector selectors"),
        ("sum(up)[5m]", "ranges only allowed for vector selectors"),
        ("up[5m:1m]", "subqueries are not supported"),
        ("up @ 5", "the @ modifier is not supported"),
        ("sum(up) offset 5m", "offset modifier must be preceded by"),
        ("nope(up)", '1:1: parse error: unknown function with name "nope"'),
        ("rate(up)", '1:6: parse error: expected type range vector in call to function "rate"'),
        ("sum(up[5m])", "expected type instant vector in aggregation expression, got range vector"),
        ("sum(1)", "expected type instant vector in aggregation expression, got scalar"),
        ("topk(up)", "wrong number of arguments for aggregate expression provided"),
        ("time(1)", 'expected 0 argument(s) in call to "time", got 1'),
        ("round()", 'expected at least 1 argument(s) in call to "round", got 0'),
        ("1 == 1", "comparisons between scalars must use BOOL modifier"),
        ("1 + bool 1", "bool modifier can only be used on comparison operators"),
        ("1 and up", 'set operator "and" not allowed in binary scalar expression'),
        ("up[5m] + 1", "binary expression must contain only scalar and instant vector types"),
        ("-up[5m]", "unary expression only allowed on expressions of type scalar"),
        ("1 + on (a) up", "vector matching only allowed between instant vectors"),
        ("up and on (a) group_left up", 'no grouping allowed for "and" operation'),
        ('"text"', "string expressions are not supported"),
        ("up $ 1", "unexpected character: '$'"),
    ],
)
def test_what_is_refused(text: str, message: str) -> None:
    with pytest.raises(ParseError) as caught:
        parse(text)
    assert message in str(caught.value)


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("name", ["connections", "requests", "errors", "p95", "cpu", "health"])
def test_the_queries_of_every_preset_are_understood(preset: str, name: str) -> None:
    query = PrometheusSettings(url="", preset=preset).query(name, "api")  # type: ignore[arg-type]
    assert not query or parse(query)
