"""Russian words: forms meet in their lemma, and the dictionary knows Russian from what only looks like it."""

import pytest

from bot.text.russian import is_word, lemma

FORMS = [
    "нефть нефти нефтью",
    "подписать подписал подписали подпишет",
    "электростанция электростанций электростанциями",
    "лучший лучшего лучшая",
    "токаев токаева токаеву токаевым",
    "бектенов бектенова бектенову",
    "смирнов смирнова смирновой",
    "смаилов смаилова смаиловым",
    "жумангарин жумангарина жумангарину",
    "найти нашли найдет",
    "закрыть закрыли закрыт закрыты",
    "данные данных данными",
    "погибшие погибших погибшим погибли",
    "парк парка парку парков парке парки",
]


@pytest.mark.parametrize("forms", FORMS)
def test_forms_of_a_word_meet(forms: str) -> None:
    assert len({lemma(form) for form in forms.split()}) == 1


@pytest.mark.parametrize("pair", ["газ газета", "бывший быть", "закон законный", "старший стареть"])
def test_different_words_stay_apart(pair: str) -> None:
    one, other = pair.split()
    assert lemma(one) != lemma(other)


@pytest.mark.parametrize("word", ["brent", "қазақ", "об'єднання", "2025", ""])
def test_what_is_not_russian_stays(word: str) -> None:
    assert lemma(word) == word


@pytest.mark.parametrize(
    ("word", "known"),
    [("станции", True), ("подорожчало", False), ("мектеп", False), ("курулушуна", False), ("выбросов", True)],
)
def test_the_dictionary_knows_every_form_of_its_words(word: str, known: bool) -> None:
    assert is_word(word) is known
