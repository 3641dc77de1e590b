"""Tells people of what the journal holds, in a thread of its own that no operation waits for.

The journal is the queue: it is bounded, outlives the worker, and one worker of all
tells each event. An event is told at least once: a worker that is killed while it
sends has it sent again.
"""

import logging
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import takewhile

from console.model.error import UsageError, VigieError
from console.model.letter import Letter
from console.model.notice import Notice, notice
from console.model.operation import Change, Event, Operation
from console.operations.journal.ledger import SqlLedger
from console.operations.worker.letters import REPORTS, SHORT, is_news, letter, locale_of, wanted
from console.ports import Notifier
from console.settings.notifications import NotificationSettings
from console.signals import Ending

LOOK_S = 1.0
ATTEMPTS = 3
PAUSE_S = 2.0
GRANTED = timedelta(minutes=10)
"""How long one event may take to be told; then another worker may."""

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Herald:
    """Looks for news until the worker is asked to leave."""

    ledger: SqlLedger
    notifier: Notifier
    settings: NotificationSettings
    estate: str
    ending: Ending
    _seen: int = 0
    _begun: bool = False
    _pause_s: float = field(default=PAUSE_S)

    def start(self) -> None:
        """Begin to look; nothing waits for the end of it."""
        threading.Thread(target=self.run, name="herald", daemon=True).start()

    def run(self) -> None:
        """Look again and again. What fails is tried again, and ends nothing else."""
        while True:
            try:
                self.look()
            except VigieError as error:
                log.warning("notifications: %s", error)
            except Exception as error:  # noqa: BLE001 - its text may tell an address
                log.error("notifications: %s", type(error).__name__)  # noqa: TRY400 - as above
            if self.ending.wait(LOOK_S):
                return

    def look(self) -> int:
        """Tell what has not been told yet; how many events."""
        if not self._begun:
            self.ledger.begin_telling()
            self._begun = True
        newest = self.ledger.newest_event()
        told, news = self.ledger.untold(wanted(self.settings), self._seen)
        if not news:
            self._seen = newest
            return 0
        turn = self.ledger.take_turn(told, GRANTED)
        done = 0
        for event in news if turn is not None else ():
            if turn is None or self.ending.asked():
                break
            self._tell(event)
            turn = self.ledger.move_mark(turn, event.seq)
            done += 1
        if turn is not None:
            self.ledger.give_back(turn)
        return done

    def _tell(self, event: Event) -> None:
        told = self._letter(event)
        if told is None:
            return
        names: set[str] | None = None
        for attempt in range(ATTEMPTS):
            if attempt:
                time.sleep(self._pause_s)
            came = self.notifier.send(told, names)
            names = {one.name for one in came if one.outcome != "delivered"}
            if not any(one.name in names and not one.hopeless for one in came):
                break
        if names:
            why = unsent(names)
            log.warning("%s: %s", why.code, ", ".join(sorted(names)))
            self.ledger.note_unsent(event, why)

    def _letter(self, event: Event) -> Letter | None:
        """The letter of an event, also of an operation that cannot be read; None: no news."""
        operation: Operation | None = None
        changes: tuple[Change, ...] = ()
        if event.operation_id is not None:
            try:
                operation = self.ledger.operation(event.operation_id)
                changes = self.ledger.changes(operation.id)
            except UsageError:
                operation = None
        if not is_news(event, operation):
            return None
        locale = locale_of(self.settings)
        return letter(event, operation, changes, self.estate, locale, more=self._beside(event))

    def _beside(self, event: Event) -> Iterator[Event]:
        """What a report says region by region, in the events that follow it."""
        if event.kind in REPORTS:
            after = self.ledger.events(operation_id=event.operation_id, after=event.seq)
            yield from takewhile(lambda one: one.kind == SHORT, after)


def unsent(names: set[str]) -> Notice:
    """What the audit is told when addresses could not be reached: their names."""
    return notice("notification.unsent", names=", ".join(sorted(names)))
