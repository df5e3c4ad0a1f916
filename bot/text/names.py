"""Names of the news and all the forms that they are met in: read from a TOML file that a person edits.

``docs/names.md`` tells how. A line is a name, its forms in Russian, Kazakh and English between bars, and a mistake is
reported with its line::

    [companies]
    names = '''
    КТЖ, Казахстанские железные дороги | ҚТЖ, Қазақстан темір жолы | KTZ, Kazakhstan Temir Zholy
    '''
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from bot.errors import NamesError
from bot.text import toml_lines
from bot.text.language import Language
from bot.text.words import fold, is_stop, words

COLUMNS = (Language.RU, Language.KK, Language.EN)
"""The languages of a line's columns, in their order."""

MAX_NAMES = 20_000
MAX_FORMS = 24
"""Forms of a name: each adds up to four phrases to a search for any of them."""
MAX_FORM_WORDS = 12

_FORM = re.compile(r"[\w .+№&'’-]+")


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a name.

    An ``exact`` one is an ordinary word too (WHO, Семей): a name only in these very letters, and looked for only where
    it was asked for, since an index of words doesn't know capitals.
    """

    text: str
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Name:
    """A body, a company, a place, a title: its forms by language, in the order of their line."""

    group: str
    forms: Mapping[Language, tuple[Form, ...]]

    def __iter__(self) -> Iterator[Form]:
        for forms in self.forms.values():
            yield from forms


def load(path: Path) -> tuple[Name, ...]:
    """Read the names of a file, in their order; none where there is no file, since a search can do without.

    Raises NamesError, with the line of the first mistake, if the file can't be read or is not as it should be.
    """
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise NamesError(path, 1, f"can't be read: {error.strerror or error}") from error
    try:
        document = toml_lines.read(raw)
    except toml_lines.MistakeError as error:
        raise NamesError(path, error.line, error.problem) from error
    return tuple(_Reader(path, document).names())


class _Reader:
    """One reading of one file: knows the path and the lines, so that each check can say where it failed."""

    def __init__(self, path: Path, document: toml_lines.Document) -> None:
        self._path = path
        self._document = document

    def names(self) -> Iterator[Name]:
        count = 0
        for group, table in self._document.tables.items():
            line = self._document.line(group)
            if not isinstance(table, dict) or list(table) != ["names"] or not isinstance(table["names"], str):
                self._fail(line, f"{group}: a group is [{group}] and below it names = ''' with a line for each name")
            for number, text in enumerate(table["names"].split("\n"), self._document.first_line(group, "names")):
                if entry := text.partition("#")[0].strip():
                    yield self._name(group, number, entry)
                    count += 1
                    if count > MAX_NAMES:
                        self._fail(number, f"more than {MAX_NAMES} names")

    def _name(self, group: str, line: int, entry: str) -> Name:
        columns = entry.split("|")
        if len(columns) != len(COLUMNS):
            self._fail(line, "a name is three columns, Russian | Kazakh | English; one may be empty, its bar stays")
        forms = {
            language: tuple(self._form(line, text) for text in column.split(",")) if column.strip() else ()
            for language, column in zip(COLUMNS, columns, strict=True)
        }
        name = Name(group, forms)
        if len({fold(form.text) for form in name}) <= 1:
            self._fail(line, f"«{entry.strip('| ')}»: a single form leads to no other")
        if len(list(name)) > MAX_FORMS:
            self._fail(line, f"{len(list(name))} forms of a name, at most {MAX_FORMS}")
        self._check_once(line, forms)
        return name

    def _check_once(self, line: int, forms: Mapping[Language, tuple[Form, ...]]) -> None:
        for column in forms.values():
            written = [form.text for form in column]
            for text in written:
                if written.count(text) > 1:
                    self._fail(line, f"the form «{text}» stands twice in its column")

    def _form(self, line: int, text: str) -> Form:
        text = text.strip()
        exact = text.endswith("!")
        form = Form(" ".join(text.removesuffix("!").split()), exact)
        parts = words(form.text)
        if not parts:
            self._fail(line, "an empty form: a comma too many, or no word in it")
        if not _FORM.fullmatch(form.text):
            self._fail(
                line, f"«{form.text}»: a form is made of words; of signs only . № & + ' and hyphens stand in one"
            )
        if len(parts) > MAX_FORM_WORDS:
            self._fail(line, f"«{form.text}» is longer than {MAX_FORM_WORDS} words")
        if exact and (len(parts) > 1 or form.text == form.text.lower()):
            self._fail(line, f"«{form.text}!»: the mark ! is for one word with a capital letter")
        if not exact and all(any(is_stop(part, language) for language in COLUMNS) for part in parts):
            self._fail(line, f"«{form.text}» is a word of nearly every text: mark it with ! or leave it out")
        return form

    def _fail(self, line: int, problem: str) -> NoReturn:
        raise NamesError(self._path, line, problem)
