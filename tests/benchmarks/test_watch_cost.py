"""What the watch costs beside the parsing and decoding that it stands on."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from console.clock import SystemClock
from console.model.estate import RegionView
from console.model.instance import Instance, InstanceStatus
from console.settings.running import WatchSettings
from console.watch import instances
from console.watch.board import Board, Pace

pytestmark = pytest.mark.benchmark
START = datetime(2026, 11, 23, 15, 40, tzinfo=UTC)
COUNT = 10_000
PACE = Pace(15.0, 15.0)


class Nova:
    """A region of ten thousand instances, made anew at every listing."""

    def instances(self, region: str, *, full: bool = False) -> RegionView:
        assert not full
        return RegionView(region, made(), START)


def made() -> tuple[Instance, ...]:
    return tuple(
        Instance(str(n), f"api-{n}", "GRA11", InstanceStatus.ACTIVE, START, START)
        for n in range(COUNT)
    )


def best(action: Callable[[], object], rounds: int = 5) -> float:
    """The shortest of several runs, in seconds."""
    times: list[float] = []
    for _ in range(rounds):
        before = time.perf_counter()
        action()
        times.append(time.perf_counter() - before)
    return min(times)


def test_publishing_costs_less_than_making_the_records() -> None:
    board = Board(["nova:GRA11"], stale_after_s=120.0, clock=SystemClock())
    source = instances.source(Nova(), "GRA11", WatchSettings())  # type: ignore[arg-type]

    def publish() -> None:
        board.succeed("nova:GRA11", source.read(), latency_s=0.0, pace=PACE)

    publish()
    published, alone = best(publish), best(made)
    ratio = published / alone
    print(  # noqa: T201 - what a benchmark is for
        f"\nbudget watch.publish: ratio {ratio:.2f} (at most 2); "
        f"publishing {COUNT} instances {published * 1e3:.1f} ms, making them {alone * 1e3:.1f} ms"
    )
    assert ratio <= 2.0
