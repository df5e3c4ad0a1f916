"""A channel's post becomes an article: its title, its text, its links; edits and albums find the article again."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.collecting.posts import (
    ALBUMS_KEPT,
    LEAST_LETTERS,
    Post,
    Posts,
    Refusal,
    Taken,
    channel_address,
    draft_of,
    joined,
    said,
)
from bot.newsroom.intake import Intake
from bot.text.tagging import Tagger
from storage import articles, watches
from storage.engine import Database
from storage.records import Article, Draft, Outcome, SourceKind
from storage.watches import NewWatch, WatchKind
from tests.storage.conftest import database, empty_database

__all__ = ["database", "empty_database"]  # storage's own fixtures serve here as they are

CHANNEL = -1_000_000_000_042
POSTED = datetime(2025, 11, 12, 9, 30, tzinfo=UTC)
TEXT = "На станции запустили третий блок.\n\nОн даст городу свет и тепло уже этой зимой."


def post(text: str = TEXT, number: int = 10, **more: object) -> Post:
    """A post of the public channel «Новости»."""
    return replace(Post(CHANNEL, number, "Новости", text, POSTED, username="news_kz"), **more)  # type: ignore[arg-type]  # any field by name


def draft(one: Post) -> Draft:
    """The article of a post that is one."""
    made = draft_of("https://t.me/c/42/10", one.source, said(one))
    assert isinstance(made, Draft)
    return made


def aside(text: str, *parts: str) -> list[tuple[int, int]]:
    """The places of some parts of a text."""
    return [(text.index(part), text.index(part) + len(part)) for part in parts]


TITLES = [
    # text, title, first words of the article's text
    (TEXT, "На станции запустили третий блок", "На станции"),
    ("Запущен третий блок\n\nОн даст городу свет и тепло.", "Запущен третий блок", "Он даст"),
    ("⚡️ Запущен третий блок\n\nОн даст городу свет и тепло.", "Запущен третий блок", "Он даст"),
    ("🇰🇿❗️ Запущен третий блок. Он даст городу свет.", "Запущен третий блок", "🇰🇿❗️ Запущен"),
    ("⚡️⚡️⚡️\n\nЗапущен третий блок\n\nОн даст городу свет и тепло.", "Запущен третий блок", "Он даст"),
    ("№ 5 блок станции запущен. Он даст городу свет.", "№ 5 блок станции запущен", "№ 5"),
    ("Үшінші блок іске қосылды\nҚалаға жарық пен жылу береді.", "Үшінші блок іске қосылды", "Қалаға"),
]


@pytest.mark.parametrize(
    ("text", "title", "begins"), TITLES, ids=[title[:20] + str(n) for n, (_, title, _) in enumerate(TITLES)]
)
def test_the_title_is_the_headline_or_the_first_sentence(text: str, title: str, begins: str) -> None:
    made = draft(post(text))
    assert made.title == title
    assert made.text.startswith(begins)


def test_an_article_tells_where_and_when_it_was_posted_and_by_whom() -> None:
    made = draft(post(author="Айгүл Серік"))
    assert (made.source, made.source_kind, made.published_at) == ("Новости", SourceKind.CHANNEL, POSTED)
    assert (made.url, made.author) == ("https://t.me/news_kz/10", "Айгүл Серік")
    assert draft(post(username=None)).url == "https://t.me/c/42/10"
    assert draft(post(chat_id=7)).url is None


def test_lines_are_paragraphs_where_no_empty_line_separates_them() -> None:
    assert (
        draft(post("Первая строка поста.\nВторая строка поста.")).text == "Первая строка поста.\n\nВторая строка поста."
    )
    listed = "Что изменится с января:\n— тариф на свет\n— тариф на воду\n\nОстальное останется как было."
    assert draft(post(listed)).text == listed


TRAILERS: list[tuple[str, tuple[str, ...]]] = [
    ("👉 Подписаться на канал", ("Подписаться на канал",)),
    ("Сайт | Instagram | TikTok", ("Сайт", "Instagram", "TikTok")),
    ("@news_kz\n\n#новости #Алматы", ("@news_kz", "#новости", "#Алматы")),
    ("Наш канал: @news_kz_official", ("@news_kz_official",)),
]


@pytest.mark.parametrize(("trailer", "parts"), TRAILERS, ids=[trailer for trailer, _ in TRAILERS])
def test_lines_at_the_end_that_only_lead_elsewhere_are_left_out(trailer: str, parts: Sequence[str]) -> None:
    text = f"{TEXT}\n\n{trailer}\n"
    assert draft(post(text, asides=tuple(aside(text, *parts)))).text == TEXT


def test_a_sentence_with_a_link_in_it_stays() -> None:
    text = f"{TEXT}\n\nПодробности рассказали в министерстве энергетики."
    assert draft(post(text, asides=tuple(aside(text, "рассказали")))).text == text


def test_links_are_kept_that_the_text_does_not_show_and_a_reader_can_open() -> None:
    text = f"{TEXT} Документ: adilet.kz/doc"
    links = (
        "https://example.kz/a",
        "https://example.kz/a",
        "http://adilet.kz/doc",
        "tg://resolve?domain=x",
        "javascript:alert(1)",
        "http://localhost/x",
    )
    assert draft(post(text, links=links)).links == ("https://example.kz/a",)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", Refusal.SHORT),
        ("⚡️⚡️⚡️", Refusal.SHORT),
        ("Доброе утро!", Refusal.SHORT),
        (f"{TEXT}\n\nРеклама. erid: 2VtzqwXyZab", Refusal.ADVERTISING),
        (f"{TEXT} #Реклама", Refusal.ADVERTISING),
        (f"{TEXT} #жарнама", Refusal.ADVERTISING),
    ],
)
def test_what_tells_nothing_or_is_paid_for_is_no_article(text: str, why: Refusal) -> None:
    assert draft_of("https://t.me/c/42/10", "Новости", said(post(text))) is why


def test_news_about_advertising_is_news() -> None:
    text = "Реклама подорожала на треть. #рекламный_рынок растёт второй год."
    assert draft(post(text)).text == text


def test_an_album_says_each_text_once_in_its_order() -> None:
    parts = [
        said(post("Первая подпись.", 10, links=("https://a.kz/",))),
        said(post("", 11, published_at=POSTED - timedelta(seconds=1))),
        said(post("Вторая подпись.", 12, links=("https://b.kz/", "https://a.kz/"))),
        said(post("Первая подпись.", 13)),
    ]
    whole = joined(parts)
    assert whole.text == "Первая подпись.\n\nВторая подпись."
    assert whole.links == ("https://a.kz/", "https://b.kz/")
    assert (whole.url, whole.published_at) == ("https://t.me/news_kz/10", POSTED - timedelta(seconds=1))


@given(
    st.text(max_size=200),
    st.lists(st.tuples(st.integers(0, 200), st.integers(0, 200)), max_size=4),
)
def test_whatever_is_posted_is_an_article_in_paragraphs_or_refused(text: str, places: list[tuple[int, int]]) -> None:
    made = draft_of("https://t.me/c/42/10", "Новости", said(post(text, asides=tuple(places))))
    if isinstance(made, Draft):
        assert made.title.strip()
        assert "\n" not in made.title
        assert made.text.strip() == made.text != ""
        assert sum(map(str.isalnum, text)) >= LEAST_LETTERS


@pytest.fixture
def posts(database: Database, tagger: Tagger) -> Posts:
    """The door for posts."""
    return Posts(database, Intake(database, tagger, lambda: POSTED + timedelta(hours=1)))


async def watched(database: Database, name: str = "Новости") -> int:
    """Watch the channel; the watch's id."""
    new = NewWatch(WatchKind.CHANNEL, channel_address(CHANNEL), name)
    async with database.write() as connection:
        return await watches.add(connection, new, now=POSTED, due_at=None, interval_s=0)


async def stored(database: Database) -> list[Article]:
    """All articles."""
    async with database.read() as connection:
        found = [await articles.get(connection, one.id) for one in await articles.headlines(connection, 100)]
    return [one for one in found if one is not None]


async def test_only_a_channel_that_is_watched_is_trusted(posts: Posts, database: Database) -> None:
    assert await posts.take_watched(post()) is None
    watch_id = await watched(database)
    assert await posts.take_watched(post(chat_id=CHANNEL - 1)) is None
    assert isinstance(await posts.take_watched(post()), Taken)
    async with database.write() as connection:
        assert await watches.pause(connection, watch_id)
    assert await posts.take_watched(post(f"{TEXT} Ещё одно.", 11)) is None
    assert len(await stored(database)) == 1


async def test_the_name_that_readers_know_stays_when_the_channel_calls_itself_otherwise(
    posts: Posts, database: Database
) -> None:
    await watched(database, "Новости страны")
    await posts.take_watched(post(source="НОВОСТИ 24/7", username="other_name"))
    await posts.take(post(f"{TEXT} Переслано.", 11, source="НОВОСТИ 24/7"))
    assert {seen.source for one in await stored(database) for seen in one.appearances} == {"Новости страны"}


async def test_a_post_is_seen_on_its_watch(posts: Posts, database: Database) -> None:
    watch_id = await watched(database)
    await posts.take_watched(post())
    async with database.read() as connection:
        watch = await watches.get(connection, watch_id)
    assert watch is not None
    assert watch.changed_at == watch.polled_at == POSTED + timedelta(hours=1)
    assert watch.due_at is None


async def test_an_edit_changes_the_article_and_a_thousandth_repetition_nothing(
    posts: Posts, database: Database
) -> None:
    first = await posts.take(post())
    assert isinstance(first, Taken)
    for _ in range(20):
        again = await posts.take(post())
        assert isinstance(again, Taken)
        assert again.saved == replace(first.saved, outcome=Outcome.KNOWN)
    edited = await posts.take(post(TEXT.replace("третий", "четвёртый")))
    assert isinstance(edited, Taken)
    assert edited.saved == replace(first.saved, outcome=Outcome.CHANGED)
    assert edited.title == "На станции запустили четвёртый блок"
    (one,) = await stored(database)
    assert one.text == TEXT.replace("третий", "четвёртый")
    assert one.published_at == POSTED


async def test_an_edit_that_leaves_no_text_leaves_the_article(posts: Posts, database: Database) -> None:
    await posts.take(post())
    assert await posts.take(post("…")) is Refusal.SHORT
    assert [one.text for one in await stored(database)] == [TEXT]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
async def test_an_album_is_one_article_in_whatever_order_it_comes(
    posts: Posts, database: Database, order: Sequence[int]
) -> None:
    texts = ("На станции запустили третий блок.", "", "Он даст городу свет и тепло уже этой зимой.")
    for n in order:
        await posts.take(post(texts[n], 10 + n, album="A"))
    (one,) = await stored(database)
    assert one.text == TEXT
    assert one.appearances[0].url == "https://t.me/news_kz/10"


async def test_an_edited_part_of_an_album_changes_the_whole(posts: Posts, database: Database) -> None:
    await posts.take(post("На станции запустили третий блок.", 10, album="A"))
    await posts.take(post("Он даст городу свет этой зимой.", 11, album="A"))
    await posts.take(post("Он даст городу тепло этой зимой.", 11, album="A"))
    (one,) = await stored(database)
    assert one.text == "На станции запустили третий блок.\n\nОн даст городу тепло этой зимой."


async def test_a_forwarded_album_is_the_same_one_though_telegram_names_it_anew(
    posts: Posts, database: Database
) -> None:
    texts = ("На станции запустили третий блок.", "Он даст городу свет и тепло уже этой зимой.")
    for album in ("A", "forwarded", "forwarded again"):
        for n, text in enumerate(texts):
            await posts.take(post(text, 10 + n, album=album))
    await posts.take(post("Он даст городу тепло.", 11))  # one of its posts alone
    (one,) = await stored(database)
    assert one.text == "На станции запустили третий блок.\n\nОн даст городу тепло."


async def test_posts_that_come_at_once_are_taken_in_their_order(posts: Posts, database: Database) -> None:
    texts = [f"На станции запустили блок номер {n}, он даст свет." for n in range(8)]
    await asyncio.gather(*(posts.take(post(text)) for text in texts))
    assert [one.text for one in await stored(database)] == [texts[-1]]


async def test_albums_are_forgotten_when_nobody_edits_them_any_longer(
    posts: Posts, database: Database, tagger: Tagger
) -> None:
    await posts.take(post("На станции запустили третий блок.", 10, album="A"))
    later = Posts(database, Intake(database, tagger, lambda: POSTED + timedelta(days=1) + ALBUMS_KEPT))
    await later.take(post("Он даст городу свет и тепло уже этой зимой.", 20, album="B"))
    await later.take(post("На станции остановили третий блок.", 10))
    assert len(await stored(database)) == 3


def test_an_address_of_a_channel_is_its_number(posts: Posts) -> None:
    assert channel_address(-1001234567890) == "https://t.me/c/1234567890"
