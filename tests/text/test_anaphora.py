"""Which sentences need the one before them; tests/quality/cases holds many more, and measures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.anaphora import leans
from bot.text.language import Language
from tests.text.hostile import HOSTILE

RU, KK, EN, OTHER = Language.RU, Language.KK, Language.EN, Language.OTHER

LEANING = [
    (RU, "Он добавил, что станцию построят."),
    (RU, "Это решение приняли вчера."),
    (RU, "При этом цены не выросли."),
    (RU, "По его словам, цены не выросли."),
    (RU, "В то же время тарифы прежние."),
    (RU, "Тем не менее тарифы прежние."),
    (RU, "Однако тарифы прежние."),
    (RU, "Кроме того, строят дорогу."),
    (RU, "В связи с этим рейсы задержали."),
    (RU, "Один из них ранен."),
    (RU, "Вчера она вернулась."),
    (RU, "— Они согласны, — сказал министр."),
    (KK, "Ол жобаны таныстырды."),
    (KK, "Бұл туралы министр айтты."),
    (KK, "Оның айтуынша, баға өспейді."),
    (KK, "Сондай-ақ жол салынады."),
    (KK, "Кеше ол жолға шықты."),
    (EN, "He said prices would not rise."),
    (EN, "It's a record."),
    (EN, "However, tariffs stay."),
    (EN, "In addition, a road is built."),
    (EN, "Despite this, tariffs stay."),
    (EN, "One of them was hurt."),
    (EN, "On Monday she came back."),
]
STANDING = [
    (RU, "Министр сообщил, что станцию построят."),
    (RU, "После того как станцию построили, цены упали."),
    (RU, "По словам министра, цены не выросли."),
    (RU, "В Москве открылась выставка."),
    (RU, "Те, кто ждал, дождались."),
    (KK, "Министр жобаны таныстырды."),
    (KK, "Осыған дейін баға өскен."),
    (EN, "The minister said prices would not rise."),
    (EN, "In Astana a theatre has opened."),
    (EN, "Instead of coal, Almaty burns gas."),
    (EN, "So far prices hold."),
    (OTHER, "Он сказав."),
    (RU, ""),
    (EN, "…"),
]
PAIRS = [  # one that leans, and one that looks like it and doesn't: of each knowledge of the rule
    (RU, "В этот день выпал снег.", "В этом году выпал снег."),
    (RU, "В тот год выпал снег.", "В этот вторник выпал снег."),
    (KK, "Сол жылы қар жауды.", "Осы жылы қар жауды."),
    (EN, "That week prices fell.", "This week prices fell."),
    (RU, "И это так.", "И.о. министра назначен Иванов."),
    (RU, "А тарифы прежние.", "А. Иванов назначен."),
    (EN, "It companies pay for.", "IT companies pay taxes."),
    (EN, "It was expected in May.", "It was expected that prices would fall."),
    (EN, "It took the money.", "It took a year to build the dam."),
    (RU, "Стороны обсудили тарифы.", "Стороны конфликта обсудили мир."),
    (RU, "В ведомстве отметили рост.", "В ведомстве Иванова отметили рост."),
    (KK, "Кездесуде сауда талқыланды.", "Кездесуге министр келді."),
    (EN, "The move was welcomed.", "The move of the capital was welcomed."),
    (EN, "The two sides met.", "The two largest banks met."),
    (EN, "The 40-year-old was hurt.", "A 40-year-old man was hurt."),
    (EN, "In his words, all is well.", "In his address, Tokayev spoke of water."),
    (RU, "Когда он вернулся, шёл снег.", "Когда он вернулся, Иванов уже знал."),
]
QUOTED = [
    (RU, "«Цены не вырастут», — сказал он.", "«Цены не вырастут», — сказал Иванов."),
    (KK, "«Баға өспейді», — деді ол.", "«Баға өспейді», — деді Иванов."),
    (EN, '"Prices will hold," he said.', '"Prices will hold," said Smith.'),
    (RU, "«Цены не вырастут».", "«Самрук» растёт."),
    (RU, "Цены не вырастут», — сказал Иванов.", "Компания «Самрук» растёт»."),
    (EN, 'Prices will hold," said Smith.', 'Smith said "prices will hold."'),
    (EN, '"I have a plan.', '"I have a plan," said Smith.'),
    (RU, "Я видел пожар.", "«Я видел пожар», — сказал Иванов."),
    (RU, "«Нет», — ответил Иванов.", "«Цены не вырастут никогда», — ответил Иванов."),
]


@pytest.mark.parametrize(("language", "sentence"), LEANING)
def test_what_leans(language: Language, sentence: str) -> None:
    assert leans(sentence, language)


@pytest.mark.parametrize(("language", "sentence"), STANDING)
def test_what_stands_alone(language: Language, sentence: str) -> None:
    assert not leans(sentence, language)


@pytest.mark.parametrize(("language", "leaning", "standing"), PAIRS)
def test_what_looks_alike(language: Language, leaning: str, standing: str) -> None:
    assert leans(leaning, language)
    assert not leans(standing, language)


@pytest.mark.parametrize(("language", "leaning", "standing"), QUOTED)
def test_a_piece_of_a_quotation_leans_on_what_names_its_speaker(
    language: Language, leaning: str, standing: str
) -> None:
    assert leans(leaning, language)
    assert not leans(standing, language)


@given(
    st.sampled_from([(language, text) for language, text in (*LEANING, *STANDING) if text]),
    st.text(st.characters(exclude_characters='«»“”„"'), max_size=200),
)
def test_only_the_beginning_counts_where_nothing_is_quoted(case: tuple[Language, str], rest: str) -> None:
    language, sentence = case
    beginning = f"{sentence} а ".ljust(130, "в")
    assert leans(beginning + rest, language) == leans(beginning, language)


@pytest.mark.parametrize("pattern", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("language", [RU, KK, EN])
def test_hostile_sentences_are_read_in_no_time(pattern: str, language: Language) -> None:
    assert leans(pattern * (100_000 // len(pattern)), language) in (True, False)
