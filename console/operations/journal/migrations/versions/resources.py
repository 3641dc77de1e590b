"""What a change is about, what it wants, what was before, and what the worker keeps."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

VALUES = ("wanted", "before", "kept")


def upgrade() -> None:
    """Changes made before are about instances; a pool may be a machine's name."""
    instance = sa.Column("resource", sa.String(16), nullable=False, server_default="instance")
    op.add_column("changes", instance)
    for name in VALUES:
        op.add_column("changes", sa.Column(name, sa.Text, nullable=False, server_default="{}"))
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("operations", "pool", type_=sa.String(255))
