"""What of a pool a freeze holds: all, or its healing, its windows, its shrinking alone.

A worker of the version before sees every freeze as one of all: it holds more, never less.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

OPEN = "lifted_at IS NULL"


def upgrade() -> None:
    """Add the scope; freezes that stand are of everything, and one of each scope may be open."""
    op.add_column(
        "freezes",
        sa.Column("scope", sa.String(16), nullable=False, server_default="everything"),
    )
    op.drop_index("one_open_freeze_a_pool", table_name="freezes")
    op.create_index(
        "one_open_freeze_a_scope",
        "freezes",
        ["resource", "pool", "scope"],
        unique=True,
        sqlite_where=sa.text(OPEN),
        postgresql_where=sa.text(OPEN),
    )
