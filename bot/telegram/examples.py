"""What can be tried right now: examples that find something in what is stored, in the reader's language if possible."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo

from bot.newsroom import answers, searching
from bot.newsroom.answers import AnswerStory
from bot.telegram import periods
from bot.telegram.desk import Desk
from bot.telegram.texts import Texts
from bot.text import queries
from bot.text.taxonomy import Sector

LOOKED_AT = 5
"""Stories of an answer that an example is chosen from."""

SHORT_UNITS = 400
"""A passage that long can be read at a glance."""


@dataclass(frozen=True, slots=True)
class Example:
    """A sector, a story of it (``None`` where nothing is stored yet), and words to search for."""

    sector: Sector
    story: AnswerStory | None
    words: str


async def example(desk: Desk, texts: Texts, zone: tzinfo) -> Example:
    """The first sector of the taxonomy that has news, and the first of its stories that begins with a short passage;
    the first of the words that the language's texts list which find something.
    """
    sector, story = await _sector(desk, texts, zone)
    return Example(sector, story, await _words(desk, texts, zone))


async def _sector(desk: Desk, texts: Texts, zone: tzinfo) -> tuple[Sector, AnswerStory | None]:
    for languages in (frozenset({texts.language}), frozenset[str]()):
        for sector in desk.taxonomy.sectors:
            question = answers.Question(sector.key, periods.DEFAULT_DAYS, desk.asked_at(), zone, languages=languages)
            made = await desk.answers.answer(question)
            if made.stories:
                return sector, _short(made.stories[:LOOKED_AT])
    return desk.taxonomy.sectors[0], None


async def _words(desk: Desk, texts: Texts, zone: tzinfo) -> str:
    listed = [words.strip() for words in texts("example-words").split(",")]
    for words in listed:
        question = searching.Question(queries.parse(words), desk.asked_at(), zone, limit=1)
        found = await desk.findings.answer(question)
        if found.stories and not found.partly:
            return words
    return listed[0]


def _short(stories: Sequence[AnswerStory]) -> AnswerStory:
    return next((one for one in stories if len(one.excerpts[0].text) <= SHORT_UNITS), stories[0])
