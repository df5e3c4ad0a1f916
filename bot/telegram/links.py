"""Deep links into the bot's private chat: what follows /start in them (at most 64 of A-Z, a-z, 0-9, _ and -).

A search travels in its link, so that no table has to keep it and the link never grows old: its words in KZ-1048, the
Kazakh windows code page, which has Russian, Kazakh and Latin letters at a byte each, so that 46 characters fit; other
scripts in UTF-8. Both as base64 for addresses. A search that is longer has no link.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from urllib.parse import quote, urlencode

SUBSCRIPTIONS = "subscriptions"
FULL = "full_"
"""Begins a link to an article; its id follows."""
STORY = "story_"
"""Begins a link to a story; its id follows."""
SECTOR = "sector_"
"""Begins a link to a sector's answer; its key follows, and a period's days after a hyphen."""
SEARCHES = {"k_": "kz1048", "u_": "utf-8"}
"""Begin a link to a search, by how its words are written."""
WELCOME = "welcome"
"""Leads to the greeting: for buttons that must name something."""

LONGEST = 64
"""Characters after /start (Bot API)."""

_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
_SECTOR = re.compile(r"([a-z0-9_]{1,32})(?:-([0-9]{1,5}))?")
_ID = re.compile(r"[0-9]{1,18}")


def to_article(article_id: int) -> str:
    """What a link to an article carries."""
    return f"{FULL}{article_id}"


def to_story(story_id: int) -> str:
    """What a link to a story carries."""
    return f"{STORY}{story_id}"


def to_sector(key: str, days: int | None = None) -> str:
    """What a link to a sector's answer carries; ``days`` where it isn't the usual period."""
    return f"{SECTOR}{key}" if days is None else f"{SECTOR}{key}-{days}"


def to_search(typed: str) -> str | None:
    """What a link to a search carries, ``None`` where the words are too long for one."""
    words = "".join(letter for letter in typed if letter.isprintable())  # no direction marks, nothing of no width
    for prefix, encoding in SEARCHES.items():
        try:
            packed = urlsafe_b64encode(words.encode(encoding)).decode().rstrip("=")
        except UnicodeEncodeError:
            continue
        if words and len(prefix + packed) <= LONGEST:
            return prefix + packed
    return None


def story_of(payload: str) -> int | None:
    """The id of the story that a link leads to."""
    said = payload.removeprefix(STORY)
    return int(said) if payload.startswith(STORY) and _ID.fullmatch(said) else None


def sector_of(payload: str) -> tuple[str, int | None] | None:
    """The key of the sector that a link leads to, and the days it names."""
    found = _SECTOR.fullmatch(payload.removeprefix(SECTOR)) if payload.startswith(SECTOR) else None
    return (found[1], int(found[2]) if found[2] else None) if found else None


def search_of(payload: str) -> str | None:
    """The words of the search that a link leads to."""
    encoding = SEARCHES.get(payload[:2])
    if encoding is None or not _PAYLOAD.fullmatch(payload):
        return None
    packed = payload[2:]
    try:
        words = urlsafe_b64decode(packed + "=" * (-len(packed) % 4)).decode(encoding)
    except ValueError:  # made by hand, or cut on its way
        return None
    return words if words.isprintable() and words.strip() else None


def address(username: str, payload: str) -> str:
    """The link itself."""
    return f"https://t.me/{username}?start={payload}"


def share_address(link: str, title: str) -> str:
    """The address at which Telegram asks whom to send a link to, a title below it."""
    return "https://t.me/share/url?" + urlencode({"url": link, "text": title}, quote_via=quote)
