"""Values of queries, worked out by hand."""

from math import inf, isnan, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.rehearsal.promql import ExecutionError, Run, Scalars, evaluate, parse
from console.rehearsal.promql.histogram import bucket_quantile
from console.rehearsal.promql.storage import MemoryStorage


def run(text: str, *points: tuple[float, float]) -> Run:
    """A series `name{a="b"}` with (time, value) points."""
    name, _, rest = text.rstrip("}").partition("{")
    pairs = [part.split("=") for part in rest.split(",") if part]
    labels = {"__name__": name, **{key: value.strip('"') for key, value in pairs}}
    times, values = zip(*points, strict=True)
    return Run(tuple(sorted(labels.items())), times, values)


def steady(text: str, value: float) -> Run:
    return run(text, (0.0, value), (60.0, value))


STORAGE = MemoryStorage(
    [
        steady('load{dc="rbx",host="a"}', 1.0),
        steady('load{dc="rbx",host="b"}', 3.0),
        steady('load{dc="gra",host="c"}', 8.0),
        steady('limit{dc="rbx"}', 2.0),
        steady('limit{dc="gra"}', 4.0),
        steady('owner{dc="rbx",team="x"}', 1.0),
        steady('hole{dc="rbx"}', nan),
        run("counter", (0, 10), (60, 70), (120, 130), (180, 190), (240, 250), (300, 310)),
        run("reset", (0, 100), (60, 160), (120, 20), (180, 80)),
        run("temperature", (0, 5), (60, 3), (120, 9), (180, 7)),
        steady('h_bucket{le="0.1"}', 10.0),
        steady('h_bucket{le="0.5"}', 30.0),
        steady('h_bucket{le="1"}', 38.0),
        steady('h_bucket{le="+Inf"}', 40.0),
    ]
)


def ask(text: str, *times: float) -> dict[str, list[float | None]]:
    value = evaluate(parse(text), STORAGE, times or (60.0,))
    assert not isinstance(value, Scalars)
    return {
        ",".join(f"{name}={text}" for name, text in column.labels): column.values
        for column in value
    }


def number(text: str, *times: float) -> list[float]:
    value = evaluate(parse(text), STORAGE, times or (60.0,))
    assert isinstance(value, Scalars)
    return value.values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3", 7),
        ("2 ^ 3 ^ 2", 512),
        ("-2 ^ 2", -4),
        ("7 % 3", 1),
        ("-7 % 3", -1),
        ("1 / 0", inf),
        ("-1 / 0", -inf),
        ("3 > bool 2", 1),
        ("3 <= bool 2", 0),
        ("time() - 60", 0),
        ("scalar(limit{dc='gra'})", 4),
        ("0 ^ -1", inf),
    ],
)
def test_scalars(text: str, value: float) -> None:
    assert number(text) == [value]


@pytest.mark.parametrize("text", ["0 / 0", "1 % 0", "NaN + 1", "scalar(limit)", "scalar(none)"])
def test_scalars_that_are_no_number(text: str) -> None:
    assert isnan(number(text)[0])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sum(load)", {"": [12]}),
        ("sum by (dc) (load)", {"dc=rbx": [4], "dc=gra": [8]}),
        ("sum without (host) (load)", {"dc=rbx": [4], "dc=gra": [8]}),
        ("avg by (dc) (load)", {"dc=rbx": [2], "dc=gra": [8]}),
        ("min(load)", {"": [1]}),
        ("max(load)", {"": [8]}),
        ("count by (dc) (load)", {"dc=rbx": [2], "dc=gra": [1]}),
        ("group(load)", {"": [1]}),
        ("quantile(0.5, load)", {"": [3]}),
        ("quantile(0.25, load)", {"": [2]}),
        ("sum by (nothing) (load)", {"": [12]}),
        ("sum(none)", {}),
        ("max(load or hole)", {"": [8]}),
    ],
)
def test_aggregations(text: str, expected: dict[str, list[float]]) -> None:
    assert ask(text) == expected


def test_topk_keeps_labels_and_orders() -> None:
    assert list(ask("topk(2, load)").items()) == [
        ("__name__=load,dc=gra,host=c", [8]),
        ("__name__=load,dc=rbx,host=b", [3]),
    ]
    assert ask("bottomk by (dc) (1, load)") == {
        "__name__=load,dc=rbx,host=a": [1],
        "__name__=load,dc=gra,host=c": [8],
    }
    assert ask("topk(0, load)") == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('load{dc="gra"}', {"__name__=load,dc=gra,host=c": [8]}),
        ('load{dc!="rbx"} * 2', {"dc=gra,host=c": [16]}),
        ('load{host=~"a|c"} > 2', {"__name__=load,dc=gra,host=c": [8]}),
        ('2 < load{dc="gra"}', {"__name__=load,dc=gra,host=c": [8]}),
        ('load{dc="gra"} > bool 2', {"dc=gra,host=c": [1]}),
        ('-load{dc="gra"}', {"dc=gra,host=c": [-8]}),
        ('load{host=""}', {}),
        ("clamp_max(limit, 3)", {"dc=rbx": [2], "dc=gra": [3]}),
        ("clamp_min(limit, 3)", {"dc=rbx": [3], "dc=gra": [4]}),
        ("clamp(limit, 2.5, 3.5)", {"dc=rbx": [2.5], "dc=gra": [3.5]}),
        ("clamp(limit, 3, 2)", {}),
        ("round(limit / 4, 0.5)", {"dc=rbx": [0.5], "dc=gra": [1]}),
        ("sqrt(limit{dc='gra'})", {"dc=gra": [2]}),
        ("vector(3)", {"": [3]}),
        ("absent(none{dc='x'})", {"dc=x": [1]}),
        ("absent(limit)", {}),
    ],
)
def test_selection_and_functions(text: str, expected: dict[str, list[float]]) -> None:
    assert ask(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sum by (dc) (load) / limit", {"dc=rbx": [2], "dc=gra": [2]}),
        ("sum by (dc) (load) > limit", {"dc=rbx": [4], "dc=gra": [8]}),
        ("limit > sum by (dc) (load)", {}),
        ("limit * on (dc) owner", {"dc=rbx": [2]}),
        ("limit * ignoring (team) owner", {"dc=rbx": [2]}),
        (
            "load * on (dc) group_left limit",
            {"dc=rbx,host=a": [2], "dc=rbx,host=b": [6], "dc=gra,host=c": [32]},
        ),
        (
            "limit - on (dc) group_right load",
            {"dc=rbx,host=a": [1], "dc=rbx,host=b": [-1], "dc=gra,host=c": [-4]},
        ),
        ("limit * on (dc) group_left (team) owner", {"dc=rbx,team=x": [2]}),
        ("limit and on (dc) owner", {"__name__=limit,dc=rbx": [2]}),
        ("limit unless on (dc) owner", {"__name__=limit,dc=gra": [4]}),
        (
            "owner or on (dc) limit",
            {"__name__=owner,dc=rbx,team=x": [1], "__name__=limit,dc=gra": [4]},
        ),
        ("limit * none", {}),
        ("none * on (dc) load", {}),
    ],
)
def test_vectors_pair_by_their_labels(text: str, expected: dict[str, list[float]]) -> None:
    assert ask(text) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("limit * on (dc) load", "found duplicate series for the match group"),
        ("load * on (dc) limit", "many-to-one matching must be explicit"),
        ("rate({__name__=~'counter|reset'}[5m])", "same labelset"),
    ],
)
def test_pairs_that_are_not_unique_are_an_error(text: str, message: str) -> None:
    with pytest.raises(ExecutionError, match=message):
        ask(text, 180.0)


def test_rate_of_a_fully_sampled_window() -> None:
    assert ask("rate(counter[5m])", 300.0) == {"": [1.0]}
    assert ask("increase(counter[5m])", 300.0) == {"": [300.0]}
    assert ask("irate(counter[5m])", 300.0) == {"": [1.0]}


def test_rate_extrapolates_to_the_windows_edges() -> None:
    # Samples at 60..180 give 120 over 120 s. Window 30..190: 30 s before the
    # first and 10 s after the last, both less than a gap: 120 × 160 / 120.
    assert ask("increase(counter[160s])", 190.0)[""][0] == pytest.approx(160)


def test_rate_extrapolates_half_a_gap_where_samples_end_early() -> None:
    # At 440 a window of 400 s holds 60..300: 240 in 240 s. 20 s before, and 140 s
    # after, which is more than a gap of 60: half a gap counts. 240 × 290 / 240.
    assert ask("increase(counter[400s])", 440.0)[""][0] == pytest.approx(290)


def test_rate_does_not_reach_below_zero_of_a_counter() -> None:
    # At 120 a window of 170 s starts 50 s before the first sample (10 at 0), but the
    # counter was 0 only 10 s before it: 120 × 130 / 120.
    assert ask("increase(counter[170s])", 120.0)[""][0] == pytest.approx(130)


def test_a_counter_that_restarts_only_grows() -> None:
    # 60 + 20 (from zero) + 60 over 180 s.
    assert ask("increase(reset[3m])", 180.0) == {"": [140]}
    assert ask("irate(reset[3m])", 120.0)[""][0] == pytest.approx(20 / 60)
    assert ask("resets(reset[3m])", 180.0) == {"": [1]}


def test_one_sample_has_no_rate() -> None:
    assert ask("rate(counter[30s])", 60.0) == {}


@pytest.mark.parametrize(
    ("function", "value"),
    [
        ("avg", 6),
        ("min", 3),
        ("max", 9),
        ("sum", 24),
        ("count", 4),
    ],
)
def test_over_time(function: str, value: float) -> None:
    assert ask(f"{function}_over_time(temperature[3m])", 180.0) == {"": [value]}


def test_more_over_time() -> None:
    assert ask("last_over_time(temperature[3m])", 180.0) == {"__name__=temperature": [7]}
    assert ask("quantile_over_time(0.5, temperature[3m])", 180.0) == {"": [6]}
    assert ask("delta(temperature[3m])", 180.0) == {"": [2]}
    assert ask("idelta(temperature[3m])", 180.0) == {"": [-2]}
    assert ask("changes(temperature[3m])", 180.0) == {"": [3]}


def test_offset_looks_back() -> None:
    assert ask("counter offset 1m", 300.0) == {"__name__=counter": [250]}
    assert ask("counter offset -1m", 60.0) == {"__name__=counter": [130]}
    assert ask("increase(counter[2m] offset 1m)", 300.0) == {"": [120]}


def test_the_latest_sample_counts_for_five_minutes() -> None:
    values = ask("temperature", -1.0, 0.0, 59.0, 60.0, 480.0, 480.5)
    assert values == {"__name__=temperature": [None, 5, 5, 3, 7, None]}


def test_many_times_at_once_are_many_instants() -> None:
    times = [60.0 * n for n in range(8)]
    for text in (
        "sum by (dc) (load) / limit",
        "rate(counter[2m]) > 0.9",
        "topk(1, load)",
        "temperature or counter",
        "absent(temperature)",
    ):
        together = ask(text, *times)
        for index, time in enumerate(times):
            alone = {labels: values[0] for labels, values in ask(text, time).items()}
            at_time = {
                labels: values[index]
                for labels, values in together.items()
                if values[index] is not None
            }
            assert at_time == alone


def test_quantiles_of_a_histogram() -> None:
    # 40 observations: rank 20 lies half way between 10 (0.1) and 30 (0.5).
    assert ask("histogram_quantile(0.5, h_bucket)") == {"": [pytest.approx(0.3)]}
    # Rank 38 is the very end of the third bucket.
    assert ask("histogram_quantile(0.95, h_bucket)") == {"": [pytest.approx(1.0)]}
    # Beyond the last finite bound, that bound is the answer.
    assert ask("histogram_quantile(0.99, h_bucket)") == {"": [1.0]}
    # Rank 4 of 10 in the first bucket, which starts at zero.
    assert ask("histogram_quantile(0.1, h_bucket)") == {"": [pytest.approx(0.04)]}
    assert ask("histogram_quantile(2, h_bucket)") == {"": [inf]}
    assert ask("histogram_quantile(-1, h_bucket)") == {"": [-inf]}


@pytest.mark.parametrize(
    "buckets",
    [
        [(0.1, 5.0), (0.5, 9.0)],
        [(inf, 5.0)],
        [(0.1, 0.0), (inf, 0.0)],
        [(0.1, nan), (inf, nan)],
    ],
)
def test_histograms_without_an_answer(buckets: list[tuple[float, float]]) -> None:
    assert isnan(bucket_quantile(0.5, buckets))


@given(
    counts=st.lists(st.integers(0, 1000), min_size=2, max_size=12),
    shares=st.tuples(st.floats(0, 1), st.floats(0, 1)),
)
def test_quantiles_grow_with_their_share(counts: list[int], shares: tuple[float, float]) -> None:
    total, buckets = 0.0, []
    for index, count in enumerate(counts):
        total += count
        buckets.append((inf if index == len(counts) - 1 else float(index + 1), total))
    low, high = (bucket_quantile(share, buckets) for share in sorted(shares))
    assert (isnan(low) and isnan(high)) if total == 0 else low <= high + 1e-9


@given(
    gains=st.lists(st.integers(0, 100), min_size=2, max_size=20),
    gap=st.sampled_from([15.0, 30.0, 60.0]),
)
def test_a_rate_is_never_negative_and_steady_counters_are_exact(
    gains: list[int], gap: float
) -> None:
    total, points = 1e6, []
    for index, gain in enumerate(gains):
        total += gain
        points.append((index * gap, total))
    storage = MemoryStorage([run("c", *points)])
    window = int(gap * (len(gains) - 1))
    value = evaluate(parse(f"increase(c[{window}s])"), storage, [float(window)])
    assert not isinstance(value, Scalars)
    assert value[0].values[0] == pytest.approx(sum(gains[1:]))
