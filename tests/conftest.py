"""What every kind of test may use: rehearsal estates, each served by a process of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from nursery import Nursery
from rehearsed import Rehearsal, Rehearse, start, stop

pytest_plugins = ("cpu_time", "nights")


def pytest_sessionfinish() -> None:
    """End what started the estates."""
    Nursery.close_all()


@pytest.fixture(scope="session")
def rehearsal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearse]:
    """`rehearsal(scenario, speed)`: one estate for each pair, kept for the whole session.

    A test that changes what others may look at takes one of its own from
    `fresh_rehearsal`.
    """
    running: dict[tuple[str, float], Rehearsal] = {}

    def get(scenario: str = "steady", speed: float = 600.0) -> Rehearsal:
        key = (scenario, speed)
        if key not in running:
            running[key] = start(tmp_path_factory.mktemp("rehearsal"), scenario, speed)
        return running[key]

    yield get
    for each in running.values():
        stop(each)


@pytest.fixture
def fresh_rehearsal(tmp_path: Path) -> Iterator[Rehearse]:
    """`fresh_rehearsal(scenario, speed)`: an estate for one test alone."""
    running: list[Rehearsal] = []

    def get(scenario: str = "steady", speed: float = 600.0) -> Rehearsal:
        running.append(start(tmp_path / f"rehearsal-{len(running)}", scenario, speed))
        return running[-1]

    yield get
    for each in running:
        stop(each)
