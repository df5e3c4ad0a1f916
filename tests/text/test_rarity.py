"""What two texts share tells the more, the rarer it is; how rare, a table says that never changes."""

from itertools import pairwise

import pytest

from bot.text.language import Language
from bot.text.rarity import LETTERS, TABLE, keys, rarity

COMMON_TO_RARE = [
    (Language.RU, "год страна казахстанский хоккей буллит"),
    (Language.KK, "жыл ел бюджет бөгет"),
    (Language.EN, "year country budget dredging"),
]


@pytest.mark.parametrize(("language", "words"), COMMON_TO_RARE)
def test_what_every_article_says_is_less_rare_than_what_one_says(language: Language, words: str) -> None:
    rare = [rarity(key, language) for key in keys(words, language)]
    assert all(a <= b for a, b in pairwise(rare))
    assert rare[0] < 0.3
    assert rare[-1] == 1.0


def test_forms_and_derivations_meet_in_their_first_letters() -> None:
    assert keys("Казахстана казахстанские", Language.RU) == ["казах", "казах"]
    assert keys("Хоккеисты о хоккее", Language.RU) == ["хокке", "хокке"]
    assert keys("мектептердің мектебі", Language.KK)[0] == keys("мектеп", Language.KK)[0]


def test_a_number_is_compared_whole() -> None:
    assert keys("в 2025000 году", Language.RU)[0] == "2025000"


@pytest.mark.parametrize("language", list(Language))
def test_nothing_has_no_keys_and_the_unknown_is_rare(language: Language) -> None:
    assert keys("", language) == []
    assert rarity("цзыгы", language) == 1.0


def test_the_table_is_well_formed() -> None:
    for line in TABLE.read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        language, rare, *found = line.split()
        assert language in {"ru", "kk", "en"}
        assert 0.0 < float(rare) < 1.0
        assert found
        assert all(key.isdecimal() or len(key) <= LETTERS for key in found)
