"""Start a worker that outlives the terminal: own session, no stdio, never twice."""

import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from console.model.error import SourceError
from console.model.notice import Notice, notice
from console.operations.journal.presence import take_lock, worker_locks
from console.operations.worker.starts import Starts, fingerprint

POLL_S = 0.05
LAST_WORDS = 2000


@dataclass(frozen=True, slots=True)
class Launcher:
    """Starts `vigie worker run` for one settings file. `patience_s` bounds the wait."""

    settings_path: Path
    state_dir: Path
    patience_s: float = 40.0
    """Longer than a worker waits for a database that is held, so that it can say so itself."""

    @property
    def starts(self) -> Starts:
        """The count of what came to nothing."""
        return Starts(self.state_dir)

    def start(self, alive: Callable[[], bool]) -> None:
        """Start a worker unless one is alive, and wait until one is.

        Raises NotStarted when none came up in time, or none can be started here or yet,
        SourceError where not even that can be kept.
        """
        try:
            self._start_one(alive)
        except OSError as error:
            raise SourceError(self._not_to_be_had(error)) from error

    def _start_one(self, alive: Callable[[], bool]) -> None:
        deadline = time.monotonic() + self.patience_s
        lock = take_lock(worker_locks(self.state_dir) / "start.lock")
        while lock is None:
            # Somebody else is starting one.
            if alive():
                return
            self._in_time(deadline)
            lock = take_lock(worker_locks(self.state_dir) / "start.lock")
        try:
            if not alive():
                self._count(alive, deadline)
        finally:
            lock.release()

    def _count(self, alive: Callable[[], bool], deadline: float) -> None:
        """Start one if it is time to, and have every process know what came of it."""
        self.starts.begin(fingerprint(self.settings_path))
        try:
            self._start(alive, deadline)
        except OSError as error:
            raise self.starts.came_to_nothing(self._not_to_be_had(error)) from error
        except SourceError as error:
            raise self.starts.came_to_nothing(error.notice) from error
        self.starts.came_up()

    def _not_to_be_had(self, error: OSError) -> Notice:
        reason = f"{error.filename or self.state_dir}: {error.strerror or error}"
        return notice("worker.not_started", reason=reason)

    def command(self) -> list[str]:
        """The worker's command line."""
        settings = str(self.settings_path.absolute())
        return [
            sys.executable, "-m", "console", "worker", "run", "--settings", settings, "--detached",
        ]  # fmt: skip

    @property
    def output(self) -> Path:
        """Where the process writes what does not go to its log."""
        return self.state_dir / "worker.out"

    def _start(self, alive: Callable[[], bool], deadline: float) -> None:
        with self.output.open("wb") as output:
            process = subprocess.Popen(  # noqa: S603 - our own interpreter and settings file
                self.command(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                close_fds=True,
            )
        while not alive():
            if process.poll() is not None:
                raise SourceError(notice("worker.ended", reason=self._last_words()))
            self._in_time(deadline)

    def _in_time(self, deadline: float) -> None:
        if time.monotonic() > deadline:
            raise SourceError(
                notice("worker.silent", seconds=round(self.patience_s), log=str(self.output))
            )
        time.sleep(POLL_S)

    def _last_words(self) -> str:
        text = self.output.read_text(errors="replace")[-LAST_WORDS:].strip()
        return text.splitlines()[-1] if text else str(self.output)
