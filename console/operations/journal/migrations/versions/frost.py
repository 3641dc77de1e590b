"""Pools that somebody froze, by whom and why; on a server by the session's own name."""

import sqlalchemy as sa
from alembic import op

from console.operations.journal.migrations.versions.authors import FUNCTION, OWNS, REFUSED

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BODIES = {
    "freezes": f"""
  IF {OWNS} THEN RETURN NEW; END IF;
  IF TG_OP = 'UPDATE' THEN
    IF OLD.lifted_at IS NOT NULL OR NEW.lifted_at IS NULL
       OR to_jsonb(NEW) - ARRAY['lifted_at', 'lifted_by']
         <> to_jsonb(OLD) - ARRAY['lifted_at', 'lifted_by'] THEN
      {REFUSED}
    END IF;
    NEW.lifted_by := session_user;
    RETURN NEW;
  END IF;
  IF NEW.lifted_at IS NOT NULL OR NEW.lifted_by IS NOT NULL THEN
    {REFUSED}
  END IF;
  NEW.author := session_user;
  RETURN NEW;
""",
    "events": f"""
  IF {OWNS} THEN RETURN NEW; END IF;
  IF NOT (
    NEW.kind IN ('pool.frozen', 'pool.thawed') AND NEW.operation_id IS NULL
    OR NEW.kind IN ('operation.accepted', 'operation.stop_asked')
      AND EXISTS (SELECT 1 FROM operations WHERE id = NEW.operation_id)
  ) THEN
    {REFUSED}
  END IF;
  NEW.actor := left(session_user || '@' || split_part(NEW.actor, '@', 2), 128);
  RETURN NEW;
""",  # noqa: S608 - constants
}


def upgrade() -> None:
    """Add the table, at most one open row a pool; who may only ask may freeze and thaw."""
    op.create_table(
        "freezes",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("resource", sa.String(16), nullable=False, server_default="instance"),
        sa.Column("pool", sa.String(255), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author", sa.String(63), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True)),
        sa.Column("lifted_by", sa.String(63)),
    )
    op.create_index(
        "one_open_freeze_a_pool",
        "freezes",
        ["resource", "pool"],
        unique=True,
        sqlite_where=sa.text("lifted_at IS NULL"),
        postgresql_where=sa.text("lifted_at IS NULL"),
    )
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    schema = connection.execute(sa.text("SELECT quote_ident(current_schema())")).scalar()
    for table, body in BODIES.items():
        statement = FUNCTION.format(name=f"{table}_by_whom", schema=schema, body=body)
        op.execute(statement.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"))
    op.execute(
        "CREATE TRIGGER freezes_by_whom BEFORE INSERT OR UPDATE ON freezes"
        " FOR EACH ROW EXECUTE FUNCTION vigie_freezes_by_whom()"
    )
