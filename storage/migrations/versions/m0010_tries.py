"""How often an update has been taken up: one that ends its process each time is left at some point."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; nobody knows it of those that are there."""
    op.add_column("updates", sa.Column("tries", sa.Integer, nullable=False, server_default="0"))
