"""Operations, changes, events, workers, claims."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
HOLDS_POOL = sa.text("state IN ('queued', 'running', 'stopping')")
SQLITE_GUARD = """
CREATE TRIGGER events_never_{verb} BEFORE {statement} ON events
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END
"""
POSTGRESQL_FUNCTION = """
CREATE FUNCTION vigie_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'events are append-only'; END $$
"""
POSTGRESQL_GUARD = """
CREATE TRIGGER events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON events
FOR EACH STATEMENT EXECUTE FUNCTION vigie_append_only()
"""


def upgrade() -> None:
    """Create every table and make the audit append-only."""
    _operations()
    _changes()
    _events()
    _workers_and_claims()
    _guard_events()


def _operations() -> None:
    op.create_table(
        "operations",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("pool", sa.String(63), nullable=False),
        sa.Column("verb", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("root", sa.String(16), nullable=False),
        sa.Column("target", sa.String(16)),
        sa.Column("plan", sa.Text, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("started_at", MOMENT),
        sa.Column("started_wall", MOMENT),
        sa.Column("ended_at", MOMENT),
        sa.Column("stop_requested", sa.Boolean, nullable=False),
        sa.Column("executor", sa.String(128)),
    )
    op.create_index("ix_operations_root", "operations", ["root"])
    op.create_index("ix_operations_created_at", "operations", ["created_at"])
    op.create_index(
        "one_live_operation_a_pool",
        "operations",
        ["pool"],
        unique=True,
        sqlite_where=HOLDS_POOL,
        postgresql_where=HOLDS_POOL,
    )


def _changes() -> None:
    op.create_table(
        "changes",
        sa.Column("operation_id", sa.String(16), sa.ForeignKey("operations.id"), primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("datacenter", sa.String(63), nullable=False),
        sa.Column("region", sa.String(63), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("desired", sa.String(16), nullable=False),
        sa.Column("phase", sa.String(16), nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("batch", sa.String(255)),
        sa.Column("resource_id", sa.String(64)),
        sa.Column("made_by", sa.String(16)),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("why", sa.Text),
        sa.Column("request_id", sa.String(128)),
        sa.Column("asked_at", MOMENT),
        sa.Column("asked_wall", MOMENT),
        sa.Column("answered", sa.Boolean, nullable=False),
    )


def _events() -> None:
    serial = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "events",
        sa.Column("seq", serial, primary_key=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("operation_id", sa.String(16)),
        sa.Column("kind", sa.String(63), nullable=False),
        sa.Column("notice", sa.Text, nullable=False),
        sa.Column("actor", sa.String(128), nullable=False),
        sa.Column("request_id", sa.String(128)),
    )
    op.create_index("ix_events_operation_id", "events", ["operation_id"])


def _workers_and_claims() -> None:
    op.create_table(
        "workers",
        sa.Column("executor", sa.String(128), primary_key=True),
        sa.Column("pid", sa.Integer, nullable=False),
        sa.Column("host", sa.String(255), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("heartbeat_at", MOMENT, nullable=False),
    )
    op.create_table(
        "claims",
        sa.Column("workflow_id", sa.String(80), primary_key=True),
        sa.Column("operation_id", sa.String(16), sa.ForeignKey("operations.id"), nullable=False),
        sa.Column("executor", sa.String(128), nullable=False),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("taken_at", MOMENT, nullable=False),
    )
    op.create_index("ix_claims_operation_id", "claims", ["operation_id"])


def _guard_events() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(POSTGRESQL_FUNCTION)
        op.execute(POSTGRESQL_GUARD)
        return
    for statement in ("UPDATE", "DELETE"):
        op.execute(SQLITE_GUARD.format(verb=statement.lower(), statement=statement))
