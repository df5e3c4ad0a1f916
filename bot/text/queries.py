"""A search as a person types it: words, phrases in quotes, what is to be left out, and where to look.

``газ "цена на газ" -Россия source:kapital sector:energy after:2025-11-01``. What is no such thing is a word. A minus
turns any of them round: ``-source:kapital`` is elsewhere than there, ``-after:2025-11-01`` before that day.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from unicodedata import category

__all__ = ["Query", "parse", "unfinished", "visible"]

_UNSEEN = frozenset({"Cf", "Cs", "Co"})  # formats, halves of a pair, private use

_KEYS = {
    "source": "source",
    "источник": "source",
    "дереккөз": "source",
    "sector": "sector",
    "отрасль": "sector",
    "сала": "sector",
    "after": "after",
    "после": "after",
    "кейін": "after",
}
_OPENS, _CLOSES = '"«“„‟', '"»”“‟'
_PIECE = re.compile(
    rf"(?<!\S)(?P<minus>[-−–](?=[^\s-]))?(?:(?P<key>{'|'.join(_KEYS)}):)?"
    rf"(?:[{_OPENS}](?P<phrase>[^{_OPENS}{_CLOSES}]*)[{_CLOSES}]|(?P<word>\S+))",
    re.IGNORECASE,
)
_BEGINNING = 4  # letters that a word is completed from
_DATES = ("%Y-%m-%d", "%d.%m.%Y", "%Y-%m", "%m.%Y", "%Y")
_YEARS = range(1970, 2101)  # of days that news are of; further out a day's midnight may be none in UTC


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked: all of the ``words`` in any form, the ``phrases`` as they are written, nothing of ``without``.

    With ``begun`` also a word that begins so: the last one of somebody who is still typing.
    ``source`` is a part of a source's name, ``sector`` what the person calls it, ``after`` the first day that counts,
    ``before`` the first that doesn't any more. What appeared in a source of ``not_sources``, or speaks of one of
    ``not_sectors``, is left out.
    """

    words: str = ""
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    source: str = ""
    sector: str = ""
    after: date | None = None
    before: date | None = None
    not_sources: tuple[str, ...] = ()
    not_sectors: tuple[str, ...] = ()
    begun: str = ""

    @property
    def leaves_out(self) -> bool:
        """Whether anything is to be left out, or looked for elsewhere than everywhere."""
        return replace(self, words="", phrases=(), begun="") != Query()

    @property
    def asks(self) -> bool:
        """Whether anything is looked for at all."""
        return bool(self.words or self.phrases or self.begun)


def visible(typed: str) -> str:
    """Return what somebody typed without the characters that can't be seen.

    Zero-width spaces would part a word, marks of direction would turn around the line that shows it; pasted text has
    both. What joins an emoji's parts, and a soft hyphen, are such characters too: nobody searches for them.
    """
    return typed if typed.isascii() else "".join(one for one in typed if category(one) not in _UNSEEN)


def parse(typed: str) -> Query:
    """Return what somebody searches for; of a key that is given twice the last one counts, with a minus each does."""
    typed = visible(typed)
    words: list[str] = []
    phrases: list[str] = []
    without: list[str] = []
    places: dict[str, str] = {}
    barred: dict[str, list[str]] = {"source": [], "sector": []}
    days: dict[str, date] = {}
    for piece in _PIECE.finditer(typed):
        phrase, key = piece["phrase"], _KEYS.get((piece["key"] or "").lower(), "")
        said = " ".join((phrase if phrase is not None else piece["word"]).split())
        day = _day(said) if key == "after" else None
        if not any(map(str.isalnum, said)):
            continue
        if day is not None:
            days["before" if piece["minus"] else "after"] = day
        elif piece["minus"]:
            barred.get(key, without).append(said)
        elif key in barred:
            places[key] = said
        elif phrase is not None and " " in said:
            phrases.append(said)
        else:
            words.append(said)
    return Query(
        " ".join(words),
        tuple(phrases),
        tuple(without),
        **places,
        after=days.get("after"),
        before=days.get("before"),
        not_sources=tuple(barred["source"]),
        not_sectors=tuple(barred["sector"]),
    )


def unfinished(query: Query) -> Query | None:
    """The query with its last word taken for the beginning of one; ``None`` where that is too little to go by."""
    *words, last = query.words.split() or [""]
    if len(last) < _BEGINNING or not last.isalpha():
        return None
    return replace(query, words=" ".join(words), begun=last)


def _day(written: str) -> date | None:
    for form in _DATES:
        try:
            day = datetime.strptime(written, form).date()  # noqa: DTZ007 - a day of the reader's zone
        except ValueError:
            continue
        return day if day.year in _YEARS else None
    return None
