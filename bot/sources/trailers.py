"""What an outlet puts around its news in every article: calls to read on, subscribe and share, credits, rights.

Two strictnesses. What can be nothing else goes wherever it stands: a line that *begins* with such a call, in the words
of the outlet about itself. What might be news elsewhere («Автор: …», a hash tag) goes only at the end. A line that
quotes such a call, or tells about one, stays: news must never be lost for the sake of a tidy ending.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from bot.sources.trailer_forms import CALLS, CREDITS, ENDINGS, LEADS

_LONGEST_CALL = 300
_LONGEST_HEADLINE = 200
_LONGEST_CREDIT = 120


def _any_of(forms: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{form})" for form in forms), re.IGNORECASE)


_LEAD, _CALL, _CREDIT, _ENDING = map(_any_of, (LEADS, CALLS, CREDITS, ENDINGS))
_HEAD = re.compile(r"(?:главные|последние)\s(?:новости|материалы)|рекомендуем|советуем", re.IGNORECASE)
# Arrows, emoji and bullets before a call.
_ORNAMENT = re.compile(r"^[^\w«\"„“”'#©(]+")
_SENTENCE_END = re.compile(r"[.!?…][»”\"')\]]*$")
_SENTENCE_BEGIN = re.compile(r"(?<=[.!?…»\"\])])\s+(?=[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ])")
# A call that the sentence goes on to tell about: «…», – призвал он; …, напомнил омбудсмен.
_TOLD = re.compile(
    r"[»”\"],?\s[–—-]\s|[»”\"]\s(?:деп|деген|дейді)\b|"
    r",\s(?:напомн|сообщ|сказал|заяв|рассказ|реши|отмети|подчеркн|объясн|уточн|добав|счита|пиш)\w*\b|"
    r",\s(?:\w+\s){1,3}(?:said|told|wrote|added|reported|ruled)\b"
)
_ITEM = "• "


def without_trailers(paragraphs: Iterable[str]) -> list[str]:
    """The paragraphs without what is the outlet's and not the article's; lines of a paragraph are looked at alone."""
    lines = [(number, line) for number, block in enumerate(paragraphs) for line in block.split("\n")]
    kept = [(number, line) for number, line in _without_leads(lines) if not _is_outlets(line)]
    while kept and _ends(kept[-1][1]):
        del kept[-1]
    if kept:
        kept[-1] = (kept[-1][0], _without_last_calls(kept[-1][1]))
    blocks: dict[int, list[str]] = {}
    for number, line in kept:
        blocks.setdefault(number, []).append(line)
    return ["\n".join(block) for block in blocks.values()]


def _without_leads(lines: Sequence[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """The lines without leads to other articles, and without the headlines that follow a lead on lines of their own.

    Those are the items of a list, one line, or, where nothing else follows to the end, all lines. «Главные
    новости:» at the beginning of a text is the head of the list that is the news itself.
    """
    headlines_from = len(lines)
    while headlines_from and _is_headline(lines[headlines_from - 1][1]):
        headlines_from -= 1
    after_lead = in_list = False
    for place, (number, line) in enumerate(lines):
        plain = _ORNAMENT.sub("", line)
        lead = _LEAD.match(plain) if len(plain) <= _LONGEST_CALL and not (place == 0 and _HEAD.match(plain)) else None
        if lead:
            after_lead, in_list = not plain[lead.end() :].strip(), False
            if after_lead and place >= headlines_from - 1:
                return
        elif line.startswith(_ITEM) and (after_lead or in_list):
            after_lead, in_list = False, True
        elif after_lead and _is_headline(line):
            after_lead = False
        else:
            after_lead = in_list = False
            yield number, line


def _is_headline(line: str) -> bool:
    return len(line) <= _LONGEST_HEADLINE and not _SENTENCE_END.search(line)


def _is_outlets(line: str) -> bool:
    plain = _ORNAMENT.sub("", line)
    if not plain:
        return False
    if len(plain) <= _LONGEST_CREDIT and _CREDIT.match(plain):
        return True
    return len(plain) <= _LONGEST_CALL and _CALL.match(plain) is not None and not _TOLD.search(plain)


def _ends(line: str) -> bool:
    return len(line) <= _LONGEST_CALL and _ENDING.match(_ORNAMENT.sub("", line)) is not None


def _without_last_calls(line: str) -> str:
    """The line without the sentences at its end that are calls; one that is nothing else was dropped before."""
    begins = [begin for begin in _SENTENCE_BEGIN.finditer(line) if len(line) - begin.end() <= 2 * _LONGEST_CALL]
    for begin in reversed(begins):
        sentence = line[begin.end() :]
        if not (_is_outlets(sentence) or _LEAD.match(sentence)):
            break
        line = line[: begin.start()]
    return line
