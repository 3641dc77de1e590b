"""The journal's tables. Times are stored in UTC; plans, notices and plain values as JSON text.

`operations.*_wall`, `operations.appro*`, `changes.asked_wall`, `workers.*_at`, `claims.*_at` and
`chores.done_at` are real times by the database's clock (`database.wall`), so that
two machines' clocks are never compared; everything else is estate time.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    text,
)

from console.model.operation import LIVE_STATES, WORKED_STATES

VERSION_TABLE = "vigie_schema"
REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009")
"""Every schema version this program knows, oldest first."""

LIVE = tuple(sorted(LIVE_STATES))
WORKED = tuple(sorted(WORKED_STATES))
"""What workers take up: of what is live, all but what awaits approval."""

IS_LIVE = "state IN ({})".format(", ".join(f"'{state}'" for state in LIVE))


class UtcTime(TypeDecorator[datetime]):
    """An aware time, kept in UTC. SQLite has no zone: there it is naive UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:  # noqa: ANN401 - SQLAlchemy's signature
        """Refuse nothing, convert to UTC; SQLite keeps it without the zone."""
        if value is None:
            return None
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy's signature
    ) -> datetime | None:
        """Give back an aware UTC time."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData()

operations = Table(
    "operations",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("pool", String(63).with_variant(String(255), "postgresql"), nullable=False),
    Column("verb", String(16), nullable=False),
    Column("state", String(16).with_variant(String(32), "postgresql"), nullable=False),
    Column("root", String(16), nullable=False),
    Column("target", String(16)),
    Column("plan", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("created_at", UtcTime, nullable=False, index=True),
    Column("started_at", UtcTime),
    Column("started_wall", UtcTime),
    Column("ended_at", UtcTime),
    Column("stop_requested", Boolean, nullable=False, default=False),
    Column("executor", String(128)),
    Column("resource", String(16), nullable=False, server_default="instance"),
    Column("accepted_wall", UtcTime),
    Column("duration_s", Float),
    Column("change_count", Integer),
    Column("phase_counts", Text),
    Column("author", String(63)),
    Column("recorded_by", String(63)),
    Column("approval_until", UtcTime),
    Column("approved_by", String(63)),
    Column("approved_at", UtcTime),
    Index(
        "one_live_operation_a_resource",
        "resource",
        "pool",
        unique=True,
        sqlite_where=text(IS_LIVE),
        postgresql_where=text(IS_LIVE),
    ),
    Index("operations_by_state", "state", "pool"),
    Index("operations_by_root", "root", "created_at"),
    Index("operations_by_pool", "pool", "created_at"),
    Index("operations_by_pace", "verb", "pool", "ended_at"),
    Index("operations_by_end", "ended_at"),
)
"""A live operation holds `pool` among what is of the kind `resource`. When it ends, three
columns are written: estate seconds from start to end, its changes, and their number by
datacenter and phase (JSON). The last two are a server's own: whose session wrote the
row, and who is the author where that session may not speak for others."""

changes = Table(
    "changes",
    metadata,
    Column("operation_id", ForeignKey("operations.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("datacenter", String(63), nullable=False),
    Column("region", String(63), nullable=False),
    Column("name", String(255), nullable=False),
    Column("desired", String(16), nullable=False),
    Column("phase", String(16), nullable=False),
    Column("updated_at", UtcTime, nullable=False),
    Column("batch", String(255)),
    Column("resource_id", String(64)),
    Column("made_by", String(16)),
    Column("attempts", Integer, nullable=False, default=0),
    Column("why", Text),
    Column("request_id", String(128)),
    Column("asked_at", UtcTime),
    Column("asked_wall", UtcTime),
    Column("answered", Boolean, nullable=False, default=True),
    Column("resource", String(16), nullable=False, server_default="instance"),
    Column("wanted", Text, nullable=False, server_default="{}"),
    Column("before", Text, nullable=False, server_default="{}"),
    Column("kept", Text, nullable=False, server_default="{}"),
)

orders = Table(
    "orders",
    metadata,
    Column("operation_id", String(16), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("order_id", String(128), primary_key=True),
    Index("orders_by_id", "order_id"),
)
"""Which change has which order at the provider as its own. Never archived: an order
that was ours once is not another's to adopt."""

events = Table(
    "events",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("operation_id", String(16)),
    Column("kind", String(63), nullable=False),
    Column("notice", Text, nullable=False),
    Column("actor", String(128), nullable=False),
    Column("request_id", String(128)),
    Index("events_by_operation", "operation_id", "seq"),
)

workers = Table(
    "workers",
    metadata,
    Column("executor", String(128), primary_key=True),
    Column("pid", Integer, nullable=False),
    Column("host", String(255), nullable=False),
    Column("started_at", UtcTime, nullable=False),
    Column("heartbeat_at", UtcTime, nullable=False),
)

claims = Table(
    "claims",
    metadata,
    Column("workflow_id", String(80), primary_key=True),
    Column("operation_id", ForeignKey("operations.id"), nullable=False, index=True),
    Column("executor", String(128), nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("failures", Integer, nullable=False, default=0),
    Column("taken_at", UtcTime, nullable=False),
    Column("passed_at", UtcTime),
    Column("due_at", UtcTime),
)
"""The last sign of work, and when the next one must have come: none is expected of what
only waits for others, or is done."""

chores = Table(
    "chores",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("done_at", UtcTime, nullable=False),
)
"""When a worker, whichever, last did what is due once in a while."""

freezes = Table(
    "freezes",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("resource", String(16), nullable=False, server_default="instance"),
    Column("pool", String(255), nullable=False),
    Column("since", UtcTime, nullable=False),
    Column("author", String(63), nullable=False),
    Column("reason", Text, nullable=False),
    Column("lifted_at", UtcTime),
    Column("lifted_by", String(63)),
    Column("scope", String(16), nullable=False, server_default="everything"),
    Index(
        "one_open_freeze_a_scope",
        "resource",
        "pool",
        "scope",
        unique=True,
        sqlite_where=text("lifted_at IS NULL"),
        postgresql_where=text("lifted_at IS NULL"),
    ),
)
"""Pools that somebody froze, wholly or as to one `scope`; open until `lifted_at`.

Never archived, as the audit is not.
"""

targets = Table(
    "targets",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("pool", String(255), nullable=False),
    Column("level", Integer, nullable=False),
    Column("opened_at", UtcTime, nullable=False),
    Column("until", UtcTime, nullable=False),
    Column("author", String(63), nullable=False),
    Column("origin", String(16), nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    Column("datacenters", Text, nullable=False, server_default=""),
    Column("keeps", Boolean, nullable=False, default=False),
    Column("closed_at", UtcTime),
    Column("closed_by", String(63), nullable=False, server_default=""),
    Column("reported_at", UtcTime),
    Column("reached_at", UtcTime),
    Index(
        "open_targets",
        "opened_at",
        sqlite_where=text("closed_at IS NULL"),
        postgresql_where=text("closed_at IS NULL"),
    ),
    Index("targets_by_end", "closed_at"),
)
"""Sizes that pools are brought to and kept at, by the operation that opened each.

Written by workers alone, and never archived: what came of one goes back to it.
"""


def _archive(table: Table) -> Table:
    """A table of the same columns for what is over; nothing there refers to anything."""
    columns = [
        Column(column.name, column.type, primary_key=column.primary_key, nullable=column.nullable)
        for column in table.columns
    ]
    return Table(f"archived_{table.name}", metadata, *columns)


archived_operations = _archive(operations)
archived_changes = _archive(changes)
archived_events = _archive(events)
Index("archived_operations_by_root", archived_operations.c.root)
Index("archived_events_by_operation", archived_events.c.operation_id)
