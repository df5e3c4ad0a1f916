"""The words of the full-text index as a table of their own, to find those that a typo may have meant."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; it is a view of the index and holds nothing. PostgreSQL has had one from the beginning."""
    if op.get_bind().dialect.name == "postgresql":
        return
    op.execute("CREATE VIRTUAL TABLE passage_index_words USING fts5vocab('passage_index', 'col')")
