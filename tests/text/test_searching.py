"""Whether a reader's query meets a passage in other forms of its words: what stems are for."""

import subprocess
import sys

import pytest

from bot.text.language import Language
from bot.text.words import stems

RU, KK, EN = Language.RU, Language.KK, Language.EN

MEETING = [
    (RU, "добыча нефти", "В этом году страна увеличила добычу: нефть и газ пошли на вывоз."),
    (RU, "атомная электростанция", "Подписан договор о строительстве первой атомной электростанции."),
    (RU, "тариф на тепло", "Тарифы повысят, тепло подорожает с января."),
    (RU, "Токаев", "С докладом у Токаева выступил министр."),
    (RU, "Бектенов", "Совещание прошло под председательством Олжаса Бектенова."),
    (RU, "сектор", "Вложения в IT-сектор выросли вдвое."),
    (RU, "выборы в мажилис", "На выборах депутатов мажилиса победила партия."),
    (RU, "железная дорога", "Работники железных дорог получат надбавку."),
    (RU, "орёл", "Орлы занесены в Красную книгу."),
    (RU, "школьник", "Школьникам выдадут учебники."),
    (RU, "АЭС", "Площадку для второй АЭС назовут весной."),
    (RU, "землетрясение", "После землетрясений проверят дома."),
    (RU, "подписать соглашение", "Министры подписали два соглашения."),
    (RU, "лучший врач", "Лучшего врача области выбрали на съезде."),
    (KK, "мұнай өндіру", "Биыл мұнайды өндіру көлемі артты."),
    (KK, "мектеп", "Ауыл мектептерінде жаңа сыныптар ашылды."),
    (KK, "атом электр станциясы", "Атом электр станциясының құрылысы басталды."),
    (KK, "Тоқаев", "Тоқаевтың қатысуымен жиын өтті."),
    (KK, "Қазақстан", "Қазақстандағы зауыттар іске қосылды."),
    (KK, "халық", "Ауыл халқының саны өсті."),
    (KK, "кітап", "Оқушыларға кітаптары таратылды."),
    (KK, "АЭС", "АЭС-тің орны белгілі болды."),
    (KK, "су тасқыны", "Су тасқынынан үйлер зардап шекті."),
    (KK, "теңге бағамы", "Теңгенің бағамын Ұлттық банк жариялады."),
    (KK, "президент", "Президенттің жарлығына қол қойылды."),
    (KK, "көлік", "Көліктерді жөндеу қымбаттады."),
    (KK, "дәрігер", "Дәрігерлерге жалақы қосылды."),
    (KK, "кеңес", "Қауіпсіздік кеңесінің отырысы өтті."),
    (EN, "oil prices", "The price of oil fell."),
    (EN, "nuclear station", "Two nuclear stations are being built."),
    (EN, "election results", "The elections resulted in a coalition; the result was close."),
]
APART = [
    (RU, "газ", "Газета вышла вовремя."),
    (RU, "опера", "Оперативную группу отправили на место."),
    (RU, "культура", "Площадь зерновых сократили."),
    (KK, "жылу", "Келесі жылы мектеп ашылады."),
    (KK, "газ", "Газет уақытында шықты."),
    (KK, "қару", "Қар жауды."),
    (EN, "port", "The report is late."),
]


@pytest.mark.parametrize(("language", "query", "passage"), MEETING)
def test_a_query_meets_the_passage(language: Language, query: str, passage: str) -> None:
    assert set(stems(query, language)) <= set(stems(passage, language))


@pytest.mark.parametrize(("language", "query", "passage"), APART)
def test_a_query_does_not_meet_what_only_looks_like_it(language: Language, query: str, passage: str) -> None:
    assert not set(stems(query, language)) & set(stems(passage, language))


def test_after_warming_up_the_first_reader_waits_for_nothing() -> None:
    program = """
import sys
from bot.newsroom import summaries
from bot.text import language, words
language.warm(); words.warm(); summaries.warm()
before = set(sys.modules)
for text in ("Построят станцию. Цены выросли.", "Станса салынады. Баға өсті.", "A station is built. Prices rise."):
    found = language.detect(text)
    words.stems(text, found)
    summaries.summarise(text, title="", language=found, count=1)
print(sorted(set(sys.modules) - before))
"""
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "[]\n"
