"""Sentences of a text, with their places.

razdel's rules (A. Kukushkin, the natasha project) decide at each mark that may end a sentence. Rules of ours come
before them with what news in three languages needs beyond that: abbreviations that razdel doesn't know or takes for
others, and quotations that are still open.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from razdel.segmenters.sentenize import DELIMITER, RULES, SentSplit

from bot.text.language import Language
from bot.text.paragraphs import paragraphs
from bot.text.spans import Span, trimmed
from bot.text.wordlists import listed

__all__ = ["sentences"]


# What stands before a name or a noun, and so never ends a sentence. A Kazakh sentence ends in its verb, so that not
# even «ж.» (year) or «млрд.» end one there.
_NEVER_LAST: dict[Language, frozenset[str]] = {
    Language.RU: listed("реж сост род спецкорр ген полк подп сокр"),
    Language.KK: listed("ж жж ғ ғғ б.з б.з.б мин млн млрд трлн мың мөлш долл реж акад проф доц корр қ к-сі көш ауд"),
    Language.EN: listed(
        """
        mr mrs ms messrs dr prof st ste mt ft rev fr hon pres sen sens rep reps gov govs atty gen adm col lt maj capt
        cmdr sgt cpl pvt det insp supt vs v e.g i.e cf approx
        """
    ),
    Language.OTHER: frozenset(),
}
_BEFORE_NUMBER = listed(
    """
    no nos jan feb mar apr jun jul aug sept sep oct nov dec fig p pp vol art sec
    янв февр мар апр авг сент окт нояб дек тел сағ
    """
)
# Followed by the capitals of a currency's country or of a time zone: «млрд. долл. США», "7 p.m. ET".
_BEFORE_CAPITALS = listed("тыс млн млрд трлн долл a.m p.m")
_TIME_ZONES = listed("Eastern Pacific Central Mountain Greenwich")
# Before these the point after "U.S." ends a sentence, though it looks like an initial.
_OPENERS = listed(
    "The A An In On At But And He She It They We This That These Those His Her Their As For After When If"
)

# What may end a sentence: razdel's delimiters before white space and what may begin one (its rules join at all others).
_MARK = re.compile(rf"(?:{DELIMITER})(?=\s+[^\s.?!…;»”’)\]}}])")
_RULES = tuple(rule.function for rule in RULES)
_WINDOW = 10  # characters on each side that razdel's rules look at
_BEGINNING = 21  # characters of a sentence's beginning that its rule for list items looks at

_LAST_WORD = re.compile(r"[^\W\d_]+(?:[.-][^\W\d_]+)*$")
_NEXT_WORD = re.compile(r"\s+[\"'«“„(—–-]*\s*(\w+)")
_ACRONYM = re.compile(r"\.[A-Z]$")
_NO_ABBREVIATION = re.compile(r"(?:\d-х|°[CС])$")  # «в 1970-х. Мне», «32°С. Жауын»
_DATE = re.compile(r"(?:\d(?:-[а-я]{1,2})?\s?гг?|\bн\. ?э)$")
# «В 2024 г. Казахстан …» begins a sentence; a date that stands further on, or after other words, may end one.
_OPENING_DATE = re.compile(
    r"\W*(?:\d|(?:в|во|к|ко|с|со|до|на|по|от|за|после|около|весной|летом|осенью|зимой|еще|ещё|уже|лишь|только|также"
    r"|одновременно|впервые)\b).{,40}",
    re.IGNORECASE | re.DOTALL,
)

_QUOTED = 160  # characters up to which a quotation of several sentences stays one sentence


def sentences(text: str, language: Language) -> list[Span]:
    """Return the sentences of ``text``: trimmed, in order; what is not white space is in exactly one.

    No sentence goes on past the end of a paragraph.
    """
    found = []
    for paragraph in paragraphs(text):
        start = paragraph.start
        for end in _ends(text, paragraph, language):
            found.append(trimmed(text, Span(start, end)))
            start = end
        found.append(paragraph if start == paragraph.start else trimmed(text, Span(start, paragraph.end)))
    return found


def _ends(text: str, paragraph: Span, language: Language) -> Iterator[int]:
    """Where the sentences of ``paragraph`` end, but for its last."""
    start = paragraph.start
    for mark in _MARK.finditer(text, *paragraph):
        ends = _by_abbreviation(text, start, mark, language)
        if ends is None:
            ends = _by_razdel(text, start, mark)
        if ends and not _inside_quotation(text, start, mark.end(), paragraph.end):
            yield mark.end()
            start = mark.end()


def _by_abbreviation(text: str, start: int, mark: re.Match[str], language: Language) -> bool | None:
    """Does the sentence that began at ``start`` end at ``mark``? ``None`` where these rules can't tell."""
    if mark.group() == ";":
        return False
    if mark.group() != ".":
        return None
    before = text[max(start, mark.start() - _WINDOW) : mark.start()]
    last = _LAST_WORD.search(before)
    if not last:
        return None
    following = _NEXT_WORD.match(text, mark.end(), mark.end() + 2 * _WINDOW)
    after = following[1] if following else ""
    if _is_no_abbreviation(before, after):
        return True
    if language is Language.RU and after.istitle() and _DATE.search(before):
        return not _OPENING_DATE.fullmatch(text, start, mark.start())
    return False if _is_initial(last.group()) or _goes_on(last.group().lower(), after, language) else None


def _is_no_abbreviation(before: str, after: str) -> bool:
    """Does the point after ``before`` end a sentence, though razdel takes it for an abbreviation's or an initial's?"""
    return bool(_NO_ABBREVIATION.search(before) or (after in _OPENERS and _ACRONYM.search(before)))


def _is_initial(last: str) -> bool:
    return len(last) == 1 and last.isupper()


def _goes_on(last: str, after: str, language: Language) -> bool:
    """Is the point after the word ``last`` an abbreviation's, when ``after`` is the next word?"""
    if last in _NEVER_LAST[language]:
        return True
    if last in _BEFORE_NUMBER:
        return after.isdigit()
    return last in _BEFORE_CAPITALS and ((len(after) > 1 and after.isupper()) or after in _TIME_ZONES)


def _by_razdel(text: str, start: int, mark: re.Match[str]) -> bool:
    left = text[max(0, mark.start() - _WINDOW) : mark.start()]
    right = text[mark.end() : mark.end() + _WINDOW]
    # razdel hands its rules the whole sentence so far; they look at its first characters only, and copying it at
    # every mark would take quadratic time on a text that never ends a sentence.
    return _ends_between(left, mark.group(), right, text[start : min(mark.start(), start + _BEGINNING)])


@lru_cache(maxsize=10_000)
def _ends_between(left: str, mark: str, right: str, beginning: str) -> bool:
    split = SentSplit(left, mark, right, beginning)
    return not any(rule(split) for rule in _RULES)


def _inside_quotation(text: str, start: int, end: int, paragraph_end: int) -> bool:
    """Is a quotation that began in this sentence still open at ``end``, and closed soon after?"""
    if end - start > _QUOTED or text.count("«", start, end) <= text.count("»", start, end):
        return False
    limit = min(start + _QUOTED, paragraph_end)
    closing = text.find("»", end, limit)
    opening = text.find("«", end, limit)
    return closing >= 0 and not 0 <= opening < closing
