"""Articles: stored whole, in one transaction with their passages, sectors, shingles and index rows.

The same article again (same address, or same text) is *known*; a text new at its address replaces the old one there.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from storage import search
from storage.engine import Connection
from storage.records import Appearance, Article, Draft, Headline, NewArticle, NewPassage, Outcome, Saved
from storage.schema import (
    PASSAGE_NUMBER_BITS,
    appearances,
    article_shingles,
    article_terms,
    articles,
    first_passage_id,
    minute_of,
    passage_sectors,
    passages,
    sources,
    stories,
)


async def known(connection: Connection, address: str, text_hash: bytes) -> int | None:
    """The id of the article that stands at this address with this very text, or ``None``: a cheap look before work."""
    query = (
        select(articles.c.id)
        .join(appearances)
        .where(appearances.c.address == address, articles.c.text_hash == text_hash)
    )
    return (await connection.execute(query)).scalar()


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
        await _appear(connection, same_text, article.draft, now)
        if there is not None and there != same_text:
            await _drop_if_gone(connection, there)
        return Saved(Outcome.KNOWN, same_text)
    if there is not None and await _appearance_count(connection, there) == 1:
        await _replace(connection, there, article, story_id, now)
        await _appear(connection, there, article.draft, now)
        return Saved(Outcome.CHANGED, there)
    article_id = await _insert(connection, article, story_id, now)
    await _appear(connection, article_id, article.draft, now)
    return Saved(Outcome.NEW if there is None else Outcome.CHANGED, article_id)


async def get(connection: Connection, article_id: int) -> Article | None:
    """The stored article, whole."""
    row = (await connection.execute(select(articles).where(articles.c.id == article_id))).one_or_none()
    return None if row is None else (await _with_appearances(connection, [row]))[0]


async def headlines(connection: Connection, limit: int) -> list[Headline]:
    """The articles published last, newest first, without their texts."""
    query = select(articles.c.id, articles.c.title).order_by(articles.c.published_at.desc(), articles.c.id.desc())
    return [Headline(row.id, row.title) for row in await connection.execute(query.limit(limit))]


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


async def _appear(connection: Connection, article_id: int, draft: Draft, now: datetime) -> None:
    """Note that an article stands at the draft's address; an address holds one article at a time."""
    source = upsert(sources).values(kind=draft.source_kind, name=draft.source, created_at=now)
    source_id = (
        await connection.execute(
            source.on_conflict_do_update(
                index_elements=[sources.c.kind, sources.c.name], set_={"name": source.excluded.name}
            ).returning(sources.c.id)
        )
    ).scalar_one()
    seen = upsert(appearances).values(
        article_id=article_id, source_id=source_id, address=draft.address, url=draft.url, seen_at=now
    )
    await connection.execute(
        seen.on_conflict_do_update(
            index_elements=[appearances.c.address],
            set_={"article_id": article_id, "source_id": source_id, "url": draft.url},
        )
    )


async def _insert(connection: Connection, article: NewArticle, story_id: int | None, now: datetime) -> int:
    if story_id is None:
        story_id = await _open_story(connection, now)
    made = await connection.execute(
        insert(articles)
        .values(
            story_id=story_id,
            stored_at=now,
            arrival=await _next_arrival(connection),
            **_told_by(article),
        )
        .returning(articles.c.id)
    )
    article_id: int = made.scalar_one()
    await _insert_contents(connection, article_id, article)
    return article_id


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


async def _next_arrival(connection: Connection) -> int:
    """One above the highest; nobody else takes it, since one transaction writes at a time."""
    highest: int | None = (await connection.execute(select(func.max(articles.c.arrival)))).scalar()
    return (highest or 0) + 1


async def _open_story(connection: Connection, now: datetime) -> int:
    opened = await connection.execute(insert(stories).values(opened_at=now).returning(stories.c.id))
    story_id: int = opened.scalar_one()
    return story_id


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
        story_id = before if alone else await _open_story(connection, now)
    await _remove_contents(connection, article_id)
    await connection.execute(
        update(articles)
        .where(articles.c.id == article_id)
        .values(
            story_id=story_id,
            arrival=await _next_arrival(connection),
            **_told_by(article),
        )
    )
    await _close_untold(connection, before)
    await _insert_contents(connection, article_id, article)


async def _close_untold(connection: Connection, story_id: int) -> None:
    """Remove a story when no article tells it any longer, and those that were merged into it."""
    told = select(articles.c.id).where(articles.c.story_id == story_id).exists()
    await connection.execute(delete(stories).where(stories.c.merged_into == story_id, ~told))
    await connection.execute(delete(stories).where(stories.c.id == story_id, ~told))


async def _insert_contents(connection: Connection, article_id: int, article: NewArticle) -> None:
    first = await _next_passage_id(connection, article.published_at)
    numbered: Sequence[tuple[int, NewPassage]] = list(enumerate(article.passages, first))
    if numbered:
        await connection.execute(
            insert(passages),
            [
                {"id": id_, "article_id": article_id, "position": id_ - first, "start": one.start, "end": one.end}
                for id_, one in numbered
            ],
        )
        await search.add(connection, [(id_, one.stems, one.surface) for id_, one in numbered])
    if scores := [
        {"sector": sector, "passage_id": id_, "score": score}
        for id_, one in numbered
        for sector, score in one.sectors.items()
    ]:
        await connection.execute(insert(passage_sectors), scores)
    if article.shingles:
        await connection.execute(
            insert(article_shingles),
            [{"shingle": shingle, "article_id": article_id} for shingle in sorted(article.shingles)],
        )
    if article.terms:
        minute = minute_of(article.published_at)
        await connection.execute(
            insert(article_terms),
            [{"term": term, "minute": minute, "article_id": article_id} for term in sorted(article.terms)],
        )


async def _next_passage_id(connection: Connection, published_at: datetime) -> int:
    floor = first_passage_id(published_at)
    highest = (
        await connection.execute(
            select(func.max(passages.c.id)).where(
                passages.c.id >= floor, passages.c.id < floor + (1 << PASSAGE_NUMBER_BITS)
            )
        )
    ).scalar()
    return floor if highest is None else highest + 1


async def _remove_contents(connection: Connection, article_id: int) -> None:
    ids = (await connection.execute(select(passages.c.id).where(passages.c.article_id == article_id))).scalars().all()
    await search.remove(connection, ids)
    await connection.execute(delete(passages).where(passages.c.article_id == article_id))
    await connection.execute(delete(article_shingles).where(article_shingles.c.article_id == article_id))
    await connection.execute(delete(article_terms).where(article_terms.c.article_id == article_id))


async def _drop_if_gone(connection: Connection, article_id: int) -> None:
    """Remove an article that no address shows any longer, and its story when that was its last article."""
    if not await _appearance_count(connection, article_id):
        await remove(connection, article_id)


async def remove(connection: Connection, article_id: int) -> None:
    """Remove an article that is stored, with all that hangs on it, and its story when that was its last article."""
    await _remove_contents(connection, article_id)
    story_id = (
        await connection.execute(delete(articles).where(articles.c.id == article_id).returning(articles.c.story_id))
    ).scalar_one()
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
