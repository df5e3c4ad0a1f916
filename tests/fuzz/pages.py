"""``python -m tests.fuzz.pages 600``: mutates pages, list pages and sitemaps for so many seconds, until one falls over.

The cases of ``tests/sources/cases`` are cut, doubled, mixed with each other and with hostile pieces. Each must be read
or refused with a reason, in time, and what is read must keep its promises.
"""

import random
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

from bot.sources.cleaning import clean, paragraphs
from bot.sources.looking import look
from bot.sources.pages import parse_page
from bot.sources.parsed import ParsedArticle
from bot.sources.sitemaps import parse_sitemap
from bot.sources.sites import parse_site
from tests.sources.cases import CASES

SLOW_S = 5.0
"""Of CPU, for one document: what a worker may take."""

LONGEST_REASON = 200
_DAMAGED = 0.05

PARSERS: tuple[Callable[..., Any], ...] = (parse_page, parse_site, look, parse_sitemap)
URL = "https://dala.example/news/"
PIECES = tuple(
    piece.encode()
    for piece in (
        *(
            "<",
            ">",
            "</",
            "<!--",
            "-->",
            "<![CDATA[",
            "]]>",
            "<?xml",
            "<!DOCTYPE a [",
            "&#x0;",
            "&#xD800;",
            "&amp;amp;",
        ),
        *(
            "<div>",
            "</div>",
            "<p>",
            "<br><br>",
            "<table><tr><td>",
            "<svg>",
            "<math>",
            "<template>",
            "<a href='//[bad'>",
        ),
        *(
            "<base href='http://['>",
            "<h1>",
            "<article>",
            "<script>",
            "<html lang='",
            "<meta property='og:url' content='",
        ),
        *(
            '{"@type":"Article","image":[]',
            "\x00",
            "\ufeff",
            "\u2028",
            "\u202e",
            "\ud7ff",
            "é\u0301" * 40,
            '"',
            "'",
            "=",
        ),
        *("<time datetime='0001-01-01T00:00:00+14:00'>", "<time datetime='9999-12-31'>", "31 февраля 2025", "1" * 400),
    )
)


def main(seconds: float, seed: int = 0) -> None:
    """Feed all parsers until the time is over."""
    chance = random.Random(seed)
    given = [path.read_bytes() for kind in ("pages", "sites", "sitemaps") for path in sorted((CASES / kind).iterdir())]
    until = time.monotonic() + seconds
    count = 0
    while time.monotonic() < until:
        feed(mutated(chance, given))
        count += 1
    sys.stdout.write(f"{count} documents, nothing found\n")


def mutated(chance: random.Random, given: Sequence[bytes]) -> bytes:
    """A case with some of its bytes cut, doubled, or replaced by others."""
    content = bytearray(chance.choice(given))
    for _ in range(chance.randint(1, 12)):
        start = chance.randrange(len(content) + 1)
        end = min(len(content), start + chance.randint(0, 200))
        other = chance.choice(given)
        other_start = chance.randrange(len(other))
        content[start:end] = chance.choice(
            (
                b"",
                bytes(content[start:end]) * chance.randint(2, 40),
                chance.choice(PIECES) * chance.choice((1, 1, 2, 300)),
                other[other_start : other_start + 400],
                other[other_start : other_start + 40],
            )
        )
    # Bytes that are no text are refused before they are read; most documents should get further.
    return bytes(content) + chance.randbytes(2) if chance.random() < _DAMAGED else _text(bytes(content))


def _text(content: bytes) -> bytes:
    return content.decode("utf-8", "ignore").encode()


def feed(content: bytes) -> None:
    """Have one document read by all, and hold what they say to what it must be."""
    for parse in PARSERS:
        began = time.process_time()
        try:
            found = parse(content, url=URL)
        except ValueError as refused:
            reason = str(refused)
        else:
            reason = "it was read"
            _check(found)
        assert 0 < len(reason) < LONGEST_REASON, reason
        assert time.process_time() - began < SLOW_S, f"slow: {parse.__name__}"


def _check(found: Any) -> None:
    if isinstance(found, ParsedArticle):
        _check_article(found)
    else:
        _check_entries(getattr(found, "listing", found))


def _check_article(article: ParsedArticle) -> None:
    assert article.text == clean(article.text) == "\n\n".join(paragraphs(article.text)) != ""
    assert article.title == " ".join(article.title.split()) != ""
    assert article.published_at is None or article.published_at.tzinfo is not None
    assert all(address is None or address.startswith("http") for address in (article.url, article.picture))


def _check_entries(listing: Any) -> None:
    if listing is None:
        return
    assert len({entry.key for entry in listing.entries}) == len(listing.entries) <= 500
    assert all(entry.address.startswith("http") for entry in listing.entries)
    assert all(entry.title == " ".join(entry.title.split()) for entry in listing.entries)


if __name__ == "__main__":
    main(float(sys.argv[1]), int(sys.argv[2]) if sys.argv[2:] else 0)
