"""How far people were told, kept in the journal, so that of all workers one tells each event.

The mark is the chore `told-SEQ`: an update that names the mark it replaces is both the
claim and the step forward. A turn that its worker does not give back is free again
after a while; what that worker was telling is then told again (at least once).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Update, func, insert, select, update

from console.model.entry import Entry
from console.model.notice import Notice
from console.model.operation import Event
from console.operations.journal.claims import SqlClaims
from console.operations.journal.database import order_writers, transaction, wall
from console.operations.journal.rows import read_event
from console.operations.journal.schema import chores, events

MARK = "told-"
FREE = datetime(1970, 1, 1, tzinfo=UTC)
AT_ONCE = 20
FRESH = timedelta(days=1)
"""What is older is no news, in estate time."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One worker's right to tell what comes after `told`."""

    told: int
    taken_at: datetime


class SqlTelling(SqlClaims):
    """What of a worker's journal is about telling people."""

    def begin_telling(self) -> None:
        """Where nobody was ever told anything, begin with what comes from now on."""
        with transaction(self._writer) as connection:
            order_writers(connection)
            if _told(connection) is None:
                newest = connection.execute(select(func.max(events.c.seq))).scalar() or 0
                connection.execute(insert(chores), {"name": f"{MARK}{newest}", "done_at": FREE})

    def untold(self, kinds: Collection[str], seen: int = 0) -> tuple[int, tuple[Event, ...]]:
        """The mark and the oldest events of these kinds after it, and after `seen`."""
        with transaction(self._engine) as connection:
            told = _told(connection) or 0
            query = (
                select(events)
                .where(
                    events.c.seq > max(told, seen),
                    events.c.kind.in_(kinds),
                    events.c.at > self.clock.now() - FRESH,
                )
                .order_by(events.c.seq)
                .limit(AT_ONCE)
            )
            rows = connection.execute(query).mappings().all()
        return told, tuple(read_event(row) for row in rows)

    def newest_event(self) -> int:
        """The highest `seq` there is; 0 in an empty journal."""
        with transaction(self._engine) as connection:
            return connection.execute(select(func.max(events.c.seq))).scalar() or 0

    def take_turn(self, told: int, lease: timedelta) -> Turn | None:
        """The turn after this mark; None while another worker has it, or moved the mark."""
        with transaction(self._writer) as connection:
            now = wall(connection, self._machine_clock)
            free = chores.c.name == f"{MARK}{told}", chores.c.done_at <= now - lease
            taken = connection.execute(update(chores).where(*free).values(done_at=now))
        return Turn(told, now) if taken.rowcount else None

    def move_mark(self, turn: Turn, told: int) -> Turn | None:
        """Note how far was told, and go on; None when the turn was lost meanwhile."""
        with transaction(self._writer) as connection:
            now = wall(connection, self._machine_clock)
            values = {"name": f"{MARK}{told}", "done_at": now}
            moved = connection.execute(_of(turn).values(**values))
        return Turn(told, now) if moved.rowcount else None

    def give_back(self, turn: Turn) -> None:
        """Let whoever comes first go on."""
        with transaction(self._writer) as connection:
            connection.execute(_of(turn).values(done_at=FREE))

    def note_unsent(self, event: Event, why: Notice) -> None:
        """Write into the audit that somebody could not be told."""
        self.note(Entry(why.code, why), event.operation_id, self.executor)


def _of(turn: Turn) -> Update:
    return update(chores).where(
        chores.c.name == f"{MARK}{turn.told}", chores.c.done_at == turn.taken_at
    )


def _told(connection: Connection) -> int | None:
    query = select(chores.c.name).where(chores.c.name.startswith(MARK))
    marks = connection.execute(query).scalars().all()
    return max((int(mark.removeprefix(MARK)) for mark in marks), default=None)
