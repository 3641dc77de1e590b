"""What the journal has of a pool's earlier heals."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from console.kinds.instances import history
from console.model.freeze import Scope
from console.model.operation import Change, Operation
from console.model.verb import HEAL
from console.ports import JournalReader

REMEMBERED = timedelta(days=1)
"""How long a heal counts, in estate time since its end."""


def changes_of(journal: JournalReader, pool: str, now: datetime) -> tuple[Change, ...]:
    """The changes of the pool's heals that ended lately, by the operation the newest first."""
    ended = lately(journal.operations(pool=pool, live=False), now)
    return tuple(change for one in ended for change in journal.changes(one.id))


def lately(operations: Iterable[Operation], now: datetime) -> tuple[Operation, ...]:
    """Of some operations the heals that ended lately."""
    return tuple(
        one
        for one in operations
        if one.plan.request.verb == HEAL and one.ended_at and now - one.ended_at < REMEMBERED
    )


def in_vain(
    journal: JournalReader, pool: str, now: datetime, sick: Collection[str]
) -> tuple[Operation, ...]:
    """The pool's last heals that did not help, since its healing was last thawed; newest first.

    `sick` are the ids of its instances that are sick now. Raises SourceError.
    """
    thawed = journal.resumed_at(pool, Scope.HEALING)
    heals = [
        one
        for one in lately(journal.operations(pool=pool, live=False), now)
        if thawed is None or (one.ended_at or now) > thawed
    ]
    return history.in_vain(heals, {one.id: journal.changes(one.id) for one in heals}, sick)
