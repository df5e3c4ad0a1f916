"""Numbers however they are written: «12 700», «12,7 тысячи», «двенадцать», «миллион 300 тысяч» and "1.3 million"."""

import re
from functools import lru_cache
from math import log10

from bot.text.facts import figures
from bot.text.language import Language
from bot.text.words import is_stop, stem, words

__all__ = ["numbers", "numerals"]

_THOUSAND = 1_000

# «миллион 300 тысяч», «2 млрд 40 млн»: one amount in two parts, the second a thousandth of the first.
_GREATER = r"(?:миллион|миллиард|триллион|млн|млрд|трлн)"
_LESSER = r"(?:тысяч|тыс|мың|миллион|миллиард|млн|млрд)"
_IN_TWO = re.compile(rf"(?:\b(\d+)\s+)?\b{_GREATER}[а-я]{{0,2}}\.?\s+(\d{{1,3}})\s+{_LESSER}", re.IGNORECASE)

# What makes thousands of the figure before it: «76 тысяч», «1,2 км».
_OF_THOUSANDS = re.compile(
    r"(?<![\d.,])(\d{1,15}(?:[.,]\d{1,6})?)[ \u00a0]?"
    r"(?:тыс|мың|миллион|млн|миллиард|млрд|триллион|трлн|thousand|million|billion|trillion|bn\b"
    r"|кило|км\b|кг\b|шақырым|km\b|kilo)",
    re.IGNORECASE,
)
_AMOUNT = re.compile(r"\d{1,15}(?:\.\d{1,15})?")

_FIRST = 2  # number that the lists begin with: «один» and «бір» are words for «a» too
_RUSSIAN = """
    два двое второй вдвое дважды двое оба; три трое третий втрое трижды; четыре четверо четвертый; пять пятеро
    пятый; шесть шестеро шестой; семь семеро седьмой; восемь восьмеро восьмой; девять девятый; десять десятый;
    одиннадцать одиннадцатый; двенадцать двенадцатый; тринадцать тринадцатый; четырнадцать четырнадцатый; пятнадцать
    пятнадцатый; шестнадцать шестнадцатый; семнадцать семнадцатый; восемнадцать восемнадцатый; девятнадцать
    девятнадцатый; двадцать двадцатый
"""
_KAZAKH = """
    екі екінші екеу; үш үшінші үшеу; төрт төртінші төртеу; бес бесінші бесеу; алты алтыншы алтау; жеті жетінші жетеу;
    сегіз сегізінші; тоғыз тоғызыншы; он оныншы
"""
_ENGLISH = """
    two second twice double both; three third triple; four fourth; five fifth; six sixth; seven seventh; eight eighth;
    nine ninth; ten tenth; eleven eleventh; twelve twelfth; thirteen thirteenth; fourteen fourteenth; fifteen fifteenth;
    sixteen sixteenth; seventeen seventeenth; eighteen eighteenth; nineteen nineteenth; twenty twentieth
"""
_COUNTED = {
    Language.RU: _RUSSIAN.split(";"),
    Language.KK: _KAZAKH.split(";"),
    Language.EN: _ENGLISH.split(";"),
    Language.OTHER: [],
}
_ROUND = {
    Language.RU: {
        "тридцать": "30",
        "сорок": "40",
        "пятьдесят": "50",
        "шестьдесят": "60",
        "семьдесят": "70",
        "сто": "100",
        "четверть": "25",
        "половина": "50",
    },
    Language.KK: {
        "жиырма": "20",
        "отыз": "30",
        "қырық": "40",
        "елу": "50",
        "алпыс": "60",
        "жетпіс": "70",
        "жүз": "100",
    },
    Language.EN: {"thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70", "hundred": "100"},
    Language.OTHER: {},
}


def numerals(text: str, language: Language) -> frozenset[str]:
    """Return the numbers from 2 on that ``text`` has in words, in digits: of «третий блок» 3."""
    known = _stems(language)
    return frozenset(
        known[found] for word in words(text) if not is_stop(word, language) and (found := stem(word, language)) in known
    )


def numbers(text: str, language: Language) -> frozenset[str]:
    """Return the numbers that ``text`` has in digits, but for years and dates, and k for their thousands.

    Both «76 000» and «76 тысяч» are 76k, «1 200 тысяч» and «1,2 млн» are 1.2k, and so are «1 200 метров» and «1,2 км»:
    in news nobody writes of 1,200 and of 1.2 million of a thing.
    """
    whole = _IN_TWO.sub(lambda found: f" {found[1] or 1}.{int(found[2]):03} млн ", text)
    large = {_small(figure.replace(",", "."))[0] for figure in _OF_THOUSANDS.findall(whole)}
    brought = map(_small, figures(whole, language))
    return frozenset(f"{small}k" if thousands or small in large else small for small, thousands in brought)


def _small(figure: str) -> tuple[str, bool]:
    """A figure below a thousand, and whether it was brought there; a time of day, or an endless one, stays as it is."""
    if not _AMOUNT.fullmatch(figure):
        return figure, False
    value = float(figure)
    exponent = max(0, int(log10(value) // 3)) if value > 0 else 0
    return f"{value / _THOUSAND**exponent:.6g}", exponent > 0


@lru_cache  # one for each language
def _stems(language: Language) -> dict[str, str]:
    """The numbers of a language by their stems, whose dictionaries are loaded with the first text."""
    listed = [(form, str(number)) for number, forms in enumerate(_COUNTED[language], _FIRST) for form in forms.split()]
    return {stem(form, language): number for form, number in [*listed, *_ROUND[language].items()]}
