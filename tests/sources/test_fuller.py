"""What one article is made of, when a feed and a page both tell of it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.fuller import fuller
from bot.sources.listing import ListedEntry
from bot.sources.parsed import ParsedArticle

NOW = datetime(2025, 11, 12, 12, 0, tzinfo=UTC)
LEAD = "Мост через реку Каратал открыли для движения утром двенадцатого ноября."
MORE = "По новому мосту за сутки сможет проходить до восьми тысяч машин, сообщили в акимате района."
ENTRY = ListedEntry("1", "https://dala.example/most?utm_source=rss", "Мост через Каратал открыт", LEAD)
PAGE = ParsedArticle("Мост через Каратал открыт", f"{LEAD}\n\n{MORE}", "Дала", "https://dala.example/most")


def test_the_longer_text_is_the_pages() -> None:
    article = fuller(ENTRY, PAGE, now=NOW)
    assert article == PAGE


def test_without_a_page_the_entry_stands_for_itself() -> None:
    article = fuller(ENTRY, None, now=NOW)
    assert article == ParsedArticle(ENTRY.title, LEAD, url=ENTRY.address)


def test_a_feed_that_has_more_than_its_page_is_believed() -> None:
    whole = replace(ENTRY, text=f"{LEAD}\n\n{MORE}\n\nСтоимость работ составила три миллиарда тенге.", whole=True)
    assert fuller(whole, PAGE, now=NOW).text == whole.text


def test_a_page_about_something_else_is_not_the_article() -> None:
    wall = replace(PAGE, title="Вход", text="Чтобы продолжить чтение, оформите подписку на наше издание. " * 9)
    assert fuller(ENTRY, wall, now=NOW).text == LEAD


def test_paragraphs_are_worth_a_few_letters() -> None:
    block = replace(ENTRY, text=f"{LEAD} {MORE} Вот так.")
    assert fuller(block, PAGE, now=NOW).text == PAGE.text


def test_trailers_of_the_feed_are_left_out() -> None:
    entry = replace(ENTRY, text=f"{LEAD}\n\nПодписывайтесь на наш Telegram-канал!")
    assert fuller(entry, None, now=NOW).text == LEAD


@pytest.mark.parametrize(
    ("listed", "shown", "taken"),
    [
        ("Мост открыт", "Мост через Каратал открыт", "Мост открыт"),
        ("", "Мост через Каратал открыт", "Мост через Каратал открыт"),
        ("Мост через…", "Мост через Каратал открыт", "Мост через Каратал открыт"),
        ("Мост через...", "Мост через Каратал открыт", "Мост через Каратал открыт"),
        ("Кто следующий…", "Кто", "Кто следующий…"),
        ("Мост через Каратал, который строили два года", "Мост через Каратал, который строили два года и месяц", None),
        ("Мост", "", "Мост"),
    ],
)
def test_the_title_is_the_feeds_unless_it_is_cut(listed: str, shown: str, taken: str | None) -> None:
    article = fuller(replace(ENTRY, title=listed), replace(PAGE, title=shown), now=NOW)
    assert article.title == (taken or shown)


@pytest.mark.parametrize(
    ("listed", "shown", "taken"),
    [
        ("2025-11-12T04:30", "2025-11-12T04:31", "2025-11-12T04:30"),
        ("", "2025-11-12T04:31", "2025-11-12T04:31"),
        ("2025-11-12T04:30", "", "2025-11-12T04:30"),
        ("2025-11-13T04:30", "2025-11-12T04:31", "2025-11-12T04:31"),  # the feed is ahead of today
        ("2025-11-12T04:30", "2025-12-01T00:00", "2025-11-12T04:30"),
        ("2025-11-13T04:30", "2025-12-01T00:00", ""),
        ("2025-11-12T09:30", "2025-11-12T04:30", "2025-11-12T04:30"),  # 09:30 of Almaty called UTC
        ("2025-11-12T04:30", "2025-11-12T09:30", "2025-11-12T04:30"),
        ("2025-11-11T19:00", "2025-11-12T04:30", "2025-11-12T04:30"),  # midnight in Almaty: only the day was told
        ("2025-11-11T19:00", "2025-11-10T04:30", "2025-11-11T19:00"),
        ("", "", ""),
    ],
)
def test_the_time_that_is_trusted(listed: str, shown: str, taken: str) -> None:
    entry, page = replace(ENTRY, published_at=moment(listed)), replace(PAGE, published_at=moment(shown))
    assert fuller(entry, page, now=NOW).published_at == moment(taken)


def moment(written: str) -> datetime | None:
    return datetime.fromisoformat(f"{written}+00:00") if written else None


def test_other_facts_are_the_entrys_first() -> None:
    page = replace(PAGE, author="Редакция", picture="https://dala.example/p.jpg", language="ru")
    assert fuller(ENTRY, page, now=NOW) == page
    entry = replace(ENTRY, author="Айгерим Сатова", picture="https://dala.example/e.jpg", language="kk")
    article = fuller(entry, page, now=NOW)
    assert (article.author, article.picture, article.language) == (entry.author, entry.picture, "ru")


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=20), st.text(max_size=20))
def test_nothing_is_made_up(text: str, shown: str, title: str, heading: str) -> None:
    """The text is one of the two, never a mixture."""
    article = fuller(ListedEntry("1", None, title, text), ParsedArticle(heading, shown), now=NOW)
    alone = fuller(ListedEntry("1", None, title, text), None, now=NOW)
    assert article.text in {shown, alone.text}
    assert article.title in {title, heading}
