"""A query as it is looked for: names in all their forms, other words by their stems, in each language of passages.

It works on the query alone, so that a name added to the file is found in what has been stored for long.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.text.language import Language
from bot.text.names import Form, Name
from bot.text.words import fold, is_stop, stem, stems, word_spans, words
from storage.search import Phrase, Reading

__all__ = ["NO_NAMES", "Gazetteer", "phrases_of"]

_SHORTEST = 3  # letters of a stem that stands for a longer word: a shorter one has lost too much («Индер»: «ин»)
_MOST_WORDS = 64  # of a query that are read; of those a search takes the first sixteen that tell anything
_BEGINNING = 2  # letters of a word that its stem is taken to keep, to look among few forms


@dataclass(frozen=True, slots=True)
class _Token:
    """A word of a query, or a part of a hyphenated one: its stem, the letters it begins with, the word's number."""

    stem: str
    beginning: str
    word: int


@dataclass(frozen=True, slots=True)
class _Key:
    """The stems of a form in one language, and the number of the name that has it."""

    stems: tuple[str, ...]
    name: int


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
                    self._forms.setdefault(_beginning(words(form.text)[0]), []).append((form, number))
        self._keys: dict[tuple[Language, str], list[_Key]] = {}

    def __len__(self) -> int:
        return len(self._names)

    def __iter__(self) -> Iterator[Name]:
        return iter(self._names)

    def readings(self, query: str) -> list[Reading]:
        """Return what is looked for, in each language that passages are in; nothing where all are stop words.

        Of several names with one form all are meant; where one name stands in another, the longer one is.
        """
        written = [span.cut(query) for span in word_spans(query)][:_MOST_WORDS]
        readings = (self._reading(written, language) for language in Language)
        return list(dict.fromkeys(reading for reading in readings if reading))

    def knows(self, query: str) -> bool:
        """Whether a name stands in a query."""
        return any(len(phrases) > 1 for reading in self.readings(query) for phrases in reading)

    def _reading(self, written: Sequence[str], language: Language) -> Reading:
        tokens = list(_tokens(written, language))
        wanted: list[tuple[Phrase, ...]] = []
        at = 0
        while at < len(written):
            length, names = self._longest([token for token in tokens if token.word >= at], at, language)
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
        said = tuple(token.stem for token in tokens)
        for key in self._beginning_with(tokens[0].beginning, language):
            end = len(key.stems)
            if said[:end] == key.stems and (end == len(tokens) or tokens[end].word > tokens[end - 1].word):
                found.setdefault(tokens[end - 1].word + 1 - at, []).append(key.name)
        return max(found.items(), default=(1, []))

    def _beginning_with(self, beginning: str, language: Language) -> list[_Key]:
        """The forms whose first word begins so, by their stems; made when first asked for, as most never are."""
        if (language, beginning) not in self._keys:
            self._keys[language, beginning] = [
                _Key(key, number) for form, number in self._forms.get(beginning, ()) if (key := _key(form, language))
            ]
        return self._keys[language, beginning]


NO_NAMES = Gazetteer(())
"""Knows no name: words are looked for by their stems alone."""


def phrases_of(names: Iterable[Name]) -> tuple[Phrase, ...]:
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
            yield _Token(part, _beginning(letters), number)


def _beginning(word: str) -> str:
    return word.partition("-")[0][:_BEGINNING]


def _key(form: Form, language: Language) -> tuple[str, ...]:
    written = [span.cut(form.text) for span in word_spans(form.text)]
    return tuple(token.stem for token in _tokens(written, language))


def _phrases(form: Form) -> Iterator[Phrase]:
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
