"""What operations made that the last lists may lack: it counts, though nobody has seen it since."""

from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import datetime

from console.kinds.instances.facts import given_up
from console.model.estate import Estate
from console.model.operation import Change, Operation, OperationState, Phase
from console.model.plan import Desired
from console.model.policy import Policy
from console.model.pool import Pool
from console.model.resource import INSTANCE
from console.ports import JournalReader

CAME = {Phase.IN_SERVICE: 1, Phase.GONE: -1}
"""What a change that ended well has made of a size."""
MANY = 50
"""Operations of a pool that are looked through, the newest."""


def unlisted(journal: JournalReader, estate: Estate, pool: str) -> tuple[Change, ...]:
    """Creations of a pool's operations that are over, in regions that were listed before that.

    A region that fell silent in the middle of an operation keeps the list from before it. What
    was given up there unseen may stand as well.
    Those that another operation has removed again are not among them. Raises SourceError.
    """
    listed = {region: view.observed_at for region, view in estate.regions.items()}
    if not listed:
        return ()
    over = tuple(_over(journal, pool, min(listed.values())))
    changes = [change for one in over for change in journal.changes(one.id)]
    gone = {c.resource_id for c in changes if c.desired is Desired.ABSENT and c.phase is Phase.GONE}
    return tuple(
        change
        for change in changes
        if change.resource == INSTANCE
        and (change.phase is Phase.IN_SERVICE or given_up(change))
        and change.desired is Desired.PRESENT
        and change.resource_id not in gone
        and change.region in listed
        and listed[change.region] <= change.updated_at
    )


def last_sizes(
    journal: JournalReader, estate: Estate, policy: Policy, pool: Pool
) -> Mapping[str, int]:
    """How many each datacenter that is not listed had by the newest plan, and what came of it.

    Whoever has just begun while a region is dark knows no better. Raises SourceError.
    """
    dark = _dark(estate, policy, pool)
    newest = _sizing(journal.operations(pool=pool.name, limit=MANY)) if dark else None
    if newest is None:
        return {}
    found = _left(newest, dark)
    if newest.state is not OperationState.SUCCEEDED:
        for change in journal.changes(newest.id):
            if change.resource == INSTANCE and change.datacenter in found:
                found[change.datacenter] += CAME.get(change.phase, 0)
    return found


def lately(estate: Estate, policy: Policy, pool: Pool) -> Mapping[str, int]:
    """The same by the operations that ended lately, of which no journal is asked more."""
    newest = _sizing(one for one in estate.activity.recent if one.plan.pool == pool.name)
    return {} if newest is None else _left(newest, _dark(estate, policy, pool))


def _dark(estate: Estate, policy: Policy, pool: Pool) -> frozenset[str]:
    """The pool's datacenters of which a region was never listed."""
    places = policy.places_of(pool)
    return frozenset(p.code for p in places if not estate.regions.keys() >= set(p.regions))


def _sizing(operations: Iterable[Operation]) -> Operation | None:
    """The first of some operations whose plan says how many stand where."""
    return next((o for o in operations if o.plan.resource == INSTANCE and o.plan.counts), None)


def _left(operation: Operation, codes: Container[str]) -> dict[str, int]:
    """What datacenters had before it; after it, where it did all that it was to do."""
    done = operation.state is OperationState.SUCCEEDED
    rows = (row for row in operation.plan.rows if row.datacenter in codes)
    return {row.datacenter: row.after if done else row.now for row in rows}


def _over(journal: JournalReader, pool: str, since: datetime) -> Iterator[Operation]:
    """The operations that ended after a moment; of most pools none, which one row tells."""
    for limit in (1, MANY):
        found = journal.operations(pool=pool, live=False, limit=limit)
        later = [one for one in found if one.ended_at is not None and one.ended_at >= since]
        if len(later) < limit or limit == MANY:
            yield from later
            return
