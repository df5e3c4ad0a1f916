"""What Alembic runs for each command: it works on the transaction that ``storage.migrate`` hands it."""

from alembic import context

from storage.schema import metadata

FULL_TEXT = "passage_index"
"""The full-text table and its shadows are made by hand in a migration, so autogenerate must not see them."""


def _ours(name: str | None, kind: str, _parents: object) -> bool:
    return not (kind == "table" and name is not None and name.startswith(FULL_TEXT))


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    include_name=_ours,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
