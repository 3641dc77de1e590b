"""What an instance carries, out of synthetic pasts: a knee, none, faults, slips and gaps."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from modelled import POLICY

from console.desk.capacity import READ, contradicts, seen, strains
from console.foresight.capacity import BACK, LEAST, STEP, learned
from console.model.capacity import SeenCapacity, Strain
from console.model.figure import Sample, Series
from console.model.notice import Notice, notice
from console.model.pool import Pool

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
    assert list(strains(series, POOL)) == expected


@dataclass
class Recorded:
    """A metrics server with these figures in every sample."""

    figures: dict[str, float | None]

    def past(
        self, pool: Pool, start: datetime, end: datetime, step: timedelta, names: Collection[str]
    ) -> dict[str, Series]:
        assert (pool, end - start, step) == (POOL, BACK, STEP)
        times = [start + n * step for n in range(int((end - start) / step))]
        return {
            name: Series(name, tuple(Sample(at, self.figures[name]) for at in times), 3600.0)
            for name in names
        }


def test_the_past_is_read_when_somebody_asks_and_a_figure_it_never_had_is_named() -> None:
    figures: dict[str, float | None] = {
        "connections": 42_000.0, "serving": 2.0, "p95": 0.2, "errors": 0.001,
    }  # fmt: skip
    server = Recorded(figures)
    assert known(seen(server, POOL, BEGIN)).carried == 21_000
    figures["p95"] = None
    assert seen(server, POOL, BEGIN) == notice("foresight.capacity_lacking", figures="p95")
    assert seen(None, POOL, BEGIN) == notice("foresight.capacity_no_metrics")


def test_settings_are_contradicted_by_what_failed_at_less_and_by_nothing_else() -> None:
    knee = known(learned(past(EVENINGS, lambda _, each: each > 21_000)))
    assert not contradicts(replace(POOL, connections_per_instance=21_000), knee)
    assert contradicts(replace(POOL, connections_per_instance=22_000), knee)
    least = known(learned(past(EVENINGS, lambda *_: False)))
    assert not contradicts(replace(POOL, connections_per_instance=90_000), least)
    assert not contradicts(POOL, notice("foresight.capacity_no_metrics"))
