"""The language of a text: Russian, Kazakh, English, or another.

A naive Bayes model over byte n-grams (py3langid: Lui and Baldwin, "langid.py", ACL 2012) compares our three languages
with their neighbours. The neighbours are there to be told from ours (Kyrgyz from Kazakh, Ukrainian from Russian); the
smaller the set, the fewer short lines go astray. Ours have the benefit of the doubt.
"""

import re
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

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

_LETTERS = re.compile(r"[^\W\d_]+")
_OUR_SCRIPTS = re.compile(r"[A-Za-z\u00c0-\u024f\u0400-\u052f]")


def detect(text: str, *, inherit: Language | None = None) -> Language:
    """Return the language of ``text``.

    Args:
        text: a body, or a headline.
        inherit: the language of the body, when ``text`` is its headline: taken unless the headline is long or clearly
            of another language. Without it a text with no letters is ``OTHER``.
    """
    sample = _sample(text)
    if not sample:
        return inherit or Language.OTHER
    if 2 * len(_OUR_SCRIPTS.findall(sample)) < len(sample):
        return Language.OTHER
    found = _likelihoods(sample)
    best = max(_OURS, key=lambda language: found[language])
    if inherit is not None and len(sample) <= _HEADLINE and max(found.values()) < found[inherit] + _DOUBT_OF_HEADLINE:
        return inherit
    return Language.OTHER if found[Language.OTHER] > found[best] + _DOUBT else best


def warm() -> None:
    """Load the model (about 0.6 s), so that the first text doesn't wait for it."""
    _identifier()


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


@lru_cache(maxsize=1)
def _identifier() -> "LanguageIdentifier":
    """The model, cut down to our languages and their neighbours: the other hundred cost 25 MB."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - heavy: loaded at first use

    whole = LanguageIdentifier.from_model_file(MODEL_FILE)
    whole.set_languages([*_OURS, *_NEIGHBOURS])
    return LanguageIdentifier(
        whole.nb_ptc, whole.nb_pc, whole.nb_classes, whole.tk_nextmove, whole.tk_output, tk_row=whole.tk_row
    )
