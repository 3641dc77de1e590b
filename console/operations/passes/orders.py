"""Put missing instances into as few creation calls as their batches allow. Pure."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

from console.model.instance import BATCH_KEY, OPERATION_KEY, POOL_KEY
from console.model.pool import Pool
from console.model.tracked import Tracked
from console.ports import CreateOrder


@dataclass(frozen=True, slots=True)
class Creation:
    """One creation call and the changes it serves."""

    order: CreateOrder
    tracked: tuple[Tracked, ...]


def creations(
    missing: Iterable[Tracked],
    everything: Iterable[Tracked],
    pool: Pool,
    *,
    alone: Container[str] = (),
) -> list[Creation]:
    """Whole batches in one call each, everything else one by one.

    `everything` are all changes of the operation in these regions: a batch is
    asked for as a whole only when all of it is missing, for its names are given
    by the compute API and start at 1. The names in `alone` are never asked for as
    part of a batch: it was refused as a whole.
    """
    sizes: dict[tuple[str, str], int] = {}
    for item in everything:
        sizes[_group(item)] = sizes.get(_group(item), 0) + 1
    groups: dict[tuple[str, str], list[Tracked]] = {}
    for item in missing:
        groups.setdefault(_group(item), []).append(item)
    found: list[Creation] = []
    for (region, batch), members in groups.items():
        whole = len(members) == sizes[region, batch] and _numbered(batch, members)
        if whole and not any(member.change.name in alone for member in members):
            found.append(_creation(region, batch, members, pool))
        else:
            found.extend(_creation(region, batch, [member], pool) for member in members)
    return found


def _group(tracked: Tracked) -> tuple[str, str]:
    change = tracked.change
    return change.region, change.batch or change.name


def _numbered(batch: str, members: Sequence[Tracked]) -> bool:
    names = [member.change.name for member in members]
    return len(names) > 1 and names == [f"{batch}-{n}" for n in range(1, len(names) + 1)]


def _creation(region: str, batch: str, members: Sequence[Tracked], pool: Pool) -> Creation:
    metadata = {
        **pool.metadata,
        OPERATION_KEY: members[0].change.operation_id,
        BATCH_KEY: batch,
        POOL_KEY: pool.name,
    }
    names = tuple(member.change.name for member in members)
    return Creation(CreateOrder(region, pool, names, batch, metadata), tuple(members))
