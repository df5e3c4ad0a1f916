"""What is made of web pages: the cases in ``cases/pages``, as outlets lay them out, and pages made to do harm."""

import json
import random
import time
from datetime import datetime
from pathlib import Path

import pytest

from bot.errors import RefusedError
from bot.sources.looking import look
from bot.sources.pages import parse_page
from bot.sources.parsed import ParsedArticle
from bot.sources.parsing import Parsing
from tests.fuzz.pages import feed, mutated
from tests.sources.cases import CASES

PAGES = sorted((CASES / "pages").glob("*.html"))
WORST_CASE_S = 20
"""What the slowest file of 10 MB may take of a processor; measured below 10 s on the machine it was written on."""


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_page(path: Path) -> None:
    """A saved page carries what is expected of it in its first comment, and the address it was fetched from."""
    content = path.read_bytes()
    expected = json.loads(content.decode().removeprefix("<!--").partition("-->")[0])
    address = expected.get("address", "")
    if "error" in expected:
        with pytest.raises(ValueError, match=expected["error"]):
            parse_page(content, url=address)
        return
    published_at = expected["published_at"]
    assert parse_page(content, url=address) == ParsedArticle(
        title=expected["title"],
        text="\n\n".join(expected["text"]),
        source=expected["source"],
        url=expected["url"],
        published_at=datetime.fromisoformat(published_at) if published_at else None,
        author=expected.get("author"),
        picture=expected.get("picture"),
        language=expected.get("language"),
    )


def test_a_page_is_read_in_the_charset_that_it_declares() -> None:
    html = '<html><head><meta charset="{}"><title>Қар</title></head><body><article>{}</article></body></html>'
    body = "<p>Қаңтарда қар қалың түсті, жолдарды әр үш сағат сайын тазалап отырды, ұшақтар кешікті.</p>" * 2
    for charset in ("kz-1048", "ptcp154", "utf-8"):
        page = html.format(charset, body).encode(charset.replace("-1", "1"))
        assert parse_page(page).text.startswith("Қаңтарда қар қалың түсті"), charset
        sent = html.format("windows-1252", body).encode(charset.replace("-1", "1"))
        in_header = parse_page(sent, content_type=f'text/html; charset="{charset.upper()}"')
        assert in_header.text.startswith("Қаңтарда қар қалың түсті"), charset


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
        "<div>" * 45_000,
        "<b>" * 45_000,
        "<script>" * 900_000,
        "<!--" * 2_000_000,
        "<" * 45_000,
        "<table><tr><td>" * 15_000,
    ],
    ids=lambda page: page[:10],
)
def test_deep_and_unclosed_pages_end(page: str) -> None:
    started = time.process_time()
    with pytest.raises(ValueError, match="no article"):
        parse_page(page.encode())
    assert time.process_time() - started < WORST_CASE_S


def test_a_page_that_breaks_its_parser_is_refused() -> None:
    """Found by feeding shuffled tags: an assertion of lxml fails on it, below trafilatura."""
    with pytest.raises(ValueError, match="no article text found in the page"):
        parse_page(b"<svg><meta property='og:url' content='http://[bad'><html><title>")


def test_mutated_documents_are_read_or_refused() -> None:
    """A few of those that ``python -m tests.fuzz.pages`` goes on with for as long as one likes."""
    chance = random.Random(5)
    given = [path.read_bytes() for kind in ("pages", "sites", "sitemaps") for path in sorted((CASES / kind).iterdir())]
    for _ in range(40):
        feed(mutated(chance, given))


async def test_the_worker_reads_pages_lists_and_addresses() -> None:
    """Everything that is understood crosses the pipe to the parent as it was."""
    page = (CASES / "pages" / "wordpress.html").read_bytes()
    site = (CASES / "sites" / "bitrix.html").read_bytes()
    index = (CASES / "sitemaps" / "index.xml").read_bytes()
    async with Parsing(timeout_s=20) as parsing:
        assert await parsing.page(page, url="https://dala.example/1") == parse_page(page, url="https://dala.example/1")
        assert await parsing.look(site, url="https://oblys.example/news/") == look(
            site, url="https://oblys.example/news/"
        )
        assert (await parsing.listing(index, url="https://dala.example/sitemap.xml")).children
        with pytest.raises(RefusedError, match="no article text"):
            await parsing.page(b"<html><body></body></html>", url="https://dala.example/1")
