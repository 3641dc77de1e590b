"""Signs of work: who gives none for its grace is stuck, whatever else the process does."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from console.model.error import SourceUnreachable
from console.model.notice import notice
from console.operations.journal.claims import Claim, Fenced
from console.operations.passes.signs import Signs, grace_s
from console.operations.worker.tuning import longest_call_s
from console.settings.estate import EstateSettings
from console.settings.model import Settings
from console.settings.openstack import OpenStackSettings

CLAIM = Claim("op-RBX", "op", "worker-1", 1)


@dataclass
class Book:
    """The journal's one method, and what was written by it."""

    said: list[float | None] = field(default_factory=list)
    failure: Exception | None = None

    def passed(self, _claim: Claim, wait_s: float | None = 0.0) -> None:
        if self.failure is not None:
            raise self.failure
        self.said.append(wait_s)


@dataclass
class Bench:
    """Signs on a clock of the test's own."""

    now: float = 0.0
    book: Book = field(default_factory=Book)
    signs: Signs = field(init=False)

    def __post_init__(self) -> None:
        ledger: Any = self.book
        self.signs = Signs(ledger, cadence_s=2.0, grace_s=10.0, monotonic=lambda: self.now)


def test_only_what_is_expected_and_gives_no_sign_is_stuck() -> None:
    bench = Bench()
    with bench.signs.of("op"), bench.signs.of("op-RBX"):
        bench.now = 9.0
        bench.signs.give(CLAIM)  # a datacenter at work is a sign of its operation, too
        bench.now = 18.0
        assert bench.signs.stuck() is None
        bench.now = 20.0
        bench.signs.here("op")
        found = bench.signs.stuck()
        assert found == ("op-RBX", 11.0)
    bench.signs.here("op-RBX")  # it has ended: nothing is expected of it
    bench.now = 100.0
    assert bench.signs.stuck() is None


def test_a_wait_that_was_announced_is_no_standing_still() -> None:
    bench = Bench()
    with bench.signs.of("op-RBX"):
        bench.signs.passed(CLAIM, 30.0)
        bench.now = 20.0
        bench.signs.here("op-RBX")
        bench.now = 40.0
        assert bench.signs.stuck() is None
        bench.now = 41.0
        assert bench.signs.stuck() == ("op-RBX", 11.0)


def test_the_journal_is_told_once_in_a_while_and_of_every_long_wait_and_the_end() -> None:
    bench = Bench()
    for now in (0.0, 1.0, 1.9, 2.0):
        bench.now = now
        bench.signs.passed(CLAIM, 0.5)
    assert bench.book.said == [0.5, 0.5]
    bench.signs.passed(CLAIM, 30.0)
    bench.signs.passed(CLAIM, None)
    assert bench.book.said == [0.5, 0.5, 30.0, None]


def test_an_answer_is_not_lost_because_the_journal_takes_no_sign_of_it() -> None:
    bench = Bench()
    bench.book.failure = SourceUnreachable(notice("journal.unreachable", reason="full"))
    bench.signs.give(CLAIM)
    with pytest.raises(SourceUnreachable):  # but a pass that cannot be recorded is none
        bench.signs.passed(CLAIM, None)
    bench.book.failure = Fenced("op-RBX")
    bench.now = 5.0
    with pytest.raises(Fenced):
        bench.signs.give(CLAIM)


def test_the_grace_covers_the_longest_call_that_the_settings_allow() -> None:
    settings = Settings(
        estate=EstateSettings(name="test", environment="test"),
        datacenters=(),
        pools={},
        openstack=OpenStackSettings(write_timeout_s=200.0),
    )
    assert longest_call_s(settings) == 400.0
    assert grace_s(2.0, 400.0) > 400.0
