"""A pool that grows by itself to what its next hours need, and gives that back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from kept import Kept
from modelled import World

from console.desk.keeping.foresight import Foreseer
from console.desk.keeping.keeper import PoolKeeper
from console.desk.keeping.windows import Windows
from console.foresight.advice import paid_until
from console.kinds.instances.verbs import BURST, SCALE
from console.model.billing import BillingRule
from console.model.forecast import Expected, Forecast, PoolForecast
from console.model.freeze import Scope
from console.model.notice import notice
from console.model.operation import Operation
from console.model.policy import Approval, Beyond, Budgets
from console.model.pool import ForesightMode
from console.model.window import Rise, Window

MINUTES = timedelta(minutes=1)
EACH, TARGET = 1000, 0.75


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    """Thirty that carry 22,500 at their target, at ten past an hour."""
    world = World.steady()
    world.now = (world.now + timedelta(days=1)).replace(minute=10, second=0, microsecond=0)
    world.pool(connections_per_instance=EACH, target_ratio=TARGET, foresight=ForesightMode.AUTO)
    opened = Kept.open(tmp_path, world)
    yield opened
    opened.ledger.close()


def loaded(kept: Kept, now: float | None, *highs: float) -> None:
    """A load, and so many at most by quarters of an hour to come; without any no forecast."""
    kept.world.connections = now
    at = kept.world.now
    steps = tuple(
        Expected(at + 15 * n * MINUTES, 0.9 * high, high) for n, high in enumerate(highs, 1)
    )
    told = Forecast(at, steps, 1.0, 4) if highs else None
    why = None if highs else notice("foresight.weeks", n=0, least=2)
    kept.watch.forecasts = {"api": PoolForecast(at, told, why, 10 * MINUTES)}


def keeper(kept: Kept) -> PoolKeeper:
    return PoolKeeper(kept.session, (Windows(kept.session), Foreseer(kept.session)))


def look(kept: Kept) -> Operation | None:
    """The operation that a look asks for, carried out; None where it asks for none."""
    before = len(kept.ledger.operations())
    keeper(kept).look(kept.world.policy.pools["api"], kept.ledger)
    return kept.carry_out() if len(kept.ledger.operations()) > before else None


def size(kept: Kept) -> int:
    return len(kept.world.standing)


def at(kept: Kept, minute: int) -> None:
    """Go on to a minute of an hour, with the same forecast made anew."""
    now = kept.world.now
    later = now.replace(minute=minute, second=0)
    kept.world.now = later if later > now else later + timedelta(hours=1)


def test_it_grows_to_what_the_hour_that_is_paid_needs_and_no_further(kept: Kept) -> None:
    loaded(kept, 20_000.0, 24_000.0, 30_000.0, 36_000.0, 60_000.0)
    done = look(kept)
    assert done is not None
    assert (done.plan.size_now, done.plan.size_after) == (30, 48)
    author = done.plan.request.author
    assert (author.user, author.care) == ("foresight:api", "foresight")
    assert done.plan.request.reason.endswith("60.0\xa0k → 80")


def test_a_little_more_is_not_worth_an_operation(kept: Kept) -> None:
    loaded(kept, 20_000.0, 23_200.0)
    assert look(kept) is None


@pytest.mark.parametrize("known", ["load", "forecast"])
def test_what_is_unknown_asks_for_nothing_or_for_the_load_of_now_alone(
    kept: Kept, known: str
) -> None:
    if known == "load":
        loaded(kept, 45_000.0)
        done = look(kept)
        assert done is not None
        assert done.plan.size_after == 60
    else:
        loaded(kept, None, 45_000.0)
        assert look(kept) is None


def test_it_gives_back_what_it_asked_for_at_the_end_of_the_hour_and_nothing_else(
    kept: Kept,
) -> None:
    ours = set(kept.world.standing)
    loaded(kept, 30_000.0, 37_500.0)
    assert look(kept) is not None
    assert size(kept) == 50
    at(kept, 30)
    loaded(kept, 10_000.0, 10_000.0)
    assert look(kept) is None
    at(kept, 54)
    loaded(kept, 10_000.0, 10_000.0)
    back = look(kept)
    assert back is not None
    assert (back.plan.request.verb, back.plan.size_after) == (SCALE, 30)
    assert set(kept.world.standing) == ours


def test_nothing_is_given_back_while_the_load_is_not_known(kept: Kept) -> None:
    loaded(kept, 30_000.0, 37_500.0)
    assert look(kept) is not None
    at(kept, 54)
    loaded(kept, None, 10_000.0)
    assert look(kept) is None
    assert size(kept) == 50


def test_a_burst_of_a_person_is_left_to_them(kept: Kept) -> None:
    asked = kept.world.ask(BURST, estate=kept.watch.refresh(()), to=60)
    kept.ledger.accept(asked)  # type: ignore[arg-type]
    kept.carry_out()
    at(kept, 54)
    loaded(kept, 10_000.0, 10_000.0)
    assert look(kept) is None
    assert size(kept) == 60


def test_a_window_that_closes_leaves_what_the_load_still_needs(kept: Kept) -> None:
    now = kept.world.now
    opened = Window(
        "evening",
        "api",
        frozenset(range(7)),
        now.time(),
        (now + 60 * MINUTES).time(),
        UTC,
        rise=Rise(60),
    )
    kept.world.policy = replace(kept.world.policy, windows=(opened,))
    kept.session.policy = kept.world.policy
    loaded(kept, 20_000.0, 20_000.0)
    assert look(kept) is not None
    assert size(kept) == 60
    kept.world.now = now + 61 * MINUTES
    loaded(kept, 30_000.0, 30_000.0, 30_000.0)
    closed = look(kept)
    assert closed is not None
    assert closed.plan.request.author.care == "schedule"
    assert size(kept) == 40


def test_what_foresight_holds_no_window_takes_back_in_the_middle_of_an_hour(kept: Kept) -> None:
    closed = Window("night", "api", frozenset(range(7)), time(3), time(4), UTC, rise=Rise(60))
    kept.world.policy = replace(kept.world.policy, windows=(closed,))
    kept.session.policy = kept.world.policy
    loaded(kept, 30_000.0, 37_500.0)
    assert look(kept) is not None
    at(kept, 30)
    loaded(kept, 10_000.0, 10_000.0)
    assert look(kept) is None
    assert size(kept) == 50


@pytest.mark.parametrize(("scope", "asks"), [(Scope.FORESIGHT, False), (Scope.WINDOWS, True)])
def test_it_can_be_suspended_by_itself(kept: Kept, scope: Scope, asks: bool) -> None:
    author = kept.session.author()
    kept.ledger.freeze("api", "drill", author, scope)
    loaded(kept, 40_000.0, 45_000.0)
    assert (look(kept) is not None) is asks


def test_it_asks_for_what_fits_and_where_nothing_does_says_why(kept: Kept) -> None:
    kept.world.limits = {"RBX-A": 16, "GRA11": 12, "SBG5": 9}
    loaded(kept, 60_000.0, 75_000.0)
    done = look(kept)
    assert done is not None
    assert done.plan.size_after == 37
    busy = keeper(kept)
    for _ in range(2):
        loaded(kept, 60_000.0, 75_000.0)
        busy.look(kept.world.policy.pools["api"], kept.ledger)
    told = [event for event in kept.ledger.events() if event.kind == "foresight.refused"]
    assert [(event.actor, event.notice.code) for event in told] == [("foresight:api", "guard.room")]


@pytest.mark.parametrize("limit", ["approval", "budget"])
def test_what_would_need_a_person_or_passes_a_budget_is_not_asked_for(
    kept: Kept, limit: str
) -> None:
    changed = {
        "approval": {"approval": Approval(above_changes=5)},
        "budget": {"budgets": Budgets(operation_euro=Decimal(1), beyond=Beyond.REFUSE)},
    }[limit]
    kept.world.policy = replace(kept.world.policy, **changed)  # type: ignore[arg-type]
    kept.session.policy = kept.world.policy
    busy = keeper(kept)
    for _ in range(2):
        loaded(kept, 60_000.0, 75_000.0)
        busy.look(kept.world.policy.pools["api"], kept.ledger)
    assert not kept.ledger.operations()
    assert [e.kind for e in kept.ledger.events() if e.actor == "foresight:api"] == [
        "foresight.refused"
    ]


def test_only_pools_that_say_so_grow_by_themselves(kept: Kept) -> None:
    kept.world.pool(foresight=ForesightMode.ADVISE)
    kept.session.policy = kept.world.policy
    assert not Foreseer(kept.session).pools()
    assert not kept.session.policy.kept


def test_hours_that_are_paid_end_with_the_clocks() -> None:

    now = datetime(2026, 11, 23, 15, 59, tzinfo=UTC)
    assert paid_until(BillingRule.CLOCK_HOURS, now) == now + MINUTES
    assert paid_until(BillingRule.CLOCK_HOURS, now + MINUTES) == now + 61 * MINUTES
    assert paid_until(BillingRule.DURATION, now) == now
