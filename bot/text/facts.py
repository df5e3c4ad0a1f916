"""The names, figures and dates that a text states: what tells an event from another of its kind."""

import re
from collections.abc import Iterator

from bot.text.language import Language

__all__ = ["Day", "days", "figures", "names"]

Day = tuple[int, int]
"""A month and a day of it, from 1."""

_MONTHS = (
    r"январ\w{1,3}|қаңтар\w{0,6}|jan(?:uary)?",
    r"феврал\w{1,3}|ақпан\w{0,6}|feb(?:ruary)?",
    r"март\w{0,2}|наурыз\w{0,6}|mar(?:ch)?",
    r"апрел\w{1,3}|сәуір\w{0,6}|apr(?:il)?",
    r"ма[йяею]|мамыр\w{0,6}|may",
    r"июн\w{1,2}|маусым\w{0,6}|june?",
    r"июл\w{1,2}|шілде\w{0,6}|july?",
    r"август\w{0,2}|тамыз\w{0,6}|aug(?:ust)?",
    r"сентябр\w{1,3}|қыркүйек\w{0,6}|sept?(?:ember)?",
    r"октябр\w{1,3}|қазан\w{0,6}|oct(?:ober)?",
    r"ноябр\w{1,3}|қараша\w{0,6}|nov(?:ember)?",
    r"декабр\w{1,3}|желтоқсан\w{0,6}|dec(?:ember)?",
)
_MONTH = "(?:" + "|".join(f"(?P<m{number}>{names})" for number, names in enumerate(_MONTHS, 1)) + r")\b"
_GAP = r"[ \u00a0\u202f]"
# Only words before a number are compared with the months: that takes time.
_BEFORE_DAY = rf"(?=[a-zа-яқәүөіңғұһ]\w{{2,16}}\.?{_GAP}\d)"
_DATES = (
    re.compile(rf"\b(?P<day>\d{{1,2}})(?:-?(?:го|ші|шы|st|nd|rd|th))?{_GAP}(?:of )?{_MONTH}", re.IGNORECASE),
    re.compile(rf"\b{_BEFORE_DAY}{_MONTH}\.?{_GAP}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?![.,:]?\d)", re.IGNORECASE),
)
_DATE_IN_FIGURES = re.compile(r"\b(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?:\d{4}|\d{2})\b")
_LAST_DAY = 31

# Digits with a point, comma or colon in them, or in groups of three that spaces part.
_FIGURE = re.compile(rf"(?<![\w.,:])(?<!\w-)(?:\d+(?:{_GAP}\d{{3}})+(?:[.,]\d+)?|\d+(?:[.,:]\d+)*)(?!\w)")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_LONGEST = 20  # characters of a figure: what is longer is no number of anything
_YEAR = re.compile(r"(?:19|20)\d\d")

_WORD = re.compile(r"[^\W\d_][\w'\u2019-]*")
_BEGINS_ANEW = re.compile(r"[.!?…:\n«“”\"„]\s*$|[.!?…]\s|\n|[^\w\s.,;()«»'\"%–—-]")
_MOST_CAPITALS = 0.6  # of a headline's words: more, and it Is Written Like This
_FEW_WORDS = 3


def days(text: str) -> frozenset[Day]:
    """Return the dates of ``text``, without their years: «4 марта», «4 наурызда», "March 4", «04.03.2025»."""
    return frozenset(day for _, day in _dates(text))


def figures(text: str, language: Language) -> frozenset[str]:
    """Return the numbers of ``text`` that are no dates and no years, written one way: «1 800», «17,40» as 1800, 17.4.

    In English a comma parts thousands where three digits follow it, elsewhere it is the decimal point.
    """
    rest = text
    for place, _ in _dates(text):
        rest = rest[: place.start()] + " " * (place.end() - place.start()) + rest[place.end() :]
    found = (_plain(figure, language) for figure in _FIGURE.findall(rest))
    return frozenset(figure for figure in found if len(figure) <= _LONGEST and not _YEAR.fullmatch(figure))


def names(text: str, *, headline: bool = False) -> tuple[list[str], list[str]]:
    """Return the words of ``text`` that are capitalised though nothing begins with them, and those in small letters.

    A word in capitals (ЕАЭО) is a name wherever it stands. A ``headline`` That Is Written Like This names nothing.
    """
    words = list(_WORD.finditer(text))
    capitals = sum(word[0][0].isupper() for word in words)
    if headline and len(words) > _FEW_WORDS and capitals > _MOST_CAPITALS * len(words):
        return [], []
    named, small, end = [], [], 0
    for word in words:
        if not word[0][0].isupper():
            small.append(word[0])
        elif (word[0].isupper() and len(word[0]) > 1) or not (end == 0 or _BEGINS_ANEW.search(text, end, word.start())):
            named.append(word[0])
        end = word.end()
    return named, small


def _dates(text: str) -> Iterator[tuple[re.Match[str], Day]]:
    for pattern in _DATES:
        for found in pattern.finditer(text):
            month = next(number for number in range(1, len(_MONTHS) + 1) if found[f"m{number}"])
            if 1 <= int(found["day"]) <= _LAST_DAY:
                yield found, (month, int(found["day"]))
    for found in _DATE_IN_FIGURES.finditer(text):
        month, day = int(found["month"]), int(found["day"])
        if 1 <= day <= _LAST_DAY and 1 <= month <= len(_MONTHS):
            yield found, (month, day)


def _plain(figure: str, language: Language) -> str:
    figure = re.sub(_GAP, "", figure)
    if language is Language.EN and _GROUPED.fullmatch(figure):
        figure = figure.replace(",", "")
    whole, point, rest = figure.replace(",", ".").partition(".")
    rest = rest.rstrip("0")
    return f"{whole}{point}{rest}" if rest else whole
