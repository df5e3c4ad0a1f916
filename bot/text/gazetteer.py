"""A query as it is looked for: names in all their forms, other words by their stems, in each language of passages.

It works on the query alone, so that a name added to the file is found in what has been stored for long.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.text.language import Language
from bot.text.names import Form, Name
from bot.text.words import fold, is_stop, stem, stems, word_spans, words

if TYPE_CHECKING:  # a word tool needs no database
    from storage.search import Phrase, Reading

__all__ = ["NO_NAMES", "Gazetteer", "phrases_of"]

_SHORTEST = 3  # letters of a stem that stands for a longer word: a shorter one has lost too much («Индер»: «ин»)
_MOST_WORDS = 64  # of a query that are read; of those a search takes the first sixteen that tell anything
_BEGINNING = 2  # letters of a word that its stem is taken to keep, to look among few forms
_VOICED = str.maketrans("кқп", "гғб")


@dataclass(frozen=True, slots=True)
class _Token:
    """A word of a query, or a part of a hyphenated one: its stem, itself, the word's number."""

    stem: str
    letters: str
    word: int


@dataclass(frozen=True, slots=True)
class _Key:
    """A form in one language: the stems of its words, its first word, the number of the name that has it."""

    stems: tuple[str, ...]
    letters: str
    name: int

    def begins(self, tokens: Sequence[_Token], language: Language) -> bool:
        """Whether some words of a query begin with this form.

        Endings are added to a Kazakh word, so one that is shorter than the form only shares its stem: «суда» (of a
        court) is no case of «Судан».
        """
        end = len(self.stems)
        if tuple(token.stem for token in tokens[:end]) != self.stems:
            return False
        if language is Language.KK and end == 1 and not _lengthens(tokens[0].letters, self.letters):
            return False
        return end == len(tokens) or tokens[end].word > tokens[end - 1].word


class Gazetteer:
    """Finds names in queries, and knows under which other forms to look for them. Built once, at the start."""

    def __init__(self, names: Iterable[Name]) -> None:
        self._names = tuple(names)
        self._exact: dict[str, list[int]] = {}
        self._forms: dict[str, list[tuple[Form, int]]] = {}
        for number, name in enumerate(self._names):
            for form in name:
                if form.exact:
                    self._exact.setdefault(form.text, []).append(number)
                else:
                    beginning = words(form.text)[0].partition("-")[0][:_BEGINNING]
                    self._forms.setdefault(beginning, []).append((form, number))
        self._keys: dict[tuple[Language, str], list[_Key]] = {}

    def __len__(self) -> int:
        return len(self._names)

    def __iter__(self) -> Iterator[Name]:
        return iter(self._names)

    def readings(self, query: str) -> "list[Reading]":
        """Return what is looked for, in each language that passages are in; nothing where all are stop words.

        Of several names with one form all are meant; where one name stands in another, the longer one is. A name is
        known in any language, whichever the words around it are read in: many a reader mixes two.
        """
        written = [span.cut(query) for span in word_spans(query)][:_MOST_WORDS]
        tokens = {language: list(_tokens(written, language)) for language in Language}
        readings = (self._reading(written, tokens, language) for language in Language)
        return list(dict.fromkeys(reading for reading in readings if reading))

    def knows(self, query: str) -> bool:
        """Whether a name stands in a query."""
        return any(len(phrases) > 1 for reading in self.readings(query) for phrases in reading)

    def _reading(
        self, written: Sequence[str], tokens: Mapping[Language, Sequence[_Token]], language: Language
    ) -> "Reading":
        wanted: list[tuple[Phrase, ...]] = []
        at = 0
        while at < len(written):
            spoken = sorted(tokens, key=lambda one: one is not language)  # its own language first
            found = (self._longest([token for token in tokens[one] if token.word >= at], at, one) for one in spoken)
            length, names = next(((length, names) for length, names in found if names), (1, []))
            exact = self._exact.get(written[at], []) if length == 1 else []
            if meant := [self._names[number] for number in dict.fromkeys([*exact, *names])]:
                asked = [(fold(written[at]),)] if exact else []
                wanted.append((*asked, *phrases_of(meant)))
            else:
                wanted += [((one,),) for one in stems(written[at], language)]
            at += length
        return tuple(dict.fromkeys(wanted))

    def _longest(self, tokens: Sequence[_Token], at: int, language: Language) -> tuple[int, list[int]]:
        """The longest form that begins at a word: how many words it takes, and its names; (1, none) for no form."""
        if not tokens or tokens[0].word != at:
            return 1, []
        found: dict[int, list[int]] = {}
        for key in self._beginning_with(tokens[0].letters[:_BEGINNING], language):
            if key.begins(tokens, language):
                found.setdefault(tokens[len(key.stems) - 1].word + 1 - at, []).append(key.name)
        return max(found.items(), default=(1, []))

    def _beginning_with(self, beginning: str, language: Language) -> list[_Key]:
        """The forms whose first word begins so, by their stems; made when first asked for, as most never are."""
        if (language, beginning) not in self._keys:
            self._keys[language, beginning] = [
                key for form, number in self._forms.get(beginning, ()) if (key := _key(form, number, language)).stems
            ]
        return self._keys[language, beginning]


NO_NAMES = Gazetteer(())
"""Knows no name: words are looked for by their stems alone."""


def phrases_of(names: Iterable[Name]) -> "tuple[Phrase, ...]":
    """Return what is looked for to find any of some names: all their forms but the exact ones."""
    forms = (form for name in names for form in name if not form.exact)
    return tuple(dict.fromkeys(phrase for form in forms for phrase in _phrases(form)))


def _tokens(written: Sequence[str], language: Language) -> Iterator[_Token]:
    """The words and parts of words of a text, stop words left out, as the index has them."""
    for number, word in enumerate(map(fold, written)):
        if is_stop(word, language):
            continue
        whole = stem(word, language)
        parts = [stem(part, language) for part in whole.split("-")] if "-" in whole else [whole]
        for part, letters in zip(parts, word.split("-"), strict=False):
            yield _Token(part, letters, number)


def _key(form: Form, name: int, language: Language) -> _Key:
    written = [span.cut(form.text) for span in word_spans(form.text)]
    tokens = list(_tokens(written, language))
    if len(written) > 1 and len(tokens) == 1:  # the rest are stop words: «Республика күні» is not any республика
        return _Key((), "", name)
    return _Key(tuple(token.stem for token in tokens), tokens[0].letters if tokens else "", name)


def _lengthens(word: str, form: str) -> bool:
    """Whether a Kazakh word may be a form with endings, which may voice its last sound: әкімдік, әкімдігі."""
    return word == form or (len(word) > len(form) and word.startswith((form, form[:-1] + form[-1].translate(_VOICED))))


def _phrases(form: Form) -> "Iterator[Phrase]":
    """The stems of a form one after another, as passages of each language have them.

    A hyphenated word stands in the index whole and then in its parts, so the parts meet what is written apart too.
    """
    apart = form.text.replace("-", " ")
    for text in dict.fromkeys([apart, form.text] if " " in form.text else [apart]):
        for language in Language:
            phrase = tuple(stems(text, language))
            if len(phrase) > 1 or (phrase and _stands_for(phrase[0], text)):
                yield phrase


def _stands_for(found: str, text: str) -> bool:
    """Whether a single stem says all of a text: «IT парк» must not be looked for as «парк»."""
    return " " not in text and len(found) >= min(_SHORTEST, len(text))
