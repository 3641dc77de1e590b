"""CPU seconds of a run, child processes included, and the tests that cost the most of them.

The budget of `make test` is CPU time, which a busy machine does not change much; wall time it
does. A process counts when it has ended and been waited for: a rehearsal that serves a whole
session shows in the total, not with a test. Detached workers, whose starters have ended, come
to the run itself as to a reaper, where the system can do that.
"""

import ctypes
import os
import resource
import sys
import threading
from collections import Counter
from collections.abc import Generator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

PR_SET_CHILD_SUBREAPER = 36
EVERY_S = 0.5


def cpu_s() -> float:
    """CPU seconds of this process and of its ended children."""
    spent = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in spent)


class CpuTime:
    """Adds up by test, in whichever process runs it."""

    def __init__(self) -> None:
        self.by_test: Counter[str] = Counter()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        began = cpu_s()
        try:
            return (yield)
        finally:
            self.by_test[item.nodeid] += cpu_s() - began


class Sent(CpuTime):
    """In a process that xdist started: the sums go to the one that reports."""

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        session.config.workeroutput["cpu_by_test"] = dict(self.by_test)  # type: ignore[attr-defined]


class Reported(CpuTime):
    """In the process that reports."""

    def __init__(self, dearest: int) -> None:
        super().__init__()
        self.dearest = dearest

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:  # noqa: ANN401 - xdist's, untyped
        sent: Mapping[str, float] = getattr(node, "workeroutput", {}).get("cpu_by_test", {})
        self.by_test.update(sent)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        total, say = cpu_s(), terminalreporter.write_line
        terminalreporter.section("CPU time")
        for test, spent in self.by_test.most_common(self.dearest):
            say(f"{spent:7.2f}s {test}")
        folders: Counter[str] = Counter()
        for test, spent in self.by_test.items():
            folders["/".join(test.split("/")[:2])] += spent
        for folder, spent in folders.most_common():
            say(f"{spent:7.1f}s {folder}")
        say(f"{total - sum(folders.values()):7.1f}s starting, collecting, what outlives a test")
        say(f"{total:7.1f}s in all")


class Reaper:
    """Waits for orphans of the run's processes, so that their time counts.

    For the process that reports above others only: it starts nothing itself but those, and
    waits for them by their ids.
    """

    def __init__(self) -> None:
        self._own: set[int] = set()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._reap, daemon=True)

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self) -> None:
        self._own = children()
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        self._thread.start()

    def pytest_sessionfinish(self) -> None:
        self._over.set()
        self._thread.join()

    def _reap(self) -> None:
        while not self._over.wait(EVERY_S):
            for pid in children() - self._own:
                with suppress(ChildProcessError):
                    os.waitpid(pid, os.WNOHANG)


def children() -> set[int]:
    """This process's children, by their ids."""
    found: set[int] = set()
    for thread in Path("/proc/self/task").iterdir():
        with suppress(OSError):  # it has ended, or the kernel does not tell
            found |= {int(pid) for pid in (thread / "children").read_text().split()}
    return found


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--cpu", type=int, metavar="N", help="show CPU time, and the N tests that took the most"
    )


def pytest_configure(config: pytest.Config) -> None:
    dearest = config.getoption("--cpu")
    if dearest is None:
        return
    register = config.pluginmanager.register
    if hasattr(config, "workerinput"):
        register(Sent())
        return
    register(Reported(dearest))
    if config.getoption("numprocesses", None) and sys.platform == "linux":
        register(Reaper())
