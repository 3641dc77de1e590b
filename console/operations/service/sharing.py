"""The journal's files where others may read them, and nothing else of the state directory."""

import os
from pathlib import Path

from console.model.error import UsageError
from console.model.notice import notice
from console.operations.service.peers import gid_of

FOLDER = 0o2750
"""Its group is that of what is made in it: SQLite's companions come and go."""

FILE = 0o640


def share(journal: Path, readers: str) -> None:
    """Let a group read the journal and what SQLite keeps beside it. Raises UsageError.

    The mode of the companions is the journal's own: SQLite sees to it.
    """
    gid = gid_of(readers)
    if gid is None:
        raise UsageError(notice("service.no_group", group=readers))
    try:
        os.chown(journal.parent, -1, gid)
        journal.parent.chmod(FOLDER)
        for suffix in ("", "-wal", "-shm"):
            file = journal.with_name(journal.name + suffix)
            if file.exists():
                os.chown(file, -1, gid)
                file.chmod(FILE)
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(
            notice("service.not_shared", path=str(journal), group=readers, reason=reason)
        ) from error
