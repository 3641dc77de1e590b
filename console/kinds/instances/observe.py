"""Read what a pass over instances must know: regions, health, quota. Some of it may fail."""

from collections.abc import Sequence

from console.kinds.instances.observation import InstanceSight, look
from console.kinds.instances.patience import build_of, pool_of, settled
from console.kinds.instances.quota import fits, flavor
from console.kinds.instances.readings import unseen
from console.kinds.instances.recovery import patient
from console.kinds.regions import named
from console.kinds.sources import Sources
from console.kinds.step import Ground
from console.model.estate import RegionView
from console.model.operation import Phase
from console.model.plan import Desired
from console.model.resource import REBOOT
from console.model.tracked import Tracked
from console.model.wanted import ALONE, REPLACEMENT, REPLACES
from console.ports import ComputeCloud

METRICS = "metrics"


def observe(tracked: Sequence[Tracked], sources: Sources, ground: Ground) -> InstanceSight:
    """The regions of these changes, the health of what was built, room where a quota refused."""
    compute = sources.systems.compute
    assert compute is not None  # noqa: S101 - `lacks` has looked
    going = [item.change for item in tracked if not item.phase.final]
    asked = going or [item.change for item in tracked]
    # Of what is not made yet the sick one is looked at that it would replace: it may be well again.
    views = named(((c.region, c.name, c.resource_id or patient(c)) for c in asked), sources)
    hiding = _hiding(tracked, views, sources, ground)
    return look(
        views,
        _health(tracked, sources, ground),
        _fitting(tracked, sources, compute, ground),
        hiding,
    )


def _hiding(
    tracked: Sequence[Tracked], views: dict[str, RegionView], sources: Sources, ground: Ground
) -> frozenset[str]:
    """The regions that have more in use than they list, of those where something is missed.

    A cell that is down is left out of an answer of 200: what was asked for and is
    not seen may be in it, and is not asked for again, nor held to be gone.
    """
    seen = {(i.region, i.name) for view in views.values() for i in view.instances}
    missed = {
        t.change.region
        for t in tracked
        if not t.phase.final
        and (t.change.region, t.change.name) not in seen
        and _by_name_alone(t, ground)
    }
    return frozenset(r for r in missed & views.keys() if unseen(sources, ground, r))


def _by_name_alone(tracked: Tracked, ground: Ground) -> bool:
    """Say whether nothing but the list tells of a change's instance, and it would by now."""
    change = tracked.change
    if change.desired is Desired.PRESENT:
        return change.attempts > 0 and settled(tracked, ground)
    return change.desired is Desired.ABSENT and change.resource_id is None


def _health(tracked: Sequence[Tracked], sources: Sources, ground: Ground) -> dict[str, bool] | None:
    """Which instances are in service; None when nobody can say or need not."""
    metrics = sources.systems.metrics
    wanted = any(
        t.change.wanted.keys() & {REPLACES, REPLACEMENT}
        or t.change.resource == REBOOT
        or (t.change.desired is Desired.PRESENT and t.phase is not Phase.PLANNED)
        for t in tracked
    )
    if metrics is None or not wanted:
        return None
    return sources.read(METRICS, lambda: metrics.health(pool_of(ground)))


def _fitting(
    tracked: Sequence[Tracked], sources: Sources, compute: ComputeCloud, ground: Ground
) -> frozenset[int]:
    """The changes that still fit by the quota which refused their batches.

    Where one was refused that should have fitted, no figure is trusted any more.
    """
    refused = {t.change.region for t in tracked if t.phase is Phase.FAILED and _alone(t)}
    waiting: dict[str, list[int]] = {}
    for item in tracked:
        if item.phase is Phase.PLANNED and _alone(item) and item.change.region not in refused:
            waiting.setdefault(item.change.region, []).append(item.change.seq)
    found: set[int] = set()
    for region, seqs in waiting.items():
        found.update(seqs[: max(0, _room(compute, sources, ground, region))])
    return frozenset(found)


def _room(compute: ComputeCloud, sources: Sources, ground: Ground, region: str) -> int:
    """How many more instances of the pool fit a region by its quota; 0 when nobody knows."""

    def read() -> int:
        build = build_of(ground, region)
        quota = compute.quota(region, [network.name for network in build.networks])
        return fits(quota, flavor(compute.flavors(region), build), build) or 0

    return sources.read(region, read) or 0


def _alone(tracked: Tracked) -> bool:
    return ALONE in tracked.change.kept
