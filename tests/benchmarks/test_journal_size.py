"""Years of operations in the journal: planning, an idle worker and a burst cost what they did."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from fake_cloud import FakeCloud
from modelled import POLICY, World
from process import wait_until

from console.clock import SystemClock
from console.kinds.instances.verbs import BURST
from console.kinds.sources import Systems
from console.kinds.step import Tuning
from console.model.entry import Entry
from console.model.notice import notice
from console.model.operation import OperationState, Phase
from console.model.plan import Plan
from console.operations.journal.bell import hang
from console.operations.journal.ledger import SqlLedger
from console.operations.journal.reader import default_url
from console.operations.worker.worker import Worker
from console.settings.running import WorkerSettings

pytestmark = pytest.mark.benchmark

FEW, MANY = 10, 20_000
CHANGES = 270
RATIO = 1.2
ROUNDS = 5
LOOKS = 60
BURSTS = 3
MODEL = "0000model"

NUMBERS = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})"
    " INSERT INTO {table} SELECT {columns} FROM n, {table} AS m WHERE m.{key} = '0000model'"
)
ID = "printf('%08x', n.i)"
LATER = "strftime('%Y-%m-%d %H:%M:%f', m.{name}, '-' || n.i || ' minutes') || '000'"


def plan(operation_id: str) -> Plan:
    """From 30 instances to 300."""
    found = World.steady().ask(BURST, operation_id=operation_id, to=30 + CHANGES)
    assert isinstance(found, Plan)
    assert len(found.changes) == CHANGES
    return found


def cloud() -> FakeCloud:
    found = FakeCloud()
    for instance in World.steady().standing.values():
        found.seed(instance.region, instance.name)
    return found


def journal(folder: Path, count: int) -> SqlLedger:
    """A journal with so many ended operations, all like one that was really run."""
    folder.mkdir()
    ledger = SqlLedger(default_url(folder), clock=SystemClock(), state_dir=folder)
    ledger.register("builder", 1)
    ledger.accept(plan(MODEL))
    claim = ledger.claim(MODEL, MODEL)
    ledger.begin(claim, Entry("operation.started", notice("operation.started")))
    now = SystemClock().now()
    ledger.record(claim, [t.at(Phase.IN_SERVICE, now) for t in ledger.tracked(MODEL)])
    ledger.end(claim, OperationState.SUCCEEDED, [])
    ledger.leave()
    with closing(sqlite3.connect(folder / "journal.db")) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        tables = (("operations", "id"), ("changes", "operation_id"), ("events", "operation_id"))
        for table, key in tables:
            rows = connection.execute(f"PRAGMA table_info({table})")
            names = [row[1] for row in rows]
            own = {key: ID, "root": ID, "seq": "m.seq" if table == "changes" else "NULL"}
            for name in {"created_at", "ended_at"} & set(names):
                own[name] = LATER.format(name=name)
            columns = ", ".join(own.get(name, f"m.{name}") for name in names)
            filled = NUMBERS.format(count=count - 1, table=table, columns=columns, key=key)
            connection.execute(filled)
        connection.commit()
        (found,) = connection.execute("SELECT count(*) FROM changes").fetchone()
        assert found == count * CHANGES
    return ledger


@pytest.fixture(scope="module")
def journals(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[SqlLedger, SqlLedger]]:
    """One with few ended operations, one with many."""
    folder = tmp_path_factory.mktemp("journals")
    few, many = journal(folder / "few", FEW), journal(folder / "many", MANY)
    yield few, many
    few.close()
    many.close()


def planning(ledger: SqlLedger) -> None:
    """What a request, a rollback and the lists of a console read."""
    ledger.operations(live=True)
    ledger.operations(live=False, limit=FEW)
    ledger.operations(pool="api", limit=FEW)
    ledger.typical_duration("burst", "api")
    found = ledger.operation("00000005")
    ledger.family(found.id)
    ledger.changes(found.id)
    ledger.events(operation_id=found.id)
    ledger.workers()


def idling(ledger: SqlLedger) -> None:
    """What an idle worker and a waiting console look at, some fifty times."""
    bell = hang(ledger.url)
    for _ in range(50):
        bell.rung()
        ledger.unclaimed()
        ledger.orphans()
        ledger.mine()
        ledger.busy()
        ledger.unattended_s()
        ledger.claimed_orders({"42"})
    bell.close()


def cost_s(work: Callable[[SqlLedger], None], ledger: SqlLedger, times: int) -> float:
    """The CPU time of some rounds, the cheapest of several tries."""
    work(ledger)
    tries = []
    for _ in range(ROUNDS):
        began = time.process_time()
        for _ in range(times):
            work(ledger)
        tries.append(time.process_time() - began)
    return min(tries)


def told(name: str, many_s: float, few_s: float) -> None:
    ratio = many_s / few_s
    behind = f"{many_s * 1000:.0f} ms with {MANY:,} ended operations, {few_s * 1000:.0f} with {FEW}"
    print(  # noqa: T201 - what is measured is shown
        f"budget {name}: ratio {ratio:.2f} (at most {RATIO}); {behind}"
    )
    assert ratio <= RATIO


@pytest.mark.parametrize(("work", "times"), [(planning, LOOKS), (idling, 2)])
def test_reading_costs_the_same(
    journals: tuple[SqlLedger, SqlLedger], work: Callable[[SqlLedger], None], times: int
) -> None:
    few, many = journals
    few_s = cost_s(work, few, times)
    told(f"journal-size-{work.__name__}", cost_s(work, many, times), few_s)


@contextmanager
def worker(ledger: SqlLedger, estate: FakeCloud) -> Iterator[None]:
    clock = SystemClock()
    found = Worker(
        ledger=SqlLedger(ledger.url.render_as_string(), clock=clock, state_dir=ledger.state_dir),
        systems=Systems(compute=estate, metrics=estate),
        clock=clock,
        policy=POLICY,
        settings=WorkerSettings(),
        tuning=Tuning(settle_s=0.2),
    )
    found.start()
    thread = threading.Thread(target=found.work)
    thread.start()
    try:
        yield
    finally:
        found.ask_to_leave()
        thread.join()
        found.leave()
        found.close()


def burst_s(ledger: SqlLedger, operation_id: str) -> float:
    """The CPU time of one burst, from its acceptance to its end."""
    asked = plan(operation_id)
    with worker(ledger, cloud()):
        began = time.process_time()
        ledger.accept(asked)
        wait_until(lambda: not ledger.busy(), what="the burst ends", every_s=0.2)
        took = time.process_time() - began
    assert ledger.operation(operation_id).state is OperationState.SUCCEEDED
    return took


def test_a_burst_costs_the_same(journals: tuple[SqlLedger, SqlLedger]) -> None:
    few, many = journals
    burst_s(few, "warm0000")
    pairs = [(burst_s(few, f"burst{n}aa"), burst_s(many, f"burst{n}bb")) for n in range(BURSTS)]
    told("journal-size-burst", min(b for _, b in pairs), min(a for a, _ in pairs))
