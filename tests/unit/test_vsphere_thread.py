"""The one thread that talks to vCenter."""

import threading
import time
from collections.abc import Iterator

import pytest
from process import HANGS_AFTER_S

from console.providers.vsphere import thread
from console.providers.vsphere.thread import NotBegun, OneThread, Unfinished


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thread, "GRACE_S", 0.05)


class Bench:
    def __init__(self, idle_s: float = 60.0) -> None:
        self.idled = threading.Event()
        self.left = threading.Event()
        self.thread = OneThread(idle=self.idled.set, idle_s=idle_s, farewell=self.left.set)
        self.held = threading.Event()
        self.begun = threading.Event()

    def hold(self, _deadline: float) -> None:
        self.begun.set()
        self.held.wait(HANGS_AFTER_S)

    def occupy(self) -> threading.Thread:
        """Keep the thread busy until `held` is set."""
        holder = threading.Thread(
            target=self.thread.run, args=(self.hold,), kwargs={"within_s": HANGS_AFTER_S}
        )
        holder.start()
        assert self.begun.wait(60)
        return holder


@pytest.fixture
def bench() -> Iterator[Bench]:
    found = Bench()
    yield found
    found.held.set()
    found.thread.close()


def test_jobs_run_on_one_thread_and_in_order(bench: Bench) -> None:
    seen: list[tuple[int, str]] = []
    for n in range(3):
        bench.thread.run(
            lambda _, n=n: seen.append((n, threading.current_thread().name)), within_s=60
        )
    assert seen == [(0, "vsphere"), (1, "vsphere"), (2, "vsphere")]


def test_job_knows_its_deadline_and_its_failure_reaches_the_caller(bench: Bench) -> None:
    deadline = bench.thread.run(lambda deadline: deadline, within_s=60)
    assert 0 < deadline - time.monotonic() <= 60
    with pytest.raises(KeyError):
        bench.thread.run(lambda _: {}["absent"], within_s=60)
    assert bench.thread.run(lambda _: 1, within_s=60) == 1


def test_job_that_waits_too_long_for_its_turn_is_never_begun(bench: Bench) -> None:
    holder = bench.occupy()
    ran = threading.Event()
    with pytest.raises(NotBegun):
        bench.thread.run(lambda _: ran.set(), within_s=0.05)
    bench.held.set()
    holder.join(60)
    bench.thread.run(lambda _: None, within_s=60)
    assert not ran.is_set()


def test_caller_of_a_job_that_does_not_end_is_let_go(bench: Bench) -> None:
    with pytest.raises(Unfinished):
        bench.thread.run(bench.hold, within_s=0.05)


def test_idle_is_called_when_nothing_is_asked() -> None:
    bench = Bench(idle_s=0.01)
    bench.thread.run(lambda _: None, within_s=60)
    assert bench.idled.wait(60)
    bench.thread.close()
    assert bench.left.is_set()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_thread_that_died_is_replaced() -> None:
    served, died = threading.Event(), threading.Event()

    def idle() -> None:
        if served.is_set() and not died.is_set():
            died.set()
            raise ZeroDivisionError

    found = OneThread(idle=idle, idle_s=0.01, farewell=lambda: None)
    assert found.run(lambda _: 1, within_s=60) == 1
    served.set()
    assert died.wait(60)
    first = found._thread
    assert first is not None
    first.join(60)
    assert found.run(lambda _: 2, within_s=60) == 2
    found.close()


def test_closed_thread_says_farewell_and_takes_nothing_more(bench: Bench) -> None:
    bench.thread.run(lambda _: None, within_s=60)
    bench.thread.close()
    assert bench.left.is_set()
    with pytest.raises(NotBegun):
        bench.thread.run(lambda _: None, within_s=60)


def test_thread_that_never_ran_has_no_farewell() -> None:
    bench = Bench()
    bench.thread.close()
    assert not bench.left.is_set()
