"""Answers over several outlets' news: no two shown passages tell the same thing, and no fact is lost by that.

Each answer is made the real way: its articles come in by the intake, are tagged, joined into stories and stored, and
the question is asked. A shown passage repeats when all that it tells was told by passages shown before it. A fact is
lost when a passage of some length that tells it was found for the sector and none is shown, though its story had room.

That other news is kept apart is measured on NTREX: sentences of one document that are not each other's translations.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, timedelta
from pathlib import Path

import pytest

from bot.newsroom import answers
from bot.newsroom.answers import Question
from bot.newsroom.intake import Intake
from bot.newsroom.repetition import OF_ONE_ARTICLE, OF_ONE_STORY, content, repeats
from bot.newsroom.selection import PASSAGES_PER_STORY, is_short
from bot.text.language import Language
from bot.text.tagging import Tagger
from storage import passages
from storage.engine import Database, open_database
from storage.migrate import migrate
from storage.records import AnswerLength, Draft, Passage, SourceKind
from tests.conftest import EVENING
from tests.corpora import NTREX
from tests.quality.conftest import Reached
from tests.quality.labelled import Document, documents

CASES = Path(__file__).with_name("cases")

LONG = 10  # words of a sentence

Facts = frozenset[str]


@dataclass(frozen=True, slots=True)
class News:
    """An article: its draft, and the facts that each of its passages tells."""

    draft: Draft
    told: tuple[Facts, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of one answer: the shown passages in their order, which repeat, and the facts that were lost."""

    shown: int
    repeating: tuple[str, ...]
    facts: int
    lost: frozenset[str]


def read(name: str) -> list[tuple[str, list[News]]]:
    """The answers of a file, each with its sector."""
    blocks = (CASES / name).read_text("utf-8").split("\n=== ")[1:]
    return [(block.split("\n", 1)[0], [_news(part) for part in block.split("\n--- ")[1:]]) for block in blocks]


def _news(part: str) -> News:
    head, *lines = part.strip().split("\n")
    source, hours, title = head.split(" | ")
    told = [line.partition(": ") for line in lines]
    text = "\n\n".join(passage for _, _, passage in told)
    published = EVENING - timedelta(hours=float(hours))
    draft = Draft(f"file:///{source}/{title}", source, SourceKind.FILE, title=title, text=text, published_at=published)
    return News(draft, tuple(frozenset(keys.split()) for keys, _, _ in told))


@asynccontextmanager
async def fresh(path: Path) -> AsyncIterator[Database]:
    """A database with nothing in it."""
    database = await open_database(f"sqlite:///{path}")
    await migrate(database)
    yield database
    await database.close()


async def answered(database: Database, tagger: Tagger, sector: str, news: Sequence[News]) -> Answered:
    """Take the news in, and ask."""
    intake = Intake(database, tagger, lambda: EVENING)
    told: dict[tuple[int, int], Facts] = {}
    for one in news:
        article_id = (await intake.take(one.draft)).article_id
        told |= {(article_id, position): facts for position, facts in enumerate(one.told)}
    answer = await answers.answer(database, Question(sector, 1, EVENING, UTC))
    seen: set[str] = set()
    repeating: list[str] = []
    for story in answer.stories:
        for excerpt in story.excerpts:
            facts = told[excerpt.article_id, excerpt.position]
            if facts <= seen:
                repeating.append(excerpt.text)
            seen |= facts
    async with database.read() as connection:
        found = await passages.of_sector(
            connection, sector, since=answer.since, until=answer.until + timedelta(seconds=1), fading=0.0, limit=100
        )
    found = [one for one in found if not is_short(one)]  # a short passage is left out for another reason
    full = {
        story.story_id for story in answer.stories if len(story.excerpts) >= PASSAGES_PER_STORY[AnswerLength.NORMAL]
    }
    facts = _facts(found, told)
    lost = _facts([one for one in found if one.story_id not in full], told) - seen
    return Answered(sum(len(story.excerpts) for story in answer.stories), tuple(repeating), len(facts), lost)


def _facts(found: Sequence[Passage], told: dict[tuple[int, int], Facts]) -> Facts:
    return frozenset(fact for one in found for fact in told[one.article_id, one.position])


def held_to_repeat(document: Document, new: Language, old: Language) -> list[list[bool]]:
    """For each sentence of a document, whether it repeats each one of another number, of one or two languages.

    Within a language the document is one article, of which the sentences before are told and only those of ten or more
    words are looked at: shorter ones seldom have news. In two languages it is two articles of one story.
    """
    told = [content(sentence, old) for sentence in document.sentences[old]]
    bar = OF_ONE_ARTICLE if new is old else OF_ONE_STORY
    return [
        [
            repeats(content(sentence, new), other, bar)
            for number, other in enumerate(told)
            if (number < place if new is old else number != place)
        ]
        for place, sentence in enumerate(document.sentences[new])
        if new is not old or len(sentence.split()) >= LONG
    ]


@pytest.mark.parametrize("old", NTREX)
@pytest.mark.parametrize("new", NTREX)
def test_other_news_of_a_document_is_no_repetition(new: Language, old: Language, reached: Reached) -> None:
    held = [line for one in documents().values() if one.kept for line in held_to_repeat(one, new, old)]
    pairs = [pair for line in held for pair in line]
    reached(f"redundancy.apart_{new}_{old}", 1 - sum(pairs) / len(pairs), cases=len(pairs))
    reached(f"redundancy.shown_{new}_{old}", 1 - sum(map(any, held)) / len(held), cases=len(held))


@pytest.mark.parametrize("part", ["learn", "kept"])
async def test_an_answer_tells_each_thing_once(part: str, tmp_path: Path, tagger: Tagger, reached: Reached) -> None:
    outcomes = []
    for number, (sector, news) in enumerate(read(f"answers-{part}.txt")):
        async with fresh(tmp_path / f"{number}.db") as database:
            outcomes.append(await answered(database, tagger, sector, news))
    shown = sum(outcome.shown for outcome in outcomes)
    facts = sum(outcome.facts for outcome in outcomes)
    reached(f"redundancy.{part}_once", 1 - sum(len(one.repeating) for one in outcomes) / shown, cases=shown)
    reached(f"redundancy.{part}_covered", 1 - sum(len(one.lost) for one in outcomes) / facts, cases=facts)
