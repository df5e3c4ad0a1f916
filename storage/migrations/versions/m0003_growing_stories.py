"""Stories that grow and merge: what an article tells, by which terms it is found, and what a story became."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add what is known of new articles from now on; nothing stored is rewritten, so it takes a moment however much is.

    Articles of before have no telling: they are found by what they repeat, as before, and leave the window of days
    that stories are looked for in.
    """
    op.add_column("articles", sa.Column("telling", sa.Text))
    op.add_column("articles", sa.Column("tagged_with", sa.Text))
    op.add_column("stories", sa.Column("merged_into", ROW_ID, sa.ForeignKey("stories.id")), inline_references=True)
    op.create_index(
        "ix_stories_merged_into",
        "stories",
        ["merged_into"],
        sqlite_where=sa.text("merged_into IS NOT NULL"),
        postgresql_where=sa.text("merged_into IS NOT NULL"),
    )
    op.create_table(
        "article_terms",
        sa.Column("term", sa.BigInteger, primary_key=True),
        sa.Column("minute", sa.Integer, primary_key=True),
        sa.Column("article_id", ROW_ID, sa.ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_article_terms_article_id", "article_terms", ["article_id"])
