"""What a passage leans on: one that begins «Он добавил…» is told with the sentence before it, wherever that stands.

Answers and digests both choose with ``is_weak`` and tell with ``complete``. What is brought along is one whole sentence
or two of the passage before; captions and "read also" lines between the two are stepped over.
"""

import asyncio
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache

from bot.newsroom.selection import Excerpt, in_reading_order, is_short
from bot.text.anaphora import leans
from bot.text.language import Language
from bot.text.sentences import sentences
from bot.text.spans import Span
from storage import passages
from storage.engine import Connection
from storage.records import Passage

__all__ = [
    "MOST_CHARACTERS",
    "MOST_SENTENCES",
    "Before",
    "complete",
    "is_aside",
    "is_caption",
    "is_weak",
    "leaning",
    "read_before",
    "stands",
]

Before = Mapping[int, Sequence[Passage]]
"""By the id of a passage those that stand before it in its article, the nearest first."""

_Lead = tuple[Passage, list[Span]]
"""A passage, and which of its sentences (places in its text) are to be brought along, one at least."""

MOST_SENTENCES = 2
"""Sentences that are brought along: where the last one leans too, the one that it leans on comes with it."""

MOST_CHARACTERS = 300
"""Of what is brought along: it is there to be understood by, and shouldn't outweigh what was asked for."""

_MOST_ASIDES = 2  # that are stepped over: a caption and a link
_FEWEST_WORDS = 3  # «Фото автора.», "Read more." are shorter than whatever says who did what
_FIRST = 600  # characters of a passage in which its first sentence is looked for
_LAST = 1_000  # characters of the passage before in which its last sentences are looked for
_HEADING = 150  # characters up to which a line without a full stop is a heading or a caption, and no endless sentence
_SPACE = re.compile(r"\s")
_ENDS = re.compile(r"(?:[.!?…:]|[.!?…,][»”\"')\]]|[»”\"')\]][.!?…])[»”\"')\]]*$")
# What stands between the paragraphs of a page and isn't told by them: captions, credits, links to other pages.
_ASIDE = re.compile(
    r"\W*(?:"
    r"(?:фото|видео|иллюстрация|скриншот|инфографика|источник|коллаж|кадр|снимок)\b(?:\s+\S+){0,3}?\s*[:/©|]"
    r"|(?:фото|видео|скриншот|коллаж|кадр) (?:из|с|от|автора|предоставлен\w*|пресс-службы)\b"
    r"|на (?:фото|снимке|видео)\b"
    r"|(?:читай(?:те)?|смотри(?:те)?) (?:также|ещё|еще|подробнее|далее)\b|ранее (?:по теме|мы писали)\b|по теме:"
    r"|подписывайтесь\b|подпишитесь\b|реклама\b|материалы? по теме\b"
    r"|(?:фото|сурет|бейне|видео|дереккөз|коллаж|скриншот)(?:лар|тер)?(?:[ыі]|[ст][ыі])?\s*[:/©|]"
    r"|суретте\b|фотода\b|(?:тағы|сондай-ақ) (?:да )?оқы\w*|оқи отырыңыз\w*|оқыңыз\w*|жазылыңыз\w*"
    r"|(?:photos?|pictures?|images?|videos?|sources?|illustrations?|credits?|screenshots?)\b"
    r"(?: (?:credit|by|courtesy|from)\b|\s*[:/©|])"
    r"|pictured\b|(?:read|see|watch) (?:also|more|next)\b|also read\b|related:|subscribe\b|advertisement\b|©"
    r")",
    re.IGNORECASE,
)


def leaning(found: Iterable[Passage]) -> list[Passage]:
    """Those of some passages whose beginning needs what stands before it; the first of an article has its title."""
    return [one for one in found if one.position > 0 and _begins_leaning(one.text[:_FIRST], Language(one.language))]


def stands(passage: Passage, before: Before) -> bool:
    """Whether a passage can be told: it leans on nothing, or what it leans on can be brought along."""
    return not leaning([passage]) or _lead(passage, before) is not None


def is_weak(passage: Passage, before: Before) -> bool:
    """Whether a passage has no place beside another of its story: it says too little, or doesn't stand."""
    return is_short(passage) or not stands(passage, before)


async def read_before(connection: Connection, found: Iterable[Passage]) -> Before:
    """What stands before those of some passages that lean."""
    needing = await asyncio.to_thread(leaning, found)
    return await passages.preceding(connection, [one.id for one in needing], most=_MOST_ASIDES + 1) if needing else {}


def complete(
    chosen: Mapping[Passage, Sequence[Excerpt]], before: Before, is_known: Callable[[str], bool]
) -> list[Excerpt]:
    """What is told of a story, in reading order: the pieces of its passages (the best first), and what they lean on.

    Nothing is brought along that these pieces have already, or that ``is_known`` to the reader from elsewhere.
    """
    told: list[Excerpt] = []
    for passage in in_reading_order(list(chosen)):
        pieces = chosen[passage]
        lead = _lead(passage, before) if pieces[0].start == passage.start and leaning([passage]) else None
        if lead is not None:
            earlier, spans = lead
            missing = _missing([span.cut(earlier.text) for span in spans], told, is_known)
            told += _joined(passage, earlier, spans[-missing:]) if missing else []
        told += pieces
    return told


def _missing(said: Sequence[str], told: Sequence[Excerpt], is_known: Callable[[str], bool]) -> int:
    """How many of a lead's sentences, from its end, have to be shown: what follows a known one needs no other."""
    for count, sentence in enumerate(reversed(said)):
        if is_known(sentence) or any(sentence in one.text for one in told):
            return count
    return len(said)


def _joined(passage: Passage, earlier: Passage, spans: Sequence[Span]) -> list[Excerpt]:
    """Sentences of an earlier passage in one piece, which counts for what the passage does that leans on it."""
    piece = Span(spans[0].start, spans[-1].end)
    start, end = earlier.start + piece.start, earlier.start + piece.end
    return [Excerpt(earlier.article_id, earlier.position, start, end, piece.cut(earlier.text), passage.score)]


def _lead(passage: Passage, before: Before) -> _Lead | None:
    """What makes a passage understood: the end of the nearest one before it that is no aside, if that will do."""
    for earlier in before.get(passage.id, ()):
        cut = max(0, len(earlier.text) - _LAST)
        found = _last_sentences(earlier.text[cut:], Language(earlier.language), is_cut=cut > 0)
        if found is not None:
            return (earlier, [Span(cut + start, cut + end) for start, end in found]) if found else None
    return None


@lru_cache(maxsize=2_000)  # the same passages are asked for by many readers, and on every page
def _last_sentences(text: str, language: Language, *, is_cut: bool) -> tuple[Span, ...] | None:
    """The last sentences of a passage (its end, where ``is_cut``) that stand alone; ``None`` where it is but asides."""
    lines = _SPACE.sub(" ", text)  # a line that ends inside a passage is a soft wrap
    found = sentences(lines, language)
    while found and is_aside(found[-1].cut(lines)):
        found.pop()
    if not found:
        return None
    for count in range(1, min(MOST_SENTENCES, len(found) - is_cut) + 1):
        first = found[-count]
        said = first.cut(lines)
        if found[-1].end - first.start > MOST_CHARACTERS or is_aside(said) or _ENDS.search(said) is None:
            break
        if not leans(said, language):
            return tuple(found[-count:])
    return ()


def is_aside(line: str) -> bool:
    """«Фото: Акорда», «Читайте также: …», "Pictured: …", a subheading, a byline: what is no part of the telling."""
    is_heading = len(line) <= _HEADING and _ENDS.search(line) is None
    return is_heading or len(line.split()) < _FEWEST_WORDS or is_caption(line)


def is_caption(line: str) -> bool:
    """«Фото: Акорда», «Читайте также: …», "Pictured: …": what a page puts between the paragraphs."""
    return _ASIDE.match(line) is not None


@lru_cache(maxsize=2_000)
def _begins_leaning(text: str, language: Language) -> bool:
    found = sentences(text, language)
    return bool(found) and leans(found[0].cut(text), language)
