"""What of a post becomes an article: its title, its text, its links, and what is none."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.collecting.posts import LEAST_LETTERS, Post, Refusal, channel_address, draft_of, joined, said
from storage.records import Draft, SourceKind

CHANNEL = -1_000_000_000_042
POSTED = datetime(2025, 11, 12, 9, 30, tzinfo=UTC)
TEXT = "На станции запустили третий блок.\n\nОн даст городу свет и тепло уже этой зимой."


def post(text: str = TEXT, number: int = 10, **more: Any) -> Post:
    """A post of the public channel «Новости»."""
    return replace(Post(CHANNEL, number, "Новости", text, POSTED, username="news_kz"), **more)


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
    ("Молния: запущен третий блок\n\n🔥🔥🔥", "Молния: запущен третий блок", "Молния"),
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


@pytest.mark.parametrize(
    "trailer", ["Сайт | Instagram | TikTok", "👉 Подписаться на наш Telegram-канал и читать новости первыми", "Наш чат"]
)
def test_links_under_words_are_left_out_where_the_outlet_speaks_of_itself(trailer: str) -> None:
    text = f"{TEXT}\n\n{trailer}"
    assert draft(post(text, linked=tuple(aside(text, trailer)))).text == TEXT


ROUND_UPS = [
    (
        "Главное за день:",
        "В городе запустили вторую линию метро до вокзала",
        "Страна увеличила вывоз урана на 12 процентов",
        "Банк сохранил ставку на уровне 16,5 процента",
    ),
    ("Главное за этот долгий день:", "Метро запустили", "Уран подорожал"),
    ("Главные новости этого дня", "Курс доллара вырос", "Метро запустили до вокзала", "Уран снова подорожал"),
    (
        "Президент подписал закон.",
        "Документ вводит новый порядок тарифов на свет с 1 января 2026 года, сообщили в министерстве энергетики",
    ),
]


@pytest.mark.parametrize("lines", ROUND_UPS, ids=[lines[0] for lines in ROUND_UPS])
def test_news_under_links_stay(lines: Sequence[str]) -> None:
    text = "\n\n".join(lines)
    assert said(post(text, linked=tuple(aside(text, *lines[1:])))).text == text


def test_a_sentence_with_a_link_in_it_stays() -> None:
    text = f"{TEXT}\n\nПодробности рассказали в министерстве энергетики."
    assert draft(post(text, linked=tuple(aside(text, "рассказали")))).text == text


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


def test_an_address_of_a_channel_is_its_number() -> None:
    assert channel_address(-1001234567890) == "https://t.me/c/1234567890"
