"""What tells that there was a journal which is there no more: the engine's records beside it."""

import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from console.model.error import SourceUnreachable
from console.model.notice import notice

UNFINISHED = "SELECT 1 FROM workflow_status WHERE status IN ('PENDING', 'ENQUEUED') LIMIT 1"


def engine_file(journal: Path) -> Path:
    """Where the engine keeps its records of a journal that is a file."""
    return journal.absolute().with_name(f"{journal.stem}-engine.db")


def not_lost(journal: Path) -> None:
    """Raise SourceUnreachable where no journal is, and the engine knows of work in one.

    A new one would know nothing of what was made, and hold no pool.
    """
    records = engine_file(journal)
    if journal.exists() or not records.exists():
        return
    address = f"file:{quote(str(records))}?mode=ro"
    try:
        with closing(sqlite3.connect(address, uri=True)) as connection:
            found = connection.execute(UNFINISHED).fetchone()
    except sqlite3.Error:
        return  # records that cannot be read tell of nothing
    if found is not None:
        said = notice("journal.lost", path=str(journal), records=str(records))
        raise SourceUnreachable(said)
