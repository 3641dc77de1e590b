"""What was seen of instances, indexed by name and id. Absence must be proven."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from console.model.estate import RegionView
from console.model.instance import Instance, InstanceStatus


@dataclass(frozen=True, slots=True)
class InstanceSight:
    """Instances of the observed regions; a region that failed to answer is not in it.

    `health` is instance name → in service; None when nobody could say. `fitting`
    are the changes (`seq`) for which a quota that refused their batch leaves room; `ended`
    says of ids that are deleted when they were, where the cloud still tells.
    """

    by_name: Mapping[tuple[str, str], Sequence[Instance]]
    by_id: Mapping[tuple[str, str], Instance]
    observed: frozenset[str]
    incomplete: frozenset[str] = frozenset()
    health: Mapping[str, bool] | None = None
    fitting: frozenset[int] = frozenset()
    ended: Mapping[str, datetime] = field(default_factory=dict)

    def named(self, region: str, name: str, operations: frozenset[str]) -> list[Instance]:
        """Instances of that name made by one of those operations, oldest first."""
        found = self.by_name.get((region, name), ())
        ours = (i for i in found if standing(i) and i.operation in operations)
        return sorted(ours, key=lambda i: (i.created_at, i.id))

    def numbered(self, region: str, instance_id: str) -> Instance | None:
        """The instance of that id unless it is deleted."""
        found = self.by_id.get((region, instance_id))
        return found if found is not None and standing(found) else None

    def state(self, region: str, instance_id: str | None) -> str | None:
        """What the cloud says that it does with an instance; None when it is not seen."""
        found = None if instance_id is None else self.numbered(region, instance_id)
        if found is None:
            return None
        return found.status.value + (f"/{found.task_state}" if found.task_state else "")

    def proves_absence(self, region: str) -> bool:
        """Say whether what was not seen there is surely not there."""
        return region in self.observed and region not in self.incomplete


def standing(instance: Instance) -> bool:
    """Say whether an instance is not deleted."""
    return instance.status is not InstanceStatus.DELETED


def look(
    views: Mapping[str, RegionView],
    health: Mapping[str, bool] | None = None,
    fitting: frozenset[int] = frozenset(),
    hiding: frozenset[str] = frozenset(),
) -> InstanceSight:
    """Index what was observed; `hiding` are regions that do not list all they have."""
    by_name: dict[tuple[str, str], list[Instance]] = {}
    by_id: dict[tuple[str, str], Instance] = {}
    for region, view in views.items():
        for instance in view.instances:
            by_name.setdefault((region, instance.name), []).append(instance)
            by_id[region, instance.id] = instance
    return InstanceSight(
        by_name=by_name,
        by_id=by_id,
        observed=frozenset(views),
        incomplete=hiding | {region for region, view in views.items() if view.unreadable},
        health=health,
        fitting=fitting,
        ended={number: at for view in views.values() for number, at in view.ended.items()},
    )
