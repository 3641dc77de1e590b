"""Thousands of nights, each drawn from its number, none of which breaks a law.

A night that does prints its number, the law, the misfortunes that it takes and
all that happened; `pytest tests/laws -k schedule --seed N` plays it again.
"""

import gc
import os
from collections.abc import Callable

import pytest
from schedules import play, shrink, trace

CHUNKS = 20
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
        count = config.getoption("--nights") or int(os.environ.get("VIGIE_NIGHTS", "1000"))
        size = -(-count // CHUNKS)
        chunks = [range(n, min(n + size, count)) for n in range(0, count, size)]
    metafunc.parametrize("seeds", chunks, ids=[f"{c.start}-{c.stop - 1}" for c in chunks])


def test_no_schedule_breaks_a_law(
    seeds: range, record_property: Callable[[str, object], None]
) -> None:
    record_property("nights", f"{seeds.start} {seeds.stop}")
    gc.collect()
    for seed in seeds:
        try:
            play(seed)
        except Exception as error:  # noqa: BLE001 - whatever breaks is told with its night
            pytest.fail(told(seed, error), pytrace=False)


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
