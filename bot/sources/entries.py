"""What holds for the entries of any feed, whatever its format: identity, wholeness, number, and what isn't news."""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urljoin

from bot.sources.addresses import normalised
from bot.sources.cleaning import join_paragraphs, one_line
from bot.sources.headlines import shorten
from bot.sources.listing import ListedEntry
from bot.sources.trailers import without_trailers

MOST_ENTRIES = 500
"""Of one listing; of more, the newest are taken."""

_LONGEST_TITLE = 300
_LONGEST_KEY = 300
_UNDATED = datetime.min.replace(tzinfo=UTC)

# What a content must have to be the article: less is the teaser that some programs put into every element.
_WHOLE_CONTENT = 400
# A description is a teaser by its name; one of several paragraphs and this length is not.
_WHOLE_DESCRIPTION = 1_000
_CUT_OFF = re.compile(
    r"(?:…|\.{3}|\[\s?&?(?:…|\.{3}|hellip;?)\s?\]|"
    r"\b(?:читать|подробнее|читайте|продолжение|толығырақ|толық\sоқу|жалғасы|read|continue\sreading|more)"
    r"(?:\s(?:далее|полностью|дальше|на\sсайте|по\sссылке|оқу|оқыңыз|more|the\srest|full\sstory))?)"
    r"[\s>»→)\].:…]{0,5}\Z",
    re.IGNORECASE,
)
_END = 80
# The same words in so many entries of one feed are its outlet's own; an entry that they are the half of keeps them:
# then they are the tellings of one story.
_OFTEN = 3
_HALF = 0.5

_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_NOBODY = frozenset(
    {"admin", "administrator", "root", "user", "editor", "webmaster", "news", "author", "redactor", "noreply", "guest"}
    | {"админ", "администратор", "редактор", "автор", "әкімші", "none", "null", "unknown"}
)
_LONGEST_AUTHOR = 100


@dataclass(frozen=True, slots=True)
class FoundEntry:
    """An entry as its feed has it. ``full`` says that the feed calls the paragraphs the article's content."""

    identity: str
    address: str | None
    title: str
    paragraphs: Sequence[str]
    full: bool
    published_at: datetime | None = None
    author: str | None = None
    picture: str | None = None
    language: str | None = None


def listed(entries: Iterable[FoundEntry]) -> Iterator[ListedEntry]:
    """The entries of one feed as they are handed on, without what the outlet puts around its news.

    An entry is whole (its page needn't be fetched) where it carries a content of two paragraphs or ``_WHOLE_CONTENT``
    characters, or a description of two paragraphs and ``_WHOLE_DESCRIPTION`` characters, and doesn't end as a cut text
    does: «…», «Читать далее», «Толығырақ», "Read more". In doubt it is not: that costs a request, not a text.
    """
    found = list(entries)
    shared = _shared_identities(found)
    for entry, own in zip(found, _own_paragraphs(found), strict=True):
        blocks = own[1:] if len(own) > 1 and one_line(own[0]) == entry.title else own
        text = join_paragraphs(blocks)
        if entry.title or text:
            identity = "" if entry.identity in shared else entry.identity
            yield _listed(entry, entry_key(identity, entry.address, entry.title, text), blocks, text)


def finished(entries: Iterable[ListedEntry]) -> tuple[ListedEntry, ...]:
    """Each entry once, the newest ``MOST_ENTRIES`` of them, in the order of the list."""
    once: dict[str, ListedEntry] = {}
    for entry in entries:
        once.setdefault(entry.key, entry)
    return tuple(_newest(list(once.values())))


def entry_key(identity: str, address: str | None, title: str, text: str) -> str:
    """What tells an entry from all others of its feed: its id, else its address, else a hash of what it says."""
    told = identity.strip() or address or ""
    if told and len(told) <= _LONGEST_KEY:
        return told
    return hashlib.sha256((told or f"{title}\n{text}").encode()).hexdigest()


def absolute(written: object, base: str) -> str | None:
    """The address that a feed gives, joined to ``base`` and normalised; ``None`` where it leads nowhere."""
    if not isinstance(written, str) or not written.strip():
        return None
    try:
        # Not joined by ``normalised``: yarl 1.25 takes the percent-forms out of a base's path when it joins to it.
        return normalised(urljoin(base, written.strip()))
    except ValueError:
        return None


def author_of(names: Iterable[str]) -> str | None:
    """The people that a feed names, without their e-mails; ``None`` where it names nobody («admin»)."""
    plain = (one_line(_EMAIL.sub("", name)).strip(" ()<>,;") for name in names)
    told = ", ".join(dict.fromkeys(name for name in plain if name and name.lower() not in _NOBODY))
    return told if 0 < len(told) <= _LONGEST_AUTHOR else None


def looks_cut(paragraphs: Sequence[str]) -> bool:
    """Whether a text ends as one that goes on elsewhere."""
    return bool(paragraphs) and _CUT_OFF.search(paragraphs[-1][-_END:].strip()) is not None


def _listed(entry: FoundEntry, key: str, blocks: Sequence[str], text: str) -> ListedEntry:
    long_enough = len(blocks) > 1 or len(text) >= _WHOLE_CONTENT
    if not entry.full:
        long_enough = len(blocks) > 1 and len(text) >= _WHOLE_DESCRIPTION
    return ListedEntry(
        key=key,
        address=entry.address,
        title=shorten(entry.title, _LONGEST_TITLE),
        text=text,
        whole=long_enough and not looks_cut(entry.paragraphs),
        published_at=entry.published_at,
        author=entry.author,
        picture=entry.picture,
        language=entry.language,
    )


def _own_paragraphs(entries: Sequence[FoundEntry]) -> Iterator[list[str]]:
    """The paragraphs of each entry without the outlet's: its trailers, and what it repeats in entry after entry."""
    texts = [without_trailers(entry.paragraphs) for entry in entries]
    seen = Counter(block for different in {tuple(text) for text in texts} for block in set(different))
    often = {block for block, count in seen.items() if count >= _OFTEN}
    return (_without(often, text) for text in texts)


def _without(often: Collection[str], text: list[str]) -> list[str]:
    own = [block for block in text if block not in often]
    return own if sum(map(len, own)) >= _HALF * sum(map(len, text)) else text


def _shared_identities(entries: Sequence[FoundEntry]) -> set[str]:
    """Ids that several addresses go by: some feeds give every entry the same, or that of their site."""
    addresses: defaultdict[str, set[str | None]] = defaultdict(set)
    for entry in entries:
        addresses[entry.identity].add(entry.address)
    return {identity for identity, known in addresses.items() if len(known) > 1}


def _newest(entries: list[ListedEntry]) -> list[ListedEntry]:
    if len(entries) <= MOST_ENTRIES:
        return entries
    by_time = sorted(range(len(entries)), key=lambda n: entries[n].published_at or _UNDATED, reverse=True)
    return [entries[n] for n in sorted(by_time[:MOST_ENTRIES])]
