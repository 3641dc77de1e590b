"""Operations that await a second person: they hold their pool, and only another may approve.

On a server the session's own name says who asks and who approves, for all but the workers.
"""

import sqlalchemy as sa
from alembic import op

from console.operations.journal.migrations.versions import authors, frost

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

LIVE = "state IN ('awaiting_approval', 'queued', 'running', 'stopping')"
INDEX = "one_live_operation_a_resource"
APPROVES = """
    IF OLD.state = 'awaiting_approval' AND NEW.state = 'queued'
       AND OLD.approval_until > clock_timestamp()
       AND session_user NOT IN (
         OLD.recorded_by,
         COALESCE(OLD.author, OLD.plan::jsonb #>> '{request,author,user}')
       )
       AND to_jsonb(NEW) - ARRAY['state', 'approved_by', 'approved_at']
         = to_jsonb(OLD) - ARRAY['state', 'approved_by', 'approved_at'] THEN
      NEW.approved_by := session_user;
      NEW.approved_at := clock_timestamp();
      RETURN NEW;
    END IF;
"""
UNAPPROVED = """num_nonnulls(NEW.approved_by, NEW.approved_at) > 0
     OR NEW.state NOT IN ('queued', 'awaiting_approval')"""
ASKS = (
    ("IF TG_OP = 'UPDATE' THEN", f"IF TG_OP = 'UPDATE' THEN{APPROVES}"),
    ("OLD.state IN (", "OLD.state IN ('awaiting_approval', "),
    (
        "NEW.state <> 'queued'",
        UNAPPROVED,
    ),
)
HOLDS = (("state = 'queued'", "state IN ('queued', 'awaiting_approval')"),)
TELLS = (("'operation.stop_asked')", "'operation.stop_asked', 'operation.approved')"),)


def upgrade() -> None:
    """Add who approved and until when, and let what awaits approval hold its pool."""
    connection = op.get_bind()
    server = connection.dialect.name == "postgresql"
    op.drop_index(INDEX, table_name="operations")
    for table in ("operations", "archived_operations"):
        op.add_column(table, sa.Column("approval_until", sa.DateTime(timezone=True)))
        op.add_column(table, sa.Column("approved_by", sa.String(63)))
        op.add_column(table, sa.Column("approved_at", sa.DateTime(timezone=True)))
        if server:
            op.alter_column(table, "state", type_=sa.String(32))
    op.create_index(
        INDEX,
        "operations",
        ["resource", "pool"],
        unique=True,
        sqlite_where=sa.text(LIVE),
        postgresql_where=sa.text(LIVE),
    )
    if not server:
        return
    schema = connection.execute(sa.text("SELECT quote_ident(current_schema())")).scalar()
    bodies = {
        "operations": _changed(authors.BODIES["operations"], ASKS),
        "changes": _changed(authors.BODIES["changes"], HOLDS),
        "events": _changed(frost.BODIES["events"], TELLS),
    }
    for table, body in bodies.items():
        statement = authors.FUNCTION.format(name=f"{table}_by_whom", schema=schema, body=body)
        op.execute(statement.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"))


def _changed(body: str, swaps: tuple[tuple[str, str], ...]) -> str:
    for old, new in swaps:
        body = body.replace(old, new, 1)
    return body
