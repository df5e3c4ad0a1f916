"""Whatever a source wrote: a message is never refused by Telegram's rules, never gains markup, never loses a word."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from aiogram.methods import SendMessage
from aiogram.utils.formatting import Text
from hypothesis import given
from hypothesis import strategies as st

from bot.newsroom.answers import Answer, AnswerStory, Question
from bot.newsroom.selection import Excerpt
from bot.telegram import texts
from bot.telegram.admin_buttons import ChannelButton, OfferButton, OfferStep, WatchButton, WatchStep
from bot.telegram.answer_pages import answer_page
from bot.telegram.article_pages import article_page
from bot.telegram.article_reading import Reading
from bot.telegram.buttons import (
    AnswerPage,
    AnswerPeriod,
    ArticleFile,
    ArticlePage,
    FileKind,
    LanguageButton,
    SectorButton,
)
from bot.telegram.paging import MESSAGE_UNITS, units
from bot.telegram.render import Page, openable
from bot.text.taxonomy import load
from storage.records import Appearance, Article, Sighting
from tests.conftest import EVENING, SEEDS

ALMATY = ZoneInfo("Asia/Almaty")
RUSSIAN = texts.load()["ru"]
SECTOR = load(SEEDS / "sectors.toml")["energy"]

# What a stored text can be: no control characters and no halves of surrogate pairs (the sources room takes them out).
written = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=300).filter(str.strip)
endless = st.builds(lambda piece, times: piece * times, written, st.integers(1, 60))
addresses = st.none() | written | st.sampled_from(["https://baq.kz/1", "javascript:alert(1)", "http://", "https://[x"])


def article_of(text: str, title: str = "Название", source: str = "Агентство", url: str | None = None) -> Article:
    """A stored article."""
    return Article(1, 1, title, text, "ru", EVENING, (Appearance(source, url),))


def read(article: Article) -> Reading:
    """An article as a Russian in Almaty reads it."""
    return Reading(article, RUSSIAN, ALMATY)


def check(page: Page) -> str:
    """Hold a page against what Telegram takes; returns its text."""
    rendered = page.content.as_kwargs()
    text: str = rendered["text"]
    SendMessage(chat_id=7, **rendered, reply_markup=page.keyboard)
    assert 0 < units(text.strip()) <= units(text) <= MESSAGE_UNITS
    for entity in rendered["entities"]:
        assert 0 <= entity.offset < entity.offset + entity.length <= units(text)
        assert entity.type in {"bold", "italic", "blockquote", "text_link"}
        assert entity.url is None or openable(entity.url)
    for row in page.keyboard.inline_keyboard if page.keyboard else []:
        for one in row:
            assert one.text
            assert one.url is None or openable(one.url)
            assert one.callback_data is None or len(one.callback_data.encode()) <= 64
    return text


@given(endless, written, written, addresses)
def test_an_articles_pages_are_its_text(text: str, title: str, source: str, url: str | None) -> None:
    article = article_of(text, title, source, url)
    first = article_page(read(article), number=1)
    shown = [check(article_page(read(article), number=number)) for number in range(1, first.of + 1)]
    heading = check(first).index("\n\n") + 2
    assert "".join("".join(page[heading:].split()) for page in shown) == "".join(text.split())


@given(st.lists(st.tuples(written, written, endless), min_size=1, max_size=12), addresses)
def test_an_answers_pages_show_each_story_once(stories: list[tuple[str, str, str]], url: str | None) -> None:
    told = tuple(
        AnswerStory(
            story_id=number,
            article_id=number,
            title=title,
            published_at=EVENING,
            sightings=(Sighting(number, number, source, url),),
            excerpts=(Excerpt(number, 0, 0, len(text), text, 0.5), Excerpt(number, 1, 0, len(text), text, 0.5)),
        )
        for number, (title, source, text) in enumerate(stories)
    )
    answer = Answer(Question("energy", 1, EVENING, ALMATY), EVENING, EVENING, 1, widened=False, stories=told)
    pages = [answer_page(answer, SECTOR, RUSSIAN, number=1)]
    pages += [answer_page(answer, SECTOR, RUSSIAN, number=number) for number in range(2, pages[0].of + 1)]
    for page in pages:
        check(page)
    opened = [
        ArticlePage.unpack(one.callback_data).article_id
        for page in pages
        for row in (page.keyboard.inline_keyboard if page.keyboard else [])
        for one in row
        if one.callback_data and one.callback_data.startswith("f:")
    ]
    assert opened == list(range(len(stories)))


@pytest.mark.parametrize(
    ("url", "good"),
    [
        ("https://baq.kz/news/1", True),
        ("http://пример.рф/", True),
        ("ftp://baq.kz/", False),
        ("javascript:alert(1)", False),
        ("https://", False),
        ("https://a b", False),
        ("https://[x", False),
        ("http://localhost/x", False),
        ("http://intranet:99/", False),
        ("http://x.kz:99999/", False),
        ("https://baq.kz/" + "a" * 3000, False),
        (None, False),
    ],
)
def test_which_addresses_are_linked(url: str | None, *, good: bool) -> None:
    assert openable(url) is good


LONGEST_KEY = "k" * 32


@pytest.mark.parametrize(
    "data",
    [
        SectorButton(sector=LONGEST_KEY),
        AnswerPage(sector=LONGEST_KEY, days=36_500, asked=2**35, page=999),
        AnswerPeriod(sector=LONGEST_KEY, days=36_500),
        ArticlePage(article_id=2**63 - 1, page=99_999, anew=True, sector=LONGEST_KEY),
        ArticleFile(article_id=2**63 - 1, kind=FileKind.HTML, sector=LONGEST_KEY),
        LanguageButton(language="ru"),
        WatchButton(watch_id=2**63 - 1, step=WatchStep.REMOVE_SURELY, page=99_999),
        ChannelButton(chat_id=-(2**52)),
        OfferButton(step=OfferStep.PATTERN, place=99),
    ],
)
def test_the_longest_button_fits_into_64_bytes(data: Any) -> None:
    packed = data.pack()
    assert len(packed.encode()) <= 64
    assert type(data).unpack(packed) == data


def test_dates_are_the_readers_days() -> None:
    late = datetime(2025, 11, 12, 20, 0, tzinfo=UTC)
    assert RUSSIAN.date(late, ALMATY) == "13 ноября 2025"
    assert texts.load()["kk"].date(late, UTC) == "2025 ж. 12 қараша"
    assert texts.load()["en"].date(late, UTC) == "12 November 2025"


@pytest.mark.parametrize(
    ("first", "last", "russian", "kazakh", "english"),
    [
        ((2025, 11, 8), (2025, 11, 8), "8 ноября 2025", "2025 ж. 8 қараша", "8 November 2025"),
        ((2025, 11, 8), (2025, 11, 12), "8–12 ноября 2025", "2025 ж. 8–12 қараша", "8–12 November 2025"),
        (
            (2025, 10, 28),
            (2025, 11, 2),
            "28 октября – 2 ноября 2025",
            "2025 ж. 28 қазан – 2 қараша",
            "28 October – 2 November 2025",
        ),
        (
            (2024, 12, 28),
            (2025, 1, 2),
            "28 декабря 2024 – 2 января 2025",
            "2024 ж. 28 желтоқсан – 2025 ж. 2 қаңтар",
            "28 December 2024 – 2 January 2025",
        ),
    ],
)
def test_a_period_says_nothing_twice(
    first: tuple[int, int, int], last: tuple[int, int, int], russian: str, kazakh: str, english: str
) -> None:
    days = (datetime(*first, tzinfo=UTC), datetime(*last, 23, 59, 59, tzinfo=UTC))
    for language, expected in (("ru", russian), ("kk", kazakh), ("en", english)):
        assert texts.load()[language].period(*days, UTC) == expected


def test_a_day_without_a_time_is_the_same_day_everywhere() -> None:
    midnight = datetime(2025, 11, 12, tzinfo=UTC)
    article = replace(article_of("Коротко."), published_at=midnight)
    page = check(article_page(Reading(article, RUSSIAN, ZoneInfo("America/New_York")), number=1))
    assert "12 ноября 2025" in page


def test_many_sources_with_long_names_leave_room_for_the_text() -> None:
    names = tuple(Appearance("И" * 70 + str(number), None) for number in range(9))
    article = replace(article_of("слово " * 2000, "Т" * 500), appearances=names)
    first = article_page(read(article), number=1)
    for number in range(1, first.of + 1):
        check(article_page(read(article), number=number))


LINKS = ("https://kz.example/" + "a" * 300, *(f"https://kz.example/{n}" for n in range(9)), "javascript:alert(1)")


def test_an_author_stands_beside_the_source_unless_they_are_the_same() -> None:
    article = replace(article_of("Текст.", source="BAQ.KZ"), author="Айгүл Серік")
    assert "BAQ.KZ · Айгүл Серік · 12 ноября 2025" in check(article_page(read(article), number=1))
    outlet = replace(article, author="baq.kz")
    assert "BAQ.KZ · 12 ноября 2025" in check(article_page(read(outlet), number=1))


def test_links_stand_below_the_end_of_the_text_and_leave_room_for_it() -> None:
    article = replace(article_of("слово " * 2000, "Т" * 500), links=LINKS, author="А" * 500)
    pages = [check(article_page(read(article), number=number)) for number in (1, 2, 3, 4)]
    assert ["Ссылки:" in page for page in pages] == [False, False, False, True]
    assert "kz.example/3" in pages[-1]
    assert "javascript" not in pages[-1]


def test_a_single_page_has_nothing_to_turn() -> None:
    page = article_page(read(article_of("Коротко.")), number=5)
    assert (page.number, page.of) == (1, 1)
    assert page.keyboard is not None
    assert [one.text for row in page.keyboard.inline_keyboard for one in row] == [
        "📎 HTML",
        "📎 PDF",
        "🔔 Следить за сюжетом",
    ]
    assert isinstance(page.content, Text)
