"""SQLite's index: an FTS5 table without content of its own, one column of stems, one of words as written."""

import json
from collections.abc import Collection

from sqlalchemy import text
from sqlalchemy.exc import DatabaseError, OperationalError

from storage import sqlite
from storage.engine import Connection
from storage.search.index import Index
from storage.search.wanted import Grammar


def _row(id_: int, stems: str, surface: str) -> dict[str, object]:
    return {"id": id_, "stems": stems, "surface": surface}


def _listed(words: Collection[str]) -> str:
    return json.dumps(sorted(words), ensure_ascii=False)


async def _damage(connection: Connection) -> str | None:
    """What FTS5's own check says; before SQLite 3.44 it takes a writing transaction, and others wait for it."""
    if sqlite.VERSION >= sqlite.INDEX_CHECKED_IN_READING:
        found = (await connection.execute(text("PRAGMA integrity_check(passage_index)"))).scalar_one()
        return None if found == "ok" else str(found)
    try:
        await connection.execute(text("INSERT INTO passage_index(passage_index, rank) VALUES ('integrity-check', 1)"))
    except OperationalError:  # locked, read-only: that says nothing about the index
        raise
    except DatabaseError as error:
        return str(error.orig)
    return None


GRAMMAR = Grammar(
    stems='stems : "{}"'.format,
    surface='surface : "{}"'.format,
    begun='surface : "{}" *'.format,
    every=" AND ",
    any=" OR ",
    but=" NOT ",
)
"""MATCH expressions (sqlite.org/fts5.html#full_text_query_syntax)."""

INDEX = Index(
    key="rowid",
    grammar=GRAMMAR,
    adding="INSERT INTO passage_index(rowid, stems, surface) VALUES (:id, :stems, :surface)",
    removing="DELETE FROM passage_index WHERE rowid = :id",
    noting=None,
    newest=(
        "SELECT rowid AS id FROM passage_index WHERE passage_index MATCH :match{} "
        "AND rowid BETWEEN :first_id AND :last_id ORDER BY rowid DESC LIMIT :most"
    ),
    counting=(
        "SELECT term, doc FROM passage_index_words "
        "WHERE term IN (SELECT value FROM json_each(:words)) AND col = 'surface'"
    ),
    row=_row,
    noted=list,
    listed=_listed,
    damage=_damage,
)
