"""The file system that a database's file lies on: whether anything can be written, and how much."""

import errno
import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from console.model.notice import Notice, notice

FULL_BYTES = 64 * 1024
"""Less room than this no transaction of any size gets by with."""

PROBE = b"vigie" * 13_107
TROUBLES = {
    errno.ENOSPC: "storage.full",
    errno.EDQUOT: "storage.full",
    errno.EROFS: "storage.read_only",
}


@dataclass(frozen=True, slots=True)
class Room:
    """What a folder's file system has left. `files` is None where it does not count them."""

    folder: Path
    free_bytes: int
    files: int | None
    read_only: bool

    @property
    def trouble(self) -> Notice | None:
        """Why nothing can be written there, if so."""
        if self.read_only:
            return notice("storage.read_only", path=str(self.folder))
        if self.free_bytes < FULL_BYTES:
            return notice("storage.full", path=str(self.folder))
        return None


@dataclass(frozen=True, slots=True)
class Tried:
    """A folder's room, and why nothing can be written there, if so."""

    room: Room
    trouble: Notice | None


def tried(folders: Iterable[Path], *, writes: bool) -> Iterator[Tried]:
    """Look at each file system once; with `writes` a file is written there, read and removed."""
    known: set[int] = set()
    for folder in folders:
        found = room(folder)
        if found is None:
            continue
        device = folder.stat().st_dev
        if device in known:
            continue
        known.add(device)
        said = found.trouble
        if said is None and writes:
            said = _write_and_read_back(folder)
        yield Tried(found, said)


def _write_and_read_back(folder: Path) -> Notice | None:
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(PROBE)
            file.flush()
            os.fsync(file.fileno())
            file.seek(0)
            if file.read() == PROBE:
                return None
    except OSError as error:
        code = TROUBLES.get(error.errno or 0, "storage.closed")
        reason = {"reason": error.strerror or "?"} if code == "storage.closed" else {}
        return Notice(code, {"path": str(folder), **reason})
    return notice("storage.forgets", path=str(folder))


def room(folder: Path) -> Room | None:
    """Ask the file system, as this account is served by it; None where there is no answer."""
    try:
        found = os.statvfs(folder)
    except OSError:
        return None
    blocks = found.f_bavail if os.geteuid() else found.f_bfree
    return Room(
        folder=folder,
        free_bytes=blocks * found.f_frsize,
        files=found.f_favail if found.f_files else None,
        read_only=bool(found.f_flag & os.ST_RDONLY),
    )


def trouble(file: Path | None) -> Notice | None:
    """Why a database that is a file cannot be written, if its file system says so."""
    found = None if file is None else room(file.parent)
    return None if found is None else found.trouble
