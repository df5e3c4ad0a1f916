"""How a word sounds, roughly, whatever alphabet it is written in: names and borrowed words meet across languages.

A key in the manner of Soundex (R. Russell, US patent 1,261,167, 1918), for Russian, Kazakh and English at once:
letters of both alphabets are brought to common ones, those that transcriptions confuse are made one, and the beginning
is kept.
"""

import re

__all__ = ["LETTERS", "sound"]

LETTERS = 5
"""Of a sound that are compared; words that sound shorter than ``_FEWEST`` have none."""

_FEWEST = 4
_LETTERS = str.maketrans(
    "абвгдежзийклмнопрстуфхцыэюяёәғқңөұүһі" + "ywq",
    "abvgdejziiklmnoprstufhsieuaoagknouuhi" + "ivk",
    "ьъ",
) | str.maketrans({"ч": "ch", "ш": "sh", "щ": "sh", "x": "ks"})
_SPELLINGS = re.compile(r"zh|kh|ph|ck|dj|ts|c(?!h)|(.)\1")
_ONE = {"zh": "j", "kh": "h", "ph": "f", "ck": "k", "dj": "j", "ts": "s", "c": "k"}
_NO_LETTER = re.compile(r"[^a-z]")


def sound(word: str) -> str:
    """Return the key of a folded word, or of a stem; an empty one where too little is left to compare."""
    heard = _NO_LETTER.sub("", word.translate(_LETTERS))
    heard = _SPELLINGS.sub(lambda found: _ONE.get(found[0], found[0][0]), heard)
    return heard[:LETTERS] if len(heard) >= _FEWEST else ""
