"""What a query is looked for by: names in all their forms, other words by their stems, in each language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.gazetteer import NO_NAMES, Gazetteer, phrases_of
from bot.text.language import Language
from bot.text.names import load
from bot.text.words import stems
from storage.search import MAX_PHRASES, Phrase, Reading
from storage.search.fts5 import GRAMMAR
from tests.conftest import SEEDS

NAMES = """\
[a]
names = '''
КТЖ, Казахстанские железные дороги | ҚТЖ, Қазақстан темір жолы | KTZ
АЭС, атомная электростанция | атом электр станциясы | NPP
Балхашская АЭС | Балқаш АЭС | Balkhash NPP
Самрук-Казына | Самұрық-Қазына | Samruk-Kazyna
ВОЗ | ДДСҰ | WHO!
Семей!, Семипалатинск | Семей! | Semey
СЭС, солнечная электростанция | | solar plant
СЭС, санэпидстанция | | sanitary service
IT-парк, технопарк | | IT park
Судан | Судан | Sudan
День Республики | Республика күні | Republic Day
акимат | әкімдік | akimat
'''
"""


@pytest.fixture(scope="module")
def gazetteer(tmp_path_factory: pytest.TempPathFactory) -> Gazetteer:
    """A few names that show each case."""
    path = tmp_path_factory.mktemp("names") / "names.toml"
    path.write_text(NAMES, encoding="utf-8")
    return Gazetteer(load(path))


def meets(gazetteer: Gazetteer, query: str, passage: str, language: Language) -> bool:
    """Whether a passage has all that one of a query's readings asks, as the index would find."""
    there = stems(passage, language)

    def stands(phrase: Phrase) -> bool:
        return any(tuple(there[at : at + len(phrase)]) == phrase for at in range(len(there)))

    return any(all(any(map(stands, phrases)) for phrases in reading) for reading in gazetteer.readings(query))


@pytest.mark.parametrize(
    ("query", "passage", "language"),
    [
        ("ктж", "Рассказали в ҚТЖ о ремонте.", Language.RU),
        ("ҚТЖ-ның", "Поезда КТЖ опоздали.", Language.RU),
        ("казахстанских железных дорог", "ҚТЖ-да жиын өтті.", Language.KK),
        ("самрук казыны", "Самұрық-Қазынаның есебі шықты.", Language.KK),
        ("Samruk-Kazyna", "Фонд Самрук Казына отчитался.", Language.RU),
        ("строительство АЭС", "Строительство атомных электростанций начнётся.", Language.RU),
        ("WHO report", "The ДДСҰ has a report.", Language.EN),
        ("Семипалатинск", "Semey is on a river.", Language.EN),
        ("IT-парк", "В технопарке праздник.", Language.RU),
        ("технопарк", "Открыт новый IT-парк.", Language.RU),
        ("забастовка ҚТЖ-ның", "Забастовка на КТЖ окончена.", Language.RU),  # two languages in one query
        ("в КТЖ-да", "Поезда ҚТЖ опоздали.", Language.RU),
        ("әкімдігі", "В акимате отвечают на вопросы.", Language.RU),
    ],
)
def test_a_name_is_found_in_its_other_forms(gazetteer: Gazetteer, query: str, passage: str, language: Language) -> None:
    assert meets(gazetteer, query, passage, language)


@pytest.mark.parametrize(
    ("query", "passage", "language"),
    [
        ("строительство АЭС", "Атомная электростанция остановлена.", Language.RU),  # nothing is being built
        ("КТЖ", "Железные дороги Италии бастуют.", Language.RU),
        ("Балхашская АЭС", "Другая АЭС остановлена.", Language.RU),  # the longer name is meant
        ("who", "ВОЗ ответила.", Language.RU),  # an ordinary word, not in these letters
        ("Семипалатинск", "Помогли двумстам семей.", Language.OTHER),  # «Семей» is an ordinary word too
        ("технопарк", "Деревья в парке срубили.", Language.RU),
        ("решение суда", "Есть решение: Судан закрыл границу.", Language.RU),  # «суда» shares its Kazakh stem alone
        ("республика", "Отметили День Республики.", Language.KK),
    ],
)
def test_what_only_looks_like_it_is_left_alone(
    gazetteer: Gazetteer, query: str, passage: str, language: Language
) -> None:
    assert not meets(gazetteer, query, passage, language)


def test_an_exact_form_is_looked_for_where_it_was_asked_for(gazetteer: Gazetteer) -> None:
    assert ("семей",) in gazetteer.readings("Семей")[0][0]
    assert ("семей",) not in gazetteer.readings("Семипалатинск")[0][0]


def test_of_names_that_share_a_form_all_are_meant(gazetteer: Gazetteer) -> None:
    assert meets(gazetteer, "СЭС", "Солнечная электростанция построена.", Language.RU)
    assert meets(gazetteer, "СЭС", "Санэпидстанция проверила кафе.", Language.RU)
    assert not meets(gazetteer, "санэпидстанция", "Солнечная электростанция построена.", Language.RU)


def test_without_names_a_query_is_its_stems() -> None:
    assert NO_NAMES.readings("строительство дорог")[0] == ((("строительство",),), (("дорога",),))
    assert NO_NAMES.readings("и на") == [((("и",),), (("на",),))]  # read as Kazakh or English they are words
    assert NO_NAMES.readings("") == NO_NAMES.readings("?!") == []


def test_a_word_of_several_parts_is_asked_for_with_all_of_them() -> None:
    assert NO_NAMES.readings("IT-сектор")[0] == ((("it-сектор",),), (("it",),), (("сектор",),))


@given(st.text(max_size=80))
def test_any_query_has_readings_that_are_safe_to_ask(gazetteer: Gazetteer, query: str) -> None:
    readings: list[Reading] = gazetteer.readings(query)
    assert len(readings) <= len(Language)
    outside = GRAMMAR.readings(readings).split('"')[::2]
    assert set("".join(outside).replace("(", " ").replace(")", " ").split()) <= {"stems", ":", "AND", "OR"}


def test_every_form_of_every_shipped_name_leads_to_the_whole_name() -> None:
    shipped = load(SEEDS / "names.toml")
    gazetteer = Gazetteer(shipped)

    def leads_to(form: str, wanted: set[Phrase]) -> bool:
        return any(wanted.issubset(*reading) for reading in gazetteer.readings(form) if len(reading) == 1)

    assert [form.text for name in shipped for form in name if not leads_to(form.text, set(phrases_of([name])))] == []
    assert max(len(phrases_of([name])) for name in shipped) <= MAX_PHRASES
