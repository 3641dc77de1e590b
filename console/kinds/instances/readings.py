"""What a worker reads of a region, or has read lately: its list, and what is in use beside it."""

from console.kinds.instances.patience import planned
from console.kinds.regions import WITHIN_S, region_of
from console.kinds.sources import Sources
from console.kinds.step import Ground
from console.model.error import SourceError
from console.model.estate import Estate
from console.model.figure import Freshness
from console.model.fixtures import Fixtures
from console.model.quota import Quota


def unseen(sources: Sources, ground: Ground, region: str) -> int:
    """How many instances a region has in use beside those that it lists; 0 where nobody says."""
    quota = quota_of(sources, region)
    view, freshness = region_of(sources, region)
    if quota is None or view is None or freshness is not Freshness.FRESH:
        return 0
    return Estate(ground.now, regions={region: view}, quotas={region: quota}).unseen(region)


def fixtures_of(sources: Sources, ground: Ground, region: str) -> Fixtures | None:
    """What stands of what is made there by the plan; None where nobody says."""
    compute = sources.systems.compute
    assert compute is not None  # noqa: S101 - `lacks` has looked
    if sources.recollection.get((region, Freshness.UNKNOWN), WITHIN_S) is not None:
        return None
    key = ("fixtures", region, ground.operation.id)
    build = planned(ground, region)
    return sources.recent(region, key, WITHIN_S, lambda: compute.fixtures(region, (build,)))


def quota_of(sources: Sources, region: str) -> Quota | None:
    """What is in use where something is made: a list that shows less is not whole.

    Free addresses are not among it: no guard asks for them again.

    Read before the list, which then has all that it counts; None where nobody says.
    """
    compute = sources.systems.compute
    assert compute is not None  # noqa: S101 - `lacks` has looked
    if sources.recollection.get((region, Freshness.UNKNOWN), WITHIN_S) is not None:
        return None
    key = ("quota", region)
    kept = sources.recollection.get(key, WITHIN_S)
    if isinstance(kept, Quota):
        return kept
    try:
        found = compute.quota(region, ())
    except SourceError:
        return None
    sources.recollection.put(key, found)
    return found
