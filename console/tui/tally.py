"""What each datacenter has of a pool, counted from the estate. Unknown is never zero."""

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from console.model.figure import Freshness
from console.model.instance import Flavor, Instance, InstanceCondition
from console.model.plan import (
    PlanRow,
)
from console.model.quota import Quota
from console.tui.scene import Scene


@dataclass(frozen=True, slots=True)
class Room:
    """How many more instances a quota lets in, and which quota is the narrowest."""

    left: int | None = None
    narrowest: str | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """One pool in one datacenter. None is unknown.

    `by` counts instances by condition; `target` is what the running operation
    wants here, else what is there; `known` is false until every region is listed.
    """

    datacenter: str
    name: str
    known: bool
    health_known: bool
    by: dict[InstanceCondition, int] = field(default_factory=dict)
    owned: int = 0
    target: int = 0
    room: Room = field(default_factory=Room)
    euro_per_hour: Decimal | None = None
    stale: bool = False

    def count(self, condition: InstanceCondition) -> int:
        """Instances in one condition."""
        return self.by.get(condition, 0)

    @property
    def serving(self) -> int | None:
        """Instances in service; None when health is unknown."""
        return self.count(InstanceCondition.IN_SERVICE) if self.health_known else None

    @property
    def sick(self) -> int:
        """Instances in error or stopped."""
        return self.count(InstanceCondition.ERROR) + self.count(InstanceCondition.STOPPED)


def condition_of(scene: Scene, instance: Instance) -> InstanceCondition:
    """An instance's condition with the health the metrics give it."""
    health = scene.estate.health.get(scene.pool_name, {})
    return instance.condition(health.get(instance.name))


def tallies(scene: Scene) -> tuple[Tally, ...]:
    """One tally a datacenter, in the settings' order."""
    return tuple(_tally(scene, d.code, d.name, d.regions) for d in scene.policy.datacenters)


def _tally(scene: Scene, code: str, name: str, regions: tuple[str, ...]) -> Tally:
    estate, pool = scene.estate, scene.pool
    views = [estate.regions[r] for r in regions if r in estate.regions]
    health = estate.health.get(pool.name)
    found: Counter[InstanceCondition] = Counter()
    cost: Decimal | None = Decimal(0)
    for view in views:
        for instance in view.instances:
            if not pool.owns(instance) or not instance.billed:
                continue
            known = None if health is None else health.get(instance.name)
            found[instance.condition(known)] += 1
            price = scene.policy.prices.get(instance.flavor or pool.flavor)
            cost = None if cost is None or price is None else cost + price.euro_per_hour
    owned = sum(found.values())
    row = planned_row(scene, code)
    return Tally(
        datacenter=code,
        name=name,
        known=all(region in estate.regions for region in regions),
        health_known=health is not None,
        by=dict(found),
        owned=owned,
        target=row.after if row else owned,
        room=_room(scene, regions),
        euro_per_hour=cost,
        stale=any(_stale(scene, region) for region in regions),
    )


def _stale(scene: Scene, region: str) -> bool:
    state = scene.estate.sources.get(f"nova:{region}")
    return state is not None and state.freshness is Freshness.STALE


def planned_row(scene: Scene, datacenter: str) -> PlanRow | None:
    """What the operation that holds the pool wants of a datacenter."""
    for operation in scene.live:
        if operation.plan.pool == scene.pool_name:
            for row in operation.plan.rows:
                if row.datacenter == datacenter:
                    return row
    return None


def _room(scene: Scene, regions: tuple[str, ...]) -> Room:
    rooms = [
        _region_room(q, _flavor(scene, r)) for r in regions if (q := scene.estate.quotas.get(r))
    ]
    known = [room for room in rooms if room.left is not None]
    if not known:
        return Room()
    narrowest = min(known, key=lambda room: room.left or 0).narrowest
    return Room(sum(room.left or 0 for room in known), narrowest)


def _flavor(scene: Scene, region: str) -> Flavor | None:
    wanted = scene.pool.flavor
    return next((f for f in scene.estate.flavors.get(region, ()) if f.name == wanted), None)


def _region_room(quota: Quota, flavor: Flavor | None) -> Room:
    lefts: list[tuple[int, str]] = []
    if quota.instances.left is not None:
        lefts.append((quota.instances.left, "instances"))
    if flavor is not None and quota.cores.left is not None and flavor.vcpus:
        lefts.append((quota.cores.left // flavor.vcpus, "cores"))
    if flavor is not None and quota.ram_mib.left is not None and flavor.ram_mib:
        lefts.append((quota.ram_mib.left // flavor.ram_mib, "memory"))
    if quota.ports is not None and quota.ports.left is not None:
        lefts.append((quota.ports.left, "ports"))
    if quota.free_addresses is not None:
        lefts.append((quota.free_addresses, "addresses"))
    if not lefts:
        return Room()
    left, narrowest = min(lefts, key=lambda pair: pair[0])
    return Room(left, narrowest)


def capacity(scene: Scene, counted: tuple[Tally, ...]) -> float | None:
    """Connections that the instances in service carry; None until all that counts is known."""
    serving = [t.serving for t in counted]
    if not counted or not all(t.known for t in counted) or None in serving:
        return None
    return float(sum(s or 0 for s in serving) * scene.pool.connections_per_instance)
