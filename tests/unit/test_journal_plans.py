"""What is asked again and again is answered by an index: nothing reads whole tables that grow."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from modelled import AUTHOR, START, World

from console.clock import SystemClock
from console.kinds.instances.verbs import BURST
from console.model.entry import Entry
from console.model.error import Refused
from console.model.keep import Keep
from console.model.notice import notice
from console.model.operation import OperationState, Phase
from console.model.plan import Plan
from console.operations.journal.claims import Claim
from console.operations.journal.ledger import SqlLedger
from console.operations.journal.reader import default_url

GROWING = "operations|changes|events|claims|orders"
STARTED = Entry("operation.started", notice("operation.started"))
LIVE, ENDED = "bbbb2222", "aaaa1111"

Statement = tuple[str, Any]


def burst(operation_id: str) -> Plan:
    found = World.steady().ask(BURST, operation_id=operation_id, to=40)
    assert isinstance(found, Plan)
    return found


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqlLedger]:
    opened = SqlLedger(default_url(tmp_path), clock=SystemClock(), state_dir=tmp_path)
    opened.register("worker-1", 1)
    opened.accept(burst(ENDED))
    claim = opened.claim(ENDED, ENDED)
    opened.begin(claim, STARTED)
    opened.end(claim, OperationState.SUCCEEDED, [])
    opened.accept(burst(LIVE))
    yield opened
    opened.close()


@pytest.fixture
def asked(ledger: SqlLedger) -> list[Statement]:
    """Every statement that the ledger sends, with its values."""
    found: list[Statement] = []

    def note(_c: object, _k: object, statement: str, values: Any, *_: object) -> None:  # noqa: ANN401 - a driver's values
        found.append((statement, values[0] if isinstance(values, list) else values))

    for engine in (ledger._engine, ledger._writer):
        sa.event.listen(engine, "before_cursor_execute", note)
    return found


def refused(ledger: SqlLedger) -> None:
    with pytest.raises(Refused):
        ledger.accept(burst("cccc3333"))


def claim(ledger: SqlLedger) -> Claim:
    return ledger.claim(LIVE, LIVE)


HOT: dict[str, Callable[[SqlLedger], object]] = {
    "live operations": lambda j: j.operations(live=True),
    "newest operations": lambda j: j.operations(live=False, limit=20),
    "operations of a pool": lambda j: j.operations(pool="api", limit=50),
    "one operation": lambda j: j.operation(LIVE),
    "by a prefix": lambda j: j.operation("bbbb"),
    "changes": lambda j: j.changes(LIVE),
    "family": lambda j: j.family(LIVE),
    "new events": lambda j: j.events(after=1),
    "events of one": lambda j: j.events(operation_id=LIVE),
    "workers": lambda j: j.workers(),
    "unattended": lambda j: j.unattended_s(),
    "usual pace": lambda j: j.typical_duration("burst", "api"),
    "accept and refuse": refused,
    "stop": lambda j: j.request_stop(LIVE, AUTHOR),
    "unclaimed": lambda j: j.unclaimed(),
    "orphans": lambda j: j.orphans(),
    "mine": lambda j: j.mine(),
    "busy": lambda j: j.busy(),
    "ended": lambda j: j.ended({ENDED, LIVE}),
    "heartbeat": lambda j: j.beat(),
    "chore": lambda j: j.take_chore("archive", timedelta(days=1)),
    "live operation": lambda j: j.live_operation(LIVE),
    "stop requested": lambda j: j.stop_requested(LIVE),
    "told": lambda j: j.told(LIVE),
    "tracked": lambda j: j.tracked(LIVE),
    "tracked in one place": lambda j: j.tracked(LIVE, "RBX"),
    "claimed orders": lambda j: j.claimed_orders({"42"}),
    "age": lambda j: j.age_s(LIVE),
    "begin": lambda j: j.begin(claim(j), STARTED),
    "record": lambda j: j.record(
        claim(j), [t.at(Phase.FAILED, START).keeping(order="42") for t in j.tracked(LIVE)]
    ),
    "announce": lambda j: j.announce(claim(j), [f"{LIVE}-RBX"]),
    "end": lambda j: j.end(claim(j), OperationState.FAILED, [], [ENDED]),
    "archive": lambda j: list(j.archive.sweep(Keep(timedelta(0), timedelta(0)))),
}


@pytest.mark.parametrize("name", HOT)
def test_it_reads_no_whole_table(ledger: SqlLedger, asked: list[Statement], name: str) -> None:
    HOT[name](ledger)
    sent = [each for each in asked if re.match(r"\s*(SELECT|UPDATE|DELETE|INSERT)", each[0])]
    assert sent
    with ledger._engine.connect() as connection:
        for statement, values in sent:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
            for step in plan:
                in_order = "LIMIT" in statement and "USING INDEX" in step[-1]
                scans = re.match(rf"SCAN ({GROWING})\b", step[-1])
                assert not scans or in_order, (statement, [row[-1] for row in plan])


def test_the_check_itself_sees_a_whole_table(ledger: SqlLedger) -> None:
    with ledger._engine.connect() as connection:
        query = "EXPLAIN QUERY PLAN SELECT * FROM operations WHERE id LIKE 'a%'"
        plan = connection.exec_driver_sql(query).all()
    assert re.match(rf"SCAN ({GROWING})\b", plan[0][-1])
