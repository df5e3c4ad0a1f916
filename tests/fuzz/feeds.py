"""``python -m tests.fuzz.feeds 600``: reads spoilt feeds for so many seconds, until one breaks a promise.

The cases of ``tests/sources`` and hostile documents are cut, joined, repeated and spoilt byte by byte. What comes of
them is a refusal in words or a listing of which everything that ``Listing`` promises holds, within the worker's time.
"""

import json
import random
import sys
import time
from dataclasses import asdict
from itertools import count

from bot.sources.addresses import normalised
from bot.sources.cleaning import clean, one_line
from bot.sources.entries import MOST_ENTRIES
from bot.sources.listing import ListedEntry, Listing
from bot.sources.listings import Form, form_of, parse_listing
from tests.sources.cases import CASES
from tests.sources.hostile import documents

URL = "https://example.kz/rss/all.xml"
SLOW_S = 5.0
LARGEST_BYTES = 20_000
"""Larger ones only take longer; their bounds have tests of their own."""

SEEDS = [path.read_bytes() for path in sorted((CASES / "feeds").iterdir())]
SEEDS += [content for content in documents("").values() if len(content) < LARGEST_BYTES]
PIECES = (
    *(
        b"<![CDATA[",
        b"]]>",
        b"<!--",
        b"-->",
        b"<item>",
        b"</item>",
        b"<title>",
        b"</title>",
        b"<description>",
        b"&lt;p&gt;",
    ),
    *(
        b"<content:encoded>",
        b"</channel>",
        b"<entry>",
        b'<link href="',
        b"<guid>",
        b"<pubDate>",
        b"</rss>",
        b"<",
        b">",
        b'"',
    ),
    *(b"&", b"&#", b"&#x110000;", b"&nbsp;", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\x98", b"\r", b"\xe2\x80\xa8"),
    *(
        b"xml:base='javascript:",
        b"http://[",
        b"//",
        b"\xcc\x81" * 40,
        b"<?xml encoding='utf-16'?>",
        b"{",
        b"}",
        b"[",
        b"null",
    ),
)


def spoilt(chance: random.Random) -> bytes:
    """One of the seeds after a few accidents."""
    content = chance.choice(SEEDS)
    for _ in range(chance.randint(1, 8)):
        start = chance.randint(0, len(content))
        end = min(len(content), start + int(chance.paretovariate(0.7)))
        part = content[start:end]
        other = chance.choice(SEEDS)
        accident = chance.choice(
            (
                b"",
                part + chance.choice(PIECES),
                part * chance.randint(2, 50),
                bytes(byte ^ (1 << chance.randint(0, 7)) for byte in part[:20]) + part[20:],
                other[: chance.randint(0, len(other))],
                part[::-1],
            )
        )
        content = (content[:start] + accident + content[end:])[:LARGEST_BYTES]
    return content


def check(content: bytes) -> bool:
    """Whether the content was understood; raises AssertionError where a promise is broken."""
    began = time.process_time()
    try:
        understood = parse_listing(content, url=URL) if form_of(content) in (Form.FEED, Form.JSON) else None
    except ValueError:
        understood = None
    assert time.process_time() - began < SLOW_S
    if understood is not None:
        check_listing(understood)
    return understood is not None


def check_listing(listing: Listing) -> None:
    """Everything that a listing of a feed promises."""
    json.dumps(asdict(listing), default=str, ensure_ascii=False).encode()
    assert len(listing.entries) <= MOST_ENTRIES
    assert len({entry.key for entry in listing.entries}) == len(listing.entries)
    assert listing.title == one_line(listing.title)
    assert listing.wait_s is None or listing.wait_s > 0
    assert listing.home is None or listing.home == normalised(listing.home)
    for entry in listing.entries:
        check_entry(entry)


def check_entry(entry: ListedEntry) -> None:
    """Everything that an entry promises."""
    assert entry.key
    assert entry.title == one_line(entry.title)
    assert entry.title or entry.text
    assert entry.text == clean(entry.text).strip()
    assert "\n\n\n" not in entry.text
    assert entry.text or not entry.whole
    for address in (entry.address, entry.picture):
        assert address is None or address == normalised(address)
    assert entry.published_at is None or entry.published_at.utcoffset() is not None
    assert entry.language is None or entry.language.isalpha()


def run(seconds: float, first_seed: int = 0) -> tuple[int, int]:
    """Check spoilt feeds for so many seconds of the clock: how many there were, and how many were understood."""
    end, understood = time.monotonic() + seconds, 0
    for seed in count(first_seed):
        if time.monotonic() >= end:
            return seed - first_seed, understood
        content = spoilt(random.Random(seed))
        try:
            understood += check(content)
        except Exception as error:
            error.add_note(f"seed {seed}: {content[:2000]!r}")
            raise
    raise AssertionError("seeds ran out")


if __name__ == "__main__":
    checked, of_them = run(float(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0)
    sys.stdout.write(f"{checked} spoilt feeds, {of_them} understood\n")
