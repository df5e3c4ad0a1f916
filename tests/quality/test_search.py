"""Whether a search meets a passage that has its words in other forms, and leaves alone what only looks like it.

The pairs are ours, and no name is known here: stems alone must do it, through the real index.
"""

from dataclasses import dataclass
from pathlib import Path

from bot.text.gazetteer import NO_NAMES
from bot.text.language import Language
from storage.engine import Database
from tests.quality.conftest import Reached
from tests.quality.searching import met

CASES = Path(__file__).with_name("cases") / "search.tsv"


@dataclass(frozen=True, slots=True)
class Pair:
    """A query, and a passage that it should meet or not."""

    language: Language
    query: str
    meant: bool
    passage: str


def pairs() -> list[Pair]:
    """The pairs of the file of cases."""
    lines = [line.split("\t") for line in CASES.read_text("utf-8").splitlines() if not line.startswith("#")]
    return [Pair(Language(language), query, sign == "+", passage) for language, query, sign, passage in lines]


async def test_passages_are_found_in_other_forms_and_near_ones_are_not(database: Database, reached: Reached) -> None:
    cases = pairs()
    async with database.write() as connection:
        found = await met(connection, NO_NAMES, cases)
    for language in (Language.RU, Language.KK):
        meant = [one for one in cases if one.language is language and one.meant]
        near = [one for one in cases if one.language is language and not one.meant]
        missed, wrong = [one for one in meant if one not in found], [one for one in near if one in found]
        print(*(f"missed: {one}" for one in missed), *(f"wrongly met: {one}" for one in wrong), sep="\n")
        reached(f"search.found_{language}", 1 - len(missed) / len(meant), cases=len(meant))
        reached(f"search.apart_{language}", 1 - len(wrong) / len(near), cases=len(near))
