"""Records the estate while somebody watches: once a minute of estate time, one process at a time.

A full disk, a closed folder, a broken file: it is said, tried again, and stops nothing else.
"""

import logging
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from console.desk import objects
from console.desk.muster import Muster
from console.desk.recording import growth
from console.desk.recording.figures import RecordedText, figures
from console.desk.recording.file import Parts, RecorderFailed, RecordFile
from console.desk.session import Session
from console.model.estate import Estate
from console.model.notice import Notice, notice
from console.operations.journal.presence import Lock, take_lock

EVERY_S = 60.0
"""Estate time; no more often than once a second of real time."""
WHOLE_EVERY_S = 3600.0
OBJECTS_EVERY_S = 3600.0
OBJECTS_WALL_S = 30.0
"""A rehearsal's hours are short: its object storage is not asked more often than that."""
FIRST_WITHIN_S = 60.0
"""How long the first record waits for every source to have answered, or failed."""
log = logging.getLogger(__name__)


@dataclass(slots=True)
class RecordChain:
    """The records since the last whole one: its number and time, the last one's and its texts."""

    base: int
    begun: float
    number: int
    at: float
    told: dict[str, str]


@dataclass(slots=True)
class Recorder:
    """One process's recorder. `trouble` is why the last record was not written, if so."""

    session: Session
    file: RecordFile
    trouble: Notice | None = None
    _muster: Muster = field(init=False)
    _lock: Lock | None = None
    _chain: RecordChain | None = None
    _ended: threading.Event = field(default_factory=threading.Event)
    _asking: threading.Lock = field(default_factory=threading.Lock)
    _asked_at: float | None = None
    _looked_at: float | None = None

    def __post_init__(self) -> None:
        """Count with a muster of its own: it is in one thread alone."""
        self._muster = Muster(self.session.policy.healing.grace_s)

    def start(self) -> None:
        """Record in a thread that ends with the process."""
        threading.Thread(target=self._run, name="recorder", daemon=True).start()

    def stop(self) -> None:
        """Record no more, and let others."""
        self._ended.set()

    def _run(self) -> None:
        pause_s = max(1.0, EVERY_S / self.session.clock.speed)
        begun = time.monotonic()
        while not heard(self.session.watch.snapshot()):
            if self._ended.wait(1.0):
                return
            if time.monotonic() - begun > FIRST_WITHIN_S:
                break
        while True:
            self.look()
            if self._ended.wait(pause_s):
                break
        self.release()

    def release(self) -> None:
        """Let another process record."""
        self._chain = None
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def look(self) -> None:
        """Record what is known now, unless it was just done or another does. Never raises."""
        now = self.session.clock.now().timestamp()
        if self._looked_at is not None and 0 <= now - self._looked_at < EVERY_S - 1:
            return
        try:
            if self._mine():
                self._record(self.session.watch.snapshot())
                self._looked_at = now
                self.trouble = None
                self._look_at_objects()
        except RecorderFailed as error:
            self._failed(error)
        except Exception:
            # Whatever it is, the console that is looked at goes on.
            self._chain = None
            self.trouble = notice("recorder.failed")
            log.exception("recorder")

    def _mine(self) -> bool:
        """Say whether this process is the one that writes."""
        if self._lock is None:
            path: Path = self.file.path.with_suffix(".lock")
            try:
                self._lock = take_lock(path)
            except OSError as error:
                reason = error.strerror or str(error)
                said = notice("recorder.unwritable", path=str(path), reason=reason)
                raise RecorderFailed(said) from error
        return self._lock is not None

    def _record(self, estate: Estate) -> None:
        now = self.session.clock.now().timestamp()
        told = figures(estate, self.session.policy, self._muster)
        chain = self._chain
        if chain is None or not self._follows(chain, now):
            self._chain = None
            number = self.file.add(now, {name: one.text for name, one in told.items()}, None)
            self._chain = RecordChain(number, now, number, now, _same(told))
            return
        changed: Parts = {
            name: one.text for name, one in told.items() if chain.told.get(name) != one.same
        }
        changed |= dict.fromkeys(chain.told.keys() - told.keys())
        if changed:
            chain.number = self.file.add(now, changed, chain.base)
        else:
            self.file.prolong(chain.number, now)
        chain.at, chain.told = now, _same(told)

    def _follows(self, chain: RecordChain, now: float) -> bool:
        """Say whether a record may tell only what differs.

        After a break, a clock that went back, or a file that is gone, it tells all.
        """
        near = chain.at < now <= chain.at + self.file.slack_s
        return near and now < chain.begun + WHOLE_EVERY_S and self.file.has(chain.base)

    def _failed(self, error: RecorderFailed) -> None:
        self._chain = None
        if error.notice != self.trouble:
            log.warning("recorder: %s", error)
        self.trouble = error.notice
        if error.notice.code == "recorder.broken":
            try:
                self.file.set_aside()
            except OSError as failure:
                log.warning("recorder: %s", failure)

    # Object storage ---------------------------------------------------------

    def _look_at_objects(self) -> None:
        """Ask in a thread of its own, once an hour: what does not answer holds up no minute."""
        now = time.monotonic()
        if self._asked_at is not None and now - self._asked_at < OBJECTS_WALL_S:
            return
        if self.session.objects is None and self.session.buckets is None:
            return
        self._asked_at = now
        threading.Thread(target=self.record_objects, name="recorder:objects", daemon=True).start()

    def record_objects(self) -> None:
        """Record what stands in object storage, unless that was done within the hour."""
        if not self._asking.acquire(blocking=False):
            return
        try:
            now = self.session.clock.now().timestamp()
            if not self.file.objects(now - OBJECTS_EVERY_S + 1, now):
                found = objects.accounts(self.session)
                text = growth.text(found)
                if text is not None:
                    self.file.add_objects(now, text)
        except RecorderFailed as error:
            log.warning("recorder: %s", error)
        except Exception:
            log.exception("recorder: object storage")
        finally:
            self._asking.release()


def heard(estate: Estate) -> bool:
    """Say whether every source has answered or failed at least once."""
    states = estate.sources.values()
    return all(one.succeeded_at is not None or one.failed_at is not None for one in states)


def _same(told: dict[str, RecordedText]) -> dict[str, str]:
    return {name: one.same for name, one in told.items()}
