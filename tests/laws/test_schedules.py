"""Thousands of nights, each drawn from its number, none of which breaks a law.

A night that does prints its number, the law, the misfortunes that it takes and
all that happened; `pytest tests/laws -k schedule --seed N` plays it again.
"""

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import journals
import pytest
from schedules import play, shrink, trace
from statements import Quick
from worker import SHELVES, seams

CHUNKS = 20
NIGHTS_A_COLLECTION = 50
TOLD = 150
"""Lines of a failing night that are printed: its end."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "seeds" not in metafunc.fixturenames:
        return
    config = metafunc.config
    first = config.getoption("--seed")
    if first is not None:
        count = config.getoption("--nights") or 1
        chunks = [range(first, first + count)]
    else:
        count = config.getoption("--nights") or int(os.environ.get("VIGIE_NIGHTS", "10000"))
        size = -(-count // CHUNKS)
        chunks = [range(n, min(n + size, count)) for n in range(0, count, size)]
    metafunc.parametrize("seeds", chunks, ids=[f"{c.start}-{c.stop - 1}" for c in chunks])


def test_no_schedule_breaks_a_law(
    seeds: range, record_property: Callable[[str, object], None]
) -> None:
    record_property("nights", f"{seeds.start} {seeds.stop}")
    with seams(), uncollected() as collect:
        busy = 0
        for seed in seeds:
            try:
                busy += bool(play(seed).night.laws.operations)
            except Exception as error:  # noqa: BLE001 - whatever breaks is told with its night
                pytest.fail(told(seed, error), pytrace=False)
            if seed % NIGHTS_A_COLLECTION == 0:
                collect()
    assert busy > 0.6 * len(seeds) or len(seeds) < CHUNKS, "nobody did anything in most nights"


@contextmanager
def uncollected() -> Iterator[Callable[[], object]]:
    """Collect garbage when told, not in the middle of every night: a quarter of its time."""
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield gc.collect
    finally:
        gc.enable()
        gc.unfreeze()


def told(seed: int, error: Exception) -> str:
    """What is to be known of a night that went wrong."""
    without, misfortunes = shrink(seed, error)
    _events, happened = trace(seed, without)
    return "\n".join(
        (
            f"seed {seed}: {type(error).__name__}: {error}",
            f"what it takes: {', '.join(misfortunes) or 'nothing but the wish'}",
            *happened[-TOLD:],
            f"again: pytest tests/laws -k schedule --seed {seed}",
        )
    )


@pytest.mark.parametrize("seed", [3, 101, 666, 958])
def test_the_same_seed_is_the_same_night_to_the_last_event(seed: int) -> None:
    assert trace(seed) == trace(seed)


def test_the_quick_way_to_the_database_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same nights, with every statement run by SQLAlchemy itself."""
    quick = [trace(seed) for seed in range(12)]
    SHELVES.by_name.clear()
    monkeypatch.setattr(journals, "Quick", lambda _raw, ordinary: ordinary)
    assert sum(len(happened) for _events, happened in quick) > 500
    slow = [trace(seed) for seed in range(12)]
    assert not any(isinstance(shelf.connection, Quick) for shelf in SHELVES.by_name.values())
    SHELVES.by_name.clear()
    assert slow == quick
