"""How a term of the taxonomy meets the words of a text."""

from pathlib import Path

import pytest

from bot.text.language import Language
from bot.text.lexicon import Lexicon
from bot.text.taxonomy import LANGUAGES, Sector, Taxonomy, Term, load
from bot.text.words import words
from tests.text.test_taxonomy import GOOD, write


def lexicon(ru: str = "", kk: str = "", en: str = "") -> Lexicon:
    """A lexicon of one sector with these terms, separated by commas; each weighs 2."""
    terms = {
        code: tuple(Term(tuple(term.split()), 2.0) for term in text.split(",") if term)
        for code, text in zip(LANGUAGES, (ru, kk, en), strict=True)
    }
    names = dict.fromkeys(LANGUAGES, "Проба")
    return Lexicon(Taxonomy((Sector("sample", "⚡", names, names, terms),)))


def found(terms: Lexicon, text: str, language: Language) -> list[str]:
    """The terms in a text, phrases first."""
    return [str(match.term) for match in terms.matches(words(text), language)]


MEETINGS = {
    # term, language of the passage, words it meets, words it does not meet
    "a Russian word in its forms": ("ru", "порт", "Порты портов порту", "портрет портной"),
    "a Russian beginning": ("ru", "нефт*", "нефть нефтяников НЕФТЕБАЗА", "газ нефрит"),
    "a Kazakh word in its forms": ("kk", "мектеп", "мектептер мектебінде мектептен", "мектепалды"),
    "an English word and its plural": ("en", "import", "imports import", "important importance"),
    "an English plural in -ies": ("en", "refinery", "refineries refinery's", "refined"),
    "ё is е": ("ru", "самолет", "самолёт самолётом", "вертолёт"),
    "a hyphenated word by its parts": ("ru", "сектор", "IT-сектор", "секторально"),
    "a hyphenated word by its beginning": ("ru", "транзитно-транспорт*", "транзитно-транспортной", "транспортной"),
}


@pytest.mark.parametrize("case", MEETINGS)
def test_a_term_meets_forms_of_its_word_and_no_other_word(case: str) -> None:
    code, term, met, missed = MEETINGS[case]
    terms = lexicon(**{code: term})
    for word in words(met):
        assert found(terms, word, Language(code)) == [term], word
    for word in words(missed):
        assert found(terms, word, Language(code)) == [], word


def test_a_phrase_is_words_side_by_side_in_any_form() -> None:
    terms = lexicon(ru="железн* дорог*")
    assert found(terms, "на Железной дороге", Language.RU) == ["железн* дорог*"]
    assert found(terms, "дорога железная", Language.RU) == []
    assert found(terms, "железной и шоссейной дороге", Language.RU) == []
    assert found(terms, "была железной", Language.RU) == []


def test_a_phrase_of_common_words_is_found_by_its_rarest() -> None:
    terms = lexicon(ru="в школу,в порту,в небе,о школе,о порту в небе")
    assert found(terms, "в порту и в школу", Language.RU) == ["в порту", "в школу"]
    assert found(terms, "говорят о порту в небе", Language.RU) == ["о порту в небе"]
    assert found(terms, "порту в", Language.RU) == []


def test_the_longest_term_takes_the_words() -> None:
    terms = lexicon(ru="культур*,зерновых культур,культуры")
    assert found(terms, "посевы зерновых культур", Language.RU) == ["зерновых культур"]
    assert found(terms, "дни культуры", Language.RU) == ["культуры"]
    assert found(terms, "культурный центр", Language.RU) == ["культур*"]


def test_phrases_that_overlap_do_not_share_a_word() -> None:
    terms = lexicon(ru="министр* энергетик*,энергетик* страны")
    assert found(terms, "министр энергетики страны", Language.RU) == ["министр* энергетик*"]


def test_a_sector_does_not_take_words_from_another(tmp_path: Path) -> None:
    both = Lexicon(load(write(tmp_path, GOOD.replace("football*", "аэс"))))
    sectors = {match.sector for match in both.matches(["аэс"], Language.RU)}
    assert sectors == {"energy"}


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (Language.RU, "В мәжілісе и в Senate", ["мәжіліс*", "senate"]),
        (Language.KK, "Сенатта Senate туралы", ["сенат*", "senate"]),
        (Language.EN, "the Мажилис and мәжіліс", ["мажилис*", "мәжіліс*"]),
        (Language.OTHER, "мажилис мәжілісі Senate", ["мажилис*", "мәжіліс*", "senate"]),
        (Language.RU, "сенаты", []),
    ],
)
def test_a_word_in_other_letters_is_read_in_their_language(language: Language, text: str, expected: list[str]) -> None:
    assert found(lexicon(ru="мажилис*", kk="мәжіліс*,сенат*", en="senate"), text, language) == expected


def test_no_words_no_terms() -> None:
    assert lexicon(ru="порт").matches([], Language.RU) == []


def test_every_term_of_the_shipped_file_can_be_met(taxonomy: Taxonomy) -> None:
    """A term that its own words don't meet is dead: misspelt, or hidden behind another."""
    shipped = Lexicon(taxonomy)
    dead = [
        f"{sector.key}.{code}: {term}"
        for sector in taxonomy
        for code, terms in sector.terms.items()
        for term in terms
        if not any(
            match.sector == sector.key and match.length == len(term.parts)
            for match in shipped.matches([part.rstrip("*") for part in term.parts], Language(code))
        )
    ]
    assert dead == []
