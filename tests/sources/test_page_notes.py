"""What a page says of itself: whom it believes first, and what it does not believe."""

import pytest

from bot.sources.page_notes import Notes, read_notes
from bot.sources.page_times import published_at
from bot.sources.page_trees import page_tree

URL = "https://dala.example/news/most"


def notes_of(head: str = "", body: str = "", attributes: str = "") -> Notes:
    html = f"<html {attributes}><head>{head}</head><body>{body}</body></html>"
    return read_notes(page_tree(html), html, URL)


@pytest.mark.parametrize(
    ("attributes", "head", "language"),
    [
        ("lang='ru-RU'", "", "ru"),
        ("lang='kz'", "", "kk"),
        ("xml:lang='KK'", "", "kk"),
        ("", "<meta property='og:locale' content='en_GB'>", "en"),
        ("", '<script type="application/ld+json">{"@type":"Article","inLanguage":"kk-KZ"}</script>', "kk"),
        ("lang=''", "", None),
    ],
)
def test_language(attributes: str, head: str, language: str | None) -> None:
    assert notes_of(head, attributes=attributes).language == language


@pytest.mark.parametrize(
    ("head", "body", "author"),
    [
        ("<meta name=author content='Айгерим Сатова'>", "", "Айгерим Сатова"),
        ("<meta name=author content='admin'>", "<a rel=author>Ольга Пак</a>", "Ольга Пак"),
        ("<meta property='article:author' content='https://facebook.com/x'>", "", None),
        ("", "<div itemprop=author><span itemprop=name>Ольга Пак</span>, корреспондент</div>", "Ольга Пак"),
        ("", "<p class='news-show__author'>Автор: Нұрлан Сейітов</p>", "Нұрлан Сейітов"),
        ("<meta property='og:site_name' content='Дала'><meta name=author content='ДАЛА'>", "", None),
        ("", f"<div class=author>{'слово ' * 40}</div>", None),
        ('<script type="application/ld+json">{"@type":"NewsArticle","author":[{"name":"А"},"Б"]}</script>', "", "А, Б"),
    ],
)
def test_author(head: str, body: str, author: str | None) -> None:
    assert notes_of(head, body).author == author


@pytest.mark.parametrize(
    ("href", "canonical"),
    [
        ("https://www.dala.example/news/most/", "https://www.dala.example/news/most/"),
        ("/news/most", "https://dala.example/news/most"),
        ("https://dala.example", None),  # every page of a badly set up site
        ("https://other.example/news/most", None),
        ("javascript:alert(1)", None),
    ],
)
def test_an_address_of_its_own_is_believed_within_its_site(href: str, canonical: str | None) -> None:
    assert notes_of(f"<link rel=canonical href='{href}'>").canonical == canonical


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<title>Мост открыт | Дала</title><meta property='og:site_name' content='Дала'>", "", "Мост открыт"),
        ("<title>Мост</title>", "<h1>Мост через Каратал</h1>", "Мост"),
        ("<title>Мост через Каратал открыт</title>", "<h1>Дала</h1><h1>Мост открыт</h1>", "Мост открыт"),
        ("<meta property='og:title' content='Мост - 2'><title>x</title>", "", "Мост - 2"),
        ("", "<h1>Мост</h1>", "Мост"),
        ("", "", None),
    ],
)
def test_title(head: str, body: str, title: str | None) -> None:
    assert notes_of(head, body).title == title


def test_a_picture_is_absolute() -> None:
    assert notes_of("<meta property='og:image' content='//cdn.example/1.jpg'>").picture == "https://cdn.example/1.jpg"
    assert notes_of("<meta property='og:image' content='data:image/png;base64,AA'>").picture is None


@pytest.mark.parametrize(
    ("head", "body", "time"),
    [
        (
            '<script type="application/ld+json">{"@type":"Article","datePublished":"2025-11-12"}</script>',
            "",
            "11T19:00",
        ),
        ("<meta property='article:published_time' content='2025-11-12T09:30:00Z'>", "<time datetime=2025>", "12T09:30"),
        ("<meta itemprop=datePublished content='12.11.2025 14:30'>", "", "12T09:30"),
        ("", "<article><time datetime='2025-11-12 14:30'>вчера</time></article>", "12T09:30"),
        ("", "<i>12 қараша 2025, 14:30</i><h1>Көпір</h1><p>Текст.</p><i>1 қараша 2025</i>", "12T09:30"),
        ("", "<h1>Bridge</h1><div>Updated</div><span>November 12, 2025 14:30</span>", "12T09:30"),
        (
            "<meta property='article:published_time' content='скоро'>",
            "<h1>Мост</h1><b>12.11.2025 14:30</b>",
            "12T09:30",
        ),
    ],
)
def test_time(head: str, body: str, time: str) -> None:
    """Without a zone it is Almaty's."""
    html = f"<html><head>{head}</head><body>{body}</body></html>"
    tree = page_tree(html)
    moment = published_at(tree, read_notes(tree, html, URL).times)
    assert moment is not None
    assert moment.isoformat() == f"2025-11-{time}:00+00:00"


def test_far_from_the_heading_dates_are_not_the_articles() -> None:
    tree = page_tree("<html><body><h1>Мост</h1>" + "<p>Слово.</p>" * 30 + "<i>12.11.2025</i></body></html>")
    assert published_at(tree, ()) is None
