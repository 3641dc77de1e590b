"""What the worker asks by itself: windows, and what askers of one pool owe each other."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from kept import Kept
from modelled import AUTHOR, REGIONS, World

from console.desk.keeping.asker import LONGEST_S, LOOK_S, Demand, author
from console.desk.keeping.keeper import ANEW_S, REST_MOST_S, REST_S, SOON_S, PoolKeeper
from console.desk.keeping.windows import Windows
from console.kinds import registry
from console.kinds.instances.facts import PoolFacts
from console.kinds.instances.verbs import BURST, DATACENTERS, POOL, SCALE, TO
from console.model.error import SourceUnreachable
from console.model.estate import Estate
from console.model.notice import notice
from console.model.operation import Operation, OperationState
from console.model.plan import Care, Plan, Refusal
from console.model.policy import Budgets
from console.model.pool import Pool
from console.model.window import Rise, Window
from console.operations.passes.conclusion import Conclusion
from console.ports import Journal

MINUTES = timedelta(minutes=1)


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    """Thirty that have run for a day, and a window from an hour later on, for two hours."""
    world = World.steady()
    world.now += timedelta(days=1)
    start = world.now + 60 * MINUTES
    end = start + 120 * MINUTES
    every_day = frozenset(range(7))
    window = Window(
        "evening", "api", every_day, start.time(), end.time(), UTC, rise=Rise(40), lead_s=300.0
    )
    world.policy = replace(world.policy, windows=(window,))
    opened = Kept.open(tmp_path, world)
    yield opened
    opened.ledger.close()


@dataclass
class Toy:
    """Wants a pool to have so many, and says nothing when it is refused."""

    kept: Kept
    to: int = 35
    care: Care = "toy"  # type: ignore[assignment] # another part of the worker's
    refused: str = "toy.refused"
    quiet: frozenset[str] = frozenset()
    breaks: bool = False
    unwanted: bool = False
    often_s: float = LOOK_S
    looked: list[int] = field(default_factory=list)

    def pools(self) -> tuple[Pool, ...]:
        return tuple(self.kept.session.policy.pools.values())

    def sources(self, pool: Pool) -> tuple[str, ...]:
        del pool
        return ()

    def idle_s(self, pool: Pool, newest: Operation | None, journal: Journal) -> float:
        del pool, newest, journal
        return 0.0

    def ask(self, facts: PoolFacts, newest: Operation | None, journal: Journal) -> Demand | float:
        del newest, journal
        self.looked.append(facts.size)
        if self.breaks:
            raise ZeroDivisionError
        if facts.size >= self.to:
            return self.often_s
        asked = author(self.kept.session, self.care, "api")
        verb = registry.spec(BURST)
        values = {POOL.name: "api", TO.name: self.to}
        return Demand(verb.request(asked, verb.settled(values, self.kept.session.policy)))

    def alike(self, demand: Demand, earlier: Operation) -> bool:
        return demand.request.verb == earlier.plan.request.verb

    def overtaken(self, operation: Operation, journal: Journal) -> bool:
        del operation, journal
        return self.unwanted


def keeper(kept: Kept, *askers: object) -> PoolKeeper:
    return PoolKeeper(kept.session, askers)  # type: ignore[arg-type]


def look(keeper: PoolKeeper, kept: Kept) -> float:
    return keeper.look(kept.world.policy.pools["api"], kept.ledger)


def who(kept: Kept) -> list[str]:
    return [o.plan.request.author.user for o in kept.ledger.operations()]


def test_a_window_is_asked_for_when_it_begins_and_given_back_when_it_has_ended(kept: Kept) -> None:
    keeping, before = keeper(kept, Windows(kept.session)), set(kept.world.standing)
    assert look(keeping, kept) == LONGEST_S
    kept.world.now += 56 * MINUTES
    assert look(keeping, kept) == SOON_S
    opened = kept.newest()
    assert (opened.plan.size_now, opened.plan.size_after) == (30, 40)
    assert look(keeping, kept) == SOON_S
    kept.carry_out()
    assert look(keeping, kept) == LOOK_S
    kept.world.now += 130 * MINUTES
    look(keeping, kept)
    kept.carry_out()
    assert look(keeping, kept) == LONGEST_S
    assert set(kept.world.standing) == before
    assert who(kept) == ["schedule:evening"] * 2
    assert [e.kind for e in kept.ledger.events() if e.kind == "window.late"] == []


def where(kept: Kept) -> dict[str, int]:
    regions = {region: code for code, region in REGIONS.items()}
    return dict(Counter(regions[one.region] for one in kept.world.standing.values()))


def test_levels_of_datacenters_are_asked_for_at_once_and_hold_where_they_are(kept: Kept) -> None:
    (evening,) = kept.world.policy.windows
    named = replace(evening, rise=None, rises=(("RBX", Rise(20)), ("SBG", Rise(3, above=True))))
    later = datetime.combine(kept.world.now.date(), evening.end, UTC) + 60 * MINUTES
    night = replace(named, name="night", end=later.time(), rises=(("RBX", Rise(15)),))
    kept.world.policy = kept.session.policy = replace(kept.world.policy, windows=(named, night))
    before, keeping = where(kept), keeper(kept, Windows(kept.session))
    kept.world.now += 56 * MINUTES
    look(keeping, kept)
    kept.carry_out()
    assert where(kept) == before | {"RBX": 20, "SBG": 10}
    assert look(keeping, kept) == LOOK_S
    assert len(who(kept)) == 1, "one operation for all datacenters"
    fewer = registry.spec(SCALE).request(
        AUTHOR, {POOL.name: "api", TO.name: 39, DATACENTERS.name: ("SBG",)}
    )
    refused = kept.session.plan(fewer)
    assert isinstance(refused, Refusal)
    assert [reason.guard for reason in refused.reasons] == ["window.open"]
    kept.world.now += 130 * MINUTES
    look(keeping, kept)
    kept.carry_out()
    assert where(kept) == before | {"RBX": 15}


def test_a_datacenter_that_is_full_does_not_hold_up_another(kept: Kept) -> None:
    (evening,) = kept.world.policy.windows
    named = replace(evening, rise=None, rises=(("RBX", Rise(20)), ("GRA", Rise(20))))
    kept.world.policy = kept.session.policy = replace(kept.world.policy, windows=(named,))
    kept.world.limits["GRA11"] = where(kept)["GRA"]
    before, keeping = where(kept), keeper(kept, Windows(kept.session))
    kept.world.now += 56 * MINUTES
    look(keeping, kept)
    kept.carry_out()
    assert where(kept) == before | {"RBX": 20}
    for _ in range(2):
        look(keeping, kept)
    assert len(who(kept)) == 1, "what does not fit is told, and goes nowhere else"
    assert "window.refused" in [event.kind for event in kept.ledger.events()]


def early(kept: Kept, **window: object) -> None:
    """The window ends on the hour, and may give back before."""
    (only,) = kept.world.policy.windows
    on_the_hour = (kept.world.now + 180 * MINUTES).replace(minute=0, second=0, microsecond=0)
    changed = replace(only, **({"end": on_the_hour.time(), "end_early": True} | window))  # type: ignore[arg-type]
    kept.world.policy = kept.session.policy = replace(kept.world.policy, windows=(changed,))


def opened(kept: Kept) -> PoolKeeper:
    """The window is open, its instances stand, and it is four minutes to its end."""
    keeping = keeper(kept, Windows(kept.session))
    kept.world.now += 56 * MINUTES
    look(keeping, kept)
    kept.carry_out()
    (only,) = kept.world.policy.windows
    ends = datetime.combine(kept.world.now.date(), only.end, UTC)
    kept.world.now = ends - 4 * MINUTES
    return keeping


def test_it_gives_back_before_its_end_what_would_cost_another_hour(kept: Kept) -> None:
    early(kept)
    keeping = opened(kept)
    kept.world.connections = 1000.0
    assert look(keeping, kept) == SOON_S
    kept.carry_out()
    assert (kept.newest().plan.size_now, kept.newest().plan.size_after) == (40, 30)
    look(keeping, kept)
    assert len(who(kept)) == 2, "it is not asked for again"


@pytest.mark.parametrize(
    ("window", "connections"),
    [
        ({"end_early": False}, 1000.0),
        ({}, 10_000_000.0),
        ({}, None),
        ({"end": time(17, 30)}, 1000.0),
    ],
    ids=["not asked for", "the load needs it", "the load is not known", "no hour is saved"],
)
def test_it_keeps_what_it_holds_until_its_end(
    kept: Kept, window: dict[str, object], connections: float | None
) -> None:
    early(kept, **window)
    keeping = opened(kept)
    kept.world.connections = connections
    look(keeping, kept)
    assert len(who(kept)) == 1


def test_nothing_is_read_while_no_window_is_near(kept: Kept) -> None:
    keeping = keeper(kept, Windows(kept.session))
    look(keeping, kept)
    reads = kept.watch.reads
    assert look(keeping, kept) == LONGEST_S
    assert kept.watch.reads == reads


def test_a_window_that_opens_late_says_so(kept: Kept) -> None:
    kept.world.now += 70 * MINUTES
    look(keeper(kept, Windows(kept.session)), kept)
    [late] = [e for e in kept.ledger.events() if e.kind == "window.late"]
    assert late.notice.values == {"window": "evening", "minutes": 10}
    assert late.operation_id == kept.newest().id


def test_what_makes_instances_for_a_window_that_has_closed_is_stopped(kept: Kept) -> None:
    keeping = keeper(kept, Windows(kept.session))
    kept.world.now += 56 * MINUTES
    look(keeping, kept)
    assert not kept.newest().stop_requested
    kept.world.now += 130 * MINUTES
    assert look(keeping, kept) == SOON_S
    assert kept.newest().stop_requested


def test_a_live_operation_is_its_own_askers_to_stop(kept: Kept) -> None:
    toy = Toy(kept)
    look(keeper(kept, toy), kept)
    look(keeper(kept, Windows(kept.session), toy), kept)
    assert not kept.newest().stop_requested, "the window, which is closed, has no word in it"
    toy.unwanted = True
    look(keeper(kept, toy), kept)
    assert kept.newest().stop_requested


def test_a_persons_operation_is_nobodys_to_stop(kept: Kept) -> None:
    plan = kept.world.ask(BURST, to=40)
    assert isinstance(plan, Plan)
    kept.ledger.accept(plan)
    assert look(keeper(kept, Toy(kept, unwanted=True)), kept) == SOON_S
    assert not kept.newest().stop_requested
    assert who(kept) == [AUTHOR.user]


def test_one_operation_at_a_time_and_the_first_asker_first(kept: Kept) -> None:
    kept.world.now += 61 * MINUTES
    toy = Toy(kept, to=45)
    keeping = keeper(kept, Windows(kept.session), toy)
    assert look(keeping, kept) == SOON_S
    assert who(kept) == ["schedule:evening"]
    assert toy.looked == [], "the pool is held: nobody else is asked"
    kept.carry_out()
    look(keeping, kept)
    assert who(kept) == ["toy:api", "schedule:evening"]
    assert toy.looked == [40]


def test_an_asker_that_looks_often_keeps_no_other_from_asking(kept: Kept) -> None:
    kept.world.now += 61 * MINUTES
    toy = Toy(kept, to=30, often_s=0.5)
    assert look(keeper(kept, toy, Windows(kept.session)), kept) == SOON_S
    assert who(kept) == ["schedule:evening"]


@pytest.mark.parametrize("trouble", [{"breaks": True}, {"to": 331}])
def test_an_asker_that_fails_or_is_refused_holds_up_no_other(
    kept: Kept, trouble: dict[str, object]
) -> None:
    kept.world.now += 61 * MINUTES
    toy = Toy(kept, **trouble)  # type: ignore[arg-type]
    assert look(keeper(kept, toy, Windows(kept.session)), kept) == SOON_S
    assert toy.looked == [30]
    assert who(kept) == ["schedule:evening"]


def test_a_refusal_is_told_once_and_only_when_it_lasts(kept: Kept) -> None:
    keeping = keeper(kept, Toy(kept, to=331))

    def told() -> int:
        return sum(e.kind == "toy.refused" for e in kept.ledger.events())

    assert look(keeping, kept) == LOOK_S
    assert told() == 0
    for _ in range(3):
        look(keeping, kept)
    assert told() == 1
    look(keeper(kept, Toy(kept, to=331)), kept)
    look(keeper(kept, Toy(kept, to=331)), kept)
    assert told() == 1, "another worker knows it from the journal"
    silent = keeper(kept, Toy(kept, to=331, refused="toy.silent", quiet=frozenset({"ceiling"})))
    look(silent, kept)
    look(silent, kept)
    assert not [e for e in kept.ledger.events() if e.kind == "toy.silent"]


def test_after_failures_it_rests_longer_each_time_whatever_others_do_meanwhile(kept: Kept) -> None:
    other = Toy(kept, to=31, care="other")  # type: ignore[arg-type]
    first, both = keeper(kept, Toy(kept, to=45)), keeper(kept, other, Toy(kept, to=45))

    def fail() -> None:
        assert kept.newest().plan.request.author.user == "toy:api"
        kept.carry_out(dict.fromkeys((c.name for c in kept.newest().plan.changes), "never"))

    def rested_s(ended: datetime) -> float:
        while not kept.newest().state.live:
            kept.world.now += timedelta(seconds=5)
            look(first, kept)
        return (kept.newest().created_at - ended).total_seconds()

    look(first, kept)
    for n in range(3):
        fail()
        assert 2**n * REST_S <= rested_s(kept.world.now) < 2**n * REST_S + LOOK_S
    fail()
    ended = kept.world.now
    look(both, kept)
    assert who(kept)[0] == "other:api", "it is not held up by the rest"
    kept.carry_out()
    assert 8 * REST_S <= rested_s(ended) < 8 * REST_S + LOOK_S
    fail()
    assert REST_MOST_S <= rested_s(kept.world.now) < REST_MOST_S + LOOK_S


def test_what_another_workers_budget_refuses_is_not_asked_for_again_soon(kept: Kept) -> None:
    keeping = keeper(kept, Toy(kept, to=45))
    look(keeping, kept)
    refused = kept.newest()
    claim = kept.ledger.claim(refused.id, refused.id)
    strict = replace(kept.world.policy, budgets=Budgets(operation_euro=Decimal(1)))
    assert Conclusion(kept.ledger, strict).begin(claim) == []
    Conclusion(kept.ledger, strict).end(claim)
    assert kept.newest().state is OperationState.FAILED
    ended = kept.world.now
    while not kept.newest().state.live:
        kept.world.now += timedelta(seconds=5)
        look(keeping, kept)
    assert kept.newest().id != refused.id
    assert REST_MOST_S <= (kept.newest().created_at - ended).total_seconds() < REST_MOST_S + LOOK_S


def test_a_success_ends_the_rest(kept: Kept) -> None:
    toy = Toy(kept)
    keeping = keeper(kept, toy)
    look(keeping, kept)
    kept.carry_out(state=OperationState.PARTIAL)
    toy.to = 36
    assert look(keeping, kept) == LOOK_S
    kept.world.now += 2 * MINUTES
    assert look(keeping, kept) == SOON_S
    kept.carry_out()
    toy.to = 37
    assert look(keeping, kept) == SOON_S


def test_what_nobody_can_list_is_not_acted_on(kept: Kept) -> None:
    toy = Toy(kept)
    keeping = keeper(kept, toy)
    look(keeping, kept)
    kept.carry_out()
    kept.world.now -= 5 * MINUTES  # lists of before the operation's end
    toy.to, toy.looked = 45, []
    assert look(keeping, kept) == SOON_S
    assert toy.looked == []
    assert not kept.newest().state.live


def test_what_was_decided_by_other_lists_than_planning_reads_is_decided_anew(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two that no list had come to light just before it is planned: so many more are not due."""
    toy, read, late = Toy(kept), kept.watch.refresh, ["api-gra-900", "api-gra-901"]

    def refresh(names: Collection[str] | None = None) -> Estate:
        if "identity" in (names or ()) and late:
            kept.world.add(late.pop(), REGIONS["GRA"])
        return read(names)

    monkeypatch.setattr(kept.watch, "refresh", refresh)
    keeping = keeper(kept, toy)
    assert [look(keeping, kept) for _ in range(2)] == [SOON_S] * 2
    assert (toy.looked, kept.ledger.operations()) == ([30, 31], ())
    look(keeping, kept)
    assert (kept.newest().plan.size_now, kept.newest().plan.size_after) == (32, 35)


def unread(kept: Kept, region: str, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on the newest of a region are in no list, which says so."""
    read = kept.world.estate

    def without() -> Estate:
        seen = read()
        view = seen.regions[region]
        few = replace(view, instances=view.instances[:-number], unreadable=number)
        return replace(seen, regions={**seen.regions, region: few})

    monkeypatch.setattr(kept.world, "estate", without)


def test_a_region_that_was_never_listed_is_waited_for_and_not_for_ever(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What stands there would be a guess: a worker that has just begun waits for one good list."""
    toy, read = Toy(kept), kept.world.estate

    def without_gra() -> Estate:
        seen = read()
        views = {name: view for name, view in seen.regions.items() if name != REGIONS["GRA"]}
        return replace(seen, regions=views)

    with monkeypatch.context() as patched:
        patched.setattr(kept.world, "estate", without_gra)
        keeping = keeper(kept, toy)
        assert look(keeping, kept) == ANEW_S
        assert toy.looked == []
        kept.world.now += timedelta(seconds=kept.world.policy.limits.stale_after_s)
        look(keeping, kept)
        assert toy.looked, "darkness is no reason to do nothing"
    toy.looked = []
    look(keeper(kept, toy), kept)
    assert toy.looked == [30]


def test_what_a_list_does_not_tell_of_is_given_back_once_it_does(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeping, before = keeper(kept, Windows(kept.session)), set(kept.world.standing)
    kept.world.now += 56 * MINUTES
    look(keeping, kept)
    kept.carry_out()
    made = [i for i in kept.world.standing.values() if i.operation]
    for one in [i for i in made if i.region != REGIONS["GRA"]]:
        del kept.world.standing[one.id]
    kept.world.now += 130 * MINUTES
    with monkeypatch.context() as patched:
        number = sum(i.region == REGIONS["GRA"] for i in made)
        unread(kept, REGIONS["GRA"], number, patched)
        look(keeping, kept)
    assert set(kept.world.standing) > before
    look(keeping, kept)
    kept.carry_out()
    assert set(kept.world.standing) == before


def test_the_loop_looks_at_each_pool_when_it_is_due_until_the_worker_leaves(kept: Kept) -> None:
    toy, waits = Toy(kept, to=30), list[float]()

    def wait(pause_s: float) -> bool:
        waits.append(pause_s)
        return len(waits) > 2

    keeper(kept, toy).keep(kept.ledger, wait)
    assert toy.looked == [30], "it is not due again before its time"
    assert waits[0] == 0
    assert LOOK_S - 5 < waits[1] <= LOOK_S


@dataclass
class Pauses:
    """Stands for the worker's wait: what it was asked to wait, until so many times."""

    rounds: int
    asked: list[float] = field(default_factory=list)

    def __call__(self, pause_s: float) -> bool:
        self.asked.append(pause_s)
        return len(self.asked) > self.rounds


def test_while_nobody_cares_for_a_pool_the_loop_rests_between_two_looks(kept: Kept) -> None:
    pauses = Pauses(5)
    PoolKeeper(kept.session, (), news_s=2.0).keep(kept.ledger, pauses)
    assert pauses.asked == [0.0, 2.0, 2.0, 2.0, 2.0, 2.0]


def test_a_pool_that_nobody_cares_for_any_more_is_not_due_for_ever(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    toy, cared = Toy(kept, to=30), list[bool]([True])
    pools, moment = toy.pools(), [1_000.0]
    monkeypatch.setattr(toy, "pools", lambda: pools if cared else ())
    monkeypatch.setattr("console.desk.keeping.keeper.time.monotonic", lambda: moment[0])
    pauses = Pauses(4)

    def wait(pause_s: float) -> bool:
        moment[0] += pause_s
        if len(pauses.asked) == 1:
            cared.clear()
            moment[0] += LONGEST_S
        return pauses(pause_s)

    keeper(kept, toy).keep(kept.ledger, wait)
    assert toy.looked == [30]
    assert pauses.asked[2:] == [LONGEST_S] * 3


def test_a_journal_that_cannot_be_read_for_a_while_ends_no_keeper(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    toy = Toy(kept, to=30)
    pools, silent = toy.pools(), [True, True]

    def read() -> tuple[Pool, ...]:
        if silent:
            silent.pop()
            raise SourceUnreachable(notice("journal.unreachable", reason="test"))
        return pools

    monkeypatch.setattr(toy, "pools", read)
    pauses = Pauses(3)
    PoolKeeper(kept.session, (toy,), news_s=2.0).keep(kept.ledger, pauses)
    assert toy.looked == [30]
    assert pauses.asked[1:] == [2.0] * 3
