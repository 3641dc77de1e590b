from dataclasses import replace
from datetime import timedelta

import pytest
from private_modelled import HOSTS, START, TB, PrivateWorld, store

from console.kinds.supplies.growth import bytes_per_day, days_until_full
from console.kinds.supplies.storage import fullest_first, troubles
from console.model.figure import Sample, Series
from console.model.private import Maintenance, Mount, PrivateView, Severity

GB = 10**9


def series(*values: float | None, hours: float = 1.0) -> Series:
    """Samples so many hours apart."""
    step = timedelta(hours=hours)
    return Series(
        "ssd-000001",
        tuple(Sample(START + n * step, value) for n, value in enumerate(values)),
        step.total_seconds(),
    )


def test_a_steady_growth_is_its_slope() -> None:
    week = series(*(n * GB for n in range(169)))
    assert bytes_per_day(week) == pytest.approx(24 * GB)
    half_full = store(1, free_bytes=480 * GB)
    assert days_until_full(half_full, week) == pytest.approx(20)


def test_gaps_and_a_single_clean_up_hardly_move_it() -> None:
    values: list[float | None] = [n * GB for n in range(169)]
    values[20:40] = [None] * 20
    values[60] = float("nan")
    for n in range(150, 169):
        values[n] = (n - 40) * GB
    found = bytes_per_day(series(*values))
    assert found == pytest.approx(24 * GB, rel=0.1)


def test_only_the_last_week_counts() -> None:
    flat_then_steep = [0.0] * 200 + [n * GB for n in range(169)]
    assert bytes_per_day(series(*flat_then_steep)) == pytest.approx(24 * GB)


@pytest.mark.parametrize(
    "known",
    [
        series(),
        series(None, None, None),
        series(1.0),
        series(1.0, 2.0, 3.0),
        series(*range(12), hours=0.5),
        series(1.0, *[None] * 20),
    ],
)
def test_too_little_history_says_nothing(known: Series) -> None:
    assert bytes_per_day(known) is None
    assert days_until_full(store(1), known) is None


def test_what_does_not_grow_is_never_full() -> None:
    falling = series(*(100 * GB - n * GB for n in range(48)))
    assert bytes_per_day(falling) == pytest.approx(-24 * GB)
    assert days_until_full(store(1), falling) is None
    assert days_until_full(store(1), series(*[5.0] * 48)) is None
    assert days_until_full(store(1), series(*range(48))) is None  # a byte an hour is noise
    growing = series(*(n * GB for n in range(48)))
    assert days_until_full(store(1, free_bytes=None), growing) is None
    assert days_until_full(store(1, free_bytes=0), growing) == 0
    assert days_until_full(store(1, free_bytes=-5), growing) is None
    assert days_until_full(store(1, capacity_bytes=0, free_bytes=0), growing) is None


def view(*datastores: object) -> PrivateView:
    estate = PrivateWorld(datastores={d.id: d for d in datastores}).estate()  # type: ignore[attr-defined]
    assert estate.private is not None
    return estate.private


def test_the_fullest_come_first_and_what_nobody_knows_before_them() -> None:
    lost = store(3, accessible=False, capacity_bytes=None, free_bytes=None)
    found = fullest_first(view(store(1), store(2, free_bytes=TB // 10), lost, store(0)))
    assert [d.id for d in found] == ["datastore-3", "datastore-2", "datastore-0", "datastore-1"]


def test_what_is_wrong_with_a_datastore() -> None:
    world = PrivateWorld()
    assert world.policy.private is not None
    policy = world.policy.private
    sound = store(1)
    mounts = (*sound.mounts[:2], Mount("host-3", mounted=True, accessible=True, read_only=True))
    cases = {
        "storage.inaccessible": replace(sound, accessible=False),
        "storage.missing_mounts": replace(sound, mounts=mounts),
        "storage.nearly_full": replace(sound, free_bytes=3 * TB // 10),
        "storage.overcommitted": replace(sound, uncommitted_bytes=2 * TB),
        "storage.maintenance": replace(sound, maintenance=Maintenance.ENTERING),
    }
    assert troubles(view(sound), sound, policy) == ()
    for code, wrong in cases.items():
        assert [t.what.code for t in troubles(view(wrong), wrong, policy)] == [code]
    (missing,) = troubles(
        view(cases["storage.missing_mounts"]), replace(sound, mounts=mounts), policy
    )
    assert missing.what.values == {"mounted": 2, "hosts": 3, "missing": "esx-3"}
    both = replace(sound, free_bytes=0, uncommitted_bytes=2 * TB)
    assert [t.severity for t in troubles(view(both), both, policy)] == [
        Severity.CRITICAL, Severity.WARNING,
    ]  # fmt: skip


def test_a_host_in_maintenance_needs_no_mount() -> None:
    lacking = store(1, mounts=store(1).mounts[:2])
    world = PrivateWorld(datastores={"datastore-1": lacking})
    world.hosts = (*HOSTS[:2], replace(HOSTS[2], in_maintenance=True))
    estate = world.estate()
    assert estate.private is not None
    assert world.policy.private is not None
    assert troubles(estate.private, lacking, world.policy.private) == ()
