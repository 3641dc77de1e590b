"""Starts of workers that came to nothing, as every process of an estate knows them.

A file beside the lock under which a worker is started: whoever looks, be it a console, a
command or a program, goes by the same count, so that all of them together start no more
than one of them alone would.
"""

import hashlib
import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import msgspec

from console.decoding import decoder
from console.model.error import SourceError
from console.model.notice import Notice, notice
from console.model.operation import FailedStarts
from console.operations.journal.presence import worker_locks
from console.operations.worker.trial import ENGINE
from console.settings.writing import put

FIRST_S = 5.0
"""How long after a start that came to nothing the next one is tried, twice as long after
each further one. Wall seconds, as all here: processes have no other clock in common."""

LONGEST_S = 60.0
LONGEST_AFTER_DEATHS_S = 20.0

SETTLED_S = 30.0
ENOUGH_DEATHS = 3
"""After so many workers in a row that came up and were gone within SETTLED_S it is no
accident any more: the next one waits, and that they die is said."""

PROGRAM = ("vigie", ENGINE)


class NotStarted(SourceError):
    """No worker was started, or none came up. `starts` says how often, and when the next may."""

    def __init__(self, starts: FailedStarts) -> None:
        super().__init__(starts.why)
        self.starts = starts


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """What is in the file. `of` is what was started, `at` when the last start began.

    `deaths` counts workers in a row that came up and were gone soon; `up` says that
    the last one came up, after which nothing was heard of it.
    """

    of: str
    at: float
    failures: int = 0
    deaths: int = 0
    up: bool = False
    why: Notice | None = None


@dataclass(frozen=True, slots=True)
class Starts:
    """The count of one estate. Whoever writes it holds the lock under which workers are started."""

    state_dir: Path
    clock: Callable[[], float] = time.time

    @property
    def path(self) -> Path:
        """The file."""
        return worker_locks(self.state_dir) / "starts.json"

    def failed(self) -> FailedStarts | None:
        """Why the last start came to nothing, if it did; None also where nobody can tell."""
        known = self._known()
        return None if known is None else self._told(known)

    def begin(self, of: str) -> None:
        """Count a start of what `of` stands for, before it is made: who makes it may be killed.

        Raises NotStarted while it is too early for one. Another `of`, new settings or a
        new version, starts the count anew.
        """
        now, known = self.clock(), self._known()
        if known is None:
            self._write(Count(of=of, at=now, failures=1))
            return
        if known.up:
            soon = 0.0 <= now - known.at < SETTLED_S
            known = msgspec.structs.replace(known, deaths=known.deaths + 1 if soon else 1, up=False)
            dies = notice("worker.dies", n=known.deaths)
            known = msgspec.structs.replace(known, why=dies)
        changed = of != known.of
        if self._left_s(known, now) > 0.0 and not (changed and now - known.at >= FIRST_S):
            self._write(known)
            raise NotStarted(self._said(known, known.why or notice("worker.unseen")))
        if changed:
            known = Count(of=of, at=now)
        self._write(msgspec.structs.replace(known, at=now, failures=known.failures + 1, why=None))

    def came_to_nothing(self, why: Notice) -> NotStarted:
        """Remember why the start that was begun failed; the error to raise."""
        known = self._known()
        if known is None:
            return NotStarted(FailedStarts(1, why, _moment(self.clock()), FIRST_S))
        known = msgspec.structs.replace(known, why=why)
        self._write(known)
        return NotStarted(self._said(known, why))

    def came_up(self) -> None:
        """Remember that the start that was begun brought a worker."""
        known = self._known()
        if known is not None:
            self._write(
                msgspec.structs.replace(known, at=self.clock(), failures=0, up=True, why=None)
            )

    def forget(self) -> None:
        """A worker that came up leaves of its own accord: it has not died."""
        with suppress(OSError):
            self.path.unlink(missing_ok=True)

    def _told(self, known: Count) -> FailedStarts | None:
        return None if known.up or known.why is None else self._said(known, known.why)

    def _said(self, known: Count, why: Notice) -> FailedStarts:
        left_s = max(0.0, self._left_s(known, self.clock()))
        died = not known.failures
        count = known.deaths if died else known.failures
        return FailedStarts(count, why, _moment(known.at), left_s, died)

    def _left_s(self, known: Count, now: float) -> float:
        """Seconds until the next start may be made; a clock that was set back delays nothing."""
        wait_s = 0.0
        if known.failures:
            wait_s = min(LONGEST_S, FIRST_S * 2.0 ** (known.failures - 1))
        elif known.deaths >= ENOUGH_DEATHS:
            wait_s = min(LONGEST_AFTER_DEATHS_S, FIRST_S * 2.0 ** (known.deaths - ENOUGH_DEATHS))
        return known.at + wait_s - now if known.at <= now else 0.0

    def _known(self) -> Count | None:
        try:
            return _counts.decode(self.path.read_bytes())
        except (OSError, msgspec.MsgspecError):
            return None

    def _write(self, known: Count) -> None:
        put(self.path, msgspec.json.encode(known).decode())


def _moment(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC)


_counts = decoder(Count)


def fingerprint(settings: Path) -> str:
    """What a worker would be started from: settings, program, interpreter. No secret is in it."""
    made = hashlib.sha256()
    with suppress(OSError):
        made.update(settings.read_bytes())
    for name in PROGRAM:
        with suppress(PackageNotFoundError):
            made.update(f"{name} {version(name)}\n".encode())
    made.update(f"{sys.version} {sys.executable} {os.getuid()}".encode())
    return made.hexdigest()[:16]
