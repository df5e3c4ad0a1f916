"""The article as HTML and PDF: the whole text of it, nothing that a source could make of them, names for any disk."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given as given_that
from hypothesis import settings
from hypothesis import strategies as st
from lxml import html

from bot.telegram.article_files import NAME_CHARACTERS, PDF_CHARACTERS, Printing, file_name, fits
from bot.telegram.article_html import html_file
from bot.telegram.article_pdf import STAND_IN, drawable, pdf_file
from bot.telegram.article_reading import Reading
from bot.telegram.buttons import FileKind
from bot.telegram.render import openable
from tests.telegram.pdf_text import pages_of, text_of
from tests.telegram.readings import (
    ATTACKS,
    GIVEN_TEXT,
    SPOKEN,
    URL,
    anything,
    given,
    reading,
    squeezed,
    urls,
    written,
)

OURS = {"html", "head", "meta", "title", "style", "body", "article", "header", "h1", "p", "div", "footer", "a", "bdi"}
KAZAKH = "Әлем ғалымдары қазақ өңірінде ұңғыма мен үңгірді іздеді, һәм тапты."


def parsed(read: Reading) -> html.HtmlElement:
    return html.document_fromstring(html_file(read).decode())


def test_the_html_has_the_whole_text_and_the_passage_stands_out() -> None:
    page = parsed(given())
    assert page.get("lang") == "ru"
    assert page.findtext(".//title") == page.findtext(".//h1") == "Главы Казахстана и России"
    assert squeezed(page.xpath("string(//div[@class='text'])")) == squeezed(GIVEN_TEXT)
    (marked,) = page.xpath("//p[@class='marked']")
    assert marked.text_content().startswith("В энергетической сфере президенты")
    assert page.xpath(f"//a[@href='#{marked.get('id')}']")[0].text_content() == "⚡ Энергетика: отмечен 1 абзац"
    assert {link.get("href") for link in page.xpath("//a")} == {"#marked", URL}


@pytest.mark.parametrize(("language", "source"), [("ru", "Источник:"), ("kk", "Дереккөз:"), ("en", "Source:")])
def test_what_isnt_the_articles_is_in_the_readers_language(language: str, source: str) -> None:
    read = replace(given(), texts=SPOKEN[language])
    footer = parsed(read).xpath("//footer")[0]
    assert (footer.get("lang"), footer.text_content().split()[0]) == (language, source)
    assert source in text_of(pdf_file(read))


@given_that(written, anything, anything, urls)
def test_whatever_a_source_wrote_is_text_in_the_html(text: str, title: str, source: str, url: str | None) -> None:
    page = parsed(reading(text, title=title, source=source, url=url, links=(url or "",)))
    assert {one.tag for one in page.iter()} <= OURS
    assert all(one.get("href") == "#marked" or openable(one.get("href")) for one in page.iter("a"))
    assert not [name for one in page.iter() for name in one.attrib if name.startswith("on") or name == "src"]
    shown = "".join(one for block in page.xpath("//div[@class='text']/p") for one in block.itertext())
    assert squeezed(shown) == squeezed(text)


def test_the_html_asks_nothing_of_anybody() -> None:
    content = html_file(given()).decode()
    assert "default-src 'none'" in content
    assert not re.search(r"<script|<link|<img|@import|url\(|\bsrc=", content)


def test_the_pdf_has_the_whole_text_numbered_pages_and_data_about_itself() -> None:
    made = pdf_file(given())
    lines = text_of(made).splitlines()
    of = pages_of(made)
    numbers = [f"{n} / {of}" for n in range(1, of + 1)]
    assert [line for line in lines if re.fullmatch(r"\d+ / \d+", line)] == numbers
    running = {"Главы Казахстана и России", *numbers}
    text = squeezed("".join(line for line in lines if line not in running))
    assert squeezed(GIVEN_TEXT) in text
    assert "Энергетика:отмечен1абзац" in text
    assert b"/URI (https://baq.kz/news/1?a=1&b=2)" in made
    assert b"/Lang (ru)" in made
    title = made.split(b"/Title (")[1].split(b")")[0]
    assert title.startswith(b"\\376\\377\\004\\023")  # UTF-16: «Г…»


def test_the_pdf_has_the_kazakh_letters() -> None:
    made = text_of(pdf_file(reading(KAZAKH, title=KAZAKH, language="kk")))
    assert squeezed(made).count(squeezed(KAZAKH)) == 2
    assert STAND_IN not in made


def test_the_same_article_is_the_same_bytes() -> None:
    assert pdf_file(given()) == pdf_file(given())
    assert html_file(given()) == html_file(given())


def test_what_the_font_lacks_leaves_a_sign_and_a_line_that_explains_it() -> None:
    made = text_of(pdf_file(reading("Победа 😀👨‍👩‍👧 и 日本語, ⚡️ и שלום.")))
    assert f"Победа {STAND_IN} и {STAND_IN}, ⚡ и {STAND_IN}." in made
    assert "нет в шрифте" in made
    assert "нет в шрифте" not in text_of(pdf_file(reading("Победа.")))
    assert drawable("\u202ea\u200bb\ufeff") == "ab"


@settings(max_examples=25, deadline=None)
@given_that(written, anything, anything, urls, st.booleans())
def test_whatever_a_source_wrote_is_text_in_the_pdf(
    text: str, title: str, source: str, url: str | None, is_marked: bool
) -> None:
    marked = [text.strip()] if is_marked else []
    made = pdf_file(reading(text, *marked, title=title, source=source, url=url, links=(url or "",)))
    lines = text_of(made).splitlines()
    number = re.compile(r"\d+ / \d+")
    shown = [line for line in lines if not number.fullmatch(line)]
    assert pages_of(made) >= 1
    if pages_of(made) == 1:  # else the title runs along
        # Parts of one text are set on their own: a run of stand-ins may become two.
        assert squeezed(drawable(text)).replace(STAND_IN, "") in squeezed("".join(shown)).replace(STAND_IN, "")
    assert made.count(b"/S /URI") == len(re.findall(rb"/URI \(https?://", made))


@pytest.mark.parametrize("text", ATTACKS)
def test_an_attack_is_shown_as_it_was_written(text: str) -> None:
    made = text_of(pdf_file(reading(f"Начало. {text} Конец.", title="Т")))
    assert squeezed(drawable(f"Начало. {text} Конец.")) in squeezed(re.sub(r"\n\d+ / \d+\nТ|\n\d+ / \d+", "", made))


def test_a_paragraph_without_end_is_whole() -> None:
    for text in ("слово " * 4000, "ж" * 20_000):
        made = text_of(pdf_file(reading(text, title="Т")))
        assert squeezed(re.sub(r"\n\d+ / \d+(\nТ$|\nТ\n)?", "", made)).count(text[0]) >= text.count(text[0])


def test_what_would_keep_the_machine_busy_is_no_pdf() -> None:
    usual = "\n\n".join(["слово " * 60] * 2_700)
    assert len(usual) > 970_000
    assert fits(reading(usual), FileKind.PDF)
    for text in ("ж" * (PDF_CHARACTERS + 1), "ж\n" * 50_000):
        assert not fits(reading(text), FileKind.PDF)
        assert fits(reading(text), FileKind.HTML)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Главы Казахстана и России", "2025-11-12-Главы-Казахстана-и-России.pdf"),
        ('Газ: "цена" <выросла>/*?|..', "2025-11-12-Газ-цена-выросла.pdf"),
        ("../../etc/passwd", "2025-11-12-etc-passwd.pdf"),
        ("  …!  ", "2025-11-12-7.pdf"),
        ("Очень длинное название статьи о том, как всё было на самом деле и почему", None),
        ("ж" * 500, None),
        ("CON", "2025-11-12-CON.pdf"),
    ],
)
def test_a_files_name_can_be_read_and_stored_anywhere(title: str, name: str | None) -> None:
    made = file_name(reading("Текст.", title=title), FileKind.PDF)
    assert name is None or made == name
    assert len(made) <= NAME_CHARACTERS
    assert not made.endswith("-.pdf")


@given_that(st.text(), st.sampled_from(FileKind))
def test_no_title_makes_a_bad_name(title: str, kind: FileKind) -> None:
    made = file_name(reading("Текст.", title=title), kind)
    assert made.startswith("2025-11-12-")
    assert made.endswith(f".{kind}")
    assert len(made) <= NAME_CHARACTERS
    assert all(sign.isalnum() or sign in "-." for sign in made)
    assert made.count(".") == 1


def test_a_files_day_is_the_readers() -> None:
    late = replace(given().article, published_at=datetime(2025, 11, 12, 20, tzinfo=UTC))
    assert file_name(replace(given(), article=late), FileKind.HTML).startswith("2025-11-13-")


async def test_files_are_made_one_at_a_time_beside_the_loop() -> None:
    made = await Printing().make(given(), FileKind.PDF)
    assert made.data.startswith(b"%PDF-")
    assert made.filename == "2025-11-12-Главы-Казахстана-и-России.pdf"
