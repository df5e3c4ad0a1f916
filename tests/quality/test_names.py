"""Whether a search for a name meets passages that write it otherwise, and leaves alone those that only look like it.

The pairs are ours. What we did not write is NTREX: the same sentence in three languages, so that a name found in one of
them should be found in the others; how well two languages agree is an F1 over names and sentences.
"""

from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.text import names
from bot.text.gazetteer import Gazetteer, phrases_of
from bot.text.language import Language
from bot.text.words import stems
from storage import search
from storage.engine import Connection, Database
from tests.conftest import SEEDS
from tests.quality.conftest import Reached
from tests.quality.labelled import Document, documents
from tests.quality.searching import met

CASES = Path(__file__).with_name("cases")


@dataclass(frozen=True, slots=True)
class Pair:
    """A query and a passage."""

    query: str
    language: Language
    passage: str


def pairs(file: str) -> list[Pair]:
    """The pairs of a file of cases."""
    lines = [line.split("\t") for line in (CASES / file).read_text("utf-8").splitlines() if not line.startswith("#")]
    return [Pair(query, Language(language), passage) for query, language, passage in lines]


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    """The names that are shipped."""
    return Gazetteer(names.load(SEEDS / "names.toml"))


async def test_a_name_is_found_in_its_other_forms(database: Database, gazetteer: Gazetteer, reached: Reached) -> None:
    cases = pairs("names-found.tsv")
    async with database.write() as connection:
        found = await met(connection, gazetteer, cases)
    print(*(f"missed: {one}" for one in cases if one not in found), sep="\n")
    reached("names.found", len(found) / len(cases), cases=len(cases))


async def test_what_only_looks_like_a_name_is_left_alone(
    database: Database, gazetteer: Gazetteer, reached: Reached
) -> None:
    cases = pairs("names-apart.tsv")
    async with database.write() as connection:
        wrong = await met(connection, gazetteer, cases)
    print(*(f"wrongly met: {one}" for one in wrong), sep="\n")
    reached("names.apart", 1 - len(wrong) / len(cases), cases=len(cases))


async def found_in(
    connection: Connection, gazetteer: Gazetteer, told: list[Document], language: Language
) -> set[tuple[int, int]]:
    """Which names (by number) are found in which sentences (by number) of some documents in a language."""
    sentences = [one for document in told for one in document.sentences[language]]
    before = (await connection.execute(text("SELECT coalesce(max(rowid), 0) FROM passage_index"))).scalar_one()
    rows = [(before + number, " ".join(stems(one, language)), "") for number, one in enumerate(sentences, 1)]
    await search.add(connection, rows)
    found: set[tuple[int, int]] = set()
    for number, name in enumerate(gazetteer):
        asked = (phrases_of([name]),)
        hits = search.every(connection, [asked], first_id=before + 1, limit=len(sentences))
        if hits is not None:
            found.update((number, id_ - before) for id_ in (await connection.execute(hits.select())).scalars())
    return found


async def test_a_name_is_found_in_a_translation(database: Database, gazetteer: Gazetteer, reached: Reached) -> None:
    for part, told in (
        ("kept", [one for one in documents().values() if one.kept]),
        ("other", [one for one in documents().values() if not one.kept]),
    ):
        async with database.write() as connection:
            english, *others = [
                await found_in(connection, gazetteer, told, language)
                for language in (Language.EN, Language.RU, Language.KK)
            ]
        for language, found in zip((Language.RU, Language.KK), others, strict=True):
            agreement = 2 * len(english & found) / (len(english) + len(found))
            reached(f"names.translated_{language}_{part}", agreement, cases=len(english | found))
