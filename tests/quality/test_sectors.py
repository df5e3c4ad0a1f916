"""Sectors of passages, held against what two readers gave."""

from collections.abc import Callable
from functools import cache

import pytest

from bot.text.language import Language
from bot.text.tagging import Tagger
from tests.quality.conftest import Reached
from tests.quality.labelled import documents, own_labels
from tests.quality.passages import SPOKEN, Labelled, given, micro_f1, outcomes, own, television, written

FEWEST_OF_SECTOR = 10
"""Passages that a sector needs among those kept, to be measured by itself."""

Set = Callable[[], list[Labelled]]
SETS: list[tuple[str, Set]] = [
    ("given", cache(given)),
    ("own", cache(own)),
    ("written", cache(written)),
    ("television", cache(television)),
]


@pytest.mark.parametrize("language", SPOKEN)
@pytest.mark.parametrize(("name", "passages"), SETS, ids=[name for name, _ in SETS])
def test_sectors_of_kept_passages(
    tagger: Tagger, reached: Reached, name: str, passages: Set, language: Language
) -> None:
    kept = [passage for passage in passages() if passage.kept and passage.language is language]
    if not kept:
        pytest.skip(f"no passages in {language}")
    reached(f"sectors.{name}_{language}", micro_f1(outcomes(finder(tagger), kept).values()), cases=len(kept))


def test_no_sector_is_left_behind(tagger: Tagger, reached: Reached) -> None:
    kept = [passage for _, passages in SETS for passage in passages() if passage.kept]
    for key, outcome in sorted(outcomes(finder(tagger), kept).items()):
        if (cases := outcome["hit"] + outcome["missed"]) >= FEWEST_OF_SECTOR:
            reached(f"sectors.each_{key}", micro_f1([outcome]), cases=cases)


@pytest.mark.parametrize("language", SPOKEN)
def test_the_rest_of_its_article_helps(tagger: Tagger, reached: Reached, language: Language) -> None:
    """As the bot reads: an article as a whole, its passages beside each other."""
    alone = {(one.title, one.text): one for one in own() if one.kept and one.language is language}
    found: dict[tuple[str, str], set[str]] = {}
    for document in documents().values():
        title = document.titles[language]
        passages = [text for heading, text in alone if heading == title]
        sectors = tagger.tag_passages(title, passages, language)
        found |= {(title, text): {one.key for one in given} for text, given in zip(passages, sectors, strict=True)}
    reached(
        f"sectors.article_{language}",
        micro_f1(outcomes(lambda passage: found[passage.title, passage.text], alone.values()).values()),
        cases=len(alone),
    )


def test_our_labels_name_what_is_there() -> None:
    for name, first, last, _, _ in own_labels("ntrex-sectors.tsv"):
        assert 0 <= int(first) <= int(last) < len(documents()[name].sentences[Language.EN]), name


def finder(tagger: Tagger) -> Callable[[Labelled], set[str]]:
    """What ``svodka text tag`` finds."""
    return lambda passage: {one.key for one in tagger.tag(passage.text, passage.language, title=passage.title)}
