"""The language of a text: Russian, Kazakh, English, or another.

A naive Bayes model over byte n-grams (py3langid: Lui and Baldwin, "langid.py", ACL 2012) compares our three languages
with their neighbours. The neighbours are there to be told from ours (Kyrgyz from Kazakh, Ukrainian from Russian); the
smaller the set, the fewer short lines go astray. Ours have the benefit of the doubt, if what the model can't see bears
them out, since it counts only what is there: that the words are in the Russian dictionary, that letters are missing
without which Kazakh can't do.

Kazakh in Latin letters is ``OTHER``: its spelling isn't settled, and nothing here could tag it or search in it.
"""

import math
import re
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.text import russian

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

__all__ = ["Language", "detect", "warm"]


class Language(StrEnum):
    """A language the bot reads, or ``OTHER``."""

    RU = "ru"
    KK = "kk"
    EN = "en"
    OTHER = "other"


_OURS = (Language.RU, Language.KK, Language.EN)
_IN_CYRILLIC = frozenset(("uk", "be", "bg", "sr", "mk", "mn", "tg", "ky", "tt", "ba"))
_IN_LATIN = frozenset(("uz", "uzs", "crh", "tk", "tr", "az", "de", "nl", "fr", "es", "pt", "it", "pl"))
_NEIGHBOURS = _IN_CYRILLIC | _IN_LATIN
_SAMPLE = 4_000  # letters that are looked at: more change nothing, and a page costs as little as a line
_HEADLINE = 200  # letters up to which a text may inherit

# In nats of log-likelihood. Of 5,991 single news sentences two had a neighbour ahead by more than 13; whole sentences
# in a neighbour's language lead by 25 to 180.
_DOUBT = 14.0
# A headline is full of names, and names are of no language: what contradicts the body must be sure of itself.
_DOUBT_OF_HEADLINE = 60.0
_SURE = 25.0  # nine in ten of 772 Russian news sentences are ahead of all neighbours by more

# Shares of the words, names left out, that the Russian dictionary has. Of the 772 Russian sentences none had less than
# half; of as many Kazakh ones none had all.
_NOT_RUSSIAN = 0.5
_RUSSIAN = 0.65
_RUSSIAN_BUT_FOR_NAMES = 0.9
_PREPOSITIONS = frozenset(("в", "и", "к", "на", "о", "по", "из", "за", "для", "при"))  # and no words of Kazakh
_FEW_WORDS = 3  # of fewer one may be a name and another a misprint
_MANY_WORDS = 40  # more need not be looked up
_SHORTEST = 3  # letters: shorter words are of several languages

# One letter in ten of Kazakh news is one of these, which Kyrgyz, Tatar and Russian lack. Of 772 sentences 3 had none.
_KAZAKH = re.compile("[іқғұ]")
_TELLING = 20  # letters after which it tells something that none of them is there

# A quotation of a sentence or more, which may be in another language than the text; what is shorter is a name.
_QUOTATION = re.compile("«[^«»]{40,}»")
_ENOUGH = 60  # letters that must be left without quotations

_LETTERS = re.compile(r"[^\W\d_]+")
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_OUR_SCRIPTS = re.compile(r"[A-Za-z\u00c0-\u024f\u0400-\u052f]")


def detect(text: str, *, inherit: Language | None = None) -> Language:
    """Return the language of ``text``; of most of what its author says, where there are several.

    Args:
        text: a body, or a headline.
        inherit: the language of the body, when ``text`` is its headline: taken unless the headline is long or clearly
            of another language. Without it a text with no letters is ``OTHER``.
    """
    sample = _sample(_QUOTATION.sub(" ", text))
    if len(sample) < _ENOUGH:
        sample = _sample(text)
    if not sample:
        return inherit or Language.OTHER
    if 2 * len(_OUR_SCRIPTS.findall(sample)) < len(sample):
        return Language.OTHER
    found = _likelihoods(sample)
    if inherit is None and not _CYRILLIC.search(sample):  # "OK", "The": too short for the model, but no Russian
        found |= {Language.RU: -math.inf, Language.KK: -math.inf}
    if inherit is not None and len(sample) <= _HEADLINE and max(found.values()) < found[inherit] + _DOUBT_OF_HEADLINE:
        return inherit
    return _told(found, sample)


def warm() -> None:
    """Load the model and the dictionary (about 0.8 s), so that the first text doesn't wait for them."""
    _identifier()
    russian.warm()


def _sample(text: str) -> str:
    """The first words of ``text``, as far as they are letters."""
    words, total = [], 0
    for found in _LETTERS.finditer(text):
        words.append(found.group()[:_SAMPLE])
        total += len(words[-1]) + 1
        if total >= _SAMPLE:
            break
    return " ".join(words)


def _likelihoods(sample: str) -> dict[Language, float]:
    """The logarithms of the likelihood of ``sample``, that of the likeliest neighbour for ``OTHER``."""
    ranked: dict[str, float] = dict(_identifier().rank(sample))
    return {
        **{language: ranked[language] for language in _OURS},
        Language.OTHER: max(ranked[code] for code in _NEIGHBOURS),
    }


def _told(found: Mapping[Language, float], sample: str) -> Language:
    """The language of ``sample`` by the likelihoods that the model has ``found``, and by what the model can't see."""
    best = max(_OURS, key=lambda language: found[language])
    words = _common_words(sample)
    if best is Language.KK and _is_russian_but_for_names(sample, words):
        return Language.RU
    if best is Language.RU and found[best] < found[Language.OTHER] + _SURE and _share_of_russian(words) < _NOT_RUSSIAN:
        best = Language.KK
    lead = found[best] - found[Language.OTHER]
    return best if lead >= 0 or (lead >= -_DOUBT and _is_borne_out(best, words)) else Language.OTHER


def _common_words(sample: str) -> list[str]:
    """The first word of ``sample``, and those after it that don't look like names; in lower case, and not the short."""
    first, *others = sample.split(" ")
    common = (word for word in (first.lower(), *others) if len(word) >= _SHORTEST and word.islower())
    return list(dict.fromkeys(common))[:_MANY_WORDS]


def _is_russian_but_for_names(sample: str, words: list[str]) -> bool:
    """Is it only for Kazakh names that a text with these common ``words`` looks like Kazakh?"""
    if not (_PREPOSITIONS.isdisjoint(sample.lower().split(" ")) or _KAZAKH.search("".join(words))):
        return True
    return len(words) > _FEW_WORDS and _share_of_russian(words[1:]) >= _RUSSIAN_BUT_FOR_NAMES


def _is_borne_out(language: Language, words: list[str]) -> bool:
    """Do the ``words`` of a text allow of ``language``, which is a little less likely than another?"""
    if language is Language.RU:
        return _share_of_russian(words) >= _RUSSIAN
    together = "".join(words)
    return language is Language.EN or len(together) < _TELLING or _KAZAKH.search(together) is not None


def _share_of_russian(words: list[str]) -> float:
    """How many of ``words`` are in the Russian dictionary; all of them, when they are too few to tell."""
    return 1.0 if len(words) < _FEW_WORDS else sum(map(russian.is_word, words)) / len(words)


@lru_cache(maxsize=1)
def _identifier() -> "LanguageIdentifier":
    """The model, cut down to our languages and their neighbours: the other hundred cost 25 MB."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - heavy: loaded at first use

    whole = LanguageIdentifier.from_model_file(MODEL_FILE)
    whole.set_languages([*_OURS, *_NEIGHBOURS])
    return LanguageIdentifier(
        whole.nb_ptc, whole.nb_pc, whole.nb_classes, whole.tk_nextmove, whole.tk_output, tk_row=whole.tk_row
    )
