"""The language of a body is told from its letters; a headline, full of names, follows its body."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.language import Language, detect
from tests.text.hostile import HOSTILE

RU, KK, EN, OTHER = Language.RU, Language.KK, Language.EN, Language.OTHER

SENTENCES = [
    (RU, "Правительство выделило средства на ремонт дорог."),
    (RU, "Цены"),
    (RU, "ЕАЭС"),
    (RU, "В Шымкенте ДТП"),
    (RU, "Акимат осудил вандалов."),
    (RU, "ПРЕЗИДЕНТ ПОДПИСАЛ УКАЗ"),
    (RU, "Әлихан Байменов: выборы прошли честно"),
    (KK, "Үкімет жол жөндеуге қаражат бөлді."),
    (KK, "Бұл туралы министр айтты."),
    (KK, "АЭС салу туралы шешім"),
    (EN, "The government has found money for the roads."),
    (EN, "Oil price falls"),
]
NEIGHBOURS = [
    ("Kyrgyz", "Кыргызстандын президенти Бишкекте өткөн жыйында жаңы мыйзамга кол койду."),
    ("Kyrgyz", "Окуучулар үчүн жаңы мектеп ачылды."),
    ("Kyrgyz", "Бүгүн аба ырайы жылуу болот."),
    ("Tatar", "Татарстан рәисе Казанда яңа мәктәп ачты."),
    ("Tatar", "Татар теле көнендә балалар җыр җырлады."),
    ("Bashkir", "Башҡортостан башлығы яңы мәктәп асты."),
    ("Uzbek in Cyrillic", "Тошкентда бугун ҳаво ҳарорати 25 даражага етади."),
    ("Uzbek in Latin", "Hukumat yo'l qurilishi uchun qo'shimcha mablag' ajratdi."),
    ("Ukrainian", "Уряд виділив додаткові кошти на будівництво доріг."),
    ("Ukrainian", "У Харкові відкрили нову школу."),
    ("Belarusian", "Прэзідэнт падпісаў новы закон аб адукацыі."),
    ("Bulgarian", "Президентът подписа новия закон за образованието."),
    ("Tajik", "Президенти Тоҷикистон қонуни навро имзо кард."),
    ("Mongolian", "Монгол Улсын ерөнхийлөгч шинэ хууль баталлаа."),
    ("Turkish", "Cumhurbaşkanı dün Ankara'da yeni bir yasayı imzaladı."),
    ("German", "Der Präsident hat gestern in Berlin ein neues Gesetz unterzeichnet."),
    ("French", "Le président a signé hier une nouvelle loi sur l'éducation."),
    ("Chinese", "国家主席昨天签署了新的法律。"),
    ("Arabic", "وقع الرئيس أمس قانونا جديدا"),
    ("Kazakh in Latin letters", "Qazaqstan Prezidenti jańa zańǵa qol qoıdy."),
    ("Kyrgyz without a letter that Russian lacks", "Чек арада аскерлер кармалды деп билдирди министрлик."),
    ("Ukrainian without a letter that Russian lacks", "Опалювальний сезон розпочнеться вчасно."),
    ("Uzbek without a letter that Russian lacks", "Университет ректори лавозимидан кетди."),
    ("Tatar without a letter that Kazakh lacks", "Дарулар бәясе тикшерү астына алынды."),
    ("Georgian", "პრეზიდენტმა ახალი კანონი მოაწერა ხელი"),
]


@pytest.mark.parametrize(("language", "text"), SENTENCES)
def test_our_languages(language: Language, text: str) -> None:
    assert detect(text) is language


@pytest.mark.parametrize(("name", "text"), NEIGHBOURS)
def test_their_neighbours_are_other(name: str, text: str) -> None:
    assert detect(text) is OTHER, name


MIXED = {
    "Kazakh around Russian quotations": (
        KK,
        (
            "Бүгін Астанада Үкімет отырысы өтті. Министр былай деді: «Мы должны обеспечить теплом все регионы до "
            "начала сезона, иначе спросим с каждого акима по всей строгости». Министр дайындық туралы есеп берді. "
            "«Подготовка завершена на девяносто процентов», — деп жауап берді әкім орынбасары."
        ),
    ),
    "Russian around a Kazakh quotation": (
        RU,
        (
            "В Атырау сказали: «Қаланың барлық аудандарында жылу маусымы уақытында басталады, дайындық аяқталды». "
            "Котельные проверили, угля в городе хватит на всю зиму."
        ),
    ),
    "Kazakh with a Russian footer": (
        KK,
        "Ауылда жаңа мектеп ашылды. Оқушылар саны екі жүзге жетті, сабақ басталды.\n\nПодписывайтесь на наш канал!",
    ),
    "the same in both languages": (
        KK,
        "Ертең Алматыда қар жауады, көктайғақ болады.\n\nЗавтра в Алматы пойдёт снег, ожидается гололёд.",
    ),
    "Russian with Kazakh names": (
        RU,
        "Әсет Қожабаев, Нұрлан Сәрсенбаев и Гүлнәр Тілеуқұлова вчера были награждены орденами.",
    ),
}


@pytest.mark.parametrize(("language", "text"), MIXED.values(), ids=MIXED.keys())
def test_names_quotations_and_footers_do_not_make_the_language(language: Language, text: str) -> None:
    assert detect(text) is language


@pytest.mark.parametrize("text", ["", "  ", "12 345,6 %", "😀😀😀", "— «…» —", "\0"])
def test_a_text_without_letters_is_other_unless_its_body_tells(text: str) -> None:
    assert detect(text) is OTHER
    assert detect(text, inherit=KK) is KK


@pytest.mark.parametrize(
    ("headline", "body"),
    [
        ("Токаев поздравил Рахат Өмірзақову", RU),
        ("Brent: $65,2", RU),
        ("Алматы", RU),
        ("Алматы", KK),
        ("Нурлан Сабуров Астанада", KK),
        ("Astana Opera", EN),
        ("Школа", OTHER),
    ],
)
def test_a_headline_follows_its_body(headline: str, body: Language) -> None:
    assert detect(headline, inherit=body) is body


def test_a_headline_that_is_clearly_of_another_language_does_not_follow() -> None:
    headline = "Қазақстан Үкіметі биыл ауылдық жерлердегі жолдарды жөндеуге қосымша қаражат бөледі"
    assert detect(headline, inherit=RU) is KK


def test_a_body_does_not_follow_anything() -> None:
    assert detect("Правительство выделило средства на ремонт дорог. " * 10, inherit=KK) is RU


def test_numbers_and_addresses_before_the_text_don_t_matter() -> None:
    assert detect("1234567890 " * 1000 + "Үкімет жол жөндеуге қаражат бөлді.") is KK


@pytest.mark.parametrize("pattern", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_texts_have_a_language_too(pattern: str) -> None:
    assert detect(pattern * 5_000) in Language


@given(st.text(), st.sampled_from([None, *Language]))
def test_every_text_has_a_language(text: str, inherit: Language | None) -> None:
    assert detect(text, inherit=inherit) in Language


def test_importing_the_room_loads_nothing_heavy() -> None:
    heavy = "{'py3langid', 'pymorphy3', 'Stemmer', 'numpy', 'scipy', 'sumy'}"
    rooms = "language, words, sentences, paragraphs, similarity, anaphora"
    program = f"import sys; from bot.text import {rooms}; print({heavy} & set(sys.modules))"
    assert (
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "set()\n"
    )
