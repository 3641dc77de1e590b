"""A process that is asked to end does, however often and at whatever moment it is asked."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from itertools import product

import pytest

from console.signals import Ending, ending

WITHIN_S = 120.0
PAIRS = list(product((signal.SIGTERM, signal.SIGINT), repeat=2))

WAITS = """
from console.signals import ending
with ending() as asked:
    print("ready", flush=True)
    while not asked.wait(60.0):
        pass
    print(asked.number, flush=True)
"""
HANGS = """
import threading
from console.signals import ending
with ending(bound_s=0.2) as asked:
    print("ready", flush=True)
    while True:
        threading.Event().wait(60.0)
"""


def started(script: str) -> "subprocess.Popen[str]":
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


@pytest.fixture
def handlers() -> Iterator[None]:
    """The handlers as they were before the test."""
    numbers = (signal.SIGTERM, signal.SIGINT)
    before = {number: signal.getsignal(number) for number in numbers}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_two_signals_within_a_millisecond_end_a_process(
    first: signal.Signals, second: signal.Signals
) -> None:
    process = started(WAITS)
    os.kill(process.pid, first)
    os.kill(process.pid, second)
    said, _ = process.communicate(timeout=WITHIN_S)
    assert process.returncode == 0
    assert int(said) in {first, second}


def test_a_process_that_hangs_is_ended_by_the_kernel_after_its_bound() -> None:
    process = started(HANGS)
    os.kill(process.pid, signal.SIGTERM)
    process.communicate(timeout=WITHIN_S)
    assert process.returncode == -signal.SIGALRM


@pytest.mark.usefixtures("handlers")
def test_a_signal_ends_a_wait_at_once_and_every_later_one() -> None:
    with ending() as asked:
        sender = threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGTERM))
        sender.start()
        began = time.monotonic()
        assert asked.wait(WITHIN_S)
        assert asked.wait(WITHIN_S)
        assert time.monotonic() - began < WITHIN_S / 2
        assert asked.number == signal.SIGTERM
        sender.join()


def test_a_handler_that_runs_inside_its_own_wait_does_not_block() -> None:
    asked = Ending()
    for _ in range(100_000):  # more than the pipe holds
        asked.handle(signal.SIGTERM)
    assert asked.wait(0.0)
    asked.close()


@pytest.mark.usefixtures("handlers")
def test_signals_do_afterwards_what_they_did_unless_one_came() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with ending():
        pass
    assert signal.getsignal(signal.SIGTERM) is before
    with ending() as asked:
        os.kill(os.getpid(), signal.SIGTERM)
        assert asked.wait(WITHIN_S)
    os.kill(os.getpid(), signal.SIGTERM)  # ignored: it is on its way out
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_IGN


def test_outside_the_main_thread_nothing_is_handled_and_asking_works() -> None:
    heard = []

    def other() -> None:
        with ending() as asked:
            threading.Timer(0.01, asked.ask).start()
            heard.append(asked.wait(WITHIN_S))

    thread = threading.Thread(target=other)
    thread.start()
    thread.join(WITHIN_S)
    assert heard == [True]


def test_a_wait_ends_when_another_descriptor_can_be_read() -> None:
    reader, writer = os.pipe()
    asked = Ending()
    os.write(writer, b"\0")
    began = time.monotonic()
    assert not asked.wait_for((reader,), WITHIN_S)
    assert time.monotonic() - began < WITHIN_S / 2
    for descriptor in (reader, writer):
        os.close(descriptor)
    asked.close()
