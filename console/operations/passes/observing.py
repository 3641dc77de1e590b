"""Read what a pass over instances must know: regions, health, quota. Some of it may fail."""

import time
from collections.abc import Iterable, Sequence

from console.kinds.instances.quota import fits
from console.model.error import SourceError
from console.model.estate import RegionView
from console.model.operation import Phase
from console.model.plan import (
    Desired,
)
from console.model.pool import Pool
from console.model.tracked import Tracked
from console.operations.passes.passage import Troubles
from console.operations.passes.sight import standing
from console.ports import ComputeCloud, MetricsSource

OTHERS_AGE_S = 10.0


class Observer:
    """Reads the cloud and the metrics for one worker's passes."""

    def __init__(self, compute: ComputeCloud, metrics: MetricsSource | None) -> None:
        self._compute = compute
        self._metrics = metrics
        self._views: dict[str, tuple[float, RegionView]] = {}

    def regions(self, tracked: Sequence[Tracked], troubles: Troubles) -> dict[str, RegionView]:
        """The regions of these changes; in full where something may have to be created."""
        wanted: dict[str, bool] = {}
        for item in tracked:
            unsure = item.phase in {Phase.PLANNED, Phase.REQUESTED} or not item.answered
            region = item.change.region
            wanted[region] = wanted.get(region, False) or unsure
        views: dict[str, RegionView] = {}
        for region, full in wanted.items():
            try:
                views[region] = self.view(region, full=full)
            except SourceError as error:
                troubles.add(error, region)
        return views

    def view(self, region: str, *, full: bool) -> RegionView:
        """One region, kept for `standing`."""
        view = self._compute.instances(region, full=full)
        self._views[region] = (time.monotonic(), view)
        return view

    def health(
        self, pool: Pool, tracked: Sequence[Tracked], troubles: Troubles
    ) -> dict[str, bool] | None:
        """Which instances are in service; None when nobody can say or need not."""
        wanted = any(
            t.change.desired is Desired.PRESENT and t.phase is not Phase.PLANNED for t in tracked
        )
        if self._metrics is None or not wanted:
            return None
        try:
            return self._metrics.health(pool)
        except SourceError as error:
            troubles.add(error, "metrics")
            return None

    def fits(self, pool: Pool, region: str) -> int | None:
        """How many more instances of the pool fit a region by its quota, None when unknown."""
        try:
            quota = self._compute.quota(region, (pool.network,))
            sizes = self._compute.flavors(region)
        except SourceError:
            return None
        return fits(quota, next((f for f in sizes if pool.flavor in (f.name, f.id)), None))

    def standing(self, pool: Pool, regions: Iterable[str]) -> int | None:
        """Instances of the pool that are not gone, in these regions; None when one is silent."""
        count = 0
        for region in sorted(regions):
            seen_at, view = self._views.get(region, (float("-inf"), None))
            try:
                if view is None or time.monotonic() - seen_at > OTHERS_AGE_S:
                    view = self.view(region, full=False)
            except SourceError:
                return None
            count += sum(standing(i) and pool.owns(i) for i in view.instances)
        return count
