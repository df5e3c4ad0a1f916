"""What a reader may set about answers: their length, their languages, and whether articles come as rich messages."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns with what every reader has had so far; no row is rewritten."""
    op.add_column("readers", sa.Column("answer_length", sa.Text, nullable=False, server_default="normal"))
    op.add_column("readers", sa.Column("answer_languages", sa.Text, nullable=False, server_default=""))
    op.add_column("readers", sa.Column("rich", sa.Integer, nullable=False, server_default="0"))
