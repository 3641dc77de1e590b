"""How far people were told, on a real PostgreSQL: of several workers one tells each event."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from databases import as_role, set_up_by_the_guide

from console.clock import SystemClock
from console.model.entry import Entry
from console.model.notice import notice
from console.operations.journal.ledger import SqlLedger
from console.operations.worker.letters import KINDS

pytestmark = pytest.mark.lab

KIND = "operation.stopped"
EVENTS = 30
WORKERS = 4
LEASE = timedelta(minutes=10)


@pytest.fixture
def ledgers(postgres: str, tmp_path: Path) -> Iterator[list[SqlLedger]]:
    """Workers of one journal, each with sessions of its own."""
    with set_up_by_the_guide(postgres, tmp_path) as address, ExitStack() as open_:
        url, made = as_role(address, "vigie_worker"), list[SqlLedger]()
        for number in range(WORKERS):
            one = SqlLedger(url, clock=SystemClock(), state_dir=tmp_path)
            one.executor = f"host-{number}"
            open_.callback(one.close)
            made.append(one)
        yield made


def happened(ledger: SqlLedger, count: int) -> None:
    with ledger._writer.begin() as connection:
        for number in range(count):
            entry = Entry(KIND, notice(KIND, done=number, n=count))
            ledger._append(connection, [entry], None, actor=ledger.executor)


def test_workers_that_race_tell_each_event_once_and_in_order(ledgers: list[SqlLedger]) -> None:
    for one in ledgers:
        one.begin_telling()
    happened(ledgers[0], EVENTS)
    last = ledgers[0].newest_event()
    told: list[int] = []

    def tell(mine: SqlLedger) -> None:
        while (mark := mine.untold(KINDS["ended"]))[1]:
            turn = mine.take_turn(mark[0], LEASE)
            for event in mark[1][:3] if turn is not None else ():
                told.append(event.seq)
                turn = mine.move_mark(turn, event.seq) if turn is not None else None
            if turn is not None:
                mine.give_back(turn)

    threads = [threading.Thread(target=tell, args=(one,)) for one in ledgers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(Counter(told).values()) == {1}
    assert told == sorted(told)
    assert (len(told), told[-1]) == (EVENTS, last)


def test_a_turn_that_is_not_given_back_is_free_after_its_lease(ledgers: list[SqlLedger]) -> None:
    dead, other = ledgers[:2]
    dead.begin_telling()
    happened(dead, 1)
    told, (event,) = dead.untold(KINDS["ended"])
    held = dead.take_turn(told, LEASE)
    assert held is not None
    assert other.take_turn(told, LEASE) is None
    taken = other.take_turn(told, timedelta(0))
    assert taken is not None
    assert dead.move_mark(held, event.seq) is None, "who lost the turn moves nothing"
    moved = other.move_mark(taken, event.seq)
    assert moved is not None
    other.give_back(moved)
    assert dead.untold(KINDS["ended"])[1] == ()


def test_the_first_of_several_workers_begins_with_what_comes_from_then_on(
    ledgers: list[SqlLedger],
) -> None:
    happened(ledgers[0], 2)
    for one in ledgers:
        one.begin_telling()
    assert [one.untold(KINDS["ended"])[1] for one in ledgers] == [()] * WORKERS
    happened(ledgers[0], 1)
    assert [len(one.untold(KINDS["ended"])[1]) for one in ledgers] == [1] * WORKERS
