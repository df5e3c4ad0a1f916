"""A crowd of readers who all want their digest at the same minute: a million of them in seconds, by SQL alone."""

from datetime import datetime, timedelta

from sqlalchemy import text

from storage.engine import Database

SECTORS = ("energy", "transport", "economy", "industry", "agriculture", "technology", "ecology", "health")
ZONES = (("Asia/Almaty", 540), ("Asia/Tashkent", 540), ("Asia/Bishkek", 600), ("Europe/Moscow", 420))
"""Zones and the local minute that is 04:00 UTC there."""

LANGUAGES = ("ru", "kk")

FIRST = 1001
"""The first reader's chat; the others follow."""

_COUNT = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :count) "
_INTERESTS = """INSERT INTO interests(id, key) SELECT i + 1,
    CASE WHEN i < 8 THEN '{"sectors":["' || json_extract(:sectors, '$[' || i || ']') || '"]}'
    ELSE '{"sectors":["' || json_extract(:sectors, '$[' || (i % 8) || ']') || '"],"words":["слово ' || i || '"]}' END
    FROM n"""
_READERS = """INSERT INTO readers(id, chat_id, thread_id, kind, language, timezone, created_at, seen_at)
    SELECT i + 1, 1001 + i, 0, 'private', json_extract(:languages, '$[' || (i / 4 % 2) || ']'),
    json_extract(:zones, '$[' || (i % 4) || ']'), :now, :now FROM n"""
_SUBSCRIPTIONS = """INSERT INTO subscriptions(reader_id, made_by, interest_id, state, rhythm, minute, weekday, length,
    tells_empty, created_at, due_at) SELECT i + 1, 1001 + i, i / 8 % :interests + 1, 'active', 'daily',
    json_extract(:minutes, '$[' || (i % 4) || ']'), 0, 5, 0, :now, :due FROM n"""


async def gather(database: Database, readers: int, *, digests: int, due_at: datetime) -> None:
    """Fill a fresh database with readers, each with one daily subscription due at a time.

    There are ``digests`` different ones to be made for them: interests, in two languages and four zones.
    """
    interests = max(1, digests // (len(ZONES) * len(LANGUAGES)))
    now = _ms(due_at - timedelta(days=1))
    values = {
        "sectors": _json(SECTORS),
        "languages": _json(LANGUAGES),
        "zones": _json([zone for zone, _ in ZONES]),
        "minutes": str([minute for _, minute in ZONES]),
        "interests": interests,
        "now": now,
        "due": _ms(due_at),
    }
    async with database.write() as connection:
        await connection.execute(text(_with_count(_INTERESTS)), {**values, "count": interests})
        for statement in (_READERS, _SUBSCRIPTIONS):
            await connection.execute(text(_with_count(statement)), {**values, "count": readers})


def _with_count(statement: str) -> str:
    into, _, chosen = statement.partition("SELECT")
    return f"{into} {_COUNT} SELECT {chosen}"


def _json(values: object) -> str:
    return str(list(values)).replace("'", '"')  # type: ignore[call-overload]  # any iterable of plain words


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
