"""The full-text index of passages: words in, passage ids out, always within a range of ids (which is one of time).

The index is an FTS5 table without content of its own (``passage_index``): one column of stems, one of words as written.
What a reader typed never reaches MATCH as it is: only words do, each quoted. Of the words that are looked for in any
form sixteen count, of the phrases as they are written sixteen words in all, of those that must not be there as many.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby, islice

from sqlalchemy import Boolean, Integer, Subquery, column, text
from sqlalchemy.exc import DatabaseError, OperationalError

from storage.engine import Connection

MAX_WORDS = 16
"""Words of a query that are searched for; each costs a walk through its postings."""

MAX_PHRASES = 64
"""Phrases that are searched for in place of one word or name."""

MAX_BARRED = 256
"""Phrases of stems that must not be there: a dozen names in all their forms."""

_NEWEST = (
    "SELECT rowid AS id FROM passage_index WHERE passage_index MATCH :match{} "
    "AND rowid BETWEEN :first_id AND :last_id ORDER BY rowid DESC LIMIT :most"
)

Phrase = tuple[str, ...]
"""Stems that stand one after another."""

Phrases = tuple[Phrase, ...]
"""A word or a name: any of these is it."""

Reading = tuple[Phrases, ...]
"""What a passage must have all of, each in any of its phrases: the words of a query as read in one language."""


IndexRow = tuple[int, str, str]
"""A passage's id, its stems and its words as written."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that has words of a query; ``relevance`` is BM25 turned round, so that more is better."""

    passage_id: int
    relevance: float


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a passage must have: all that one of the ``readings`` asks, and the ``literal`` phrases as they are written.

    With ``begun`` it has a word that begins so, too. It must have nothing of ``never``, stems one after another, nor of
    ``never_literal``.
    """

    readings: tuple[Reading, ...] = ()
    literal: tuple[str, ...] = ()
    never: tuple[Phrase, ...] = ()
    never_literal: tuple[str, ...] = ()
    begun: str = ""


async def add(connection: Connection, rows: Sequence[IndexRow]) -> None:
    """Index passages that are not in the index."""
    await connection.execute(
        text("INSERT INTO passage_index(rowid, stems, surface) VALUES (:id, :stems, :surface)"),
        [{"id": id_, "stems": stems, "surface": surface} for id_, stems, surface in rows],
    )


async def remove(connection: Connection, ids: Sequence[int]) -> None:
    """Take passages out of the index; it needs no words for that, so it can't leave ghosts behind."""
    if ids:
        await connection.execute(text("DELETE FROM passage_index WHERE rowid = :id"), [{"id": id_} for id_ in ids])


async def renew(connection: Connection, rows: Sequence[IndexRow]) -> None:
    """Index passages anew, whether they are in the index or not.

    In the order of their ids: FTS5 ends a segment of the index where one is lower than the one before.
    """
    await remove(connection, [id_ for id_, _, _ in rows])
    if rows:
        await add(connection, sorted(rows))


async def find(connection: Connection, stems: Sequence[str], *, first_id: int, last_id: int, limit: int) -> list[Hit]:
    """Passages with any of the stems, best first, among the ids from ``first_id`` to ``last_id``, both included."""
    if not (query := match_query(stems)):
        return []
    rows = await connection.execute(
        text(
            "SELECT rowid, bm25(passage_index) FROM passage_index "
            "WHERE passage_index MATCH :query AND rowid BETWEEN :first_id AND :last_id ORDER BY 2, 1 DESC LIMIT :limit"
        ),
        {"query": query, "first_id": first_id, "last_id": last_id, "limit": limit},
    )
    return [Hit(id_, -rank) for id_, rank in rows]


def every(readings: Sequence[Reading], *, first_id: int, limit: int) -> Subquery | None:
    """The ids, from ``first_id`` on, of passages that have all that one of the readings asks; ``None`` for no words.

    It is a table with a column ``id``, to be joined: of more than ``limit`` the newest. The limit also keeps the
    planner from asking the index once for every row of what it is joined with.
    """
    if not (query := match_every(readings)):
        return None
    found = text(
        "SELECT rowid AS id FROM passage_index WHERE passage_index MATCH :query AND rowid >= :first_id "
        "ORDER BY rowid DESC LIMIT :limit"
    ).bindparams(query=query, first_id=first_id, limit=limit)
    return found.columns(column("id", Integer)).subquery("hits")


@cache
def newest() -> Subquery:
    """The ids of the newest passages that have what is wanted; its values are those of ``newest_values``."""
    return text(_NEWEST.format(0)).columns(column("id", Integer)).subquery("hits")


@cache
def newest_of_each(count: int) -> Subquery:
    """For each of so many ``Wanted`` the ids of the newest passages that have it, with its ``number``.

    ``is_all``: there are no more of it between the two ids.
    """
    told = "number, id, count(*) OVER () < :most AS is_all"
    queries = (f"SELECT {n} AS {told} FROM ({_NEWEST.format(n)})" for n in range(count))  # noqa: S608 - numbers
    columns = column("number", Integer), column("id", Integer), column("is_all", Boolean)
    return text(" UNION ALL ".join(queries)).columns(*columns).subquery("hits")


def newest_values(wanted: Sequence[Wanted], *, first_id: int, last_id: int, most: int) -> dict[str, object] | None:
    """What these queries are given: at most so many passages of each, between two ids; ``None``: one wants nothing."""
    matches = {f"match{number}": match_wanted(one) for number, one in enumerate(wanted)}
    return {**matches, "first_id": first_id, "last_id": last_id, "most": most} if all(matches.values()) else None


async def has(connection: Connection, wanted: Wanted) -> bool:
    """Whether any passage has what is wanted."""
    query = "SELECT 1 FROM passage_index WHERE passage_index MATCH :query LIMIT 1"
    match = match_wanted(wanted)
    return bool(match) and (await connection.execute(text(query), {"query": match})).first() is not None


async def known_words(connection: Connection, words: Collection[str]) -> dict[str, int]:
    """Those of some words that passages have as they are written, with in how many of them each stands.

    Stems are left out: many are no words (``energi``, ``compani``).
    """
    query = (
        "SELECT term, doc FROM passage_index_words "
        "WHERE term IN (SELECT value FROM json_each(:words)) AND col = 'surface'"
    )
    found = await connection.execute(text(query), {"words": json.dumps(sorted(words), ensure_ascii=False)})
    return {term: count for term, count in found}  # noqa: C416 - rows, not pairs


def match_wanted(wanted: Wanted) -> str:
    """The MATCH expression for what is wanted; empty where that is nothing."""
    asked = [f"({expression})"] if (expression := match_every(wanted.readings)) else []
    asked += _literal(_begun(wanted.literal))
    asked += [f"{beginning} *" for beginning in _literal([wanted.begun])]
    if not asked:
        return ""
    barred = _any_of(wanted.never, MAX_BARRED)
    never = " OR ".join([*([barred] if barred else []), *_literal(_whole(wanted.never_literal))])
    every_one = " AND ".join(asked)
    return f"({every_one}) NOT ({never})" if never else every_one


def match_query(stems: Sequence[str]) -> str:
    """The MATCH expression for stems: quoted, joined by OR, in the column of stems; empty where nothing is left."""
    return " OR ".join(_quoted(stems))


def match_every(readings: Sequence[Reading]) -> str:
    """The MATCH expression for all that any reading asks; empty where none asks anything."""
    alternatives = dict.fromkeys(_all_of(reading) for reading in readings)
    return " OR ".join(f"({asked})" for asked in alternatives if asked)


def _all_of(reading: Reading) -> str:
    asked = dict.fromkeys(_any_of(phrases) for phrases in reading)
    return " AND ".join([f"({phrases})" for phrases in asked if phrases][:MAX_WORDS])


def _any_of(phrases: Sequence[Phrase], most: int = MAX_PHRASES) -> str:
    quoted = dict.fromkeys(" ".join(_words(phrase)) for phrase in phrases)
    return " OR ".join([f'stems : "{phrase}"' for phrase in quoted if phrase][:most])


def _literal(phrases: Iterable[str]) -> list[str]:
    """Phrases as they are written, each quoted, to be looked for among the words."""
    said = (" ".join(_words([phrase])) for phrase in phrases)
    return [f'surface : "{phrase}"' for phrase in dict.fromkeys(said) if phrase]


def _begun(phrases: Sequence[str]) -> Iterator[str]:
    """Of phrases that are looked for the first ``MAX_WORDS`` words: a longer one is found by its beginning.

    Phrases keep their stop words, and of these each has postings in half of all passages to be walked through. So of a
    word that is said over and over two count.
    """
    left = MAX_WORDS
    for phrase in dict.fromkeys(phrases):
        said = [word for _, run in groupby(_words([phrase])) for word in islice(run, 2)][:left]
        left -= len(said)
        yield " ".join(said)


def _whole(phrases: Sequence[str]) -> Iterator[str]:
    """Of phrases that must not be there those that fit into ``MAX_WORDS``: a beginning would bar more than was said."""
    left = MAX_WORDS
    for phrase in dict.fromkeys(phrases):
        if (length := len(_words([phrase]))) <= left:
            left -= length
            yield phrase


def _quoted(stems: Sequence[str]) -> list[str]:
    """Each word once, quoted, to be looked for among the stems."""
    return [f'stems : "{word}"' for word in list(dict.fromkeys(_words(stems)))[:MAX_WORDS]]


def _words(stems: Sequence[str]) -> list[str]:
    """The stems without what would end a quotation."""
    return [word for stem in stems for word in stem.replace('"', " ").replace("\0", " ").split()]


async def faults(connection: Connection) -> list[str]:
    """What is wrong between the index and the passages, a line each; needs a writing transaction.

    Ghosts are seen by FTS5's own check only (``PRAGMA integrity_check`` passes over them); a contentless table's check
    knows nothing of our passages, so the ids are compared as well.
    """
    found: list[str] = []
    try:
        await connection.execute(text("INSERT INTO passage_index(passage_index, rank) VALUES ('integrity-check', 1)"))
    except OperationalError:  # locked, read-only: that says nothing about the index
        raise
    except DatabaseError as error:
        found.append(f"the full-text index is damaged: {error.orig}")
        return found
    for line, query in (
        ("passages without index rows", "SELECT id FROM passages EXCEPT SELECT rowid FROM passage_index"),
        ("index rows without passages", "SELECT rowid FROM passage_index EXCEPT SELECT id FROM passages"),
    ):
        amount = (await connection.execute(text(f"SELECT count(*) FROM ({query})"))).scalar_one()  # noqa: S608 - constants
        if amount:
            found.append(f"{line}: {amount}")
    return found
