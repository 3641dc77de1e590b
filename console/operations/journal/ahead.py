"""SQLite's write-ahead log, in which readers never wait for who writes."""

import sqlite3

import stamina

SOON_S = 0.02
LATEST_S = 0.5


def write_ahead(connection: sqlite3.Connection, *, within_s: float) -> None:
    """Have a file keep its write-ahead log; it is then kept for good.

    Of two who ask this of a new file at the same moment SQLite tells one that it is
    locked, at once and whatever its busy timeout, since each would wait for the other
    (https://sqlite.org/c3ref/busy_handler.html): that one asks again, for at most
    `within_s` wall seconds. Raises sqlite3.Error.
    """
    for attempt in stamina.retry_context(
        on=_held,
        attempts=None,
        timeout=within_s,
        wait_initial=SOON_S,
        wait_jitter=SOON_S,
        wait_max=LATEST_S,
    ):
        with attempt:
            connection.execute("PRAGMA journal_mode=WAL")


def _held(error: Exception) -> bool:
    return isinstance(error, sqlite3.OperationalError) and error.sqlite_errorcode in {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_BUSY_RECOVERY,
        sqlite3.SQLITE_LOCKED,
    }
