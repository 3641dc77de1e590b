"""Where a worker writes its log: a file of its own, bounded, or systemd's journal."""

import logging
import logging.handlers
import os
import sys
import time
from contextlib import suppress
from pathlib import Path

from console.operations.journal.presence import held, worker_locks
from console.redaction import Discreet

LOG_BYTES = 2_000_000
LOG_FILES = 3
KEEP_FILES_S = 86_400.0
JOURNALD = "JOURNAL_STREAM"
"""What systemd sets where it keeps the output of a process, and bounds it itself."""


def log_to(state_dir: Path, executor: str) -> None:
    """Write the log to a file of this worker's own, or to systemd's; forget old workers' files.

    What cannot be written is lost, and ends nothing.
    """
    handler: logging.Handler = logging.StreamHandler(sys.stderr)
    with suppress(OSError):
        forget_old(state_dir)
        if not os.environ.get(JOURNALD):
            handler = logging.handlers.RotatingFileHandler(
                state_dir / f"worker-{executor}.log", maxBytes=LOG_BYTES, backupCount=LOG_FILES
            )
    logging.raiseExceptions = False
    handler.setFormatter(Discreet("%(asctime)s %(levelname)s %(threadName)s %(name)s %(message)s"))
    for name, level in (("console", logging.INFO), ("dbos", logging.WARNING)):
        logger = logging.getLogger(name)
        logger.addHandler(handler)
        logger.setLevel(level)
        logger.propagate = False


def forget_old(state_dir: Path) -> None:
    """Remove the lock and log files of workers that died more than a day ago."""
    limit = time.time() - KEEP_FILES_S
    for lock in worker_locks(state_dir).glob("*.lock"):
        if lock.stem != "start" and lock.stat().st_mtime < limit and held(lock) is False:
            lock.unlink(missing_ok=True)
            for old in state_dir.glob(f"worker-{lock.stem}.log*"):
                old.unlink(missing_ok=True)
