"""Who asked for an operation, by the database's word where it is a server.

PostgreSQL knows who opened the session. A member of the role that owns the journal, a
worker's, may speak for others, as the service does by the kernel's word; whoever else
writes is recorded as the author, whatever they claim, and may do no more than ask.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

OWNS = "pg_has_role(session_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'MEMBER')"
FUNCTION = """
CREATE FUNCTION vigie_{name}() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, {schema}, pg_temp AS
$$ BEGIN {body} END $$
"""
REFUSED = "RAISE EXCEPTION '% may only ask', session_user USING ERRCODE = 'insufficient_privilege';"
BODIES = {
    "operations": f"""
  IF {OWNS} THEN
    IF TG_OP = 'INSERT' THEN NEW.recorded_by := COALESCE(NEW.recorded_by, session_user); END IF;
    RETURN NEW;
  END IF;
  IF TG_OP = 'UPDATE' THEN
    IF OLD.state IN ('queued', 'running', 'stopping') AND NEW.state = 'stopping'
       AND NEW.stop_requested AND to_jsonb(NEW) - ARRAY['state', 'stop_requested']
         = to_jsonb(OLD) - ARRAY['state', 'stop_requested'] THEN RETURN NEW;
    END IF;
    {REFUSED}
  END IF;
  IF NEW.state <> 'queued' OR NEW.stop_requested OR NEW.executor IS NOT NULL
     OR NEW.started_at IS NOT NULL OR NEW.ended_at IS NOT NULL THEN
    {REFUSED}
  END IF;
  NEW.author := session_user;
  NEW.recorded_by := session_user;
  NEW.accepted_wall := clock_timestamp();
  RETURN NEW;
""",
    "changes": f"""
  IF NOT {OWNS} AND (NEW.phase <> 'planned' OR NEW.attempts <> 0 OR NOT EXISTS (
    SELECT 1 FROM operations
    WHERE id = NEW.operation_id AND recorded_by = session_user AND state = 'queued'
  )) THEN
    {REFUSED}
  END IF;
  RETURN NEW;
""",  # noqa: S608 - constants
    "events": f"""
  IF {OWNS} THEN RETURN NEW; END IF;
  IF NEW.kind NOT IN ('operation.accepted', 'operation.stop_asked') OR NOT EXISTS (
    SELECT 1 FROM operations WHERE id = NEW.operation_id
  ) THEN
    {REFUSED}
  END IF;
  NEW.actor := left(session_user || '@' || split_part(NEW.actor, '@', 2), 128);
  RETURN NEW;
""",  # noqa: S608 - constants
}
WHEN = {"operations": "INSERT OR UPDATE", "changes": "INSERT", "events": "INSERT"}


def upgrade() -> None:
    """Add the columns; let a server fill them, and hold whoever asks to asking."""
    for table in ("operations", "archived_operations"):
        op.add_column(table, sa.Column("author", sa.String(63)))
        op.add_column(table, sa.Column("recorded_by", sa.String(63)))
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    schema = connection.execute(sa.text("SELECT quote_ident(current_schema())")).scalar()
    for table, body in BODIES.items():
        name = f"{table}_by_whom"
        op.execute(FUNCTION.format(name=name, schema=schema, body=body))
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {WHEN[table]} ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION vigie_{name}()"
        )
