"""Put missing instances into as few creation calls as their batches allow. Pure."""

from collections.abc import Sequence

from console.kinds.instances.act import InstanceAct
from console.kinds.instances.patience import planned, pool_of
from console.kinds.step import Call, Ground, Step
from console.model.instance import BATCH_KEY, OPERATION_KEY, POOL_KEY
from console.model.operation import Phase
from console.model.tracked import Tracked
from console.model.wanted import ALONE
from console.ports import CreateOrder


def creations(steps: Sequence[Step], ground: Ground) -> list[Call]:
    """Whole batches in one call each, everything else one by one.

    `steps` are those of all changes of the operation in these regions: a batch is
    asked for as a whole only when all of it is missing, for its names are given
    by the compute API and start at 1. What a quota has refused as a whole is asked
    for one by one.
    """
    sizes: dict[tuple[str, str], int] = {}
    missing: dict[tuple[str, str], list[Step]] = {}
    for step in steps:
        group = _group(step.tracked)
        sizes[group] = sizes.get(group, 0) + 1
        if step.act == InstanceAct.CREATE:
            missing.setdefault(group, []).append(step)
    found: list[Call] = []
    for group, members in missing.items():
        whole = len(members) == sizes[group] and _numbered(group[1], members)
        if whole and not any(ALONE in step.tracked.change.kept for step in members):
            found.append(_creation(group, members, ground))
        else:
            found.extend(_creation(group, [member], ground) for member in members)
    return found


def _group(tracked: Tracked) -> tuple[str, str]:
    change = tracked.change
    return change.region, change.batch or change.name


def _numbered(batch: str, members: Sequence[Step]) -> bool:
    names = [step.tracked.change.name for step in members]
    return len(names) > 1 and names == [f"{batch}-{n}" for n in range(1, len(names) + 1)]


def _creation(group: tuple[str, str], members: Sequence[Step], ground: Ground) -> Call:
    region, batch = group
    pool, change = pool_of(ground), members[0].tracked.change
    metadata = {
        OPERATION_KEY: change.operation_id,
        BATCH_KEY: batch,
        POOL_KEY: pool.name,
    }
    build = planned(ground, region)
    names = tuple(step.tracked.change.name for step in members)
    return Call(
        InstanceAct.CREATE,
        tuple(members),
        about=CreateOrder(region, build, names, batch, metadata, change.datacenter),
        intended=tuple(_intended(step, ground) for step in members),
    )


def _intended(step: Step, ground: Ground) -> Tracked:
    """The change once it has been asked for: each round has a patience of its own."""
    tracked = step.tracked.anew() if step.again else step.tracked
    return tracked.asked(Phase.REQUESTED, ground.now, ground.wall)
