"""The past of a pool: its busiest moments, what is asked of it again, and round times."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from modelled import POLICY, START

from console.desk.past import BusiestMoment, PoolPasts, carried, moments
from console.model.error import SourceUnreachable
from console.model.figure import Sample, Series
from console.model.operation import OperationState
from console.model.past import ChartSpan, OperationMark
from console.model.pool import Pool
from console.model.verb import ROLLBACK
from console.model.window import Rise, Window
from console.schedule.rounds import rounds

POOL = POLICY.pools["api"]
PARIS = ZoneInfo("Europe/Paris")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MARK = OperationMark("7k3m9qwd", ROLLBACK, START - HOUR, OperationState.ROLLED_BACK)


def walls(start: datetime, end: datetime, every: timedelta) -> list[str]:
    return [f"{at.astimezone(PARIS):%d %H:%M}" for at in rounds(start, end, every, PARIS)]


def test_round_times_are_those_on_the_wall_where_the_clock_is_put_back_or_forward() -> None:
    back = datetime(2026, 10, 24, 20, 10, tzinfo=UTC)
    assert walls(back, back + 14 * HOUR, 6 * HOUR) == ["25 00:00", "25 06:00"]
    assert walls(back, back + 7 * HOUR, HOUR) == [
        "24 23:00", "25 00:00", "25 01:00", "25 02:00", "25 03:00", "25 04:00",
    ]  # fmt: skip
    assert len(walls(back, back + 3 * DAY, DAY)) == 3
    forward = datetime(2026, 3, 28, 23, 30, tzinfo=UTC)
    assert walls(forward, forward + 4 * HOUR, HOUR) == [
        "29 01:00",
        "29 03:00",
        "29 04:00",
        "29 05:00",
    ]
    mondays = list(rounds(START - 30 * DAY, START, 7 * DAY, PARIS))
    assert {at.astimezone(PARIS).weekday() for at in mondays} == {0}
    assert {at.astimezone(PARIS).time() for at in mondays} == {time(0)}
    assert len(mondays) == 5


def series(*values: float | None) -> tuple[Sample, ...]:
    return tuple(Sample(START + n * MINUTE, value) for n, value in enumerate(values))


def edges(*minutes: float) -> list[datetime]:
    return [START + each * MINUTE for each in minutes]


def test_a_time_is_told_by_its_busiest_moment_with_the_limit_of_then() -> None:
    load, limit = series(1, 9, 2, 3), series(10, 10, 20, 20)
    assert moments(load, limit, edges(0, 2, 3)) == (BusiestMoment(9, 10), BusiestMoment(3, 20))


def test_what_was_over_its_limit_for_a_moment_is_told_though_the_load_was_higher_later() -> None:
    assert moments(series(11, 15), series(10, 20), edges(0, 2)) == (
        BusiestMoment(15, 20, over=True),
    )


def test_what_nobody_knows_is_a_gap_and_never_zero() -> None:
    load, limit = series(None, None, 0, 4), series(10, None, None, None)
    gap, idle, blind = moments(load, limit, edges(0, 2, 3, 4))
    assert gap == BusiestMoment(None, 10)
    assert idle == BusiestMoment(0, None)
    assert blind == BusiestMoment(4, None)
    assert moments((), (), edges(0, 1)) == (BusiestMoment(None, None),)
    assert moments(load, limit, edges(-9, -8, -7)) == (BusiestMoment(None, None),) * 2


def test_a_sample_holds_until_the_next_one_and_no_longer() -> None:
    found = moments(series(5, 6), (), edges(0, 0.5, 1, 1.5, 2, 2.5))
    assert [one.load for one in found] == [5, 5, 6, 6, None]
    assert moments(series(5, 6), (), edges(1, 1.5))[0].load == 6


@dataclass
class Server:
    """A metrics server whose load is the day of the month; silent figures have gaps."""

    asked: list[tuple[datetime, datetime]] = field(default_factory=list)
    silent: tuple[str, ...] = ()

    def past(
        self, pool: Pool, start: datetime, end: datetime, step: timedelta, names: Collection[str]
    ) -> dict[str, Series]:
        assert pool is POOL
        self.asked.append((start, end))
        epoch = datetime(1970, 1, 1, tzinfo=UTC)
        first = epoch + -((epoch - start) // step) * step
        times = [first + n * step for n in range(int((end - first) / step) + 1)]
        return {
            name: Series(
                name,
                tuple(Sample(at, None if name in self.silent else float(at.day)) for at in times),
                step.total_seconds(),
            )
            for name in names
        }


def reader(server: Server | None, **policy: object) -> tuple[PoolPasts, SimpleNamespace]:
    clock = SimpleNamespace(at=START)
    clock.now = lambda: clock.at
    journal = SimpleNamespace(marks=lambda _, since: (MARK,) if since < MARK.at else ())
    session = SimpleNamespace(
        metrics=server, journal=journal, policy=replace(POLICY, **policy), clock=clock, calendars={}
    )
    return PoolPasts(session), clock  # type: ignore[arg-type]


@pytest.mark.parametrize("span", ChartSpan)
def test_only_what_is_new_is_asked_again_and_what_is_too_old_is_forgotten(span: ChartSpan) -> None:
    server = Server()
    past, clock = reader(server)
    first = past.read(POOL, span)
    assert len(first.load) <= 721
    assert server.asked == [(START - span.length, START)]
    clock.at += 3 * span.step
    again = past.read(POOL, span)
    start, end = server.asked[-1]
    assert end - start <= 6 * span.step
    fresh, later = reader(Server())
    later.at = clock.at
    assert again.load == fresh.read(POOL, span).load
    assert again.load[0].at >= clock.at - span.length


def test_a_figure_that_was_silent_is_asked_for_again_from_where_it_was_known_last() -> None:
    server = Server()
    past, clock = reader(server)
    past.read(POOL, ChartSpan.DAY)
    server.silent = ("serving",)
    clock.at += 2 * HOUR
    assert past.read(POOL, ChartSpan.DAY).serving[-1].value is None
    server.silent = ()
    clock.at += HOUR
    assert all(one.value is not None for one in past.read(POOL, ChartSpan.DAY).serving)


def test_operations_and_windows_of_the_span_are_told_without_metrics_too() -> None:
    days = frozenset(range(7))
    evening = Window("evening", "api", days, time(16), time(22), PARIS, rise=Rise(300))
    off = replace(evening, name="off", except_on=frozenset({START.date()}))
    past, _ = reader(None, windows=(evening, off))
    hour = past.unmeasured(POOL, ChartSpan.HOUR)
    assert (hour.load, hour.serving, hour.marks) == ((), (), ())
    assert [one.window.name for one in hour.openings] == ["evening"]
    day = past.unmeasured(POOL, ChartSpan.DAY)
    assert day.marks == (MARK,)
    assert sorted(one.window.name for one in day.openings) == ["evening", "evening", "off"]
    with pytest.raises(SourceUnreachable):
        past.read(POOL, ChartSpan.DAY)


def test_capacity_is_what_was_in_service_and_unknown_where_that_is() -> None:
    each = POOL.connections_per_instance
    assert [one.value for one in carried(series(30, None), each)] == [30.0 * each, None]
    assert [one.value for one in carried(series(30, None), None)] == [None, None]
