"""Each event is told by one worker of all, and none is lost by one that dies."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from journalled import migrated_url, operation

from console.clock import SystemClock
from console.locale import Locale
from console.model.entry import Entry
from console.model.letter import Arrival, Delivery, Letter
from console.model.notice import notice
from console.model.operation import Event, OperationState
from console.operations.journal.ledger import SqlLedger
from console.operations.worker.herald import ATTEMPTS, Herald
from console.operations.worker.letters import ACCEPTED, KINDS, is_news, letter
from console.settings.notifications import NotificationSettings
from console.signals import Ending


@dataclass
class Postman:
    """Delivers everything, or nothing."""

    outcome: Arrival = Arrival.DELIVERED
    letters: list[Letter] = field(default_factory=list)

    def send(self, letter: Letter, names: Collection[str] | None = None) -> tuple[Delivery, ...]:
        del names
        self.letters.append(letter)
        return (Delivery("notification", "json", self.outcome),)

    def addresses(self) -> tuple[Delivery, ...]:
        return ()


def herald(folder: Path, postman: Postman) -> Herald:
    clock = SystemClock()
    ledger = SqlLedger(migrated_url(folder), clock=clock, state_dir=folder)
    ledger.executor = "host-1"
    settings = NotificationSettings()
    return Herald(ledger, postman, settings, "school", Ending(), _pause_s=0.0)


def happened(one: Herald, kind: str = "operation.stopped") -> None:
    entry = Entry(kind, notice("operation.stopped", done=1, n=2))
    with one.ledger._writer.begin() as connection:
        one.ledger._append(connection, [entry], None, actor="host-1")


def test_what_came_before_the_first_worker_is_no_news(tmp_path: Path) -> None:
    postman = Postman()
    one = herald(tmp_path, postman)
    happened(one)
    assert one.look() == 0
    happened(one)
    assert (one.look(), one.look()) == (1, 0)
    assert [told.title for told in postman.letters] == ["school · Stopped: 1 of 2 changes done"]


def test_of_two_workers_one_tells_and_a_later_one_does_not_again(tmp_path: Path) -> None:
    postman = Postman()
    one, two = herald(tmp_path, postman), herald(tmp_path, postman)
    assert one.look() + two.look() == 0
    happened(one)
    assert one.look() + two.look() + herald(tmp_path, postman).look() == 1
    assert len(postman.letters) == 1


def test_a_turn_that_is_held_is_nobodys_else_until_it_is_over(tmp_path: Path) -> None:
    postman = Postman()
    one, two = herald(tmp_path, postman), herald(tmp_path, postman)
    one.look()
    happened(one)
    told, news = one.ledger.untold(KINDS["ended"])
    assert len(news) == 1
    assert one.ledger.take_turn(told, timedelta(minutes=10)) is not None
    assert two.look() == 0
    assert postman.letters == []
    again = two.ledger.take_turn(told, timedelta(0))
    assert again is not None, "of a worker that died while it told, the next one takes it"
    two.ledger.give_back(again)
    assert two.look() == 1


def test_what_nobody_asked_for_is_not_told(tmp_path: Path) -> None:
    postman = Postman()
    one = herald(tmp_path, postman)
    one.look()
    happened(one, "changes.moved")
    assert one.look() == 0
    assert postman.letters == []


def test_what_cannot_be_sent_is_tried_a_few_times_and_noted_by_name(tmp_path: Path) -> None:
    postman = Postman(Arrival.LATE)
    one = herald(tmp_path, postman)
    one.look()
    happened(one)
    assert one.look() == 1
    assert len(postman.letters) == ATTEMPTS
    (noted,) = [e for e in one.ledger.events() if e.kind == "notification.unsent"]
    assert "notification" in Locale("en", one.ledger.clock.now().tzinfo).notice(noted.notice)
    assert one.look() == 0, "what was given up is not tried for ever"


def test_what_is_accepted_is_news_while_it_waits_for_another_person() -> None:
    at = SystemClock().now()
    event = Event(1, at, "0123", ACCEPTED, notice("operation.started"), "oncall")
    waits = operation("0123", OperationState.AWAITING_APPROVAL)
    assert is_news(event, waits)
    assert not is_news(event, operation("0123", OperationState.QUEUED))
    assert not is_news(event, None)
    told = letter(event, waits, (), "school", Locale("en", at.tzinfo))
    assert told.grave
    assert "vigie operations approve 0123" in told.body


def test_a_window_that_is_refused_says_who_and_why() -> None:
    why, at = (
        notice("guard.pool_frozen", pool="api", why="audit"),
        datetime(2026, 11, 23, tzinfo=UTC),
    )
    refused = Event(1, at, None, "window.refused", why, "schedule:evening")
    told = letter(refused, None, (), "school", Locale("en", UTC))
    assert told.title.startswith("school · schedule:evening cannot be met: ")
    assert "audit" in told.title
    assert told.grave
    assert refused.kind in KINDS["needs_person"] & KINDS["failed"]
