"""Frequent words of the news are known by their meaning in three languages."""

from bot.text.language import Language
from bot.text.translations import TABLE, meanings
from bot.text.words import stems

RU, KK, EN = Language.RU, Language.KK, Language.EN


def meant(text: str, language: Language) -> list[int]:
    """The meanings of a text's words, in order."""
    return list(meanings(stems(text, language), language).values())


def test_one_meaning_in_three_languages() -> None:
    assert meant("Школу закрыли", RU) == meant("Мектеп жабылды", KK) == meant("School closed", EN) != []


def test_inflected_words_are_known() -> None:
    assert meant("в больницах", RU) == meant("ауруханаларда", KK) == meant("hospitals", EN) != []


def test_a_word_that_is_not_in_the_table_means_nothing() -> None:
    assert meant("Шымкент", RU) == meant("Шымкент", KK) == meant("Shymkent", EN) == []
    assert meanings(["мектеп"], Language.OTHER) == {}


def test_every_line_says_its_meaning_in_each_language() -> None:
    for line in TABLE.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            for language, forms in zip((RU, KK, EN), line.split("|"), strict=True):
                assert stems(forms, language), line
