"""When a pass was last heard of, by claim, and when the next one must be."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Of work in flight nothing is known yet: whoever has it says so from now on."""
    for name in ("passed_at", "due_at"):
        op.add_column("claims", sa.Column(name, sa.DateTime(timezone=True)))
