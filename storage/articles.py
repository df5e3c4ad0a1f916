"""Articles: stored whole, in one transaction with their passages, sectors, shingles and index rows.

The same article again (same address, or same text) is *known*; a text new at its address replaces the old one there.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import Row, Text, bindparam, delete, func, insert, select, tuple_, update

from storage import arrivals, changes, contents
from storage.dialects import each, upsert
from storage.engine import Connection
from storage.records import Appearance, Article, Draft, Headline, NewArticle, Outcome, Saved
from storage.schema import appearances, articles, sources, stories
from storage.stories import opened

Standing = tuple[str, bytes]
"""An address, and the hash of the text that stands there."""

_LISTED = select(each(bindparam("listed", type_=Text)).table_valued("value").c.value)  # of any length, as one parameter

_Source = tuple[str, str]  # kind and name


async def known(connection: Connection, asked: Collection[Standing]) -> dict[Standing, int]:
    """The ids of the articles that stand at some addresses with these very texts: a cheap look before work."""
    query = (
        select(appearances.c.address, articles.c.text_hash, articles.c.id)
        .join_from(appearances, articles)
        .where(appearances.c.address.in_(_LISTED))
    )
    rows = await connection.execute(query, {"listed": json.dumps([address for address, _ in asked])})
    return {(address, text_hash): id_ for address, text_hash, id_ in rows if (address, text_hash) in asked}


async def taken(connection: Connection, new: Sequence[NewArticle]) -> tuple[set[str], set[bytes]]:
    """Which of the addresses of some articles hold one already, and the hashes of those texts that are stored."""
    addresses = select(appearances.c.address).where(appearances.c.address.in_(_LISTED))
    listed = {"listed": json.dumps([one.draft.address for one in new])}
    hashes = select(articles.c.text_hash).where(articles.c.text_hash.in_([one.text_hash for one in new]))
    return (
        set((await connection.execute(addresses, listed)).scalars()),
        set((await connection.execute(hashes)).scalars()),
    )


async def is_stored(connection: Connection, text_hash: bytes) -> bool:
    """Whether an article has this very text."""
    return (
        await connection.execute(select(articles.c.id).where(articles.c.text_hash == text_hash))
    ).first() is not None


async def save(connection: Connection, article: NewArticle, *, story_id: int | None, now: datetime) -> Saved:
    """Store an article, or find that it is stored.

    Args:
        connection: a writing transaction; what is stored is stored when it ends.
        article: the article as it was understood.
        story_id: the story it repeats; ``None``: one of its own.
        now: the time of storing.
    """
    there, same_text = await _standing(connection, article.draft.address, article.text_hash)
    if same_text is not None:
        await _appear(connection, [(same_text, article)], now)
        if there is not None and there != same_text:
            await _drop_if_gone(connection, there)
        return Saved(Outcome.KNOWN, same_text)
    if there is not None and await _appearance_count(connection, there) == 1:
        await _replace(connection, there, article, story_id, now)
        await _appear(connection, [(there, article)], now)
        return Saved(Outcome.CHANGED, there)
    (article_id,) = await insert_all(connection, [(article, story_id)], now=now)
    await fill(connection, [(article_id, article)], now=now)
    return Saved(Outcome.NEW if there is None else Outcome.CHANGED, article_id)


async def get(connection: Connection, article_id: int) -> Article | None:
    """The stored article, whole."""
    row = (await connection.execute(select(articles).where(articles.c.id == article_id))).one_or_none()
    return None if row is None else (await _with_appearances(connection, [row]))[0]


async def headlines(connection: Connection, limit: int) -> list[Headline]:
    """The articles published last, newest first, without their texts."""
    query = select(articles.c.id, articles.c.title).order_by(articles.c.published_at.desc(), articles.c.id.desc())
    return [Headline(row.id, row.title) for row in await connection.execute(query.limit(limit))]


async def pictures(connection: Connection, ids: Collection[int]) -> dict[int, str]:
    """The addresses of the pictures of some articles, by the ids of those that have one."""
    query = select(articles.c.id, articles.c.picture).where(articles.c.id.in_(ids), articles.c.picture.is_not(None))
    return {row.id: row.picture for row in await connection.execute(query)}


async def unchanged(connection: Connection, ids: Collection[int], *, since: int) -> bool:
    """Whether some articles are all stored still, with the texts they had at an arrival."""
    stand = articles.c.id.in_(set(ids)), articles.c.arrival <= since
    return (await connection.execute(select(func.count()).where(*stand))).scalar_one() == len(set(ids))


async def last_published(connection: Connection, *, until: datetime) -> datetime | None:
    """When the last article up to a time was published; ``None`` where there is none."""
    published = articles.c.published_at
    last: datetime | None = (await connection.execute(select(func.max(published)).where(published <= until))).scalar()
    return last


async def count(connection: Connection) -> int:
    """How many articles are stored."""
    return (await connection.execute(select(func.count()).select_from(articles))).scalar_one()


async def texts(connection: Connection, ids: Iterable[int]) -> dict[int, str]:
    """The texts of some articles by id."""
    rows = await connection.execute(select(articles.c.id, articles.c.text).where(articles.c.id.in_(list(ids))))
    return {row.id: row.text for row in rows}


async def _standing(connection: Connection, address: str, text_hash: bytes) -> tuple[int | None, int | None]:
    """The article at an address, and the article with a text."""
    there = select(appearances.c.article_id).where(appearances.c.address == address).scalar_subquery()
    same_text = select(articles.c.id).where(articles.c.text_hash == text_hash).scalar_subquery()
    row = (await connection.execute(select(there.label("there"), same_text.label("same_text")))).one()
    return row.there, row.same_text


async def _appearance_count(connection: Connection, article_id: int) -> int:
    query = select(func.count()).select_from(appearances).where(appearances.c.article_id == article_id)
    return (await connection.execute(query)).scalar_one()


async def _appear(connection: Connection, seen: Sequence[tuple[int, NewArticle]], now: datetime) -> None:
    """Note that articles stand at the addresses of their drafts; an address holds one article at a time."""
    await changes.note(connection)
    source_ids = await _source_ids(connection, [article.draft for _, article in seen], now)
    made = upsert(appearances)
    changed = {name: made.excluded[name] for name in ("article_id", "source_id", "url", "published_at")}
    await connection.execute(
        made.on_conflict_do_update(index_elements=[appearances.c.address], set_=changed),
        [
            {
                "article_id": article_id,
                "source_id": source_ids[article.draft.source_kind, article.draft.source],
                "address": article.draft.address,
                "url": article.draft.url,
                "seen_at": now,
                "published_at": _dated(article),
            }
            for article_id, article in seen
        ],
    )


def _dated(article: NewArticle) -> datetime | None:
    """When its outlet says that it was published; a date that wasn't believed is none."""
    told = article.draft.published_at
    return told if told == article.published_at else None


async def _source_ids(connection: Connection, seen: Sequence[Draft], now: datetime) -> dict[_Source, int]:
    """The ids of the drafts' sources; those that are new are made."""
    named = dict.fromkeys((draft.source_kind, draft.source) for draft in seen)
    key = sources.c.kind, sources.c.name
    found = await connection.execute(select(*key, sources.c.id).where(tuple_(*key).in_(list(named))))
    ids: dict[_Source, int] = {(kind, name): source_id for kind, name, source_id in found}
    for kind, name in named:
        if (kind, name) not in ids:
            made = insert(sources).values(kind=kind, name=name, created_at=now).returning(sources.c.id)
            ids[kind, name] = (await connection.execute(made)).scalar_one()
    return ids


async def insert_all(
    connection: Connection, new: Sequence[tuple[NewArticle, int | None]], *, now: datetime
) -> list[int]:
    """Store articles whose addresses and texts are new, each in the story given with it; with ``None`` it opens one.

    Returns their ids. What hangs on them is still to be put in: ``fill``.
    """
    if not new:
        return []
    own = iter(await opened(connection, sum(story_id is None for _, story_id in new), now=now))
    rows = [
        {"story_id": next(own) if story_id is None else story_id, "stored_at": now, "arrival": arrival}
        | _told_by(article)
        for arrival, (article, story_id) in enumerate(new, await arrivals.newest(connection) + 1)
    ]
    # Their order isn't that of the rows; asked to keep it, SQLAlchemy would insert one by one.
    made = await connection.execute(insert(articles).returning(articles.c.text_hash, articles.c.id), rows)
    ids: dict[bytes, int] = {row.text_hash: row.id for row in made}
    return [ids[article.text_hash] for article, _ in new]


async def fill(connection: Connection, new: Sequence[tuple[int, NewArticle]], *, now: datetime) -> None:
    """Put in what hangs on articles that ``insert_all`` stored, by the ids that it gave, and where they appeared."""
    await contents.add(connection, new)
    await _appear(connection, new, now)


def _told_by(article: NewArticle) -> dict[str, object]:
    """The columns that hold what an article is, whichever row it goes to."""
    draft = article.draft
    return {
        "title": draft.title,
        "text": draft.text,
        "language": article.language,
        "published_at": article.published_at,
        "text_hash": article.text_hash,
        "tagged_with": article.tagged_with,
        "telling": article.telling,
        "author": draft.author,
        "picture": draft.picture,
        "links": json.dumps(draft.links, ensure_ascii=False) if draft.links else None,
    }


async def _replace(
    connection: Connection, article_id: int, article: NewArticle, story_id: int | None, now: datetime
) -> None:
    """Put a changed text where the old one stood: its id stays, so links to it go on working.

    Its story stays too, unless the new text repeats another one, or no longer what others tell in it.
    """
    told = await connection.execute(select(articles.c.story_id).where(articles.c.id == article_id))
    before: int = told.scalar_one()
    if story_id is None:
        others = select(articles.c.id).where(articles.c.story_id == before, articles.c.id != article_id).limit(1)
        alone = (await connection.execute(others)).first() is None
        story_id = before if alone else (await opened(connection, 1, now=now))[0]
    await contents.remove(connection, article_id)
    await connection.execute(
        update(articles)
        .where(articles.c.id == article_id)
        .values(
            story_id=story_id,
            arrival=await arrivals.newest(connection) + 1,
            **_told_by(article),
        )
    )
    await _close_untold(connection, before)
    await contents.add(connection, [(article_id, article)])


async def _close_untold(connection: Connection, story_id: int) -> None:
    """Remove a story when no article tells it any longer, and those that were merged into it."""
    told = select(articles.c.id).where(articles.c.story_id == story_id).exists()
    await connection.execute(delete(stories).where(stories.c.merged_into == story_id, ~told))
    await connection.execute(delete(stories).where(stories.c.id == story_id, ~told))


async def _drop_if_gone(connection: Connection, article_id: int) -> None:
    """Remove an article that no address shows any longer, and its story when that was its last article."""
    if not await _appearance_count(connection, article_id):
        await remove(connection, article_id)


async def remove(connection: Connection, article_id: int) -> None:
    """Remove an article that is stored, with all that hangs on it, and its story when that was its last article."""
    await changes.note(connection)
    await contents.remove(connection, article_id)
    removed = delete(articles).where(articles.c.id == article_id).returning(articles.c.story_id, articles.c.arrival)
    story_id, arrival = (await connection.execute(removed)).one()
    await arrivals.note_gone(connection, arrival)
    await _close_untold(connection, story_id)


async def _with_appearances(connection: Connection, rows: Sequence[Row[tuple[object, ...]]]) -> list[Article]:
    query = (
        select(appearances.c.article_id, sources.c.name, appearances.c.url)
        .join(sources)
        .where(appearances.c.article_id.in_([row.id for row in rows]))
        .order_by(appearances.c.id)
    )
    seen: dict[int, list[Appearance]] = {}
    for article_id, name, url in await connection.execute(query):
        seen.setdefault(article_id, []).append(Appearance(name, url))
    return [
        Article(
            id=row.id,
            story_id=row.story_id,
            title=row.title,
            text=row.text,
            language=row.language,
            published_at=row.published_at,
            appearances=tuple(seen.get(row.id, ())),
            author=row.author,
            picture=row.picture,
            links=tuple(json.loads(row.links or "[]")),
        )
        for row in rows
    ]
