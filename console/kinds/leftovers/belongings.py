"""Which things but servers and members are left of operations that are over. Pure.

No name and no age proves whose one is: only a server that the journal has, and that is
surely gone, or a mark. What merely looks like ours is told apart, as somebody's perhaps.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from console.model.leftover import Belonging, Leftover, LeftoverSort, Traces
from console.model.notice import Notice, notice
from console.model.operation import Change, Operation
from console.model.plan import Desired
from console.model.resource import INSTANCE, SERVER
from console.model.wanted import FORMER

SERVERS = frozenset({INSTANCE, SERVER})
"""What a change is about that is about a server."""
AGED = frozenset({LeftoverSort.SNAPSHOT, LeftoverSort.IMAGE})
"""What is kept for a while once it is made."""
LOOSE = {
    LeftoverSort.VOLUME: frozenset({"available", "error", "error_deleting"}),
    LeftoverSort.SNAPSHOT: frozenset({"available", "error", "error_deleting"}),
    LeftoverSort.IMAGE: frozenset({"active", "deactivated", "killed"}),
}
"""What Cinder and Glance say of what nobody has or is at work on."""


def made(traces: Traces) -> Mapping[str, Change]:
    """The servers that operations made, by id; those too that were given up and made anew."""
    found: dict[str, Change] = {}
    for change in traces.changes:
        if change.resource != INSTANCE or change.desired is not Desired.PRESENT:
            continue
        former = str(change.kept.get(FORMER, "")).split()
        for number in (change.resource_id, *former):
            if number:
                found.setdefault(number, change)
    return found


def of_belongings(
    belongings: Iterable[Belonging], gone: Collection[str], traces: Traces, before: datetime
) -> tuple[Leftover, ...]:
    """Those but members that are left over. `gone` are ids of servers that are surely deleted.

    Snapshots and images are kept that were not made `before` a time.
    """
    servers = made(traces)
    alone = (one for one in belongings if one.sort is not LeftoverSort.MEMBER)
    over = (o for o in alone if o.sort not in AGED or o.created_at is None or o.created_at < before)
    judged = (_judged(one, gone, servers, traces) for one in over)
    return tuple(one for one in judged if one is not None)


def _judged(
    one: Belonging, gone: Collection[str], servers: Mapping[str, Change], traces: Traces
) -> Leftover | None:
    if one.servers:
        return _of_gone(one, gone, servers, traces)
    if not _loose(one):
        return None
    if one.marked is not None:
        return _marked(one, one.marked, traces)
    return _alike(one, traces.recent) if one.sort is LeftoverSort.VOLUME else None


def _loose(one: Belonging) -> bool:
    """Say whether nobody has it: no server, no port, and no service is at work on it."""
    if one.sort is LeftoverSort.ADDRESS:
        return not one.within
    return one.status in LOOSE.get(one.sort, ())


def _marked(one: Belonging, maker: str, traces: Traces) -> Leftover | None:
    """Ours where the operation of its mark is over; of a snapshot without a time, perhaps."""
    if maker not in traces.operations:
        return told(one, maker, notice("leftover.other_journal", operation=maker), sure=False)
    if traces.live(maker):
        return None
    known = one.sort not in AGED or one.created_at is not None
    return told(one, maker, notice("leftover.marked", operation=maker), sure=known)


def _of_gone(
    one: Belonging, gone: Collection[str], servers: Mapping[str, Change], traces: Traces
) -> Leftover | None:
    """Left where every server that it names was made by an operation, and is gone."""
    if not all(number in gone and number in servers for number in one.servers):
        return None
    made_by = [servers[number] for number in one.servers]
    if any(traces.live(change.operation_id) for change in traces.changes if _same(change, made_by)):
        return None
    first = made_by[0]
    why = notice("leftover.of_gone", name=first.name, operation=first.operation_id)
    return told(one, first.operation_id, why, sure=True)


def _same(change: Change, made_by: Sequence[Change]) -> bool:
    """Say whether a change is one of these, or is about the same server."""
    ids = {one.resource_id for one in made_by if one.resource_id}
    return change in made_by or (change.resource in SERVERS and change.resource_id in ids)


def _alike(one: Belonging, recent: Sequence[Operation]) -> Leftover | None:
    """A volume without a name that is as an operation's, made while that ran: perhaps its own.

    Nova gives the volumes that it makes to boot from no name, and takes no mark for them.
    """
    if one.name or one.image_id is None or one.created_at is None:
        return None
    for operation in recent:
        build = operation.plan.builds.get(one.region)
        if build is None or build.boot_volume is None or operation.state.live:
            continue
        same = (build.image.id, build.boot_volume.size_gib) == (one.image_id, one.size_gib)
        begun, ended = operation.started_at, operation.ended_at
        if same and begun is not None and ended is not None and begun <= one.created_at <= ended:
            why = notice("leftover.alike", operation=operation.id)
            return told(one, operation.id, why, sure=False)
    return None


def told(one: Belonging, operation: str, why: Notice, *, sure: bool) -> Leftover:
    """What is told of it."""
    return Leftover(
        sort=one.sort,
        id=one.id,
        name=one.name,
        region=one.region,
        since=one.created_at,
        why=why,
        sure=sure,
        operation=operation,
        belonging=one,
    )
