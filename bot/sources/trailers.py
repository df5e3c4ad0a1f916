"""What an outlet puts around its news in every article: calls to read on, subscribe and share, credits, rights.

Two strictnesses. What can be nothing else goes wherever it stands: a line that *begins* with such a call, in the words
of the outlet about itself. What might be news elsewhere («Автор: …», a hash tag) goes only at the end. A line that
quotes such a call, or goes on to tell something (``trailer_doubts``), stays: news must never be lost for the sake of a
tidy ending.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from bot.sources.trailer_doubts import goes_on, names_somebody
from bot.sources.trailer_forms import CALLS, CREDITS, ENDINGS, HEADS, LEADS, OF_BLOGS

_LONGEST_CALL = 300
_LONGEST_HEADLINE = 200
_LONGEST_CREDIT = 120


def _any_of(forms: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{form})" for form in forms), re.IGNORECASE)


_LEAD, _SURE_LEAD, _HEAD, _CALL, _OF_BLOG, _CREDIT, _ENDING = map(
    _any_of, ((*LEADS, *HEADS), LEADS, HEADS, CALLS, OF_BLOGS, CREDITS, ENDINGS)
)
# Arrows, emoji and bullets before a call.
_ORNAMENT = re.compile(r"^[^\w«\"„“”'#©(]+")
_SENTENCE_END = re.compile(r"[.!?…][»”\"')\]]*$")
_SENTENCE_BEGIN = re.compile(r"(?<=[.!?…»\"\])])\s+(?=[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ])")
# A call that the sentence quotes: «…», – призвал он.
_QUOTED = re.compile(r"[»”\"],?\s[–—-]\s|[»”\"]\s(?:деп|деген|дейді)\b")
_ITEM = "• "
_MARKS = (":", "–", "—", "-", "→", ">", "»")

_Line = tuple[int, str]  # the number of its paragraph, and what it says


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


def _without_leads(lines: Sequence[_Line]) -> list[_Line]:
    """The lines without leads to other articles, and without the headlines that follow a lead on lines of their own.

    What may head a list of the article's own («Рекомендуем:») leads elsewhere only where all that such leads take is
    less than half of the text, and never in its first line.
    """
    kept = list(_before_and_after_leads(lines, _LEAD))
    if 2 * _length(kept) >= _length(lines):
        return kept
    return list(_before_and_after_leads(lines, _SURE_LEAD))


def _before_and_after_leads(lines: Sequence[_Line], leads: re.Pattern[str]) -> Iterator[_Line]:
    """Headlines are the items of a list, one line, or, where nothing else follows to the end, all lines."""
    headlines_from = len(lines)
    while headlines_from and _is_headline(lines[headlines_from - 1][1]):
        headlines_from -= 1
    after_lead = in_list = False
    for place, (number, line) in enumerate(lines):
        plain = _ORNAMENT.sub("", line)
        follows = lines[place + 1][1] if place + 1 < len(lines) else ""
        end = _end_of_lead(plain, leads, follows, first=place == 0)
        if end is not None:
            after_lead, in_list = place > 0 and not plain[end:].strip(), False
            if after_lead and place >= headlines_from - 1:
                return
        elif line.startswith(_ITEM) and not plain[:1].islower() and (after_lead or in_list):
            after_lead, in_list = False, True
        elif after_lead and _is_headline(line):
            after_lead = False
        else:
            after_lead = in_list = False
            yield number, line


def _end_of_lead(plain: str, leads: re.Pattern[str], follows: str, *, first: bool) -> int | None:
    """Where the lead at the beginning of a line ends, if one is there, and what follows it is not the article's own.

    That is a sentence on the same line, or, after what may head a list, items with small letters, as no headline has.
    """
    lead = leads.match(plain) if len(plain) <= _LONGEST_CALL else None
    if lead is None:
        return None
    after = plain[lead.end() :].strip()
    item = after or _ORNAMENT.sub("", follows)
    if _HEAD.match(plain) and (first or (item[:1].islower() and "://" not in item) or after.endswith(".")):
        return None
    if after and not plain[: lead.end()].rstrip().endswith(_MARKS) and goes_on(after):
        return None
    return lead.end()


def _length(lines: Iterable[_Line]) -> int:
    return sum(len(line) for _, line in lines)


def _is_headline(line: str) -> bool:
    return (
        len(line) <= _LONGEST_HEADLINE and not _SENTENCE_END.search(line) and not _ORNAMENT.sub("", line)[:1].islower()
    )


def _is_outlets(line: str) -> bool:
    plain = _ORNAMENT.sub("", line)
    if not plain:
        return False
    if len(plain) <= _LONGEST_CREDIT and (credit := _CREDIT.match(plain)):
        beside = credit["beside"]
        return names_somebody(beside if beside is not None else f"из {plain.partition(' ')[2]}")
    if len(plain) > _LONGEST_CALL:
        return False
    return _OF_BLOG.match(plain) is not None or (_CALL.match(plain) is not None and not _tells(plain))


def _tells(plain: str) -> bool:
    return _QUOTED.search(plain) is not None or goes_on(plain)


def _ends(line: str) -> bool:
    plain = _ORNAMENT.sub("", line)
    ending = _ENDING.match(plain) if len(line) <= _LONGEST_CALL else None
    if ending is None or goes_on(plain):
        return False
    return ending["by"] is None or names_somebody(ending["by"])


def _without_last_calls(line: str) -> str:
    """The line without the sentences at its end that are calls; one that is nothing else was dropped before."""
    begins = [begin for begin in _SENTENCE_BEGIN.finditer(line) if len(line) - begin.end() <= 2 * _LONGEST_CALL]
    for begin in reversed(begins):
        sentence = line[begin.end() :]
        if not (_is_outlets(sentence) or _LEAD.match(sentence)):
            break
        line = line[: begin.start()]
    return line
