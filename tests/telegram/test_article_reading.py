"""What is marked in an article: the sector's passages, in order and apart, on every page of it."""

from dataclasses import replace
from time import process_time

import pytest
from hypothesis import given as given_that
from hypothesis import strategies as st

from bot.telegram.article_pages import article_page
from bot.telegram.article_reading import Reading, blocks, pieces, places_in
from bot.telegram.buttons import ArticleFile, ArticlePage, FileKind
from bot.telegram.paging import units
from bot.telegram.render import ROOM, Page
from bot.text.spans import Span
from tests.telegram.readings import ENERGY, SPOKEN, given, reading, squeezed, written

places = st.lists(st.tuples(st.integers(-5, 400), st.integers(-5, 400)), max_size=8)


def quoted(page: Page) -> list[str]:
    text, entities = page.content.render()
    units = text.encode("utf-16-le")
    found = [one for one in entities if one.type == "blockquote"]
    return [units[2 * one.offset : 2 * (one.offset + one.length)].decode("utf-16-le") for one in found]


def labels(page: Page) -> dict[str, str]:
    rows = page.keyboard.inline_keyboard if page.keyboard else []
    return {one.text: one.callback_data or one.url or "" for row in rows for one in row}


def test_places_are_trimmed_in_order_inside_the_text_and_apart() -> None:
    assert places_in("аб вг де", [(3, 5), (-4, 3), (4, 99), (8, 9), (2, 3), (6, 2)]) == (Span(0, 2), Span(3, 8))
    assert places_in("аб вг", [(0, 2), (3, 5)]) == (Span(0, 2), Span(3, 5))  # beside each other: two passages


@given_that(written, places)
def test_pieces_are_the_text(text: str, marked: list[tuple[int, int]]) -> None:
    found = list(pieces(text, Span(0, len(text)), places_in(text, marked)))
    assert "".join(place.cut(text) for place, _ in found) == text
    assert all(place.cut(text) == place.cut(text).strip() != "" for place, is_marked in found if is_marked)


@given_that(written, places)
def test_blocks_lose_no_word_and_mark_what_is_marked(text: str, marked: list[tuple[int, int]]) -> None:
    read = replace(reading(text), sector=ENERGY, marked=places_in(text, marked))
    found = list(blocks(read))
    assert squeezed("".join(block for block, _ in found)) == squeezed(text)
    stands_out = "".join(block for block, is_marked in found if is_marked)
    assert squeezed(stands_out) == squeezed("".join(place.cut(text) for place in read.marked))


@given_that(written, places, st.integers(-3, 99))
def test_the_quotations_of_all_pages_are_the_marked_passages(
    text: str, marked: list[tuple[int, int]], number: int
) -> None:
    read = replace(reading(text), sector=ENERGY, marked=places_in(text, marked))
    pages = [article_page(read, number=n + 1) for n in range(article_page(read, number=number).of)]
    shown = squeezed("".join("".join(quoted(page)) for page in pages))
    assert shown == squeezed("".join(place.cut(text) for place in read.marked))


@pytest.mark.parametrize(
    ("language", "note"),
    [
        ("ru", "⚡ Энергетика: отмечен 1 абзац"),
        ("kk", "⚡ Энергетика: 1 абзац белгіленді"),
        ("en", "⚡ Energy: 1 passage marked"),
    ],
)
def test_the_heading_says_what_is_marked(language: str, note: str) -> None:
    read = replace(given(), texts=SPOKEN[language])
    text, _ = article_page(read, number=1).content.render()
    assert text.split("\n")[2] == note
    assert len(quoted(article_page(read, number=1))) == 1
    assert quoted(article_page(read, number=1))[0].startswith("В энергетической сфере президенты")


def test_many_are_counted() -> None:
    def note(count: int) -> str | None:
        words = [f"слово{n}" for n in range(count)]
        return reading("\n\n".join(words), *words).note

    assert note(2) == "⚡ Энергетика: отмечены 2 абзаца"
    assert note(5) == "⚡ Энергетика: отмечено 5 абзацев"
    assert note(0) is None


def long_one() -> Reading:
    """Pages 2 and 4 of 5 have a marked passage."""
    filler = "\n\n".join(f"{n} " + "слово " * 90 for n in range(30))
    parts = filler.split("\n\n")
    parts[9], parts[24] = "ГАЗ подорожал.", "УГОЛЬ " + "подешевел. " * 60
    return reading("\n\n".join(parts), parts[9], parts[24].strip())


def test_a_button_leads_to_the_next_page_with_a_marked_passage() -> None:
    read = long_one()
    pages = [article_page(read, number=n) for n in range(1, article_page(read, number=1).of + 1)]
    have = [bool(quoted(page)) for page in pages]
    assert have == [False, True, False, True, False]
    assert quoted(pages[1]) == ["ГАЗ подорожал."]
    assert squeezed("".join(quoted(pages[3]))) == squeezed(read.marked[1].cut(read.article.text))
    leads = [labels(page).get("⚡ К отмеченному абзацу ›") for page in pages]
    assert [ArticlePage.unpack(one).page if one else None for one in leads] == [2, None, 4, None, 2]


def test_a_million_lines_are_turned_like_any_others() -> None:
    endless = reading("а\n" * 1_000_000)
    began = process_time()
    page = article_page(endless, number=300)
    assert process_time() - began < 0.5  # it was 1 to 3 s, in which nobody else was answered
    assert units(page.content.render()[0]) > ROOM * 0.9


def test_a_passage_that_a_page_cuts_is_marked_on_both() -> None:
    read = reading(
        "слово " * 500 + "\n\nУГОЛЬ. " + "Подешевел он. " * 100, "УГОЛЬ. " + ("Подешевел он. " * 100).strip()
    )
    pages = [article_page(read, number=1), article_page(read, number=2)]
    assert pages[1].of == 2
    assert [len(quoted(page)) for page in pages] == [1, 1]
    assert squeezed("".join(quoted(pages[0]) + quoted(pages[1]))) == squeezed(read.marked[0].cut(read.article.text))


def test_after_the_last_marked_passage_the_button_leads_back_to_the_first() -> None:
    read = reading("ГАЗ.\n\n" + "слово " * 2000, "ГАЗ.")
    data = labels(article_page(read, number=3))["⚡ К отмеченному абзацу ›"]
    assert ArticlePage.unpack(data) == ArticlePage(article_id=7, page=1, anew=False, sector="energy")


def test_without_a_sector_nothing_is_marked_and_nothing_leads_there() -> None:
    page = article_page(reading("слово " * 2000), number=1)
    assert quoted(page) == []
    assert not any("абзац" in label for label in labels(page))


def test_the_sector_travels_with_every_button_of_the_article() -> None:
    data = labels(article_page(long_one(), number=2))
    assert ArticlePage.unpack(data["Дальше ›"]).sector == "energy"
    assert ArticleFile.unpack(data["📎 PDF"]) == ArticleFile(article_id=7, kind=FileKind.PDF, sector="energy")


def test_buttons_of_an_older_version_still_work() -> None:
    assert ArticlePage.unpack("f:12:3:1") == ArticlePage(article_id=12, page=3, anew=True)
    assert ArticleFile.unpack("d:12") == ArticleFile(article_id=12, kind=FileKind.HTML)


@pytest.mark.parametrize("data", ["f:1", "f:1:1", "f:1:1:1:x:y", "f", "f:x:1:1:"])
def test_what_never_was_a_button_of_ours_is_none(data: str) -> None:
    with pytest.raises((TypeError, ValueError)):
        ArticlePage.unpack(data)
