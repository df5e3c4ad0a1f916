"""The taxonomy: which sectors there are, what they are called, which terms speak for them. Read from a TOML file.

The file is written by people (``docs/sectors.md`` tells how), so every mistake is reported with its line, in plain
words. A sector is one table::

    [energy]
    emoji = "⚡"
    name.ru = "Энергетика"          # and name.kk, name.en
    description.ru = "Нефть, газ"   # and description.kk, description.en
    terms.ru = '''
    # Power plants
    3: аэс, тэц, атомн* станци*
    -3: заряд энергии
    '''
"""

import math
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from sys import intern
from typing import NoReturn

from bot.errors import TaxonomyError
from bot.text import toml_lines
from bot.text.words import fold, words

LANGUAGES = ("ru", "kk", "en")
"""Languages a sector has names and terms in, by their ISO 639-1 codes."""

MAX_SECTORS = 80
"""Telegram takes 100 commands for a bot (Bot API, ``setMyCommands``); the rest are the bot's own."""
MAX_NAME = 48
MAX_DESCRIPTION = 256  # Bot API, BotCommand.description
MAX_WEIGHT = 5.0
MAX_PHRASE_WORDS = 4
MIN_PREFIX = (3, 2)
"""Letters before a ``*``: of a term of one word, and in a phrase, whose other words hold it («тұрғын үй*»)."""

_MIXED = re.compile(r"[a-z][\u0400-\u052f]|[\u0400-\u052f][a-z]")
_KEY = re.compile(r"[a-z0-9_]{1,32}")  # Bot API, BotCommand.command
_EMOJI_CATEGORIES = {"So", "Sk", "Mn", "Me", "Cf"}  # symbols, skin tones, variation selectors, joiners


@dataclass(frozen=True, slots=True)
class Term:
    """A word, a prefix (``нефт*``) or a phrase of up to four of these, and how much it says about its sector.

    ``parts`` are folded (lower case, ё as е). ``weight`` is between -5 and 5 and never 0; a negative one is evidence
    against the sector.
    """

    parts: tuple[str, ...]
    weight: float

    def __str__(self) -> str:
        return " ".join(self.parts)


@dataclass(frozen=True, slots=True)
class Sector:
    """A topic readers can ask for. ``key`` is also its command; the mappings go from a language's code to its words."""

    key: str
    emoji: str
    names: Mapping[str, str]
    descriptions: Mapping[str, str]
    terms: Mapping[str, tuple[Term, ...]]


@dataclass(frozen=True, slots=True, repr=False)  # forty thousand terms take a tenth of a second to write out
class Taxonomy:
    """The sectors, in the order of their file, which is the order people see."""

    sectors: tuple[Sector, ...]

    def __iter__(self) -> Iterator[Sector]:
        return iter(self.sectors)

    def __len__(self) -> int:
        return len(self.sectors)

    def __contains__(self, key: object) -> bool:
        return key in self.keys()

    def __getitem__(self, key: str) -> Sector:
        """Return the sector of this key; KeyError if there is none."""
        for sector in self.sectors:
            if sector.key == key:
                return sector
        raise KeyError(key)

    def keys(self) -> tuple[str, ...]:
        """Return the sectors' keys in their order."""
        return tuple(sector.key for sector in self.sectors)


def load(path: Path) -> Taxonomy:
    """Read the taxonomy from its file.

    Raises TaxonomyError, with the line of the first mistake, if the file can't be read or is not as it should be.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise TaxonomyError(path, 1, f"can't be read: {error.strerror or error}") from error
    try:
        document = toml_lines.read(raw)
    except toml_lines.MistakeError as error:
        raise TaxonomyError(path, error.line, error.problem) from error
    return _Reader(path, document).taxonomy()


class _Reader:
    """One reading of one file: knows the path and the lines, so that each check can say where it failed."""

    def __init__(self, path: Path, document: toml_lines.Document) -> None:
        self._path = path
        self._document = document

    def taxonomy(self) -> Taxonomy:
        tables = self._document.tables
        if not tables:
            self._fail(1, "has no sector; a sector begins with its key in brackets, for example [energy]")
        if len(tables) > MAX_SECTORS:
            self._fail(self._line(list(tables)[MAX_SECTORS]), f"more than {MAX_SECTORS} sectors")
        sectors = tuple(self._sector(key, value) for key, value in tables.items())
        self._check_names_differ(sectors)
        return Taxonomy(sectors)

    def _sector(self, key: str, value: object) -> Sector:
        if not isinstance(value, dict):
            self._fail(self._line(key), f"{key} stands outside of a sector; a sector begins with [key]")
        if not _KEY.fullmatch(key):
            self._fail(self._line(key), f"bad key {key!r}: 1 to 32 of a-z, 0-9 and _ (it is also a command)")
        for field in value:
            if field not in ("emoji", "name", "description", "terms"):
                self._fail(
                    self._line(key, field), f"unknown key {field!r}; known are emoji, name, description and terms"
                )
        return Sector(
            key=key,
            emoji=self._emoji(key, value.get("emoji")),
            names=self._texts(key, "name", value.get("name"), MAX_NAME),
            descriptions=self._texts(key, "description", value.get("description"), MAX_DESCRIPTION),
            terms=self._terms(key, value.get("terms")),
        )

    def _emoji(self, key: str, value: object) -> str:
        categories = {unicodedata.category(char) for char in value} if isinstance(value, str) else set()
        if not isinstance(value, str) or "So" not in categories or categories - _EMOJI_CATEGORIES:
            self._fail(self._line(key, "emoji"), f'{key} has no emoji; write for example emoji = "⚡"')
        return value

    def _languages(self, key: str, field: str, value: object) -> dict[str, object]:
        if not isinstance(value, dict):
            self._fail(self._line(key, field), f'{key} has no {field} by language; write {field}.ru = "…"')
        for language in value:
            if language not in LANGUAGES:
                self._fail(self._line(key, field, language), f"unknown language {language!r} in {field}; ru, kk or en")
        return value

    def _texts(self, key: str, field: str, value: object, longest: int) -> dict[str, str]:
        texts: dict[str, str] = {}
        given = self._languages(key, field, value)
        for language in LANGUAGES:
            line = self._line(key, field, language)
            text = given.get(language)
            if not isinstance(text, str) or not text.strip():
                self._fail(line, f'{key} has no {field}.{language}; write {field}.{language} = "…"')
            text = text.strip()
            if len(text) > longest:
                self._fail(line, f"{field}.{language} has {len(text)} characters, at most {longest}")
            if not text.isprintable():
                self._fail(line, f"{field}.{language} must be one line of text")
            texts[language] = text
        return texts

    def _terms(self, key: str, value: object) -> dict[str, tuple[Term, ...]]:
        terms: dict[str, tuple[Term, ...]] = {}
        for language, block in self._languages(key, "terms", value).items():
            if not isinstance(block, str):
                line = self._line(key, "terms", language)
                self._fail(line, f"terms.{language} must be lines between ''' and '''")
            terms[language] = tuple(self._block(self._document.first_line(key, "terms", language), block))
        if not any(terms.values()):
            self._fail(self._line(key, "terms"), f"{key} has no terms: no passage would ever fit")
        return {language: terms.get(language, ()) for language in LANGUAGES}

    def _block(self, first_line: int, block: str) -> Iterator[Term]:
        """Yield the terms of lines ``weight: term, term  # why``."""
        seen: dict[tuple[str, ...], int] = {}
        for number, line in enumerate(block.split("\n"), first_line):
            group = line.partition("#")[0].strip()
            if not group:
                continue
            weight, colon, words = group.partition(":")
            if not colon:
                self._fail(number, "a line of terms is a weight, a colon and terms, for example 3: аэс, тэц")
            for text in words.split(","):
                term = Term(self._parts(number, text), self._weight(number, weight.strip()))
                if term.parts in seen:
                    self._fail(number, f"the term «{term}» stands here twice, before on line {seen[term.parts]}")
                seen[term.parts] = number
                yield term

    def _weight(self, line: int, text: str) -> float:
        try:
            weight = float(text)
        except ValueError:
            self._fail(line, f"the weight {text!r} is not a number")
        if weight == 0 or not math.isfinite(weight) or abs(weight) > MAX_WEIGHT:
            self._fail(line, f"the weight {text} is out of range: -{MAX_WEIGHT:g} to {MAX_WEIGHT:g}, and not 0")
        return weight

    def _parts(self, line: int, text: str) -> tuple[str, ...]:
        parts = tuple(intern(fold(part)) for part in text.split())  # thousands of phrases share their words
        if not parts:
            self._fail(line, "an empty term: a comma too many, or nothing after the colon")
        if len(parts) > MAX_PHRASE_WORDS:
            self._fail(line, f"the phrase «{text.strip()}» is longer than {MAX_PHRASE_WORDS} words")
        for part in parts:
            if "*" in part[:-1] or part == "*":
                self._fail(line, f"«{part}»: a * stands only at the end of a word's beginning, as in нефт*")
            stem = part.removesuffix("*")
            if words(stem) != [stem]:
                self._fail(line, f"«{part}»: a word is made of letters, digits and single hyphens")
            if any(_MIXED.search(piece) for piece in stem.split("-")):
                self._fail(line, f"«{part}»: mixes Latin and Cyrillic letters, so that no word would ever meet it")
            if part.endswith("*") and len(stem) < (shortest := MIN_PREFIX[len(parts) > 1]):
                self._fail(line, f"«{part}»: before * stand at least {shortest} letters")
        return parts

    def _check_names_differ(self, sectors: tuple[Sector, ...]) -> None:
        owners: dict[tuple[str, str], str] = {}
        for sector in sectors:
            for language, name in sector.names.items():
                owner = owners.setdefault((language, fold(name)), sector.key)
                if owner != sector.key:
                    line = self._line(sector.key, "name", language)
                    self._fail(line, f"the sectors {owner} and {sector.key} have the same name «{name}»")

    def _line(self, *key: str) -> int:
        return self._document.line(*key)

    def _fail(self, line: int, problem: str) -> NoReturn:
        raise TaxonomyError(self._path, line, problem)
