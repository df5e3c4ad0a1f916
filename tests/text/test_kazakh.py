"""The Kazakh stemmer: forms of a word meet, and different words stay apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.kazakh import stem

FORMS = [
    "бала баланың балаға баланы балада баладан баламен балалар балалардың балалары баласы баласының баласына",
    "мектеп мектептің мектепке мектепті мектепте мектептен мектеппен мектептер мектебі мектебінде мектептері",
    "қала қаланың қалаға қалада қаладағы қалалар қалалары қаласы қаласында қаласынан қалалардағы",
    "жол жолдың жолға жолды жолда жолдан жолмен жолдар жолдары жолдарында",
    "су судың суға суды суда судан сумен сулар",
    "тау таудың тауға тауды таулар тауларда",
    "ел елдің елге елдер елдердің елдері елімізде еліміздің",
    "орын орынның орынға орны орнында орындар орындары",
    "халық халықтың халыққа халқы халқының",
    "кеңес кеңестің кеңесте кеңесі кеңесінің кеңестер",
    "өзен өзеннің өзенге өзені өзенінің өзендер",
    "қазақстан қазақстанның қазақстанға қазақстанда қазақстаннан",
    "қарағанды қарағандының қарағандыда қарағандыға",
    "теңге теңгенің теңгеге теңгемен",
    "назарбаев назарбаевтың назарбаевқа назарбаевты",
    "президент президенттің президентке президенті президентінің",
    "саммит саммиттің саммитке саммиті",
    "аэс аэс-тің аэс-ке аэс-ті аэс-тен",
    "сал салды салған салады салғанын салу салуға салып салынды салынып салынбады",
    "қабылдады қабылдаған қабылдайды қабылдау қабылдануда қабылдап",
    "жұмыс жұмысы жұмысын жұмысының жұмыстар жұмыстары",
    "басшы басшысы басшысына басшылар",
    "белгі белгісі белгілер белгісін",
]
APART = [
    "ел ер",
    "жол жолақ",
    "газ газет",
    "бас басқа",
    "ақ ақша",
    "мұнай мұн",
    "қала қалам",
    "әкім әке",
    "жылу жыл",
    "қару қар",
    "табыс табу",
    "кіріс кіру",
    "шығыс шығады",
    "жеңіс жеңілдік",
    "теңгені тең",
]


@pytest.mark.parametrize("forms", FORMS)
def test_forms_of_a_word_meet(forms: str) -> None:
    assert len({stem(form) for form in forms.split()}) == 1, {form: stem(form) for form in forms.split()}


@pytest.mark.parametrize("pair", APART)
def test_different_words_stay_apart(pair: str) -> None:
    one, other = pair.split()
    assert stem(one) != stem(other)


@pytest.mark.parametrize("word", ["", "а", "ел", "123", "brent", "стр", "-", "а-"])
def test_what_has_no_ending_stays(word: str) -> None:
    assert stem(word) == word


def test_an_ending_that_breaks_harmony_is_none() -> None:
    assert stem("қалаға") == stem("қала")
    assert stem("қалаге") != stem("қала")


@given(st.text(alphabet="аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя-", max_size=30))
def test_a_stem_is_never_longer_than_its_word_by_more_than_a_fallen_vowel(word: str) -> None:
    found = stem(word)
    assert len(found) <= len(word) + 1
    assert bool(found) == bool(word)
