"""What a pass saw of the cloud, indexed by name and id. Absence must be proven."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from console.model.estate import RegionView
from console.model.instance import Instance, InstanceStatus

DELETING = "deleting"


@dataclass(frozen=True, slots=True)
class Sight:
    """Instances of the observed regions; a region that failed to answer is not in it.

    `health` is instance name → in service; None when nobody could say.
    """

    by_name: Mapping[tuple[str, str], Sequence[Instance]]
    by_id: Mapping[tuple[str, str], Instance]
    observed: frozenset[str]
    incomplete: frozenset[str] = frozenset()
    health: Mapping[str, bool] | None = None

    def named(self, region: str, name: str, operations: frozenset[str]) -> list[Instance]:
        """Instances of that name made by one of those operations, oldest first."""
        found = self.by_name.get((region, name), ())
        ours = (i for i in found if standing(i) and i.operation in operations)
        return sorted(ours, key=lambda i: (i.created_at, i.id))

    def numbered(self, region: str, instance_id: str) -> Instance | None:
        """The instance of that id unless it is deleted."""
        found = self.by_id.get((region, instance_id))
        return found if found is not None and standing(found) else None

    def proves_absence(self, region: str) -> bool:
        """Say whether what was not seen there is surely not there."""
        return region in self.observed and region not in self.incomplete


@dataclass(slots=True)
class _Index:
    by_name: dict[tuple[str, str], list[Instance]] = field(default_factory=dict)
    by_id: dict[tuple[str, str], Instance] = field(default_factory=dict)


def standing(instance: Instance) -> bool:
    """Say whether an instance is not deleted."""
    return instance.status is not InstanceStatus.DELETED


def look(views: Mapping[str, RegionView], health: Mapping[str, bool] | None = None) -> Sight:
    """Index what was observed."""
    index = _Index()
    for region, view in views.items():
        for instance in view.instances:
            index.by_name.setdefault((region, instance.name), []).append(instance)
            index.by_id[region, instance.id] = instance
    return Sight(
        by_name=index.by_name,
        by_id=index.by_id,
        observed=frozenset(views),
        incomplete=frozenset(region for region, view in views.items() if view.unreadable),
        health=health,
    )
