"""What the parsers of .txt, .md and .html make of their files: the cases in ``cases/``, and what holds for any text."""

import json
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.cleaning import clean, paragraphs
from bot.sources.folders import LARGEST_FILE_BYTES
from bot.sources.markdown import parse_markdown
from bot.sources.pages import parse_page
from bot.sources.parsed import ParsedArticle, parse_time, web_address
from bot.sources.plain import parse_plain
from tests.sources.cases import CASES, cases

PAGES = sorted((CASES / "pages").glob("*.html"))
WORST_CASE_S = 20
"""What the slowest file of 10 MB may take of a processor; measured below 10 s on the machine it was written on."""


def case_name(case: Mapping[str, str]) -> str:
    return case["name"]


@pytest.mark.parametrize("case", cases("plain"), ids=case_name)
def test_plain(case: Mapping[str, str]) -> None:
    if "error" in case:
        with pytest.raises(ValueError, match=case["error"]):
            parse_plain(case["given"])
    else:
        assert_article(parse_plain(case["given"]), case, case["text"])


@pytest.mark.parametrize("case", cases("markdown"), ids=case_name)
def test_markdown(case: Mapping[str, str]) -> None:
    if "error" in case:
        with pytest.raises(ValueError, match=case["error"]):
            parse_markdown(case["given"])
    else:
        article = parse_markdown(case["given"])
        assert_article(article, {"title": article.title, **case}, case["text"])


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_page(path: Path) -> None:
    """A saved page carries what is expected of it in its first comment."""
    content = path.read_bytes()
    expected = json.loads(content.decode().removeprefix("<!--").partition("-->")[0])
    if "error" in expected:
        with pytest.raises(ValueError, match=expected["error"]):
            parse_page(content)
    else:
        assert_article(parse_page(content), expected, "\n\n".join(expected["text"]))


def assert_article(article: ParsedArticle, expected: Mapping[str, str], text: str) -> None:
    published_at = expected.get("published_at")
    assert article == ParsedArticle(
        title=expected["title"],
        text=text,
        source=expected.get("source"),
        url=expected.get("url"),
        published_at=datetime.fromisoformat(published_at) if published_at else None,
    )


def test_a_page_is_read_in_the_charset_that_it_declares() -> None:
    html = '<html><head><meta charset="{}"><title>Қар</title></head><body><article>{}</article></body></html>'
    body = "<p>Қаңтарда қар қалың түсті, жолдарды әр үш сағат сайын тазалап отырды, ұшақтар кешікті.</p>" * 2
    for charset in ("kz-1048", "ptcp154", "utf-8"):
        page = html.format(charset, body).encode(charset.replace("-1", "1"))
        assert parse_page(page).text.startswith("Қаңтарда қар қалың түсті"), charset


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("attributes of one tag", "<p " + " ".join(f"a{n}" for n in range(1_000_000))),
        ("attributes after a quoted bracket", "<p x='>' " + "/".join(f"a{n}" for n in range(1_000_000))),
        ("attributes behind a comment", "<!--<script>--><p " + " ".join(f"a{n}=''" for n in range(700_000))),
        ("tags", "<article>" + "<br>" * 2_500_000),
    ],
)
def test_a_page_made_to_keep_its_readers_busy_is_refused(name: str, page: str) -> None:
    started = time.process_time()
    with pytest.raises(ValueError, match="more than"):
        parse_page(page.encode())
    assert time.process_time() - started < WORST_CASE_S, name


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 90_000,
        "<b>" * 90_000,
        "<script>" * 90_000,
        "<!--" * 2_000_000,
        "<" * 90_000,
        "<table><tr><td>" * 30_000,
    ],
    ids=lambda page: page[:10],
)
def test_deep_and_unclosed_pages_end(page: str) -> None:
    started = time.process_time()
    with pytest.raises(ValueError, match="no article"):
        parse_page(page.encode())
    assert time.process_time() - started < WORST_CASE_S


@pytest.mark.parametrize(
    "unit", ["# x" + " " * 1_000, "**a ", "_a", "[x](a", "<!--", "`a", "- - ", "a: b\n", "сообщает ", '"', "A. "]
)
def test_marks_without_end_take_time_in_proportion(unit: str) -> None:
    """A tenth of the largest file, so that the suite stays fast: what is quadratic takes minutes even so."""
    text = "x\n\n" + unit * (LARGEST_FILE_BYTES // 10 // len(unit.encode())) + "x"
    started = time.process_time()
    assert parse_markdown(text).text
    assert parse_plain(text).text
    assert time.process_time() - started < WORST_CASE_S / 4


def test_a_page_that_breaks_its_parser_is_refused() -> None:
    """Found by feeding shuffled tags: an assertion of lxml fails on it, below trafilatura."""
    with pytest.raises(ValueError, match="no article text found in the page"):
        parse_page(b"<svg><meta property='og:url' content='http://[bad'><html><title>")


def test_a_pile_of_marks_on_one_letter_is_cut() -> None:
    """Sorting them would take quadratic time; no honest text has so many (UAX #15)."""
    started = time.process_time()
    assert len(clean("a" + "\u0301\u0316" * 500_000)) < 40
    assert time.process_time() - started < WORST_CASE_S / 4


@given(st.text())
def test_cleaning_leaves_one_form(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert not set(cleaned) & {"\r", "\0", "\t", "\u2028", "\ufeff"}
    assert cleaned.encode("utf-8").decode("utf-8") == cleaned


@given(st.text(alphabet=st.sampled_from("аБ1 .\n\r\t*_`#-|>[]()<!&;:'\"\\~=«»\ufeff\ud800\x01")) | st.text())
def test_any_text_is_an_article_or_refused(text: str) -> None:
    for parse in (parse_plain, parse_markdown):
        with suppress(ValueError):
            article = parse(text)
            assert article.title == " ".join(article.title.split())
            assert article.text == "\n\n".join(paragraphs(article.text))
            assert article.text == clean(article.text)


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2025-11-12", datetime(2025, 11, 12, tzinfo=UTC)),
        ("2025-11-12T09:30:00+05:00", datetime(2025, 11, 12, 4, 30, tzinfo=UTC)),
        ("2025-11-12T09:30:00Z", datetime(2025, 11, 12, 9, 30, tzinfo=UTC)),
        ("2025-11-12 09:30", datetime(2025, 11, 12, 9, 30, tzinfo=UTC)),
    ],
)
def test_times(written: str, moment: datetime) -> None:
    assert parse_time(written) == moment


@pytest.mark.parametrize(
    "written", ["", "вчера", "2025-02-30", "0001-01-01T00:00:00+05:00", "9999-12-31T23:59:59-05:00", "9999-12-31"]
)
def test_times_that_are_none(written: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_time(written)


@pytest.mark.parametrize(
    ("written", "taken"),
    [
        ("https://a.kz/1?x=1#y", True),
        ("http://a.kz", True),
        ("javascript:alert(1)", False),
        ("file:///etc/passwd", False),
        ("//a.kz/1", False),
        ("https://", False),
        ("https://[::1", False),
        ("https://a.kz/\n1", False),
        ("https://a.kz/ 1", False),
        ("https://a.kz:8443/1", True),
        ("http://[2001:db8::1]/1", True),
        ("http://localhost/1", False),
        ("http://intranet./1", False),
        ("http://a.kz:99999/1", False),
        ("http://a.kz:0/1", False),
    ],
)
def test_only_web_addresses_are_shown(written: str, taken: bool) -> None:
    assert web_address(written) == (written if taken else None)
