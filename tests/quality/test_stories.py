"""Whether two articles tell one story: pairs of the data and our own; and how rarely different news seem to."""

from collections.abc import Iterable
from itertools import combinations

import pytest

from bot.newsroom import stories
from bot.text import tellings
from bot.text.events import ONE_EVENT, likelihood
from bot.text.language import Language
from bot.text.similarity import same_story
from storage import articles
from storage.engine import Database
from tests.conftest import EVENING
from tests.quality.conftest import Reached
from tests.quality.labelled import documents, own_labels
from tests.quality.pairs import Pair, given, own
from tests.quality.stored import article

SPOKEN = (Language.RU, Language.KK, Language.EN)


def f1(pairs: Iterable[Pair]) -> float:
    """The F1 of what is found to be the same story."""
    right = found = true = 0
    for pair in pairs:
        same, _ = same_story(*pair.a, *pair.b)
        right, found, true = right + (same and pair.same), found + same, true + pair.same
    return 2 * right / (found + true)


@pytest.mark.parametrize("language", [None, Language.RU, Language.EN])
def test_the_kept_pairs_of_the_data(language: Language | None, reached: Reached) -> None:
    pairs = [pair for pair in given() if pair.kept and language in {None, pair.language}]
    reached(f"stories.given_{language or 'all'}", f1(pairs), cases=len(pairs))


@pytest.mark.parametrize("language", [None, *SPOKEN])
def test_the_kept_pairs_of_our_own(language: Language | None, reached: Reached) -> None:
    pairs = [pair for pair in own() if pair.kept and language in {None, pair.language}]
    reached(f"stories.own_{language or 'all'}", f1(pairs), cases=len(pairs))


def test_tellings_of_two_languages_are_not_mixed_up(reached: Reached) -> None:
    """Nothing says that a Russian and a Kazakh text tell one event; that they seem to must be rare."""
    articles = {(pair.group, pair.language): pair.a for pair in own()}
    pairs = [(a, b) for ((_, one), a), ((_, other), b) in combinations(articles.items(), 2) if one is not other]
    apart = sum(not same_story(*a, *b)[0] for a, b in pairs)
    reached("stories.languages_apart", apart / len(pairs), cases=len(pairs))


@pytest.mark.parametrize("language", SPOKEN)
def test_different_news_of_one_week_are_told_apart(language: Language, reached: Reached) -> None:
    """The documents of NTREX are news of one week, and some tell one event; surely not those that have no word in
    common in their English titles.
    """
    kept = [document for document in documents().values() if document.kept]
    read = [
        (
            set(tellings.read(document.titles[Language.EN], "", Language.EN).opening),
            tellings.read(document.titles[language], "\n".join(document.sentences[language]), language),
        )
        for document in kept
    ]
    different = [likelihood(a, b) for (one, a), (other, b) in combinations(read, 2) if one.isdisjoint(other)]
    free = sum(each < ONE_EVENT for each in different)
    reached(f"stories.different_{language}", free / len(different), cases=len(different))


def labelled_pairs() -> tuple[set[frozenset[str]], set[str]]:
    """The pairs of documents that tell one event, and the documents that count neither way."""
    together: set[frozenset[str]] = set()
    either: set[str] = set()
    for names in own_labels("stories.tsv"):
        either |= {name[1:] for name in names if name.startswith("~")}
        together |= {frozenset(pair) for pair in combinations((name for name in names if name[0] != "~"), 2)}
    return together, either


@pytest.mark.parametrize("language", SPOKEN)
async def test_stories_of_one_week_grow_in_the_store(language: Language, database: Database, reached: Reached) -> None:
    """All documents of NTREX come in; which pairs of them end in one story?"""
    right, either = labelled_pairs()
    named = [document for document in documents().values() if document.name not in either]
    told: dict[str, int] = {}
    async with database.write() as connection:
        ids = {}
        for number, document in enumerate(named):
            new = article(document.titles[language], "\n".join(document.sentences[language]), language, number)
            story_id = await stories.place(connection, new)
            ids[document.name] = (await articles.save(connection, new, story_id=story_id, now=EVENING)).article_id
        for name, article_id in ids.items():
            whole = await articles.get(connection, article_id)
            assert whole is not None
            told[name] = whole.story_id
    found = {frozenset(pair) for pair in combinations(told, 2) if told[pair[0]] == told[pair[1]]}
    reached(f"stories.week_{language}_precision", len(found & right) / len(found), cases=len(found))
    reached(f"stories.week_{language}_recall", len(found & right) / len(right), cases=len(right))
