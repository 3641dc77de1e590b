"""Who is alive: a heartbeat, and on the same host a file lock besides.

The kernel frees a file lock the moment its process dies, so death on the same
host is known at once; who stands still is silent, wherever it is.
"""

import fcntl
import os
import secrets
import socket
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path


def host_name() -> str:
    """This machine's name, as workers register it."""
    return socket.gethostname()


def wall_now() -> datetime:
    """The real time by this machine's clock. See `console.operations.journal.database.wall`."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Lock:
    """An exclusive lock on a file, held until it is released or the process dies."""

    path: Path
    descriptor: int

    def release(self) -> None:
        """Give the lock up; the file stays, for others may be waiting on it."""
        os.close(self.descriptor)


def take_lock(path: Path) -> Lock | None:
    """Lock a file, made where missing; None when somebody else holds it."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return Lock(path, descriptor)


def held(path: Path) -> bool | None:
    """Say whether a process holds the lock; None when there is no such file."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def worker_locks(state_dir: Path) -> Path:
    """The folder of the workers' locks."""
    return state_dir / "workers"


def lock_path(state_dir: Path, executor: str) -> Path:
    """The lock file of one worker."""
    return worker_locks(state_dir) / f"{executor}.lock"


def new_executor() -> str:
    """An executor id that no other process has or will have."""
    return f"{host_name()}-{os.getpid()}-{secrets.token_hex(3)}"


@dataclass(frozen=True, slots=True)
class Presence:
    """Tells live workers from dead ones. `dead_after_s` is how old a heartbeat may be."""

    state_dir: Path
    dead_after_s: float

    def alive(self, executor: str, host: str, silent_s: float) -> bool:
        """Ask the lock on this host, which tells a death at once, and everywhere the heartbeat.

        A process may live and stand still: stopped by a signal, frozen, or without its disk.
        """
        if host == host_name() and held(lock_path(self.state_dir, executor)) is False:
            return False
        return silent_s <= self.dead_after_s
