"""A process that has loaded a program, and forks a process for each run asked of it.

What a run costs is then its own work, not an interpreter's start and a thousand imports.
Run as `nursery.py module:function module…` it loads the modules, reads one JSON object a line (a
`Run`) and writes one array a line: ["born", pid] for each of them, ["ended", pid, exit code]
when one has ended; it ends with its input. Imported, it is the side that asks.
"""

import gc
import json
import os
import random
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from importlib import import_module
from typing import ClassVar

BORN, ENDED = "born", "ended"


@dataclass(frozen=True)
class Run:
    """What a process is to do: its arguments, where its words go.

    `environment` is put over that of the nursery; None takes a variable away.
    """

    arguments: Sequence[str]
    output: str
    errors: str
    environment: Mapping[str, str | None] = field(default_factory=dict)


class Child:
    """A forked process, as `subprocess.Popen` would show it."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._over = threading.Event()

    def ended(self, code: int) -> None:
        """Take note of its end."""
        self.returncode = code
        self._over.set()

    def poll(self) -> int | None:
        """The exit code, None while it runs."""
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end; the exit code, minus the signal's number where one ended it."""
        self._over.wait(timeout)
        if self.returncode is None:
            raise subprocess.TimeoutExpired("rehearsal", timeout or 0.0)
        return self.returncode

    def terminate(self) -> None:
        """Ask it to end."""
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        if self.returncode is None:
            with suppress(ProcessLookupError):  # ended, and not yet told
                os.kill(self.pid, number)


class Nursery:
    """The side that asks. `entry` is `module:function`, `loaded` what it imports by and by."""

    _open: ClassVar["dict[str, Nursery]"] = {}

    def __init__(self, entry: str, *loaded: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__, entry, *loaded],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._asking = threading.Lock()
        self._children: dict[int, Child] = {}
        self._newest: Child | None = None
        self._birth = threading.Semaphore(0)
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    @property
    def pid(self) -> int:
        """The parent of all estates."""
        return self._process.pid

    @classmethod
    def of(cls, entry: str, *loaded: str) -> "Nursery":
        """This process's own for a program; `close_all` ends it."""
        if entry not in cls._open:
            cls._open[entry] = cls(entry, *loaded)
        return cls._open[entry]

    @classmethod
    def close_all(cls) -> None:
        """End those of this process."""
        while cls._open:
            cls._open.popitem()[1].close()

    def bear(self, run: Run) -> Child:
        """Run the program in a new process."""
        assert self._process.stdin is not None
        with self._asking:
            self._process.stdin.write(json.dumps(asdict(run)) + "\n")
            self._process.stdin.flush()
            self._birth.acquire()
            if self._newest is None:
                raise RuntimeError(f"the nursery has ended: {self._process.poll()}")
            return self._newest

    def close(self) -> None:
        """End it; estates that still run end by themselves."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            what, pid, *code = json.loads(line)
            if what == BORN:
                self._newest = self._children[pid] = Child(pid)
                self._birth.release()
            else:
                self._children.pop(pid).ended(*code)
        self._newest = None
        self._birth.release()


def live(entry: str, run: Run) -> None:
    """In the new process: run the program, and never come back."""
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for kept, path in enumerate((os.devnull, run.output, run.errors)):
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND if kept else os.O_RDONLY
            os.dup2(os.open(path, flags, 0o644), kept)
        os.closerange(3, 256)
        random.seed()
        for name, value in run.environment.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
        module, _, function = entry.partition(":")
        sys.argv = [module, *run.arguments]
        code = getattr(import_module(module), function)() or 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:  # noqa: BLE001 - told by its exit code, as an interpreter does
        sys.excepthook(*sys.exc_info())
    finally:
        with suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def say(*what: object) -> None:
    """Write one line to the side that asks."""
    os.write(1, (json.dumps(what) + "\n").encode())


def main(entry: str, *loaded: str) -> None:
    """Fork for each line that comes in, and tell of each end, until the input ends."""
    for module in (entry.partition(":")[0], *loaded):
        import_module(module)
    gc.collect()
    gc.freeze()
    wake, woken = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(woken)
    asked = b""
    while True:
        readable, _, _ = select.select([0, wake], [], [])
        if wake in readable:
            os.read(wake, 4096)
            bury()
        if 0 not in readable:
            continue
        more = os.read(0, 65536)
        if not more:
            break
        *lines, asked = (asked + more).split(b"\n")
        for line in lines:
            pid = os.fork()
            if pid == 0:
                live(entry, Run(**json.loads(line)))
            say(BORN, pid)


def bury() -> None:
    """Tell of each process that has ended."""
    with suppress(ChildProcessError):
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            say(ENDED, pid, os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main(*sys.argv[1:])
