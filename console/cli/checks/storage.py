"""The disk that the journal and the engine's records lie on: written, read back, and how full."""

from collections.abc import Iterator

from console.bootstrap.parts import parts_of
from console.cli.checks.check import Check
from console.desk.session import Session
from console.model.estate import Estate
from console.model.notice import notice

ENOUGH_BYTES = 200_000_000
ENOUGH_FILES = 1_000
MEGABYTE = 1_000_000


def checks(session: Session, estate: Estate) -> Iterator[Check]:
    """One check a folder; what a server keeps is the server's.

    Where the worker is a service, and in read-only mode, nothing is written.
    """
    del estate
    parts = parts_of(session.settings, session.settings_path)
    writes = session.operator is not None and session.settings.service is None
    for found in parts.storage(writes=writes):
        room, trouble = found.room, found.trouble
        path = str(room.folder)
        free = room.free_bytes // MEGABYTE
        if trouble is not None:
            yield Check.bad("disk", trouble)
        elif room.free_bytes < ENOUGH_BYTES:
            enough = ENOUGH_BYTES // MEGABYTE
            yield Check.hint("disk", notice("doctor.disk_low", path=path, free=free, enough=enough))
        elif room.files is not None and room.files < ENOUGH_FILES:
            said = notice("doctor.disk_files", path=path, n=room.files, enough=ENOUGH_FILES)
            yield Check.hint("disk", said)
        else:
            code = "doctor.disk" if writes else "doctor.disk_untried"
            yield Check.well("disk", notice(code, path=path, free=free))
