"""Whatever fails, no order is placed twice, and everything asked for is there or explained."""

import itertools
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from fake_private import Crash, FakePrivate
from fake_supply import DOWN, NO_STOCK, SLOW_DOWN, FakeSupply
from hypothesis import given, settings
from hypothesis import strategies as st
from private_bench import HandClock, PrivateBench, ordered, plan

from console.model.operation import Change, Phase
from console.model.plan import (
    HOSTS,
)
from console.model.resource import HOST
from console.model.supply import (
    OrderState,
)
from console.model.wanted import FOLDER, ORDER
from console.operations.journal.ledger import SqlLedger
from console.operations.journal.reader import default_url

FAULTS = [
    *(None, "down", "refused", "limited", "dropped"),
    *("lost", "late", "slow", "crash", "crash_after"),
]
UNCERTAIN = "change.order_unknown"
IDS = itertools.count(1)
EXAMPLES = settings.default.max_examples


@dataclass(frozen=True)
class Misfortune:
    """Everything that goes wrong in one example. Write numbers count a ledger's writes."""

    orders: list[str | None]
    reads: list[Exception | None]
    inventories: list[Exception | None]
    states: list[tuple[OrderState, ...]]
    late_reads: int
    crash_before_writes: set[int] = field(default_factory=set)
    crash_after_writes: set[int] = field(default_factory=set)


def endings() -> st.SearchStrategy[tuple[OrderState, ...]]:
    middle = st.lists(st.sampled_from((OrderState.RUNNING, OrderState.TROUBLED)), max_size=3)
    end = st.sampled_from((*[OrderState.DONE] * 4, OrderState.CANCELLED))
    return st.tuples(middle, end).map(lambda both: (*both[0], both[1]))


def errors() -> st.SearchStrategy[list[Exception | None]]:
    kinds = st.sampled_from((None, None, None, DOWN, SLOW_DOWN, NO_STOCK, Crash()))
    return st.lists(kinds, max_size=12)


misfortunes = st.builds(
    Misfortune,
    orders=st.lists(st.sampled_from(FAULTS), max_size=14),
    reads=errors(),
    inventories=errors(),
    states=st.lists(endings(), min_size=12, max_size=12),
    late_reads=st.integers(1, 12),
    crash_before_writes=st.sets(st.integers(1, 40), max_size=6),
    crash_after_writes=st.sets(st.integers(1, 40), max_size=6),
)


class Fragile(SqlLedger):
    """A journal around whose writes the worker may die."""

    before: frozenset[int] | set[int] = frozenset()
    after: frozenset[int] | set[int] = frozenset()
    writes = 0
    armed = False

    def arm(self, misfortune: Misfortune) -> None:
        self.before, self.after = misfortune.crash_before_writes, misfortune.crash_after_writes
        self.writes, self.armed = 0, True

    def record(self, *args: object, **named: object) -> object:  # type: ignore[override]
        self.writes += self.armed
        if self.armed and self.writes in self.before:
            raise Crash
        done = super().record(*args, **named)  # type: ignore[arg-type]
        if self.armed and self.writes in self.after:
            raise Crash
        return done


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fragile]:
    folder = tmp_path_factory.mktemp("journal")
    made = Fragile(default_url(folder), clock=HandClock(), state_dir=folder)
    made.register("worker-1", 1)
    yield made
    made.close()


def bench_of(ledger: Fragile, misfortune: Misfortune) -> PrivateBench:
    private = FakePrivate()
    private.on["inventory"] = deque(misfortune.inventories)
    # Orders of earlier examples stand in the same journal: numbers are never used again.
    first = 1000 * next(IDS)
    supply = FakeSupply(private, first=first, late_reads=misfortune.late_reads)
    supply.on_order = deque(misfortune.orders)
    supply.on_read = deque(misfortune.reads)
    supply.states = {str(first + n): list(s) for n, s in enumerate(misfortune.states)}
    ledger.armed = False
    return PrivateBench(ledger, private, supply, HandClock())


def operation_id() -> str:
    return f"op{next(IDS):06}"


def check(bench: PrivateBench, changes: tuple[Change, ...]) -> None:
    """Each change has one thing or a reason; each order one change, or is said to be unknown."""
    placed = Counter(bench.supply.placed)
    assert set(placed.values()) <= {1}, "an order was placed twice"
    assert {c.phase for c in changes} <= {Phase.IN_SERVICE, Phase.FAILED}
    assert all(c.why is not None for c in changes if c.phase is Phase.FAILED)
    serving = [c for c in changes if c.phase is Phase.IN_SERVICE]
    assert len({c.resource_id for c in serving}) == len(serving)
    claims = [str(c.kept[ORDER]) for c in changes if ORDER in c.kept]
    assert len(set(claims)) == len(claims), "two changes have the same order"
    unclaimed = {o.id for o in bench.supply.all_orders} - set(claims)
    unknown = [c for c in changes if c.why is not None and c.why.code == UNCERTAIN]
    assert len(unclaimed) <= len(unknown), "an order that nobody speaks of"


@settings(max_examples=EXAMPLES // 2)
@given(count=st.integers(1, 10), misfortune=misfortunes)
def test_no_order_is_ever_placed_twice_and_every_change_ends_explained(
    ledger: Fragile, count: int, misfortune: Misfortune
) -> None:
    bench, name = bench_of(ledger, misfortune), operation_id()
    ledger.arm(misfortune)
    try:
        bench.run(plan(ordered(count, operation_id=name, **{FOLDER: "ssd"}), operation_id=name))
    finally:
        ledger.armed = False
    changes = bench.changes(name)
    assert len(changes) == count
    check(bench, changes)


@settings(max_examples=EXAMPLES // 4)
@given(misfortune=misfortunes)
def test_ten_changes_without_refusals_end_in_exactly_ten_datastores(
    ledger: Fragile, misfortune: Misfortune
) -> None:
    """Lost answers, late orders and crashes alone cost nothing."""
    harmless = {"refused": None, "dropped": "lost", "crash": "crash_after", "late": "lost"}
    kind = Misfortune(
        orders=[harmless.get(fault or "", fault) for fault in misfortune.orders],
        reads=misfortune.reads,
        inventories=misfortune.inventories,
        states=[],
        late_reads=1,
        crash_after_writes=set(),
    )
    bench, name = bench_of(ledger, kind), operation_id()
    bench.run(plan(ordered(10, operation_id=name), operation_id=name))
    changes = bench.changes(name)
    assert [c.phase for c in changes] == [Phase.IN_SERVICE] * 10
    assert len(bench.supply.all_orders) == len(bench.private.datastores) == 10


@settings(max_examples=EXAMPLES // 4)
@given(misfortune=misfortunes)
def test_datastores_and_hosts_on_order_at_once_never_take_each_others_orders(
    ledger: Fragile, misfortune: Misfortune
) -> None:
    bench = bench_of(ledger, misfortune)
    stores, hosts = operation_id(), operation_id()
    ledger.arm(misfortune)
    try:
        bench.run_all(
            plan(ordered(3, operation_id=stores), operation_id=stores),
            plan(
                ordered(2, HOST, operation_id=hosts),
                HOST,
                operation_id=hosts,
                pool=HOSTS,
            ),
        )
    finally:
        ledger.armed = False
    changes = (*bench.changes(stores), *bench.changes(hosts))
    check(bench, changes)
    kinds = {order.id: order.resource for order in bench.supply.all_orders}
    assert all(kinds[str(c.kept[ORDER])] == c.resource for c in changes if ORDER in c.kept)
