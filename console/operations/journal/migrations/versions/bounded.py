"""A journal that costs the same however much has ended, and an archive for what is over.

What an operation holds is of a kind, besides its name; orders have a table of their
own; ended operations keep their duration and counts; every query has its index.
"""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
LIVE = "('queued', 'running', 'stopping')"
IS_LIVE = sa.text(f"state IN {LIVE}")
SLICE = 1000
KINDS = """
UPDATE operations SET resource = COALESCE(
    (SELECT changes.resource FROM changes WHERE operation_id = operations.id AND seq = 1),
    'instance'
)
"""
OPERATION = (
    ("id", sa.String(16), False),
    ("pool", sa.String(63).with_variant(sa.String(255), "postgresql"), False),
    ("verb", sa.String(16), False),
    ("state", sa.String(16), False),
    ("root", sa.String(16), False),
    ("target", sa.String(16), True),
    ("plan", sa.Text, False),
    ("digest", sa.String(64), False),
    ("created_at", MOMENT, False),
    ("started_at", MOMENT, True),
    ("started_wall", MOMENT, True),
    ("ended_at", MOMENT, True),
    ("stop_requested", sa.Boolean, False),
    ("executor", sa.String(128), True),
    ("resource", sa.String(16), False),
    ("accepted_wall", MOMENT, True),
    ("duration_s", sa.Float, True),
    ("change_count", sa.Integer, True),
    ("phase_counts", sa.Text, True),
)
CHANGE = (
    ("operation_id", sa.String(16), False),
    ("seq", sa.Integer, False),
    ("datacenter", sa.String(63), False),
    ("region", sa.String(63), False),
    ("name", sa.String(255), False),
    ("desired", sa.String(16), False),
    ("phase", sa.String(16), False),
    ("updated_at", MOMENT, False),
    ("batch", sa.String(255), True),
    ("resource_id", sa.String(64), True),
    ("made_by", sa.String(16), True),
    ("attempts", sa.Integer, False),
    ("why", sa.Text, True),
    ("request_id", sa.String(128), True),
    ("asked_at", MOMENT, True),
    ("asked_wall", MOMENT, True),
    ("answered", sa.Boolean, False),
    ("resource", sa.String(16), False),
    ("wanted", sa.Text, False),
    ("before", sa.Text, False),
    ("kept", sa.Text, False),
)
EVENT = (
    ("seq", sa.BigInteger().with_variant(sa.Integer, "sqlite"), False),
    ("at", MOMENT, False),
    ("operation_id", sa.String(16), True),
    ("kind", sa.String(63), False),
    ("notice", sa.Text, False),
    ("actor", sa.String(128), False),
    ("request_id", sa.String(128), True),
)
SQLITE_GUARD = """
CREATE TRIGGER {table}_only_move BEFORE DELETE ON {table}
WHEN NOT EXISTS (SELECT 1 FROM {copy} WHERE {same})
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END
"""
SQLITE_NEVER = """
CREATE TRIGGER {table}_never_update BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END
"""
POSTGRESQL_FUNCTION = """
CREATE FUNCTION vigie_{table}_only_move() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF EXISTS (SELECT 1 FROM {copy} WHERE {same}) THEN RETURN OLD; END IF;
  RAISE EXCEPTION 'events are append-only';
END $$
"""
POSTGRESQL_GUARD = """
CREATE TRIGGER {table}_only_move BEFORE DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION vigie_{table}_only_move()
"""
POSTGRESQL_NEVER = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION vigie_append_only()
"""


def upgrade() -> None:
    """Add what is missing, fill it for what is there, and index what is asked for."""
    op.create_table(
        "orders",
        sa.Column("operation_id", sa.String(16), primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("order_id", sa.String(128), primary_key=True),
    )
    op.create_index("orders_by_id", "orders", ["order_id"])
    op.create_table(
        "chores",
        sa.Column("name", sa.String(32), primary_key=True),
        sa.Column("done_at", MOMENT, nullable=False),
    )
    _columns()
    connection = op.get_bind()
    _fill_resources(connection)
    _fill_ends(connection)
    _fill_orders(connection)
    _indexes()
    _archives()
    _guard_events(connection.dialect.name)


def _columns() -> None:
    instance = sa.Column("resource", sa.String(16), nullable=False, server_default="instance")
    op.add_column("operations", instance)
    op.add_column("operations", sa.Column("accepted_wall", MOMENT))
    op.add_column("operations", sa.Column("duration_s", sa.Float))
    op.add_column("operations", sa.Column("change_count", sa.Integer))
    op.add_column("operations", sa.Column("phase_counts", sa.Text))


def _fill_resources(connection: sa.Connection) -> None:
    """The kind of each operation; of those in flight, when it was accepted as far as known."""
    connection.execute(sa.text(KINDS))
    now = "CURRENT_TIMESTAMP" if connection.dialect.name == "sqlite" else "clock_timestamp()"
    connection.execute(
        sa.text(
            f"UPDATE operations SET accepted_wall = COALESCE(started_wall, {now})"  # noqa: S608 - constants
            f" WHERE state IN {LIVE}"
        )
    )


def _fill_ends(connection: sa.Connection) -> None:
    """Duration and counts of everything that has ended, some operations at a time."""
    operations = sa.table(
        "operations",
        sa.column("id"),
        sa.column("state"),
        sa.column("started_at", MOMENT),
        sa.column("ended_at", MOMENT),
    )
    query = sa.select(operations).where(sa.text(f"state NOT IN {LIVE}"))
    ended = connection.execute(query).mappings().all()
    for start in range(0, len(ended), SLICE):
        some = ended[start : start + SLICE]
        counts = _counts(connection, [row["id"] for row in some])
        connection.execute(
            sa.text(
                "UPDATE operations SET duration_s = :duration_s, change_count = :change_count,"
                " phase_counts = :phase_counts WHERE id = :id"
            ),
            [_end(row, counts.get(row["id"], {})) for row in some],
        )


def _end(row: Any, counts: dict[str, dict[str, int]]) -> dict[str, Any]:  # noqa: ANN401 - a row
    started, ended = row["started_at"], row["ended_at"]
    return {
        "id": row["id"],
        "duration_s": (ended - started).total_seconds() if started and ended else None,
        "change_count": sum(sum(phases.values()) for phases in counts.values()),
        "phase_counts": json.dumps(counts, separators=(",", ":")),
    }


def _counts(connection: sa.Connection, ids: list[str]) -> dict[str, dict[str, dict[str, int]]]:
    query = sa.text(
        "SELECT operation_id, datacenter, phase, count(*) FROM changes"
        " WHERE operation_id IN :ids GROUP BY operation_id, datacenter, phase"
    ).bindparams(sa.bindparam("ids", expanding=True))
    found: dict[str, dict[str, dict[str, int]]] = {}
    for operation_id, datacenter, phase, count in connection.execute(query, {"ids": ids}):
        found.setdefault(operation_id, {}).setdefault(datacenter, {})[phase] = count
    return found


def _fill_orders(connection: sa.Connection) -> None:
    query = sa.text("""SELECT operation_id, seq, kept FROM changes WHERE kept LIKE '%"order"%'""")
    rows = []
    for operation_id, seq, text in connection.execute(query):
        try:
            kept = json.loads(text)
        except ValueError:
            continue
        if isinstance(kept, dict) and "order" in kept:
            rows.append({"operation_id": operation_id, "seq": seq, "order_id": str(kept["order"])})
    if rows:
        insert = "INSERT INTO orders (operation_id, seq, order_id)"
        connection.execute(sa.text(f"{insert} VALUES (:operation_id, :seq, :order_id)"), rows)


def _indexes() -> None:
    op.drop_index("one_live_operation_a_pool", "operations")
    op.create_index(
        "one_live_operation_a_resource",
        "operations",
        ["resource", "pool"],
        unique=True,
        sqlite_where=IS_LIVE,
        postgresql_where=IS_LIVE,
    )
    op.create_index("operations_by_state", "operations", ["state", "pool"])
    op.drop_index("ix_operations_root", "operations")
    op.create_index("operations_by_root", "operations", ["root", "created_at"])
    op.create_index("operations_by_pool", "operations", ["pool", "created_at"])
    op.create_index("operations_by_pace", "operations", ["verb", "pool", "ended_at"])
    op.create_index("operations_by_end", "operations", ["ended_at"])
    op.drop_index("ix_events_operation_id", "events")
    op.create_index("events_by_operation", "events", ["operation_id", "seq"])


def _archives() -> None:
    keys = {"operations": {"id"}, "changes": {"operation_id", "seq"}, "events": {"seq"}}
    shapes = {"operations": OPERATION, "changes": CHANGE, "events": EVENT}
    for table, shape in shapes.items():
        op.create_table(
            f"archived_{table}",
            *(
                sa.Column(name, kind, primary_key=name in keys[table], nullable=nullable)
                for name, kind, nullable in shape
            ),
        )
    op.create_index("archived_operations_by_root", "archived_operations", ["root"])
    op.create_index("archived_events_by_operation", "archived_events", ["operation_id"])


def _guard_events(dialect: str) -> None:
    """An event may leave its table only when its very copy lies in the other one."""
    if dialect == "postgresql":
        op.execute("DROP TRIGGER events_append_only ON events")
    else:
        op.execute("DROP TRIGGER events_never_delete")
    equals = "IS NOT DISTINCT FROM" if dialect == "postgresql" else "IS"
    for table, copy in (("events", "archived_events"), ("archived_events", "events")):
        rest = " AND ".join(f"{copy}.{name} {equals} OLD.{name}" for name, _, _ in EVENT[1:])
        same = f"{copy}.seq = OLD.seq AND {rest}"
        names = {"table": table, "copy": copy, "same": same}
        if dialect == "postgresql":
            op.execute(POSTGRESQL_FUNCTION.format(**names))
            op.execute(POSTGRESQL_GUARD.format(**names))
            op.execute(POSTGRESQL_NEVER.format(**names))
            continue
        op.execute(SQLITE_GUARD.format(**names))
        if table != "events":
            op.execute(SQLITE_NEVER.format(**names))
