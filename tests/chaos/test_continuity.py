"""What the version before left in flight, its worker killed, is finished by this one."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fake_cloud import FakeCloud
from modelled import POLICY, World
from process import wait_until

from console.kinds.sources import Systems
from console.kinds.step import Tuning
from console.model.instance import BATCH_KEY, OPERATION_KEY
from console.model.operation import OperationState, Phase
from console.operations.journal.ledger import SqlLedger
from console.operations.journal.reader import default_url
from console.operations.worker.worker import Worker
from console.settings.running import WorkerSettings

JOURNALS = Path(__file__).parent / "journals"
OPERATION = "pzxqv3v4"
KILLED_AT = datetime(2026, 11, 26, 13, 10, tzinfo=UTC)
"""Estate time of the kill: one instance was ready, five were being built."""


class Resumed:
    """The estate's time goes on where the worker was killed."""

    speed = 1.0

    def __init__(self) -> None:
        self._ahead = KILLED_AT - datetime.now(UTC)

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead


@pytest.fixture
def cloud(tmp_path: Path) -> FakeCloud:
    """What stood in the cloud when the worker died: thirty, and the six under way."""
    for name, of in (("journal.db", "in-flight"), ("journal-engine.db", "in-flight-engine")):
        with closing(sqlite3.connect(tmp_path / name)) as connection:
            connection.executescript((JOURNALS / f"{of}.sql").read_text())
    found = FakeCloud()
    for instance in World.steady().standing.values():
        found.seed(instance.region, instance.name)
    with closing(sqlite3.connect(tmp_path / "journal.db")) as connection:
        rows = connection.execute("SELECT region, name, resource_id, batch FROM changes").fetchall()
    for region, name, resource_id, batch in rows:
        made = found.seed(region, name, **{OPERATION_KEY: OPERATION, BATCH_KEY: batch})
        del found.instances_by_id[made.id]
        found.instances_by_id[resource_id] = replace(made, id=resource_id)
    return found


@pytest.fixture
def ledger(cloud: FakeCloud, tmp_path: Path) -> Iterator[SqlLedger]:
    url, clock = default_url(tmp_path), Resumed()
    opened = SqlLedger(url, clock=clock, state_dir=tmp_path)
    worker = Worker(
        ledger=SqlLedger(url, clock=clock, state_dir=tmp_path),
        systems=Systems(compute=cloud, metrics=cloud),
        clock=clock,
        policy=POLICY,
        settings=WorkerSettings(),
        tuning=Tuning(settle_s=0.2),
    )
    worker.start()
    thread = threading.Thread(target=worker.work)
    thread.start()
    yield opened
    worker.ask_to_leave()
    thread.join()
    worker.leave()
    worker.close()
    opened.close()


def test_it_is_taken_over_and_finished_with_nothing_asked_twice(
    ledger: SqlLedger, cloud: FakeCloud
) -> None:
    wait_until(lambda: not ledger.operation(OPERATION).state.live, what="it ends")
    operation = ledger.operation(OPERATION)
    assert operation.state is OperationState.SUCCEEDED
    assert {change.phase for change in ledger.changes(OPERATION)} == {Phase.IN_SERVICE}
    assert cloud.creates == []
    assert cloud.deletes == []
    assert len(cloud.names()) == 36
    kinds = [event.kind for event in ledger.events(operation_id=OPERATION)]
    assert kinds.count("operation.started") == 1
    assert "operation.resumed" in kinds
    assert ledger.typical_duration("burst", "api") is not None
