"""What one plan stands on: the request, and the pool as it is at this moment."""

from dataclasses import dataclass

from console.model.estate import Estate
from console.model.instance import Instance, InstanceStatus
from console.model.notice import Notice
from console.model.place import Datacenter
from console.model.plan import (
    PlannedChange,
    RefusalReason,
    Request,
)
from console.model.policy import Policy, Record
from console.model.pool import Pool, Share

DELETING = "deleting"


@dataclass(frozen=True, slots=True)
class PoolFacts:
    """A request with everything it is judged by.

    `owned` are the pool's instances that are not gone, in a stable order; `places`
    the declared datacenters that share the pool; `chosen` those the request
    allows changes in.
    """

    request: Request
    estate: Estate
    policy: Policy
    record: Record
    operation_id: str
    pool: Pool
    owned: tuple[Instance, ...]
    places: tuple[Datacenter, ...]
    chosen: tuple[Datacenter, ...]

    @property
    def staying(self) -> tuple[Instance, ...]:
        """The pool's size: instances that are neither gone nor being deleted."""
        return tuple(i for i in self.owned if i.task_state != DELETING)

    @property
    def size(self) -> int:
        """Number of instances that stay, ERROR ones included."""
        return len(self.staying)

    def datacenter_of(self, region: str) -> str:
        """Code of the datacenter a region stands in; the region's own name if undeclared."""
        for place in self.policy.datacenters:
            if region in place.regions:
                return place.code
        return region

    def staying_in(self, datacenter: str) -> tuple[Instance, ...]:
        """Instances of one datacenter that stay."""
        return tuple(i for i in self.staying if self.datacenter_of(i.region) == datacenter)

    def share(self, datacenter: str) -> Share:
        """The pool's share of a datacenter; weight 0 where it has none."""
        for share in self.pool.shares:
            if share.datacenter == datacenter:
                return share
        return Share(datacenter, 0)

    def weights(self, places: tuple[Datacenter, ...]) -> dict[str, int]:
        """Weights by datacenter; equal ones when all of these weigh nothing."""
        weights = {place.code: self.share(place.code).weight for place in places}
        return weights if any(weights.values()) else dict.fromkeys(weights, 1)

    def serving(self, instance: Instance) -> bool:
        """Say whether an instance is ACTIVE and confirmed in service; unknown is no."""
        return self.health(instance) is True and instance.status is InstanceStatus.ACTIVE

    def health(self, instance: Instance) -> bool | None:
        """What the metrics say of an instance; None when they say nothing."""
        return self.estate.health.get(self.pool.name, {}).get(instance.name)


@dataclass(frozen=True, slots=True)
class Draft:
    """What a verb makes of a situation: the changes, or why there are none."""

    changes: tuple[PlannedChange, ...] = ()
    warnings: tuple[Notice, ...] = ()
    reasons: tuple[RefusalReason, ...] = ()
    target: str | None = None


def survey(
    request: Request,
    estate: Estate,
    policy: Policy,
    record: Record,
    *,
    operation_id: str,
    pool: Pool,
) -> PoolFacts:
    """Sort out the pool's instances and the places a request is about."""
    owned = sorted(
        (
            instance
            for instance in estate.instances()
            if instance.status is not InstanceStatus.DELETED and pool.owns(instance)
        ),
        key=lambda i: (i.created_at, i.name, i.id),
    )
    shared = {share.datacenter for share in pool.shares}
    places = tuple(place for place in policy.datacenters if place.code in shared)
    wanted = {code.casefold() for code in request.datacenters}
    if wanted:
        chosen = tuple(place for place in places if place.code.casefold() in wanted)
    else:
        weighty = {share.datacenter for share in pool.shares if share.weight > 0}
        chosen = tuple(place for place in places if place.code in weighty) or places
    return PoolFacts(
        request, estate, policy, record, operation_id, pool, tuple(owned), places, chosen
    )
