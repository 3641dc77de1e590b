"""Whatever is asked, the engine answers or says what is wrong."""

from collections.abc import Sequence

from hypothesis import example, given
from hypothesis import strategies as st

from console.rehearsal.promql import (
    ExecutionError,
    ParseError,
    Run,
    Scalars,
    Selector,
    evaluate,
    parse,
)
from console.rehearsal.promql.storage import MemoryStorage

STORAGE = MemoryStorage(
    [
        Run((("__name__", "up"), ("a", "x")), [0.0, 15.0, 30.0], [1.0, 0.0, 1.0]),
        Run((("__name__", "up"), ("a", "y")), [0.0, 15.0, 30.0], [3.0, float("nan"), 1e308]),
        Run((("__name__", "h"), ("le", "1")), [0.0, 15.0, 30.0], [3.0, 5.0, 7.0]),
        Run((("__name__", "h"), ("le", "+Inf")), [0.0, 15.0, 30.0], [4.0, 8.0, 9.0]),
    ]
)
FRAGMENTS = """up h a x rate( sum( sum by (a) ( topk(2, quantile(0.3, histogram_quantile(0.9,
clamp_min( round( scalar( vector( absent( sqrt( ln( exp( time() avg_over_time(
1 0 -1e308 1e308 .5 Inf NaN 0x1f
( ) [ ] { } , + - * / % ^ atan2 == != < >= bool and or unless on (a) ignoring (a) group_left
offset 5m [1m] [1m:] {a="x"} {le=~".*"} "\\U00110000" 'x' ` " @ # \n $ é"""
PIECES = FRAGMENTS.split(" ")

queries = st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join)


@st.composite
def expressions(draw: st.DrawFn, depth: int = 3) -> str:
    """Queries that mostly parse."""
    leaves = ["up", "h", '{a="x"}', "up offset 1m", "1", "-1e308", "0", "Inf", "NaN", "time()"]
    leaves += ["rate(up[1m])", "max_over_time(h[2m])", "scalar(up)", "increase(h[30s])"]
    if depth == 0:
        return draw(st.sampled_from(leaves))
    inner = expressions(depth=depth - 1)
    shape = draw(st.integers(0, 4))
    if shape == 0:
        return draw(st.sampled_from(leaves))
    if shape == 1:
        wrap = st.sampled_from(
            ["sum by (a) ({})", "max({})", "topk(1, {})", "quantile(0.4, {})", "-({})", "sort({})",
             "histogram_quantile(0.9, {})", "round({}, 0)", "round({}, 1e-9)", "exp({})", "ln({})",
             "clamp({}, 0, 2)", "absent({})", "floor({})", "vector({})", "scalar({})"]
        )  # fmt: skip
        return draw(wrap).format(draw(inner))
    operator = draw(
        st.sampled_from(
            ["+", "-", "*", "/", "%", "^", "atan2", "== bool", ">", "and", "or", "unless",
             "/ on (a)", "* ignoring (a) group_left ()", "- on () group_right (le)"]
        )
    )  # fmt: skip
    return f"({draw(inner)}) {operator} ({draw(inner)})"


def values(query: str, times: list[float]) -> dict[object, str]:
    """The answer at several times, by label set; NaN compares as text."""
    value = evaluate(parse(query), STORAGE, times)
    if isinstance(value, Scalars):
        return {(index, None): repr(one) for index, one in enumerate(value.values)}
    return {
        (index, column.labels): repr(one)
        for column in value
        for index, one in enumerate(column.values)
        if one is not None
    }


def answered(query: str, times: Sequence[float] = (0.0, 20.0, 40.0, 400.0)) -> bool:
    """Whether there is an answer; anything but the two expected errors comes through."""
    try:
        parsed = parse(query)
        if not (isinstance(parsed, Selector) and parsed.range_s):
            evaluate(parsed, STORAGE, times)
    except (ParseError, ExecutionError):
        return False
    return True


@given(query=queries | st.text(max_size=20))
@example("(" * 100_000)
@example('{a="\\U00110000"}')
@example("up{a=~'[z-a]'}")
def test_any_text_is_answered_or_refused(query: str) -> None:
    assert answered(query) == answered(query + " # the same")


@given(query=expressions())
@example("round(up * 1e308, 1e-300)")
@example("(-8) ^ 0.5 + 0 ^ -1 + 1e308 ^ 9")
def test_a_range_is_many_instants(query: str) -> None:
    times = [0.0, 20.0, 40.0, 400.0]
    try:
        together = values(query, times)
    except ParseError:
        return
    except ExecutionError:
        assert any(not answered(query, [time]) for time in times)
        return
    alone = {
        (index, labels): value
        for index, time in enumerate(times)
        for (_, labels), value in values(query, [time]).items()
    }
    assert together == alone


def test_the_fuzz_does_reach_answers() -> None:
    assert answered("sum by (a) (rate(up[1m])) / on (a) up")
    assert not answered("up up")
