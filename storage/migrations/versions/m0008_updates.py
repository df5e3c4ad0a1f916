"""Updates are stored before Telegram is told that they came."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "updates",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("came_at", sa.BigInteger, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("body", sa.Text),
        sa.Column("holder", sa.Text),
        sa.Column("held_until", sa.BigInteger),
    )
    op.create_index("ix_updates_came_at", "updates", ["came_at"])
    where = sa.text("body IS NOT NULL")
    op.create_index("ix_updates_open", "updates", ["id"], sqlite_where=where, postgresql_where=where)
