"""Where warnings go: a file in the state directory, never the terminal, never with a secret."""

import contextlib
import logging
import os
from pathlib import Path

from console.redaction import Discreet

LARGEST_BYTES = 1_000_000


class LogFile(logging.FileHandler):
    """A file that may be away: what cannot be written there stops nobody from working."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record, if the file can be opened."""
        with contextlib.suppress(OSError):
            super().emit(record)


def be_discreet() -> None:
    """Hide secrets in what is logged before, or without, a log: by whatever library."""
    logging.captureWarnings(capture=True)
    if logging.lastResort is not None:
        logging.lastResort.setFormatter(Discreet())


def keep_log(folder: Path) -> None:
    """Send warnings to `vigie.log`; the file is made with the first one.

    Several processes may append to it; one that finds it large starts it anew.
    """
    logging.raiseExceptions = False
    file = folder / "vigie.log"
    with contextlib.suppress(OSError):
        if file.stat().st_size > LARGEST_BYTES:
            file.replace(file.with_suffix(".log.1"))
    handler: logging.Handler = logging.NullHandler()
    if os.path.isdir(folder):  # noqa: PTH112 - a closed folder is none, no error
        handler = LogFile(file, delay=True, encoding="utf-8")
        handler.setFormatter(Discreet("%(asctime)s %(process)d %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
