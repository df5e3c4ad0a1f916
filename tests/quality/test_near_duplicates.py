"""Whether a text that repeats another is known for it: variants made of the documents of NTREX and the given article.

A variant is the same text with a tenth of its words exchanged for others of the corpus, half of it, or changed in a
few ways at once: figures and names exchanged, sentences in another order, lines of the outlet around it. The generator
is seeded. What is counted as false are pairs of different documents, all of them; and once more only those that have a
word in common in their English titles, which are of one subject.
"""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations

import pytest

from bot.newsroom import stories
from bot.sources.files import read
from bot.text import tellings
from bot.text.language import Language, detect
from bot.text.similarity import SAME_STORY, containment, same_story, shingles
from storage import articles
from storage import stories as stored_stories
from storage.engine import Database
from storage.records import Draft, NewArticle
from tests.conftest import EVENING, GIVEN
from tests.corpora import news_sentences
from tests.quality.conftest import Reached
from tests.quality.labelled import documents
from tests.quality.stored import article

SPOKEN = (Language.RU, Language.KK, Language.EN)
FEWEST_WORDS = 60
"""Of a document that is varied: half of a shorter one is no article."""

BEFORE = {
    Language.RU: "Подписывайтесь на наш канал. Фото: пресс-служба.",
    Language.KK: "Арнамызға жазылыңыз. Сурет: баспасөз қызметі.",
    Language.EN: "Follow our channel. Photo: press office.",
}
AFTER = {
    Language.RU: "Если вы нашли ошибку, выделите её и нажмите Ctrl+Enter. Все права защищены.",
    Language.KK: "Қате тапсаңыз, белгілеп, Ctrl+Enter басыңыз. Барлық құқық қорғалған.",
    Language.EN: "If you have found an error, select it and press Ctrl+Enter. All rights reserved.",
}


@dataclass(frozen=True, slots=True)
class News:
    """A title and the sentences of a text."""

    language: Language
    title: str
    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.sentences)


@lru_cache(maxsize=3)
def words(language: Language) -> tuple[str, ...]:
    """Every word of the corpus, as often as it stands there."""
    return tuple(word for sentence in news_sentences(language) for word in sentence.split())


@lru_cache(maxsize=3)
def names(language: Language) -> tuple[str, ...]:
    """The words of the corpus that are capitalised inside a sentence."""
    return tuple(
        word
        for sentence in news_sentences(language)
        for word in sentence.split()[1:]
        if word[0].isupper() and word.isalpha()
    )


def a_tenth_rewritten(news: News, chance: random.Random) -> News:
    """Every tenth word is another."""
    return replace(
        news,
        sentences=tuple(
            " ".join(
                chance.choice(words(news.language)) if chance.random() < 0.1 else word for word in sentence.split()
            )
            for sentence in news.sentences
        ),
    )


def half(news: News, chance: random.Random) -> News:
    """One half of the text, the first or the second, under no title."""
    middle = len(news.sentences) // 2
    halves = (news.sentences[:middle], news.sentences[middle:])
    return replace(news, title="", sentences=chance.choice(halves))


def changed(news: News, chance: random.Random) -> News:
    """Every second figure and every fifth name exchanged, sentences swapped with their neighbours, the outlet's lines
    around. Not every figure: a short report all of whose figures are others is that of another day.
    """

    def other(found: re.Match[str]) -> str:
        if chance.random() < 0.5:
            return found[0]
        return str(chance.randrange(10 ** (len(found[0]) - 1), 10 ** len(found[0])))

    told = [
        " ".join(
            chance.choice(names(news.language)) if word[0].isupper() and chance.random() < 0.2 else word
            for word in re.sub(r"\d+", other, sentence).split()
        )
        for sentence in news.sentences
    ]
    for place in range(0, len(told) - 1, 3):
        told[place], told[place + 1] = told[place + 1], told[place]
    return replace(news, sentences=(BEFORE[news.language], *told, AFTER[news.language]))


VARIANTS: dict[str, Callable[[News, random.Random], News]] = {
    "a_tenth": a_tenth_rewritten,
    "half": half,
    "changed": changed,
}


@lru_cache(maxsize=1)
def kept() -> tuple[News, ...]:
    """The kept documents of NTREX that are long enough, and the given article."""
    found = [
        News(language, document.titles[language], tuple(document.sentences[language]))
        for document in documents().values()
        if document.kept
        for language in SPOKEN
    ]
    (draft,) = read(GIVEN)
    assert isinstance(draft, Draft)
    given = News(detect(draft.text), draft.title, tuple(draft.text.split("\n\n")))
    return (*(news for news in found if len(news.text.split()) >= FEWEST_WORDS), given)


@pytest.mark.parametrize("kind", VARIANTS)
def test_a_variant_is_the_same_story(kind: str, reached: Reached) -> None:
    chance = random.Random(4)
    pairs = [(news, VARIANTS[kind](news, chance)) for news in kept() for _ in range(3)]
    known = sum(same_story(one.title, one.text, other.title, other.text)[0] for one, other in pairs)
    reached(f"near_duplicates.recall_{kind}", known / len(pairs), cases=len(pairs))


@pytest.mark.parametrize("language", SPOKEN)
def test_different_documents_do_not_repeat_each_other(language: Language, reached: Reached) -> None:
    """Even those of one subject: an event that several documents tell is told in other words."""
    told = [
        (
            set(tellings.read(document.titles[Language.EN], "", Language.EN).opening),
            shingles(f"{document.titles[language]}\n" + "\n".join(document.sentences[language])),
        )
        for document in documents().values()
    ]
    pairs = [(containment(a, b) >= SAME_STORY, one & other) for (one, a), (other, b) in combinations(told, 2)]
    alike = [repeats for repeats, common in pairs if common]
    reached(f"near_duplicates.different_{language}", 1 - sum(r for r, _ in pairs) / len(pairs), cases=len(pairs))
    reached(f"near_duplicates.one_subject_{language}", 1 - sum(alike) / len(alike), cases=len(alike))


def understood(news: News, number: int) -> NewArticle:
    """A text as the store gets it."""
    return article(news.title, news.text, news.language, number)


def variants() -> Iterator[tuple[int, News]]:
    """A variant of each kind of each kept text, with the number of the text."""
    chance = random.Random(5)
    for number, news in enumerate(kept()):
        for vary in VARIANTS.values():
            yield number, vary(news, chance)


async def test_the_store_finds_what_a_variant_repeats(database: Database, reached: Reached) -> None:
    """Through the candidates that the store names: by rare words and by a sample of shingles."""
    found = 0
    async with database.write() as connection:
        story_of = []
        for number, news in enumerate(kept()):
            new = understood(news, number)
            story_id = await stories.place(connection, new)
            saved = await articles.save(connection, new, story_id=story_id, now=EVENING)
            whole = await articles.get(connection, saved.article_id)
            assert whole is not None
            story_of.append(whole.story_id)
        for number, news in variants():
            told = await stories.place(connection, understood(news, number))
            found += told in (await stored_stories.survivors(connection, [story_of[number]])).values()
    cases = len(kept()) * len(VARIANTS)
    reached("near_duplicates.through_the_store", found / cases, cases=cases)
