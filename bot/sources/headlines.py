"""A title for an article that has none: its first sentence, word for word."""

import re

# Telegram shows about this much of a bold line before it grows over a phone's whole screen.
LONGEST_TITLE = 160

_SENTENCE_END = re.compile(r"[.!?…]+[»”\"')\]]*(?=\s+[«“„\"'(\[–—-]*\s*[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ\d])")
# What a full stop after it does not end: initials, and the abbreviations that stand before a capital or a number.
_ABBREVIATION = re.compile(
    r"(?:^|[\s(«\"“„.-])"
    r"(?:[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ]|г|гг|ул|пр|пос|с|обл|им|тыс|млн|млрд|руб|см|стр|рис|др|пр|т|е|д|к|ж|б|проф|акад|ген|"
    r"Mr|Mrs|Ms|Dr|Prof|St|No|vs|Gen|Sen|Inc|Ltd|Co)\.$",
)


def first_sentence(text: str) -> str:
    """The first sentence of the text's first line, with the mark that ends it."""
    line = text.lstrip().partition("\n")[0].rstrip()
    for end in _SENTENCE_END.finditer(line):
        if not _ABBREVIATION.search(line, max(0, end.end() - 12), end.end()):
            return line[: end.end()]
    return line


def shorten(title: str, longest: int = LONGEST_TITLE) -> str:
    """The title, or as many of its first words as fit into ``longest`` characters, and an ellipsis."""
    if len(title) <= longest:
        return title
    cut = title[:longest]
    words = cut.rpartition(" ")[0] or cut[:-1]
    return words.rstrip(" ,;:–—-«(\"'") + "…"
