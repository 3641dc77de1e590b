"""What every kind of test may use: rehearsal estates, each served by a process of its own."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from nursery import Nursery
from rehearsed import Rehearsal, Rehearse, start, stop

from console import redaction

pytest_plugins = ("cpu_time", "nights")


def pytest_configure(config: pytest.Config) -> None:
    """Say how many examples a property is tried on: the same few, or at night many new ones."""
    if not hasattr(config, "workerinput") and config.getoption("numprocesses", None):
        return  # the tests run elsewhere
    from hypothesis import HealthCheck, settings  # noqa: PLC0415 - as above

    common = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.register_profile("test", common, max_examples=40, derandomize=True)
    settings.register_profile("night", common, max_examples=2000)
    settings.load_profile(os.environ.get("VIGIE_EXAMPLES", "test"))


def pytest_collection_finish() -> None:
    """Let the collector pass over what stays until the end: modules, tests, their parameters."""
    gc.collect()
    gc.freeze()


def pytest_sessionfinish() -> None:
    """End what started the estates."""
    Nursery.close_all()


@pytest.fixture(autouse=True)
def secrets_of_its_own() -> Iterator[None]:
    """What a test makes known as secret hides no word in the tests after it."""
    held, passing = set(redaction._known), dict(redaction._passing)
    yield
    if (held, passing) != (redaction._known, redaction._passing):
        redaction._known, redaction._passing, redaction._stale = held, passing, True


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
