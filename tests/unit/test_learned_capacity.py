"""What an instance carries, out of synthetic pasts: a knee, none, faults, slips, gaps, peaks."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from modelled import POLICY

from console.desk.capacity import contradicts
from console.foresight.capacity import (
    BACK,
    LEAST,
    READ,
    STEP,
    lacking,
    learned,
    moments,
    remembered,
    strains,
)
from console.model.capacity import SURE, InstanceCapacity, SeenCapacity, Strain
from console.model.estate import Estate, SourceState
from console.model.figure import Freshness, Sample, Series
from console.model.notice import Notice, notice

BEGIN = datetime(2026, 11, 9, tzinfo=UTC)
POOL = replace(POLICY.pools["api"], p95_limit_s=1.0, error_limit_ratio=0.01)
EVENINGS = [load for _ in range(7) for load in range(1_000, 30_000, 1_000)]


def past(loads: Iterable[float], over: Callable[[int, float], bool]) -> list[Strain]:
    """One moment a step, each with its load."""
    return [Strain(BEGIN + n * STEP, each, over(n, each)) for n, each in enumerate(loads)]


def known(found: SeenCapacity | Notice) -> SeenCapacity:
    assert isinstance(found, SeenCapacity)
    return found


def test_the_knee_is_the_load_above_which_a_limit_is_passed_with_its_evidence() -> None:
    found = known(learned(past(EVENINGS, lambda _, each: each > 21_000)))
    assert (found.carried, found.over_from, found.over_to) == (21_000, 22_000, 29_000)
    assert (found.over, found.besides) == (7 * 8 * STEP, timedelta())
    assert (found.since, found.known) == (BEGIN, len(EVENINGS) * STEP)
    assert found.over_since == BEGIN + 21 * STEP


def test_where_no_limit_was_passed_the_highest_load_is_a_least_and_nothing_is_made_of_it() -> None:
    found = known(learned(past(EVENINGS, lambda *_: False)))
    assert (found.carried, found.over_from, found.over_to, found.over_since) == (
        29_000, None, None, None,
    )  # fmt: skip


def test_a_load_that_was_seen_once_is_taken_for_a_slip_of_the_metrics() -> None:
    found = known(learned(past([*EVENINGS, 900_000.0], lambda *_: False)))
    assert found.carried == 29_000


def test_an_outage_while_little_was_carried_is_no_capacity_and_is_told() -> None:
    found = known(learned(past(EVENINGS, lambda n, each: 29 <= n < 34 and each < 9_000)))
    assert (found.carried, found.over_from, found.besides) == (29_000, None, 5 * STEP)


def test_a_knee_stands_beside_an_outage() -> None:
    found = known(learned(past(EVENINGS, lambda n, each: each > 21_000 or n in {30, 31})))
    assert (found.carried, found.over_from, found.besides) == (21_000, 22_000, 2 * STEP)


def test_what_is_carried_one_day_and_not_the_next_is_not_known() -> None:
    found = learned(past(EVENINGS, lambda n, each: each > 24_000 and n % 3 == 0))
    assert found == notice("foresight.capacity_mixed", low=25_000, n=29_000)


def test_limits_that_are_passed_at_every_load_say_nothing_of_load() -> None:
    found = learned(past(EVENINGS, lambda *_: True))
    assert found == notice("foresight.capacity_never", minutes=len(EVENINGS) * 60)


def test_too_little_that_is_known_is_told() -> None:
    found = learned(past(EVENINGS[: LEAST - 1], lambda *_: False))
    assert found == notice("foresight.capacity_unknown", n=LEAST - 1, least=LEAST)


@pytest.mark.parametrize(
    ("figures", "found"),
    [
        ((42_000, 2, 0.2, 0.001), (21_000, False)),
        ((42_000, 2, 1.2, 0.001), (21_000, True)),
        ((42_000, 2, 0.2, 0.02), (21_000, True)),
        ((42_000, 2, None, 0.02), (21_000, True)),
        ((42_000, 2, None, 0.001), None),
        ((42_000, 2, 0.2, None), None),
        ((None, 2, 0.2, 0.001), None),
        ((42_000, None, 0.2, 0.001), None),
        ((42_000, 0, 1.2, 0.9), None),
        ((0, 2, 1.2, 0.9), None),
    ],
)
def test_a_moment_counts_where_load_and_answers_are_known_and_one_limit_is_enough(
    figures: tuple[float | None, ...], found: tuple[float, bool] | None
) -> None:
    series = {
        name: Series(name, (Sample(BEGIN, value),), 1800.0)
        for name, value in zip(READ, figures, strict=True)
    }
    expected = [] if found is None else [Strain(BEGIN, *found)]
    assert list(strains(moments(series), POOL)) == expected
    gone = [name for name, value in zip(READ, figures, strict=True) if value is None]
    said = notice("foresight.capacity_lacking", figures=gone[0]) if gone else None
    assert lacking(series) == said


def evenings(n: int, *, knee: float, since: datetime = BEGIN) -> list[Strain]:
    """So many days of two hours over what is carried, at eight in the evening, UTC."""
    hours = (since + hour * STEP for hour in range(24 * n))
    loads = {20: 1.5 * knee, 21: 1.4 * knee, 19: knee}
    return [
        Strain(at, each, each > knee)
        for at in hours
        for each in (loads.get(at.hour, knee * (0.2 + at.hour / 40)),)
    ]


def test_peaks_are_counted_by_the_evening_and_the_newest_is_told() -> None:
    seen = evenings(5, knee=20_000)
    found = known(remembered(seen, BEGIN + timedelta(days=5)))
    assert (found.carried, found.peaks) == (20_000, 5)
    assert found.over_last == BEGIN + timedelta(days=4, hours=21)


def test_what_was_seen_longer_ago_counts_where_no_limit_was_passed_lately() -> None:
    quiet = [replace(one, each=one.each / 2, over=False) for one in evenings(14, knee=20_000)]
    before = evenings(4, knee=20_000, since=BEGIN - timedelta(days=30))
    now = BEGIN + BACK
    assert known(remembered(quiet, now)).over_from is None
    found = known(remembered([*before, *quiet], now))
    assert (found.carried, found.peaks) == (20_000, 4)
    assert found.over_last is not None
    assert now - found.over_last > timedelta(days=38)


def test_an_instance_that_carries_another_load_lately_is_judged_by_that() -> None:
    before = evenings(6, knee=20_000, since=BEGIN - timedelta(days=30))
    found = known(remembered([*before, *evenings(14, knee=9_000)], BEGIN + BACK))
    assert found.carried == 9_000


def test_what_speaks_against_itself_lately_is_not_mended_by_what_was_before() -> None:
    before = evenings(6, knee=20_000, since=BEGIN - timedelta(days=40))
    lately = past(EVENINGS, lambda n, each: each > 24_000 and n % 3 == 0)
    now = lately[-1].at
    assert remembered([*before, *lately], now) == learned(lately)


def test_a_while_without_figures_takes_nothing_of_what_was_seen_before() -> None:
    before = evenings(4, knee=20_000, since=BEGIN - timedelta(days=40))
    assert known(remembered(before, BEGIN)).carried == 20_000


KNEE = known(remembered(evenings(5, knee=20_000), BEGIN + timedelta(days=5)))
LEARNING = replace(POOL, connections_per_instance=None)


def estate(*, said: SeenCapacity | Notice | None, asked: bool = True) -> Estate:
    """An estate that learns, or not, and what of the pool."""
    source = SourceState("capacity", Freshness.FRESH)
    return Estate(
        BEGIN,
        sources={"capacity": source} if asked else {},
        capacities={} if said is None else {"api": said},
    )


def test_the_settings_are_never_overridden_by_what_was_learned() -> None:
    assert estate(said=KNEE).capacity(POOL) == InstanceCapacity(21_000)


def test_without_them_it_is_what_was_learned_and_says_so() -> None:
    found = estate(said=KNEE).capacity(LEARNING)
    assert (found.each, found.is_learned, found.is_sure, found.least) == (
        20_000,
        True,
        True,
        20_000,
    )
    few = estate(said=replace(KNEE, peaks=SURE - 1)).capacity(LEARNING)
    assert (few.each, few.is_learned, few.is_sure) == (20_000, True, False)


def test_where_no_limit_was_passed_it_is_not_known_but_that_much_is_carried() -> None:
    least = known(learned(past(EVENINGS, lambda *_: False)))
    found = estate(said=least).capacity(LEARNING)
    assert (found.each, found.is_learned, found.is_sure, found.least) == (
        None,
        False,
        False,
        29_000,
    )
    assert found.why == notice("foresight.capacity_no_limit", n=29_000)


@pytest.mark.parametrize(
    ("said", "asked", "code"),
    [
        (notice("foresight.capacity_mixed", low=1, n=2), True, "foresight.capacity_mixed"),
        (None, True, "foresight.capacity_unread"),
        (None, False, "foresight.capacity_no_metrics"),
    ],
)
def test_where_nothing_was_learned_the_reason_is_told(
    said: Notice | None, asked: bool, code: str
) -> None:
    found = estate(said=said, asked=asked).capacity(LEARNING)
    assert (found.each, found.least, found.is_sure) == (None, None, False)
    assert found.why is not None
    assert found.why.code == code


def test_settings_are_contradicted_by_what_failed_at_less_and_by_nothing_else() -> None:
    knee = known(learned(past(EVENINGS, lambda _, each: each > 21_000)))
    assert not contradicts(replace(POOL, connections_per_instance=21_000), knee)
    assert contradicts(replace(POOL, connections_per_instance=22_000), knee)
    least = known(learned(past(EVENINGS, lambda *_: False)))
    assert not contradicts(replace(POOL, connections_per_instance=90_000), least)
    assert not contradicts(POOL, notice("foresight.capacity_no_metrics"))
