"""The past weeks are read once a quarter of an hour, some hours of each, and kept when asked."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from clocks import StandingClock
from modelled import POLICY, START

from console.foresight.forecast import STEP, on_step
from console.model.error import SourceUnreachable
from console.model.estate import Estate
from console.model.figure import Sample, Series
from console.model.forecast import PoolForecast
from console.model.notice import notice
from console.model.policy import Policy
from console.model.pool import ForesightMode, Pool
from console.model.window import Rise, Window
from console.watch.forecast import Foresight, PoolForecasts, foreseen

POOL = POLICY.pools["api"]
LEAD = timedelta(minutes=9)


@dataclass
class Server:
    """A metrics server with a load that is the hour; before `begins` it knows nothing."""

    begins: datetime = START - timedelta(weeks=20)
    fails: bool = False
    asked: list[tuple[datetime, datetime]] = field(default_factory=list)
    warnings: tuple[str, ...] = ("partial",)

    def past(
        self, pool: Pool, start: datetime, end: datetime, step: timedelta, names: Collection[str]
    ) -> dict[str, Series]:
        assert (pool, step, tuple(names)) == (POOL, STEP, ("connections",))
        if self.fails:
            raise SourceUnreachable(notice("source.down"))
        self.asked.append((start, end))
        times = [start + n * step for n in range(int((end - start) / step) + 1)]
        known = [Sample(at, None if at < self.begins else 100.0 + at.hour) for at in times]
        return {"connections": Series("connections", tuple(known), step.total_seconds())}


def reading(
    server: Server, clock: StandingClock, foresight: Foresight | None = None
) -> PoolForecasts:
    told = foresight or Foresight(POLICY, {}, lambda _: LEAD)
    return PoolForecasts(server, (POOL,), told, clock)  # type: ignore[arg-type]


def told(reader: PoolForecasts) -> PoolForecast:
    found = reader.read()
    assert found.warnings == ("partial",)
    return found.change(Estate(START)).forecasts["api"]


def test_a_forecast_is_made_of_the_last_hour_and_some_hours_of_past_weeks() -> None:
    server = Server()
    found = told(reading(server, StandingClock(START)))
    assert found.forecast is not None
    assert (found.at, found.lead, found.forecast.weeks) == (on_step(START), LEAD, 4)
    assert [step.median for step in found.forecast.steps] == pytest.approx(
        [100.0 + step.at.hour for step in found.forecast.steps]
    )
    assert len(server.asked) == 7
    assert max(end for _, end in server.asked) <= START
    assert sum((end - start for start, end in server.asked), timedelta()) < timedelta(hours=42)


def test_it_is_read_again_when_a_step_has_passed_and_not_before() -> None:
    server, clock = Server(), StandingClock(START)
    reader = reading(server, clock)
    first = told(reader)
    clock.at += timedelta(minutes=1)
    assert told(reader) is first
    assert len(server.asked) == 7
    clock.at += STEP
    assert told(reader).at == first.at + STEP


def test_too_short_a_past_is_told() -> None:
    found = told(reading(Server(begins=START - timedelta(days=8)), StandingClock(START)))
    assert (found.forecast, found.why) == (None, notice("foresight.weeks", n=1, least=2))


def test_a_server_that_is_dark_fails_the_source() -> None:
    with pytest.raises(SourceUnreachable):
        reading(Server(fails=True), StandingClock(START)).read()


def test_windows_of_the_hours_ahead_are_told_with_it() -> None:
    at = START.astimezone(UTC) + timedelta(hours=1)
    near, far = (
        Window(
            name,
            "api",
            frozenset(range(7)),
            time(hour, 0),
            time(23, 59),
            ZoneInfo("UTC"),
            rise=Rise(60),
        )
        for name, hour in (("near", at.hour), ("far", (at.hour + 7) % 24))
    )
    policy = replace_windows((near, far))
    found = told(reading(Server(), StandingClock(START), Foresight(policy, {}, lambda _: LEAD)))
    assert [one.window.name for one in found.openings] == ["near"]


def replace_windows(windows: tuple[Window, ...]) -> Policy:
    return replace(POLICY, windows=windows)


def test_pools_whose_foresight_is_off_are_not_read() -> None:
    assert foreseen((POOL,)) == (POOL,)
    assert foreseen((replace(POOL, foresight=ForesightMode.OFF),)) == ()
