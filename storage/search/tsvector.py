"""PostgreSQL's index: a table of tsvectors with GIN; words as written stand among the stems with a mark before them.

The words come from us as they are to be found (PostgreSQL has no Kazakh, and its Russian stems differ from ours), so
none of its configurations is asked: a tsvector is written out, word by word with its places, as ``unicode61`` of FTS5
would tell words apart. Both engines find the same.
"""

import re
from collections.abc import Collection, Iterable

from storage.engine import Connection
from storage.search.index import Index
from storage.search.wanted import Grammar

WRITTEN = "="
"""Before a word as it is written: no stem begins so."""

MOST_BYTES = 2_000
"""Of a word; PostgreSQL has room for 2,046 (postgresql.org/docs/18/textsearch-limitations.html)."""

LAST_PLACE = 16_383
"""The highest place that a tsvector can tell; words behind it stand there all the same (as above)."""

PLANNED_FOR = 10_000
"""How many rows a query is planned for, however few are asked for. For few PostgreSQL walks back through all passages
until it has enough, and thinks a step a hundred times cheaper than it is: 41 passages with a word that one in four
hundred has took 130 ms, and a rare one seconds. Planned for so many it does that only for words that one in forty has.
"""

_WORD = re.compile(r"[^\W_][^\W_\u0300-\u036f]*(?:[\u0300-\u036f]+[^\W_]*)*")


def _words(of: str) -> list[str]:
    """The words of a text as ``unicode61`` tells them apart: letters, digits and their marks, in small letters."""
    return [word for word in _WORD.findall(of.lower()) if len(word.encode()) <= MOST_BYTES]


def _quoted(word: str) -> str:
    return f"'{word}'"  # letters and digits: there is nothing in it to be escaped


def _phrase(words: Iterable[str]) -> str:
    """Words one after another, as a tsquery."""
    return " <-> ".join(map(_quoted, words))


def _surface(phrase: str) -> str:
    return _grouped(_phrase(WRITTEN + word for word in _words(phrase)))


def _stems(phrase: str) -> str:
    return _grouped(_phrase(_words(phrase)))


def _begun(phrase: str) -> str:
    written = _phrase(WRITTEN + word for word in _words(phrase))
    return written and _grouped(f"{written}:*")


def _grouped(phrase: str) -> str:
    return f"({phrase})" if " " in phrase else phrase


def _vector(stems: str, surface: str) -> str:
    """A passage's words with their places, as a tsvector is written."""
    places: dict[str, list[int]] = {}
    for mark, words in (("", stems), (WRITTEN, surface)):
        for place, word in enumerate(_words(words), 1):
            places.setdefault(mark + word, []).append(min(place, LAST_PLACE))
    return " ".join(f"{_quoted(word)}:{','.join(map(str, at))}" for word, at in places.items())


def _row(id_: int, stems: str, surface: str) -> dict[str, object]:
    return {"id": id_, "words": _vector(stems, surface)}


def _noted(surfaces: Iterable[str]) -> list[str]:
    """The words as they are written, in the order of their letters: so two writers never wait for each other."""
    return sorted({word for surface in surfaces for word in _words(surface)})


def _listed(words: Collection[str]) -> list[str]:
    return sorted({word for one in words if len(parts := _words(one)) == 1 and (word := parts[0]) == one})


async def _damage(_connection: Connection) -> str | None:
    return None  # what PostgreSQL can check of an index needs an extension that only a superuser can install


GRAMMAR = Grammar(stems=_stems, surface=_surface, begun=_begun, every=" & ", any=" | ", but=" & !")
"""Expressions of type tsquery (postgresql.org/docs/18/datatype-textsearch.html)."""

INDEX = Index(
    key="id",
    grammar=GRAMMAR,
    adding="INSERT INTO passage_index(id, words) VALUES (:id, CAST(CAST(:words AS text) AS tsvector))",
    removing="DELETE FROM passage_index WHERE id = :id",
    noting=(
        "INSERT INTO passage_index_words (word) SELECT DISTINCT unnest(CAST(:words AS text[])) "
        "ON CONFLICT (word) DO NOTHING"
    ),
    newest=(  # the number is ours
        "WITH newest AS MATERIALIZED (SELECT id FROM passage_index "  # noqa: S608
        "WHERE words @@ CAST(CAST(:match{} AS text) AS tsquery) "
        "AND id BETWEEN CAST(:first_id AS bigint) AND CAST(:last_id AS bigint) "
        f"ORDER BY id DESC LIMIT {PLANNED_FOR}) SELECT id FROM newest LIMIT CAST(:most AS bigint)"
    ),
    counting=(
        "SELECT word, hits FROM passage_index_words CROSS JOIN LATERAL (SELECT count(*) AS hits "
        "FROM passage_index WHERE words @@ CAST(quote_literal('=' || word) AS tsquery)) AS counted "
        "WHERE word = ANY(CAST(:words AS text[])) AND hits > 0"
    ),
    row=_row,
    noted=_noted,
    listed=_listed,
    damage=_damage,
)
