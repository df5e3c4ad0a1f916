"""What the parsers of .txt and .md make of their files: the cases in ``cases/``, and what holds for any text."""

import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.cleaning import clean, paragraphs
from bot.sources.folders import LARGEST_FILE_BYTES
from bot.sources.markdown import parse_markdown
from bot.sources.parsed import ParsedArticle, parse_time, web_address
from bot.sources.plain import parse_plain
from tests.sources.cases import cases

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


def assert_article(article: ParsedArticle, expected: Mapping[str, str], text: str) -> None:
    published_at = expected.get("published_at")
    assert article == ParsedArticle(
        title=expected["title"],
        text=text,
        source=expected.get("source"),
        url=expected.get("url"),
        published_at=datetime.fromisoformat(published_at) if published_at else None,
    )


@pytest.mark.parametrize(
    "unit", [" ", "# x" + " " * 1_000, "**a ", "_a", "[x](a", "<!--", "`a", "- - ", "a: b\n", "сообщает ", '"', "A. "]
)
def test_marks_without_end_take_time_in_proportion(unit: str) -> None:
    """A tenth of the largest file, so that the suite stays fast: what is quadratic takes minutes even so."""
    text = "x\n\n" + unit * (LARGEST_FILE_BYTES // 10 // len(unit.encode())) + "x"
    started = time.process_time()
    assert parse_markdown(text).text
    assert parse_plain(text).text
    assert time.process_time() - started < WORST_CASE_S / 4


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
