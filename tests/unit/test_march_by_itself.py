"""March 2020 on a virtual clock: the scenario's own load, the real planner, journal and forecast.

The schools have closed; from one to five million connections within four hours. The pool begins
with more than it carries, which only the first burst can mend; from then on nobody waits longer
for an answer than the pool's limit.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from kept import Kept
from modelled import World

from console.desk.census import tallies
from console.desk.foresight import foreseen
from console.desk.foretelling import advice_line
from console.desk.keeping.foresight import Foreseer
from console.desk.keeping.keeper import PoolKeeper
from console.foresight.forecast import AHEAD, BEHIND, STEP, forecast, on_step
from console.foresight.rhythm import BACK, Rhythm
from console.locale import Locale
from console.model.forecast import Forecast, PoolForecast
from console.model.pool import ForesightMode
from console.rehearsal.load_curve import connections
from console.rehearsal.load_scenario import pool_load
from console.rehearsal.load_service import p95_s
from console.rehearsal.reference import CEILING, CONNECTIONS_PER_INSTANCE
from console.rehearsal.scenario import load

PARIS = ZoneInfo("Europe/Paris")
MINUTE = timedelta(minutes=1)
BOOT = 8 * MINUTE
LEAD = 15 * MINUTE
"""What is reckoned with until a burst has succeeded."""
LIMIT_S = 1.0
CURVE = pool_load(load("march-2020")).curve
STARTS = datetime.fromtimestamp(CURVE.starts_at, UTC)


@cache
def demand(at: datetime) -> float:
    return connections(CURVE, at.timestamp())


@dataclass
class March:
    """A pool whose operations take `BOOT`, looked at every minute."""

    kept: Kept
    rhythm: Rhythm = field(default_factory=lambda: Rhythm(PARIS))
    ends: datetime | None = None

    @property
    def serving(self) -> int:
        return len(self.kept.world.standing)

    @property
    def p95(self) -> float:
        return p95_s(demand(self.kept.world.now) / (self.serving * CONNECTIONS_PER_INSTANCE))

    def know(self) -> None:
        """What the metrics say now, and what the past weeks make of it."""
        now = on_step(self.kept.world.now)
        self.kept.world.connections = demand(self.kept.world.now)
        last = self.kept.watch.forecasts.get("api")
        if last is None or last.at != now:
            hours = range(-BEHIND, AHEAD + 1)
            past = [now + n * STEP - b * timedelta(weeks=1) for b in range(BACK + 1) for n in hours]
            recorded = {at: demand(at) for at in past if at <= now}
            told = forecast(recorded, now, self.rhythm)
            assert isinstance(told, Forecast), told
            self.kept.watch.forecasts = {"api": PoolForecast(now, told, None, LEAD)}

    def minute(self) -> None:
        """Look, and let what is asked for come into service after its time."""
        self.know()
        keeper = PoolKeeper(self.kept.session, (Foreseer(self.kept.session),))
        now = self.kept.world.now
        if self.ends is None:
            keeper.look(self.kept.world.policy.pools["api"], self.kept.ledger)
            if self.kept.ledger.operations(live=True):
                self.ends = now + BOOT
        elif now >= self.ends:
            self.kept.carry_out()
            self.ends = None
        self.kept.world.now = now + MINUTE


@pytest.fixture
def march(tmp_path: Path) -> Iterator[March]:
    world = World.steady()
    world.now = STARTS
    world.pool(
        connections_per_instance=CONNECTIONS_PER_INSTANCE,
        foresight=ForesightMode.AUTO,
        ceiling=CEILING,
    )
    kept = Kept.open(tmp_path, world)
    yield March(kept)
    kept.ledger.close()


def test_the_pool_is_as_large_as_five_million_need_before_anybody_waits(march: March) -> None:
    march.know()
    assert march.p95 > LIMIT_S
    late: list[datetime] = []
    while march.kept.world.now < STARTS + timedelta(hours=5):
        march.minute()
        if march.p95 > LIMIT_S:
            late.append(march.kept.world.now)
    assert max(late) <= STARTS + BOOT + 2 * MINUTE, "later than the first burst could help"
    assert demand(march.kept.world.now) > 4_500_000
    assert march.serving * CONNECTIONS_PER_INSTANCE * 0.8 > demand(march.kept.world.now)
    assert march.serving <= CEILING
    asked = march.kept.ledger.operations()
    assert all(one.plan.request.author.care == "foresight" for one in asked)


@pytest.mark.parametrize("quota", [150, 15])
def test_what_stands_in_the_way_is_named(march: March, quota: int) -> None:
    """At the start time does; with a small quota the room does as well."""
    march.kept.world.limits = dict.fromkeys(march.kept.world.limits, quota)
    march.know()
    seen, policy = march.kept.watch.refresh(()), march.kept.world.policy
    pool = policy.pools["api"]
    found = foreseen(seen, policy, pool, tallies(seen, policy, pool))
    assert found is not None
    said = advice_line(found, Locale("en", PARIS))
    assert "late: the load is above all that the instances carry, and a burst takes 15 min" in said
    assert ("in the way: quotas and caps leave room for" in said) is (quota == 15)


def test_with_the_metrics_cut_off_nothing_moves(march: March) -> None:
    march.know()
    march.kept.world.connections = None
    keeper = PoolKeeper(march.kept.session, (Foreseer(march.kept.session),))
    for _ in range(30):
        keeper.look(march.kept.world.policy.pools["api"], march.kept.ledger)
        march.kept.world.now += MINUTE
    assert march.kept.ledger.operations() == ()
    seen = march.kept.watch.snapshot()
    policy = replace(march.kept.world.policy)
    pool = policy.pools["api"]
    found = foreseen(seen, policy, pool, tallies(seen, policy, pool))
    assert found is not None
    assert found.advice is None
    assert found.why is not None
