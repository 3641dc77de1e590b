"""What the journal has of a pool's earlier heals."""

from datetime import datetime, timedelta

from console.model.operation import Change
from console.model.verb import HEAL
from console.ports import JournalReader

REMEMBERED = timedelta(days=1)
"""How long a heal counts, in estate time since its end."""


def changes_of(journal: JournalReader, pool: str, now: datetime) -> tuple[Change, ...]:
    """The changes of the pool's heals that ended lately, by the operation the newest first."""
    ended = (
        one.id
        for one in journal.operations(pool=pool, live=False)
        if one.plan.request.verb == HEAL and one.ended_at and now - one.ended_at < REMEMBERED
    )
    return tuple(change for number in ended for change in journal.changes(number))
