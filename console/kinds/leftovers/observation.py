"""What was seen of what is left over."""

from dataclasses import dataclass

from console.kinds.leftovers.reading import Survey
from console.model.balancer import BalancerPool, BalancerView
from console.model.leftover import Leftover
from console.model.operation import Change
from console.model.resource import ORPHAN, SERVER


@dataclass(frozen=True, slots=True)
class LeftoverSight:
    """The regions, None where the journal did not say whose anything is; servers surely gone."""

    seen: Survey | None = None
    gone: frozenset[str] = frozenset()

    def stands(self, change: Change) -> bool | None:
        """Say whether what a change is about is there; None where nobody knows."""
        reading = None if self.seen is None else self.seen.readings.get(change.region)
        number = change.resource_id or ""
        if reading is None:
            return None
        if reading.stands(change.resource, number):
            return True
        if change.resource == SERVER:
            return False if number in self.gone else None
        return False if reading.whole(change.resource) else None

    def pool(self, change: Change) -> BalancerPool | None:
        """The load-balancer pool of the member that a change is about."""
        reading = None if self.seen is None else self.seen.readings.get(change.region)
        if reading is None or change.resource != ORPHAN:
            return None
        return reading.pool(change.resource_id or "")

    def balancers(self, region: str) -> BalancerView | None:
        """A region's load balancers, where they were read."""
        reading = None if self.seen is None else self.seen.readings.get(region)
        return None if reading is None else reading.balancers

    def left(self, change: Change) -> Leftover | None:
        """What it is about, where that is still left over."""
        if self.seen is None:
            return None
        return self.seen.findings.find(change.resource, change.resource_id)
