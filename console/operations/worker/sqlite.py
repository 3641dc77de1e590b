"""SQLite as the engine needs it, also where the host's is older than the engine expects."""

import sqlite3
import time
from typing import Any

SUBSECOND_SINCE = (3, 42)
NEEDED = (3, 35)
"""The engine's statements use RETURNING."""

SUBSECOND = "subsec"


class SubsecondConnection(sqlite3.Connection):
    """A connection that knows `unixepoch('subsec')`.

    On Python 3.12 and later the engine writes its times with it, and puts it into the
    defaults of its columns. SQLite has it from 3.42 on (https://sqlite.org/releaselog/3_42_0.html);
    an older one answers NULL, and nothing would ever run. A file that one Python has made
    is opened by another as well: all of them know it.
    """

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - sqlite3's own
        super().__init__(*args, **options)
        if sqlite3.sqlite_version_info < SUBSECOND_SINCE:
            self.create_function("unixepoch", 1, _unixepoch)


def _unixepoch(modifier: object) -> float | None:
    """Seconds since 1970; NULL, SQLite's own answer, for what it is not asked for."""
    return time.time() if modifier == SUBSECOND else None
