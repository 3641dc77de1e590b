"""Targets: sizes that pools are brought to and kept at until a moment. Workers alone write them."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

OPEN = "closed_at IS NULL"


def upgrade() -> None:
    """Add the table, with an index of those that are open."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "targets",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("pool", sa.String(255), nullable=False),
        sa.Column("level", sa.Integer, nullable=False),
        sa.Column("opened_at", moment, nullable=False),
        sa.Column("until", moment, nullable=False),
        sa.Column("author", sa.String(63), nullable=False),
        sa.Column("origin", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text, nullable=False, server_default=""),
        sa.Column("datacenters", sa.Text, nullable=False, server_default=""),
        sa.Column("keeps", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("closed_at", moment),
        sa.Column("closed_by", sa.String(63), nullable=False, server_default=""),
        sa.Column("reported_at", moment),
        sa.Column("reached_at", moment),
    )
    op.create_index(
        "open_targets",
        "targets",
        ["opened_at"],
        sqlite_where=sa.text(OPEN),
        postgresql_where=sa.text(OPEN),
    )
    op.create_index("targets_by_end", "targets", ["closed_at"])
