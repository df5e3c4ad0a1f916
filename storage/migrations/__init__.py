"""Alembic's room: an append-only list of steps, one list for every engine."""
