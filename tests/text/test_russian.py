"""Russian words: forms meet in their lemma, and the dictionary knows Russian from what only looks like it."""

import pytest

from bot.text.russian import is_word, lemma
from bot.text.wordlists import listed

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


# Of nouns that the dictionary lacks, the genitive plural looks like a surname.
NOUNS = listed(
    """
    маркетплейс коворкинг хакатон агрохолдинг криптомайнер инфлюенсер фудкорт глэмпинг акимат стример видеоблогер
    каршеринг аутсорсер биореактор электробус фандрайзер микрокредит таунхаус девайс лоукостер агротехнопарк
    """
)
SURNAMES = listed(
    """
    бектенов смаилов масимов касымов ахметов кулгинов алиханов турсунбеков сулейменов жаксылыков карабалин жумангарин
    кошербаев нурлыбаев сагинтаев абаев баталов ашимбаев кантарбаев исекешев оразалин карагойшин смирнов токаев омаров
    кудайбергенов тулегенов аблязов хабибуллин
    """
)


@pytest.mark.parametrize("noun", sorted(NOUNS))
def test_nouns_that_the_dictionary_lacks_meet_their_genitive_plural(noun: str) -> None:
    plural = f"{noun}{'и' if noun.endswith(('г', 'к', 'х')) else 'ы'}"
    forms = [noun, f"{noun}а", f"{noun}ом", plural, f"{noun}ов", f"{noun}ам", f"{noun}ах"]
    assert {lemma(form) for form in forms} == {noun}


@pytest.mark.parametrize("surname", sorted(SURNAMES))
def test_surnames_meet_their_forms_and_those_of_women(surname: str) -> None:
    forms = {form: lemma(f"{surname}{form}") for form in ("", "а", "у", "ым", "ой", "ы", "ых", "ыми")}
    assert len(set(forms.values())) == 1, forms


@pytest.mark.parametrize(
    "pair", ["ахмет ахметов", "омар омаров", "касым касымов", "алихан алиханов", "абай абаев", "токай токаев"]
)
def test_a_surname_is_another_word_than_the_first_name_it_is_made_of(pair: str) -> None:
    first_name, surname = pair.split()
    assert lemma(first_name) != lemma(surname)


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
